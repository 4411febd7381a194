"""Integrals of e^h over an interval, where h is concave, many at a time.

A concave h has one top and falls ever faster on both sides of it. So the part of the interval
that matters is found by bisection, however narrow it is, and Gauss–Legendre does the rest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.deathtimes import NOTHING_LEFT, legendre

NODES = 64
HALVINGS = 50
BLOCK = 4096

Booleans = npt.NDArray[np.bool_]


def log_integral(
    height: Callable[[Floats, slice], Floats],
    slope: Callable[[Floats, slice], Floats],
    low: Floats,
    high: Floats,
) -> Floats:
    """log ∫ e^h over [low, high], shape (integrals,); −∞ where the interval is empty.

    Parameters
    ----------
    height, slope
        h and its derivative at points of shape (nodes, integrals), for the integrals of the
        slice; inside of the interval only.
    low, high
        Finite ends, shape (integrals,).
    """
    found = np.empty(len(low))
    for start in range(0, len(low), BLOCK):
        part = slice(start, start + BLOCK)
        found[part] = _block(height, slope, low[part], high[part], part)
    return found


def _block(
    height: Callable[[Floats, slice], Floats],
    slope: Callable[[Floats, slice], Floats],
    low: Floats,
    high: Floats,
    part: slice,
) -> Floats:
    top = _switch(lambda y: slope(y, part) > 0, low, high)
    peak = height(top, part)
    left = _switch(lambda y: height(y, part) < peak - NOTHING_LEFT, low, top)
    right = _switch(lambda y: height(y, part) > peak - NOTHING_LEFT, top, high)
    half = (right - left) / 2
    spots, weights = legendre(NODES)
    heights = height(left + half * (1.0 + spots[:, None]), part) - peak
    with np.errstate(divide="ignore"):
        return np.asarray(peak + np.log(half * (weights @ np.exp(heights))))


def _switch(is_before: Callable[[Floats], Booleans], low: Floats, high: Floats) -> Floats:
    """Where a condition that holds on the left stops to hold; an end if it does nowhere."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        before = is_before(middle)
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    return (low + high) / 2
