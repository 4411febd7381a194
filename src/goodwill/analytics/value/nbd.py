"""The NBD model: everybody keeps their own rate of buying, and nobody ever leaves.

A customer buys in a Poisson process of rate λ; λ differs between customers as
Gamma(r, α). It is what a purchase model without leaving comes to, so it is the yardstick
of every model with leaving: where it predicts as well, nobody can be told to have left.

    P(X(t) = n) = Γ(r + n) / (Γ(r) n!) · (α / (α + t))^r · (t / (α + t))^n
    λ | x, T ~ Gamma(r + x, α + T)

References
----------
Ehrenberg (1959), The pattern of consumer purchases, Applied Statistics 8(1), 26–41.
doi:10.2307/2985810
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.estimating import Box, Estimate, Slope, estimate
from goodwill.analytics.value.triples import Triples, each, triples
from goodwill.language import Sentence

NAME = "NBD"
CITATION = "Ehrenberg (1959), Applied Statistics 8(1). doi:10.2307/2985810"
RE_WEIGHTED_UP_TO = 3000
"""Distinct histories up to which the posterior's draws are checked and re-weighted."""

LONGEST = 600.0
"""Largest exponent of e that may be multiplied by any time and stay finite."""


@dataclass(frozen=True)
class Nbd:
    """λ ~ Gamma(r, α): mean r / α purchases per unit of time.

    Parameters
    ----------
    r
        Shape: the smaller, the more customers differ.
    alpha
        In the unit of time of the histories.
    """

    r: float
    alpha: float
    estimate: Estimate | None = None


def fit(x: Any, t_x: Any = None, T: Any = None, weight: Any = None) -> Nbd:
    """The model of these histories; arguments and refusals as `triples.triples`.

    Raises
    ------
    NotConverged
        No mode was found.
    """
    seen = _without_recency(triples(x, t_x, T, weight))
    terms = _Terms.of(seen)
    value = (lambda theta: terms.slope(theta).value) if len(seen) <= RE_WEIGHTED_UP_TO else None
    found = estimate(terms.slope, _box(seen), customers=seen.customers, value=value)
    return Nbd(**found.natural, estimate=found)


def log_likelihood(model: Nbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """log L(r, α | x, t_x, T), shape of the broadcast; t_x says nothing here."""
    x, _, T = each(x, t_x, T)
    rises = special.gammaln(model.r + x) - special.gammaln(model.r)
    falls = model.r * np.log1p(T / model.alpha) + x * np.log(model.alpha + T)
    return np.asarray(rises - falls, dtype=np.float64)


def probability_alive(model: Nbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """1: nobody leaves."""
    return np.ones_like(each(x, t_x, T)[0])


def expected_purchases(
    model: Nbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within]: the mean of λ given the history, times the time."""
    x, _, T = each(x, t_x, T)
    return np.asarray(within * (model.r + x) / (model.alpha + T), dtype=np.float64)


def variance_of_purchases(
    model: Nbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Of the purchases in (T, T + within]: negative binomial with shape r + x."""
    mean = expected_purchases(model, within, x, t_x, T)
    return mean + mean * (within / (model.alpha + np.asarray(T, dtype=np.float64)))


def probability_of_no_purchase(
    model: Nbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within]: ((α + T) / (α + T + within))^(r + x)."""
    x, _, T = each(x, t_x, T)
    return np.asarray(np.exp(-(model.r + x) * np.log1p(within / (model.alpha + T))))


def median_wait(model: Nbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Time from T that half of such customers wait longer than for their next purchase."""
    x, _, T = each(x, t_x, T)
    doublings = np.minimum(np.log(2.0) / (model.r + x), LONGEST)
    return np.asarray((model.alpha + T) * np.expm1(doublings), dtype=np.float64)


def discounted_purchases(model: Nbd, discount: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """DERT: the expected rate, for ever, discounted by e^(−discount × time from T).

    Raises
    ------
    Undefined
        The discount is not above zero: who never leaves buys without end.
    """
    _refuse_no_discount(discount)
    return expected_purchases(model, 1.0, x, t_x, T) / discount


def expected_purchases_of_new(model: Nbd, within: Floats | float) -> Floats:
    """E[X(t)] = r t / α."""
    return np.asarray(np.asarray(within, dtype=np.float64) * (model.r / model.alpha))


def discounted_purchases_of_new(model: Nbd, discount: float) -> float:
    """Repeat purchases for ever, discounted to the first purchase; refuses discount 0."""
    _refuse_no_discount(discount)
    return model.r / model.alpha / discount


def probability_of_purchases(model: Nbd, n: Floats | int, within: Floats | float) -> Floats:
    """P(X(t) = n), the negative binomial distribution, shape of the broadcast."""
    n, within = np.broadcast_arrays(np.asarray(n, np.float64), np.asarray(within, np.float64))
    choices = special.gammaln(model.r + n) - special.gammaln(model.r) - special.gammaln(n + 1)
    share = special.xlogy(n, within / (model.alpha + within))
    return np.asarray(np.exp(choices + share - model.r * np.log1p(within / model.alpha)))


def _refuse_no_discount(discount: float) -> None:
    if not discount > 0:
        raise Undefined(
            Sentence(
                "Without a discount rate, customers who never leave are worth infinitely much: "
                "give a discount above zero."
            )
        )


def _without_recency(histories: Triples) -> Triples:
    """Fewer histories: only x and T matter."""
    nothing = np.zeros_like(histories.x)
    return triples(histories.x, nothing, histories.T, histories.weight)


def _box(histories: Triples) -> Box:
    """Wide in multiples of the mean time observed, whatever its unit."""
    mean = float(histories.weight @ histories.T) / histories.customers
    centre = np.array([0.0, np.log(mean) if mean > 0 else 0.0])
    return Box(("r", "alpha"), centre, np.array([5.0, 6.0]), (True, True))


@dataclass(frozen=True)
class _Terms:
    """The log likelihood in pieces: what depends on x alone, and on T alone.

    Σ w [ln Γ(r+x) − ln Γ(r)] needs each x once, Σ w (r+x) ln(α+T) each T once.
    """

    x: Floats
    with_x: Floats
    time: Floats
    with_time: Floats
    purchases: Floats

    @classmethod
    def of(cls, histories: Triples) -> _Terms:
        x, x_at = np.unique(histories.x, return_inverse=True)
        T, T_at = np.unique(histories.T, return_inverse=True)
        with_x = _summed(x_at, histories.weight, len(x))
        with_T = _summed(T_at, histories.weight, len(T))
        purchases = _summed(T_at, histories.weight * histories.x, len(T))
        return cls(x, with_x, T, with_T, purchases)

    def slope(self, theta: Floats) -> Slope:
        r, alpha = np.exp(theta)
        r_x, until = r + self.x, alpha + self.time
        shape = special.gammaln(r_x) - special.gammaln(r)
        value = self.with_x @ shape - self.purchases @ np.log(until)
        value -= r * (self.with_time @ np.log1p(self.time / alpha))
        by_r = self.with_x @ (special.digamma(r_x) - special.digamma(r))
        by_r -= self.with_time @ np.log1p(self.time / alpha)
        by_r_alpha = self.with_time @ (self.time / (alpha * until))
        by_alpha = r * by_r_alpha - self.purchases @ (1 / until)
        by_rr = self.with_x @ (special.polygamma(1, r_x) - special.polygamma(1, r))
        bends = r * (self.with_time @ (self.time * (alpha + until) / (alpha * until) ** 2))
        by_alpha_alpha = self.purchases @ (1 / until**2) - bends
        gradient = np.array([r * by_r, alpha * by_alpha])
        hessian = np.array(
            [
                [r * by_r + r**2 * by_rr, r * alpha * by_r_alpha],
                [r * alpha * by_r_alpha, alpha * by_alpha + alpha**2 * by_alpha_alpha],
            ]
        )
        return Slope(float(value), gradient, hessian)


def _summed(places: Integers, amounts: Floats, size: int) -> Floats:
    return np.bincount(places, amounts, size).astype(np.float64)
