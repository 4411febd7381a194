"""Means over a beta distribution, for functions that its shape or their own makes difficult.

The integral is taken over v = log(p / (1−p)), where the density is smooth and falls off at
both ends, by the trapezoidal rule, which converges exponentially there (Trefethen & Weideman
2014, doi:10.1137/130932132). Where a shape is small the ends fall off slowly; therefore a
function that equals the wanted one at both ends, and whose mean is known, is taken off first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.gammas import stirling

STEP = 0.24
NARROW = 0.55
"""Step in standard deviations of a narrow density; of a wide one it is `STEP`."""

ENDS = 36.0
"""−log of what may be cut off at an end."""

CELLS = 200_000
MOST_ROWS = 2000
"""Numbers and rows in hand at once."""


@dataclass(frozen=True)
class Falling:
    """A function of p for each row, flat until p ≈ 1 / bend and then falling like p^−order.

    At both ends it reaches its limit like p and 1 − p; where it is slower (√(1−p)), digits
    are lost for b below 0.1.

    Parameters
    ----------
    at
        f of p, shape (rows, nodes), for p of shape (nodes,) and the rows in the slice.
    at_zero, at_one, bend
        Its limits and its bend, shape (rows,).
    """

    at: Callable[[Floats, slice], Floats]
    at_zero: Floats
    at_one: Floats
    bend: Floats
    order: int = 1


def mean(falling: Falling, a: Floats, b: Floats) -> Floats:
    """E[f(p)] of each row, p ~ Beta(a, b), shape (rows,)."""
    total = np.empty_like(falling.at_zero)
    begin = 0
    while begin < len(total):
        rows, nodes = _next(begin, falling, a, b)
        total[rows] = _mean(falling, a[rows], b[rows], rows, nodes)
        begin = rows.stop
    return total


def log_ratio(z: Floats, more: Floats) -> Floats:
    """log Γ(z) − log Γ(z + more), to the last digit for large z too."""
    rises = (z - 0.5) * np.log1p(more / z) + more * (np.log(z + more) - 1.0)
    return np.asarray(stirling(z) - stirling(z + more) - rises, dtype=np.float64)


def _mean(falling: Falling, a: Floats, b: Floats, rows: slice, nodes: Floats) -> Floats:
    zero, one = falling.at_zero[rows], falling.at_one[rows]
    falls = np.maximum(falling.bend[rows], 1.0) + falling.order - 1.0
    known = zero * np.exp(log_ratio(b + falls, a) - log_ratio(b, a))
    known = known + one * (a / (a + b))
    p, log_rest = special.expit(nodes), -np.logaddexp(0.0, nodes)
    taken = zero[:, None] * np.exp(falls[:, None] * log_rest) + one[:, None] * p
    logs = a[:, None] * (nodes + log_rest) + b[:, None] * log_rest
    weights = np.exp(logs - special.betaln(a, b)[:, None]) * (nodes[1] - nodes[0])
    rest = np.einsum("ij,ij->i", falling.at(p, rows) - taken, weights)
    return np.asarray(known + rest, dtype=np.float64)


def _next(begin: int, falling: Falling, a: Floats, b: Floats) -> tuple[slice, Floats]:
    """So many rows that they fit into memory with nodes that suit them all."""
    many = len(_nodes_of(falling, a, b, slice(begin, begin + 1)))
    rows = slice(begin, min(len(a), begin + max(1, min(MOST_ROWS, CELLS // many))))
    return rows, _nodes_of(falling, a, b, rows)


def _nodes_of(falling: Falling, a: Floats, b: Floats, rows: slice) -> Floats:
    return _nodes(falling.bend[rows], a[rows], b[rows], falling.order)


def _nodes(bend: Floats, a: Floats, b: Floats, order: int) -> Floats:
    flat = np.minimum(-np.log(np.maximum(bend, 1.0)), np.log(a) - np.log(b))
    flat = flat - ENDS / (1.0 + a) - 9.0 / np.sqrt(a) - 1.0
    falling = -_upper_end(b, np.maximum(a - order, 1e-3))
    low = np.where(a > order, np.maximum(flat, falling), flat)
    high = np.maximum(_upper_end(a, 1.0 + b), low + 1.0)
    step = float(np.min(np.minimum(STEP, NARROW * np.sqrt(1 / a + 1 / b))))
    first, last = float(low.min()), float(high.max())
    nodes = first + step * np.arange(int((last - first) / step) + 2, dtype=np.float64)
    return np.asarray(nodes, dtype=np.float64)


def _upper_end(a: Floats, b: Floats) -> Floats:
    """Where the density of v falls below e^−36 of its top: like e^−bv, or sooner if b is large."""
    odds = (a + ENDS + 9.0 * np.sqrt(a)) / b
    sooner = np.where(odds < 30.0, np.log(np.expm1(np.minimum(odds, 30.0))), odds)
    spread = 9.0 * np.sqrt(1 / (1.0 + a) + 1 / (1.0 + b))
    tail = np.maximum(np.log(a) - np.log(b), 0.0) + ENDS / b + spread + 1.0
    return np.asarray(np.minimum(sooner, tail), dtype=np.float64)
