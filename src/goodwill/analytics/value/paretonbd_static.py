"""The Pareto/NBD with attributes of customers that do not change: channel, sex, first basket.

    α_i = α e^(−γ·z_i)        β_i = β e^(−η·z_i)

So one more of an attribute multiplies the mean rate of buying by e^γ and that of leaving by
e^η. r and s are everybody's. Without attributes it is the Pareto/NBD.

    model = fit(customers, covariates_of=["is_app", "first_basket"])
    expected_purchases(model, 90, x, t_x, T, covariates=attributes)

`attributes` is of shape (customers, covariates), in the order of the fit.

References
----------
Fader & Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD
models, brucehardie.com/notes/019
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods.paretonbd_attributes import fitted, grouped, read
from goodwill.analytics.value.likelihoods.paretonbd_likelihood import Rates
from goodwill.analytics.value.likelihoods.paretonbd_outlook import (
    Outlook,
    active_time,
    discounted_time,
    purchases_of_new,
)
from goodwill.analytics.value.paretonbd import horizon, whole
from goodwill.analytics.value.triples import each
from goodwill.language import Sentence

NAME = "Pareto/NBD with attributes"
CITATION = "Fader & Hardie (2007), brucehardie.com/notes/019"
STEEPEST = 200.0
"""Largest |γ·z| that is believed: a rate e^200 times another is no rate."""


@dataclass(frozen=True)
class ParetonbdStatic:
    """λ ~ Gamma(r, α) and μ ~ Gamma(s, β), both at attributes of 0.

    Parameters
    ----------
    purchase_effects
        γ by covariate: one more of it multiplies the rate of buying by e^γ.
    dropout_effects
        η by covariate: one more of it multiplies the rate of leaving by e^η.
    """

    r: float
    alpha: float
    s: float
    beta: float
    purchase_effects: dict[str, float] = field(default_factory=dict)
    dropout_effects: dict[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        if not all(0 < each < np.inf for each in (self.r, self.alpha, self.s, self.beta)):
            raise Undefined(Sentence("The parameters of {model} are numbers above 0.", model=NAME))
        if list(self.purchase_effects) != list(self.dropout_effects):
            raise Undefined(Sentence("The same covariates act on buying and on leaving."))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.purchase_effects)


def fit(
    x: Any,
    t_x: Any = None,
    T: Any = None,
    weight: Any = None,
    *,
    covariates: Any = None,
    covariates_of: Sequence[str] | None = None,
) -> ParetonbdStatic:
    """The model of these histories and attributes.

    Parameters
    ----------
    x, t_x, T, weight
        As `triples.triples` takes them.
    covariates
        Beside arrays: numbers of shape (customers, covariates).
    covariates_of
        Beside a dataframe: names of its columns, numbers or yes/no. Beside arrays: what to
        call the covariates; otherwise z1, z2 …

    Raises
    ------
    ContractBroken
        As `triples.triples`; a covariate that is missing, infinite, or the same for everybody.
    NotConverged
        No mode was found.
    """
    seen = read(x, t_x, T, weight, covariates=covariates, names=covariates_of)
    found = fitted(seen)
    blank = dict.fromkeys(seen.names, 0.0)
    return replace(at(ParetonbdStatic(1, 1, 1, 1, blank, blank), found.theta), estimate=found)


def log_likelihood(
    model: ParetonbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """Of each history; attributes of shape (…, covariates), whose … broadcast with x."""
    return _outlook(model, x, t_x, T, covariates).log_likelihood()


def probability_alive(
    model: ParetonbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """That each customer is still one at T."""
    return _outlook(model, x, t_x, T, covariates).probability_alive


def expected_purchases(
    model: ParetonbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """In (T, T + within]."""
    return _outlook(model, x, t_x, T, covariates).purchases(horizon(within))


def variance_of_purchases(
    model: ParetonbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """Of the purchases in (T, T + within], given the parameters."""
    return _outlook(model, x, t_x, T, covariates).variance(horizon(within))


def probability_of_no_purchase(
    model: ParetonbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """In (T, T + within]."""
    return _outlook(model, x, t_x, T, covariates).no_purchase(horizon(within))


def median_wait(
    model: ParetonbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """Time from T that half of such customers, if they stay, wait longer than."""
    return _outlook(model, x, t_x, T, covariates).median_wait()


def discounted_purchases(
    model: ParetonbdStatic,
    discount: float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """DERT; refuses as `paretonbd.discounted_purchases`."""
    return _outlook(model, x, t_x, T, covariates).discounted(discount)


def expected_purchases_of_new(
    model: ParetonbdStatic, within: Floats | float, *, covariates: Floats
) -> Floats:
    """E[X(t)] of customers with these attributes."""
    new = _outlook(model, 0, 0, 0, covariates)
    return new.rate * active_time(model.s, new.beta, horizon(within))


def discounted_purchases_of_new(
    model: ParetonbdStatic, discount: float, *, covariates: Floats
) -> Floats:
    """Repeat purchases over a lifetime, discounted to the first purchase."""
    new = _outlook(model, 0, 0, 0, covariates)
    return new.rate * discounted_time(model.s, new.beta.ravel(), discount).reshape(new.x.shape)


def probability_of_purchases(
    model: ParetonbdStatic, n: Floats | int, within: Floats | float, *, covariates: Floats
) -> Floats:
    """P(X(t) = n) of customers with these attributes."""
    new = _outlook(model, 0, 0, 0, covariates)
    assert new.group is not None
    counts, times, group = np.broadcast_arrays(whole(n), horizon(within), new.group)
    return purchases_of_new(new.rates, counts, times, group)


def drawn(model: ParetonbdStatic, draws: int | None = None) -> Iterator[ParetonbdStatic]:
    """The model with parameters drawn from its posterior, as `family.drawn`."""
    if model.estimate is None:
        yield model
        return
    for theta in model.estimate.draws[:draws]:
        yield at(model, theta)


def at(model: ParetonbdStatic, theta: Floats) -> ParetonbdStatic:
    """The same model with other parameters, given on the scale of the estimate's θ."""
    k = len(model.names)
    r, alpha, s, beta = map(float, np.exp(theta[:4]))
    purchase = dict(zip(model.names, map(float, theta[4 : 4 + k]), strict=True))
    dropout = dict(zip(model.names, map(float, theta[4 + k :]), strict=True))
    return ParetonbdStatic(r, alpha, s, beta, purchase, dropout)


def _outlook(model: ParetonbdStatic, x: Any, t_x: Any, T: Any, covariates: Any) -> Outlook:
    z = _checked(model, covariates)
    x, t_x, T, _ = np.broadcast_arrays(*each(x, t_x, T), np.zeros(z.shape[:-1]))
    shape = x.shape
    z = np.broadcast_to(z, (*shape, z.shape[-1])).reshape(-1, z.shape[-1])
    first, group = grouped(z)
    buying, leaving = (
        z[first] @ np.array(list(effects.values()))
        for effects in (model.purchase_effects, model.dropout_effects)
    )
    if max(np.abs(buying).max(initial=0), np.abs(leaving).max(initial=0)) > STEEPEST:
        raise Undefined(
            Sentence(
                "These attributes are so far from those of the fit that they would multiply a "
                "rate by more than e^{most}.",
                most=int(STEEPEST),
            )
        )
    rates = Rates(model.r, model.alpha * np.exp(-buying), model.s, model.beta * np.exp(-leaving))
    return Outlook(rates, x, t_x, T, group.reshape(shape))


def _checked(model: ParetonbdStatic, covariates: Any) -> Floats:
    z = np.asarray(covariates, dtype=np.float64)
    if z.ndim == 0 or z.shape[-1] != len(model.names):
        wrong = Sentence(
            "the last axis has to hold, in this order: {names}", names=", ".join(model.names)
        )
        raise ContractBroken("covariates", (wrong,))
    if not np.isfinite(z).all():
        raise ContractBroken("covariates", (Sentence("a number is missing or infinite"),))
    return z
