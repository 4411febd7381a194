"""Bins: which of a few ordered ranges a number falls into, decided by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

import narwhals as nw


def bin_index(column: str, edges: Sequence[float]) -> nw.Expr:
    """How many of the ascending `edges` the column has reached: 0 … len(edges).

    Range i is half-open, [edges[i − 1], edges[i]). A null stays null.
    """
    reached = [(nw.col(column) >= edge).cast(nw.Int64) for edge in edges]
    return reduce(add, reached) if reached else nw.col(column).cast(nw.Int64) * 0


def round_edges(highest: int) -> list[int]:
    """1, 2, 5, 10, 20, 50 … up to the first that is above `highest`."""
    edges: list[int] = []
    scale = 1
    while not edges or edges[-1] <= highest:
        edges.append((1, 2, 5)[len(edges) % 3] * scale)
        scale *= 10 if len(edges) % 3 == 0 else 1
    return edges


def quantile_of_counts(values: Sequence[int], counts: Sequence[int], share: float) -> float:
    """A quantile of the values, each repeated `counts` times, linearly interpolated.

    Equal to NumPy's default quantile of the repeated values. `values` ascending, none empty.
    """
    position = share * (sum(counts) - 1)
    below = int(position)
    low = _nth(values, counts, below)
    high = _nth(values, counts, min(below + 1, sum(counts) - 1))
    return low + (high - low) * (position - below)


def _nth(values: Sequence[int], counts: Sequence[int], index: int) -> int:
    passed = 0
    for value, count in zip(values, counts, strict=True):
        passed += count
        if index < passed:
            return value
    raise IndexError(index)
