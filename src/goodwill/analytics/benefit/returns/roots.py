"""Every rate at which flows are worth nothing today.

With s = ln(1 + i) the present value Σ cₖ e^(−tₖ s) is an exponential sum. It has at most as
many zeros as its amounts change sign, in order of time. Between two neighbouring zeros of the
derivative of e^(t₀ s) Σ cₖ e^(−tₖ s), which has one term fewer, lies at most one zero. So all
zeros are found by taking off terms until one change of sign is left, and going back. Libraries
of financial functions give one rate where there are several.

References
----------
Jameson (2006), Counting zeros of generalised polynomials: Descartes' rule of signs and
Laguerre's extensions, Mathematical Gazette 90(518).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import expm1

import numpy as np
from scipy.optimize import brentq

from goodwill.analytics.numerics.arrays import Floats

LARGEST = 700.0
"""e to a greater power is beyond floating point."""

TOUCHING = 1e-13
"""A value so small, as a share of its terms, is a zero that touches and does not cross."""

MOST_LEVELS = 60
"""So many terms are taken off at most, else factors of days in decades grow too small for
floating point; of more, zeros are looked for on a grid."""

GRID = np.arange(-9.0, 14.0, 0.01)
"""Of s: from −99.99 % to a million times, each step a hundredth of 1 + i."""


def rates(times: Sequence[float], amounts: Sequence[float]) -> tuple[float, ...]:
    """All i > −1 with Σ amounts ÷ (1 + i)^times = 0, ascending; times in years.

    Rates above e^700 are left out. Of more than 60 flows before the last change of
    sign, two rates nearer to each other than a hundredth of 1 + i may be missed.
    """
    t, c = _merged(times, amounts)
    return tuple(expm1(s) for s in _zeros(t, c) if s <= LARGEST)


def sign_changes(amounts: Floats) -> int:
    """How often amounts change sign in their order; noughts do not count."""
    signs = np.sign(amounts[amounts != 0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _merged(times: Sequence[float], amounts: Sequence[float]) -> tuple[Floats, Floats]:
    t, at = np.unique(np.asarray(times, dtype=float), return_inverse=True)
    c = np.bincount(at, weights=np.asarray(amounts, dtype=float), minlength=len(t))
    return t[c != 0], c[c != 0]


def _zeros(t: Floats, c: Floats) -> list[float]:
    if sign_changes(c) == 0:
        return []
    levels = [(t, c)]
    while sign_changes(c) > 1:
        if len(levels) > MOST_LEVELS:
            return _crossings(*levels[0], list(GRID))
        t, c = t[1:], _scaled(c[1:] * (t[0] - t[1:]))
        levels.append((t, c))
    turning: list[float] = []
    for level in reversed(levels):
        turning = _crossings(*level, turning)
    return turning


def _crossings(t: Floats, c: Floats, turning: list[float]) -> list[float]:
    """The zeros, if between neighbouring points lies at most one."""
    value = _value(t, c)
    touched = {s for s in turning if abs(value(s)) <= TOUCHING}
    ends = [_end(value, turning, c[-1], -1.0), *turning, _end(value, turning, c[0], 1.0)]
    crossed = {
        float(brentq(value, low, high, xtol=1e-14, rtol=1e-14))
        for low, high in pairwise(ends)
        if not {low, high} & touched and value(low) * value(high) < 0
    }
    return sorted(touched | crossed)


def _scaled(c: Floats) -> Floats:
    return np.asarray(c / np.abs(c).max())


def _value(t: Floats, c: Floats) -> Callable[[float], float]:
    """The sum as a share of the sum of its terms' sizes: of the same sign and zeros."""

    def value(s: float) -> float:
        powers = -t * s
        terms = c * np.exp(powers - powers.max())
        return float(terms.sum() / np.abs(terms).sum())

    return value


def _end(
    value: Callable[[float], float], turning: list[float], last: float, direction: float
) -> float:
    """A point beyond the outermost turning point at which one term alone decides the sign."""
    start = (max(turning) if direction > 0 else min(turning)) if turning else 0.0
    step = 1.0
    while value(start + direction * step) * last <= 0 and step < 1e9:
        step *= 2
    return start + direction * step
