"""Purchases still to come of somebody alive, when every event is a purchase (k = 1).

Given p, somebody with rate λ makes (1 − e^(−λpt)) / p purchases within t on average (Fader,
Hardie & Lee 2005, doi:10.1287/mksc.1040.0098, from their derivation of E[X(t)]). The means
over λ ~ Gamma(s, α+T) are elementary; those over p ~ Beta(a, b) are taken by quadrature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.numerics import betas
from goodwill.analytics.numerics.arrays import Floats

LONGEST = 1e60
"""Horizons beyond so many (α+T) are treated as that."""

FLAT = 1e-6
"""Purchases below which the first two terms of a series are exact."""

STEP = 0.25
BEGIN, END = -18.0, 3.75
"""Of log(time × discount); what is left out is below 1e-15 of the sum."""


@dataclass(frozen=True)
class Future:
    """Customers alive at T, j events after their last purchase; arrays of shape (rows,).

    λ ~ Gamma(shape, rate) and p ~ Beta(a, b); `horizon` is a time, or a discount rate.
    """

    k: int
    j: int
    shape: Floats
    rate: Floats
    a: Floats
    b: Floats
    horizon: Floats

    def only(self, rows: Any, **other: Floats) -> Future:
        """Some of the rows, with columns replaced."""
        columns = {
            name: getattr(self, name)[rows] for name in ("shape", "rate", "a", "b", "horizon")
        }
        return replace(self, **(columns | other))

    @property
    def tau(self) -> Floats:
        with np.errstate(over="ignore"):
            return np.minimum(self.horizon / self.rate, LONGEST)


def expected(future: Future) -> Floats:
    """E[X] within the horizon."""
    s, tau = future.shape, future.tau

    def given(p: Floats, rows: slice) -> Floats:
        return np.asarray(-np.expm1(-s[rows, None] * np.log1p(p * tau[rows, None])) / p)

    once = -np.expm1(-s * np.log1p(tau))
    return betas.mean(betas.Falling(given, s * tau, once, s * tau), future.a, future.b)


def expected_pairs(future: Future) -> Floats:
    """E[X(X−1)] within the horizon."""
    s, tau = future.shape, future.tau

    def given(p: Floats, rows: slice) -> Floats:
        odds, shape = p * tau[rows, None], s[rows, None]
        twice = special.betainc(2.0, shape, odds / (1.0 + odds))
        flat = none[rows, None] * (1.0 - (shape + 2.0) * odds / 1.5)
        return np.where(shape * odds < FLAT, flat, 2.0 * twice / p / p) * (1.0 - p)

    none = s * (s + 1.0) * tau**2
    falling = betas.Falling(given, none, np.zeros_like(s), s * tau, order=2)
    return betas.mean(falling, future.a, future.b)


def discounted(future: Future) -> Floats:
    """E[Σ e^(−δ time)]: expected purchases within a time that is exponential of rate δ."""
    w = np.arange(BEGIN, END, STEP)
    times, weights = np.exp(w), STEP * np.exp(w - np.exp(w))
    rows = np.repeat(np.arange(len(future.shape)), len(w))
    wide = future.only(rows, horizon=(times / future.horizon[:, None]).ravel())
    return np.asarray(expected(wide).reshape(-1, len(w)) @ weights)


def at_least(n: Any, s: Any, tau: Any) -> Floats:
    """P(N ≥ n) of N negative binomial with shape s and mean sτ."""
    chance = special.betainc(np.maximum(n, 1e-300), s, tau / (1.0 + tau))
    return np.where(np.asarray(n) > 0, chance, 1.0)


def fewer(k: int, s: Any, tau: Any, begin: Any = 0.0) -> Floats:
    """P(begin ≤ N < begin + k)."""
    total: Any = 0.0
    for i in range(k):
        n = begin + i
        ways = special.gammaln(s + n) - special.gammaln(s) - special.gammaln(n + 1.0)
        total = total + np.exp(ways + special.xlogy(n, tau / (1.0 + tau)) - s * np.log1p(tau))
    return np.asarray(total, dtype=np.float64)
