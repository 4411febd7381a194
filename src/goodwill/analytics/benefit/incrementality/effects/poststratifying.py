"""The difference between arms within slices, weighted by the slices' share of all members.

Where chance put more good customers into one arm, the plain difference mixes that in;
compared slice by slice it does not.

References
----------
Miratrix, Sekhon & Yu (2013), Adjusting treatment effect estimates by post-stratification in
randomized experiments, JRSS B 75(2), 369-396, doi:10.1111/j.1467-9868.2012.01048.x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.incrementality.effects.means import (
    FEWEST,
    Mean,
    refuse_few,
    satterthwaite,
    size,
)
from goodwill.analytics.benefit.incrementality.effects.relative import near_nought
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.analytics.numerics.moments import Key, Moments
from goodwill.language import Sentence


@dataclass(frozen=True)
class Stratum:
    """One slice of both arms."""

    treated: Moments
    control: Moments

    @property
    def n(self) -> int:
        return size(self.treated) + size(self.control)

    @property
    def is_thin(self) -> bool:
        """Whether an arm has too few members to know how they differ."""
        return min(size(self.treated), size(self.control)) < FEWEST

    def with_(self, other: Stratum) -> Stratum:
        return Stratum(
            self.treated.beside(other.treated).merged(),
            self.control.beside(other.control).merged(),
        )


@dataclass(frozen=True)
class Weighted:
    """Means of the columns in both arms, as if both had the slices of all members.

    Parameters
    ----------
    mean
        Of the treated and then the control, shape (2, k).
    parts
        (arm, members, covariance of the slice's means × squared weight) of each slice and arm.
    between
        What the slices' drawn shares add to the covariance of `mean`, shape (2k, 2k).
    """

    mean: Floats
    parts: tuple[tuple[int, int, Floats], ...]
    between: Floats

    def effect(self, value: float, gradient: Floats, method: Sentence, level: float) -> Effect:
        """The effect with these derivatives by `mean`, shape (2, k)."""
        within = [
            Mean(0.0, float(gradient[arm] @ spread @ gradient[arm]) * n, n)
            for arm, n, spread in self.parts
        ]
        error = sum(part.squared_error for part in within)
        if error <= 0:
            raise Undefined(
                Sentence("We cannot tell: within each slice all members of an arm are alike.")
            )
        treated, control = (_estimate(arm)[0] for arm in self.mean)
        return student(
            value,
            sqrt(error + float(gradient.ravel() @ self.between @ gradient.ravel())),
            treated=treated,
            control=control,
            n_treated=sum(n for arm, n, _ in self.parts if arm == 0),
            n_control=sum(n for arm, n, _ in self.parts if arm == 1),
            method=method,
            df=satterthwaite(*within),
            level=level,
        )


def difference(
    cells: Moments,
    arms: tuple[str, str],
    column: str,
    *,
    per: str | None = None,
    level: float = LEVEL,
) -> Effect:
    """The post-stratified difference in means of `column` (÷ that of `per`) between two arms.

    Slices in which an arm has fewer than two members are counted together, with the
    smallest other slice if need be. The standard error is of the effect on customers like
    these: that the slices' shares were drawn as well is in it.

    Parameters
    ----------
    cells
        By `arm` first and then by one or more slices.
    arms
        Names of the treated arm and the control.

    Raises
    ------
    TooFew
        An arm has fewer than two members.
    Undefined
        Fewer than two slices are left, no slice has members that differ, or a ratio has
        nothing below the line.
    """
    left, method = _prepared(cells, arms)
    found = weighted(left, (column,) if per is None else (column, per))
    (treated, by_treated), (control, by_control) = (_estimate(arm) for arm in found.mean)
    return found.effect(treated - control, np.stack([by_treated, -by_control]), method, level)


def lift(
    cells: Moments,
    arms: tuple[str, str],
    column: str,
    *,
    per: str | None = None,
    level: float = LEVEL,
) -> Effect:
    """The post-stratified difference ÷ the control's post-stratified mean, by the delta method.

    Raises
    ------
    TooFew, Undefined
        As `difference`; and if the control's mean is not clearly above nought.
    """
    left, method = _prepared(cells, arms)
    found = weighted(left, (column,) if per is None else (column, per))
    (treated, by_treated), (control, by_control) = (_estimate(arm) for arm in found.mean)
    base = found.effect(control, np.stack([0 * by_treated, by_control]), method, level)
    if control <= float(stats.norm.ppf(0.5 + level / 2)) * base.se:
        raise near_nought(control, base.value - base.low)
    gradient = np.stack([by_treated, -treated / control * by_control]) / control
    divided = Sentence("{method} Divided by the control.", method=method)
    return found.effect(treated / control - 1, gradient, divided, level)


def weighted(left: Sequence[Stratum], columns: Sequence[str]) -> Weighted:
    """The strata's means by their share of all members, and how sure they are."""
    share = np.array([one.n for one in left], dtype=np.float64)
    total = float(share.sum())
    share /= total
    at = left[0].treated.at(*columns)
    means = np.array([[one.treated.mean[0, at], one.control.mean[0, at]] for one in left])
    mean = np.tensordot(share, means, axes=1)
    away = (means - mean).reshape(len(left), -1)
    return Weighted(
        mean,
        tuple(
            (arm, size(cell), weight**2 * _spread_of_means(cell, at))
            for weight, one in zip(share.tolist(), left, strict=True)
            for arm, cell in enumerate((one.treated, one.control))
        ),
        (away.T * share) @ away / total,
    )


def strata(cells: Moments, treated: str, control: str) -> list[Stratum]:
    """The slices of two arms in their order, those without anybody left out."""
    slices = list(dict.fromkeys(key[1:] for key in cells.keys))
    found = [Stratum(_cell(cells, treated, key), _cell(cells, control, key)) for key in slices]
    return [stratum for stratum in found if stratum.n]


def thickened(strata: list[Stratum]) -> list[Stratum]:
    """Thin strata as one, together with the smallest others until it is thin no more."""
    thick = sorted((one for one in strata if not one.is_thin), key=lambda one: one.n)
    thin = [one for one in strata if one.is_thin]
    if not thin:
        return strata
    rest = thin[0]
    for other in thin[1:]:
        rest = rest.with_(other)
    while rest.is_thin and thick:
        rest = rest.with_(thick.pop(0))
    return [*thick, rest]


def _prepared(cells: Moments, arms: tuple[str, str]) -> tuple[list[Stratum], Sentence]:
    everybody = cells.merged("arm")
    refuse_few(everybody.where(arm=arms[0]), everybody.where(arm=arms[1]))
    every = strata(cells, *arms)
    left = thickened(every)
    if len(left) < 2:
        raise Undefined(
            Sentence(
                "There is nothing to stratify by: fewer than two slices have two members in "
                "each arm. The plain difference stands."
            )
        )
    return left, _method(len(left), len(every))


def _estimate(mean: Floats) -> tuple[float, Floats]:
    """A mean, or the ratio of two, and its derivatives by them."""
    if len(mean) == 1:
        return float(mean[0]), np.ones(1)
    above, below = mean
    if below <= 0:
        raise Undefined(Sentence("We cannot tell: what is divided by is not above nought."))
    return float(above / below), np.array([1 / below, -above / below**2])


def _spread_of_means(cell: Moments, at: list[int]) -> Floats:
    n = size(cell)
    spread: Floats = cell.comoment[0][np.ix_(at, at)] / (n - 1) / n
    return spread


def _cell(cells: Moments, arm: str, key: Key) -> Moments:
    kept = [place for place, found in enumerate(cells.keys) if found == (arm, *key)]
    return Moments(
        cells.columns,
        (),
        tuple(() for _ in kept),
        cells.n[kept],
        cells.mean[kept],
        cells.comoment[kept],
    )


def _method(left: int, slices: int) -> Sentence:
    if left == slices:
        return Sentence(
            "Differences within each of {k} slices, weighted by their share of all members, "
            "with a t interval.",
            k=left,
        )
    return Sentence(
        "Differences within each of {k} slices, weighted by their share of all members, with "
        "a t interval. Slices with fewer than two members in an arm were counted together "
        "({all} slices before).",
        k=left,
        all=slices,
    )
