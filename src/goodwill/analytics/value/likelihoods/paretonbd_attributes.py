"""Fitting the Pareto/NBD on distinct (x, t_x, T, z), z being attributes of customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.estimating import Box, Estimate
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.likelihoods.paretonbd_likelihood import Likelihood
from goodwill.analytics.value.paretonbd import RE_WEIGHTED_UP_TO, WARM, WARM_ABOVE, refuse_boundless
from goodwill.analytics.value.triples import KEYS, triples
from goodwill.language import Sentence


@dataclass(frozen=True)
class Known:
    """Distinct histories with attributes, in ascending order, shape (histories,).

    Parameters
    ----------
    group, z
        Which row of z, shape (groups, covariates), is each history's.
    """

    names: tuple[str, ...]
    x: Floats
    t_x: Floats
    T: Floats
    weight: Floats
    group: Integers
    z: Floats

    def __len__(self) -> int:
        return len(self.x)

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    def every(self, nth: int) -> Known:
        """Every nth history: a sample for a warm start."""
        rows = slice(None, None, nth)
        return replace(
            self,
            x=self.x[rows],
            t_x=self.t_x[rows],
            T=self.T[rows],
            weight=self.weight[rows],
            group=self.group[rows],
        )


def read(
    x: Any,
    t_x: Any,
    T: Any,
    weight: Any,
    *,
    covariates: Any,
    names: Sequence[str] | None,
) -> Known:
    """Checked and compressed.

    Raises
    ------
    ContractBroken, TooFew
        As `triples.triples`; a covariate that is missing, infinite, or the same for everybody.
    """
    if t_x is None:
        names = list(names or ())
        x, t_x, T, weight, covariates = _from_frame(x, names)
    triples(x, t_x, T, weight)  # refuses what is impossible
    columns = [np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (x, t_x, T)]
    columns.append(np.asarray(1.0 if weight is None else weight, dtype=np.float64))
    x, t_x, T, weight = (np.ravel(each) for each in np.broadcast_arrays(*columns))
    z = np.asarray(covariates, dtype=np.float64)
    _refuse_shape(z, len(x), names)
    named = tuple(names) if names else tuple(f"z{at}" for at in range(1, z.shape[1] + 1))
    first, group = grouped(z)
    _refuse_useless(z[first], named)
    return _compressed(named, (x, t_x, T, weight, group), z[first])


def grouped(z: Floats) -> tuple[Integers, Integers]:
    """Rows of z that stand for all distinct ones in ascending order, and each row's among them."""
    code = np.zeros(len(z), dtype=np.int64)
    for column in z.T:
        _, place = np.unique(column, return_inverse=True)
        _, code = np.unique(code * (int(place.max(initial=0)) + 1) + place, return_inverse=True)
    _, first = np.unique(code, return_index=True)
    return first, code


def fitted(seen: Known) -> Estimate:
    """Of θ = (ln r, ln α, ln s, ln β, γ …, η …), for covariates as they were given.

    The search is on covariates of mean 0 and standard deviation 1. Centring them moves ln α
    by γ·mean and ln β by η·mean; both are linear in θ, so the answer is carried back exactly.
    """
    with_group = np.bincount(seen.group, seen.weight, len(seen.z)) / seen.customers
    means = with_group @ seen.z
    deviations = np.sqrt(with_group @ (seen.z - means) ** 2)
    scaled = replace(seen, z=(seen.z - means) / deviations)
    box, likelihood = _box(scaled), _likelihood(scaled)
    value = likelihood.value if len(seen) <= RE_WEIGHTED_UP_TO else None
    found = estimating.estimate(
        likelihood.slope, box, customers=seen.customers, start=_start(scaled, box), value=value
    )
    refuse_boundless(found)
    return _as_given(found, seen.names, means, deviations)


def _as_given(
    found: Estimate, names: tuple[str, ...], means: Floats, deviations: Floats
) -> Estimate:
    """In another order and other units: θ as given = `back` @ θ as found."""
    k = len(names)
    back = np.zeros((4 + 2 * k, 4 + 2 * k))
    for half in (0, 1):
        shape, scale, effects = half * (2 + k), half * (2 + k) + 1, half * (2 + k) + 2
        back[2 * half, shape] = back[2 * half + 1, scale] = 1.0
        back[2 * half + 1, effects : effects + k] = means / deviations
        rows = np.arange(k)
        back[4 + half * k + rows, effects + rows] = 1.0 / deviations
    effects_of = [f"{of}.{name}" for of in ("purchase", "dropout") for name in names]
    box = Box(
        ("r", "alpha", "s", "beta", *effects_of),
        back @ found.box.centre,
        np.abs(back) @ found.box.reach,
        (True,) * 4 + (False,) * (2 * k),
    )
    return found.turned(back, box)


def _box(seen: Known) -> Box:
    """Wide in multiples of the mean time observed and of each covariate's deviation."""
    k = seen.z.shape[1]
    mean = float(seen.weight @ seen.T) / seen.customers
    time = np.log(mean) if mean > 0 else 0.0
    return Box(
        ("r", "alpha", *seen.names, "s", "beta", *seen.names),
        np.tile([0.0, time, *[0.0] * k], 2),
        np.tile([5.0, 6.0, *[5.0] * k], 2),
        ((True, True) + (False,) * k) * 2,
    )


def _likelihood(seen: Known) -> Likelihood:
    design = np.column_stack([np.ones(len(seen.z)), -seen.z])
    return Likelihood(seen.x, seen.t_x, seen.T, seen.weight, group=seen.group, design=design)


def _start(seen: Known, box: Box) -> Floats | None:
    if len(seen) <= WARM_ABOVE:
        return None
    sample = seen.every(len(seen) // WARM)
    slope = _likelihood(sample).slope
    return estimating.mode(slope, box, customers=sample.customers, start=box.centre)


def _compressed(names: tuple[str, ...], columns: tuple[Any, ...], z: Floats) -> Known:
    x, t_x, T, weight, group = columns
    order = np.lexsort((T, t_x, x, group))
    is_new = np.zeros(len(order), dtype=bool)
    is_new[0] = True
    for column in (x, t_x, T, group):
        is_new[1:] |= np.diff(column[order]) != 0
    starts = np.flatnonzero(is_new)
    first = order[starts]
    weights = np.add.reduceat(weight[order], starts)
    return Known(names, x[first], t_x[first], T[first], weights, group[first], z)


def _from_frame(customers: Any, names: list[str]) -> tuple[Any, ...]:
    """Counted by the dataframe's own engine; only distinct histories come back."""
    frame: Frame = nw.from_native(customers, pass_through=False).lazy()
    known = frame.filter(~nw.col("days_observed").is_null())
    taken = known.select(*KEYS, *(nw.col(name).cast(nw.Float64) for name in names))
    rows = taken.group_by(*KEYS, *names).agg(_customers=nw.len()).collect("pyarrow")
    columns = {
        name: rows[name].to_numpy().astype(np.float64) for name in (*KEYS, *names, "_customers")
    }
    z = np.column_stack([columns[name] for name in names]) if names else np.zeros((len(rows), 0))
    return (*(columns[name] for name in KEYS), columns["_customers"], z)


def _refuse_shape(z: Floats, rows: int, names: Sequence[str] | None) -> None:
    wrong = None
    if z.ndim != 2 or len(z) != rows:
        wrong = Sentence("there has to be one row for each of {n} histories", n=rows)
    elif z.shape[1] == 0:
        wrong = Sentence("there are none: fit the Pareto/NBD without covariates instead")
    elif names and len(names) != z.shape[1]:
        wrong = Sentence("there are {n} names for {k} columns", n=len(names), k=z.shape[1])
    elif not np.isfinite(z).all():
        wrong = Sentence("a number is missing or infinite")
    if wrong is not None:
        raise ContractBroken("covariates", (wrong,))


def _refuse_useless(z: Floats, names: tuple[str, ...]) -> None:
    same = [name for name, column in zip(names, z.T, strict=True) if np.ptp(column) == 0]
    if same:
        wrong = tuple(
            Sentence("{name} is the same for everybody, so its effect cannot be told", name=name)
            for name in same
        )
        raise ContractBroken("covariates", wrong)
