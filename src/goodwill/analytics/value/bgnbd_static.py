"""BG/NBD with attributes of customers that do not change: channel, sex, first basket.

    α_i = α e^(−γ₁·z_i)        a_i = a e^(γ₂·z_i)        b_i = b e^(γ₃·z_i)

So one more of an attribute multiplies the mean rate of buying by e^γ₁, and the odds of leaving
after a purchase by e^(γ₂ − γ₃). r is everybody's. Without attributes it is BG/NBD.

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
from typing import Any, ClassVar

import numpy as np

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods import betageometric
from goodwill.analytics.value.likelihoods import betageometric_forecasting as forecasting
from goodwill.analytics.value.likelihoods.bgnbd_attributes import fitted
from goodwill.analytics.value.likelihoods.paretonbd_attributes import read
from goodwill.language import Sentence

NAME = "BG/NBD with attributes"
CITATION = "Fader & Hardie (2007), brucehardie.com/notes/019"
STEEPEST = 200.0
"""Largest |γ·z| that is believed: a rate e^200 times another is no rate."""


@dataclass(frozen=True)
class BgnbdStatic:
    """λ ~ Gamma(r, α) and p ~ Beta(a, b), α, a and b being those at attributes of 0.

    Parameters
    ----------
    purchase_effects
        γ₁ by covariate: one more of it multiplies the rate of buying by e^γ₁.
    leaving_effects, staying_effects
        γ₂ and γ₃ by covariate: one more of it multiplies a by e^γ₂ and b by e^γ₃.
    """

    r: float
    alpha: float
    a: float
    b: float
    purchase_effects: dict[str, float] = field(default_factory=dict)
    leaving_effects: dict[str, float] = field(default_factory=dict)
    staying_effects: dict[str, float] = field(default_factory=dict)
    estimate: Estimate | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.purchase_effects)

    @property
    def effects(self) -> Floats:
        """γ of shape (3, covariates)."""
        each = (self.purchase_effects, self.leaving_effects, self.staying_effects)
        return np.array([[effects[name] for name in self.names] for effects in each], np.float64)


@dataclass(frozen=True)
class _Individual:
    """BG/NBD with α, a and b of each customer."""

    k: ClassVar[int] = 1
    is_modified: ClassVar[bool] = False

    r: float
    alpha: Floats
    a: Floats
    b: Floats


def fit(
    x: Any,
    t_x: Any = None,
    T: Any = None,
    weight: Any = None,
    *,
    covariates: Any = None,
    covariates_of: Sequence[str] | None = None,
) -> BgnbdStatic:
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
    return replace(at(BgnbdStatic(1, 1, 1, 1, blank, blank, blank), found.theta), estimate=found)


def log_likelihood(
    model: BgnbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """Of each history; attributes of shape (…, covariates), whose … broadcast with x."""
    return betageometric.log_likelihood(*_with(model, covariates, x, t_x, T))


def probability_alive(
    model: BgnbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """That each customer is still one at T; 1 for x = 0."""
    return betageometric.probability_alive(*_with(model, covariates, x, t_x, T))


def expected_purchases(
    model: BgnbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """In (T, T + within]."""
    return forecasting.expected_purchases(*_with(model, covariates, within, x, t_x, T))


def variance_of_purchases(
    model: BgnbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """Of the purchases in (T, T + within], given the parameters."""
    return forecasting.variance_of_purchases(*_with(model, covariates, within, x, t_x, T))


def probability_of_no_purchase(
    model: BgnbdStatic,
    within: Floats | float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """In (T, T + within]."""
    return forecasting.probability_of_no_purchase(*_with(model, covariates, within, x, t_x, T))


def median_wait(
    model: BgnbdStatic, x: Floats, t_x: Floats, T: Floats, *, covariates: Floats
) -> Floats:
    """Time from T that half of such customers, if they stay, wait longer than."""
    return forecasting.median_wait(*_with(model, covariates, x, t_x, T))


def discounted_purchases(
    model: BgnbdStatic,
    discount: float,
    x: Floats,
    t_x: Floats,
    T: Floats,
    *,
    covariates: Floats,
) -> Floats:
    """DERT; refuses as `bgnbd.discounted_purchases`."""
    individual, *history = _with(model, covariates, x, t_x, T)
    return forecasting.discounted_purchases(individual, discount, *history)


def expected_purchases_of_new(
    model: BgnbdStatic, within: Floats | float, *, covariates: Floats
) -> Floats:
    """E[X(t)] of customers with these attributes."""
    return forecasting.expected_purchases(*_with(model, covariates, within, 0.0, 0.0, 0.0))


def discounted_purchases_of_new(
    model: BgnbdStatic, discount: float, *, covariates: Floats
) -> Floats:
    """Repeat purchases over a lifetime, discounted to the first purchase."""
    individual, *history = _with(model, covariates, 0.0, 0.0, 0.0)
    return forecasting.discounted_purchases(individual, discount, *history)


def probability_of_purchases(
    model: BgnbdStatic, n: Floats | int, within: Floats | float, *, covariates: Floats
) -> Floats:
    """P(X(t) = n) of customers with these attributes."""
    return forecasting.probability_of_purchases(*_with(model, covariates, n, within))


def drawn(model: BgnbdStatic, draws: int | None = None) -> Iterator[BgnbdStatic]:
    """The model with parameters drawn from its posterior, as `family.drawn`."""
    if model.estimate is None:
        yield model
        return
    for theta in model.estimate.draws[:draws]:
        yield at(model, theta)


def at(model: BgnbdStatic, theta: Floats) -> BgnbdStatic:
    """The same model with other parameters, given on the scale of the estimate's θ."""
    r, alpha, a, b = map(float, np.exp(theta[:4]))
    buying, leaving, staying = (
        dict(zip(model.names, map(float, row), strict=True))
        for row in np.asarray(theta[4:]).reshape(3, len(model.names))
    )
    return BgnbdStatic(r, alpha, a, b, buying, leaving, staying)


def _with(model: BgnbdStatic, covariates: Any, *arrays: Any) -> tuple[Any, ...]:
    """The model of each customer, and the arrays in their shape."""
    z = np.asarray(covariates, dtype=np.float64)
    if z.ndim == 0 or z.shape[-1] != len(model.names):
        wrong = Sentence(
            "the last axis has to hold, in this order: {names}", names=", ".join(model.names)
        )
        raise ContractBroken("covariates", (wrong,))
    if not np.isfinite(z).all():
        raise ContractBroken("covariates", (Sentence("a number is missing or infinite"),))
    moved = [z @ effects for effects in model.effects]
    if max(np.abs(move).max(initial=0) for move in moved) > STEEPEST:
        raise Undefined(
            Sentence(
                "These attributes are so far from those of the fit that they would multiply a "
                "rate by more than e^{most}.",
                most=int(STEEPEST),
            )
        )
    buying, leaving, staying = moved
    *columns, alpha, a, b = np.broadcast_arrays(
        *(np.asarray(array, np.float64) for array in arrays),
        model.alpha * np.exp(-buying),
        model.a * np.exp(leaving),
        model.b * np.exp(staying),
    )
    return (_Individual(model.r, alpha, a, b), *columns)
