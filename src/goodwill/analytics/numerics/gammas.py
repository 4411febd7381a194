"""Gamma and beta functions less their main part, for sums in which that part cancels.

Differences of log Γ at 10⁶ lose seven digits; differences of these remainders lose none.

References
----------
Abramowitz & Stegun (1964), 6.1.40 and 6.3.18.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats

LARGE = 12.0
"""From here on the series is exact to the last digit."""

HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)


def stirling(z: Any) -> Floats:
    """log Γ(z) − [(z − ½) log z − z + ½ log 2π], for z > 0."""
    z = np.asarray(z, dtype=np.float64)
    small, big = np.minimum(z, LARGE), np.maximum(z, LARGE)
    direct = special.gammaln(small) - (small - 0.5) * np.log(small) + small - HALF_LOG_TWO_PI
    return np.asarray(np.where(z < LARGE, direct, _series(big, _LOG_GAMMA) / big))


def digamma_less_log(z: Any) -> Floats:
    """ψ(z) − log z, for z > 0."""
    z = np.asarray(z, dtype=np.float64)
    small, big = np.minimum(z, LARGE), np.maximum(z, LARGE)
    direct = special.psi(small) - np.log(small)
    series = -0.5 / big - _series(big, _DIGAMMA) / (big * big)
    return np.asarray(np.where(z < LARGE, direct, series))


def log_beta_less(a: Any, b: Any) -> Floats:
    """log B(a, b) − a log(a / (a + b)) − b log(b / (a + b))."""
    half = 0.5 * np.log(2 * np.pi / a * (1 + a / b))
    return np.asarray(half + stirling(a) + stirling(b) - stirling(a + b))


def logistics_less(odds: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """log σ(odds) and log σ(−odds), each less its value at odds = log(expected).

    The counterpart of `log_beta_less`: with expected = a / b, a times the one and b times
    the other are what is left of the logistic functions of a beta density.
    """
    centre = np.log(expected)
    away = np.asarray(odds - centre)
    close = np.clip(away, -1.0, 1.0)
    spent = np.asarray(-np.log1p(np.expm1(-close) / (1 + expected)))
    left = np.asarray(-np.log1p(np.expm1(close) * (expected / (1 + expected))))
    distant = np.abs(away) > 1.0
    if distant.any():
        centre, odds = np.broadcast_to(centre, away.shape)[distant], odds[distant]
        spent[distant] = np.logaddexp(0, -centre) - np.logaddexp(0, -odds)
        left[distant] = np.logaddexp(0, centre) - np.logaddexp(0, odds)
    return spent, left


_LOG_GAMMA = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156)
_DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32_760, 1 / 12)


def _series(z: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Σ c_k z^(−2k)."""
    inverse = 1 / (z * z)
    total = np.zeros_like(z)
    for coefficient in reversed(coefficients):
        total = total * inverse + coefficient
    return total
