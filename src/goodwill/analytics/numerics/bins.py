"""Bins: which of a few ordered ranges a number falls into, decided by the engine."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw


def bin_index(column: str, edges: Sequence[float]) -> nw.Expr:
    """How many of the ascending `edges` the column has reached: 0 … len(edges).

    Range i is half-open, [edges[i − 1], edges[i]). A null stays null. Edges are halved until
    one range is left, so that of n edges a value is compared with log₂ n, not with each.
    """
    value = nw.col(column)
    return nw.when(~value.is_null()).then(_between(value, edges, 0, len(edges)))


def _between(value: nw.Expr, edges: Sequence[float], fewest: int, most: int) -> nw.Expr:
    """How many edges are reached, where it is known to be from `fewest` to `most`."""
    if fewest == most:
        return nw.lit(fewest, dtype=nw.Int64)
    middle = (fewest + most + 1) // 2
    above = _between(value, edges, middle, most)
    below = _between(value, edges, fewest, middle - 1)
    return nw.when(value >= edges[middle - 1]).then(above).otherwise(below)


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
