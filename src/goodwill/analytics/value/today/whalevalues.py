"""The whale curve of values that are in memory already: the same curve as of a ranked table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today.whale import MOST_POINTS, Point, Whale


def curve_of(values_minor: NDArray[np.int64], basis: Basis, *, unknown: int = 0) -> Whale:
    """The curve of customers' values in minor units, shape (customers,), in any order."""
    values = np.sort(np.asarray(values_minor, dtype=np.int64))[::-1]
    n = len(values)
    cumulative = np.concatenate([[0], np.cumsum(values)])
    best, worst = -(-n * 2 // 10), -(-n * 3 // 10)
    gaining, nothing = int(np.count_nonzero(values > 0)), int(np.count_nonzero(values == 0))
    return Whale(
        basis=basis,
        points=_points(cumulative, {gaining, best, n - worst, n}),
        customers=n,
        total_minor=int(cumulative[n]),
        peak_minor=int(cumulative[gaining]),
        peak_rank=gaining,
        best_customers=best,
        best_minor=int(cumulative[best]),
        worst_customers=worst,
        worst_minor=int(cumulative[n] - cumulative[n - worst]),
        zero_customers=nothing,
        negative_customers=n - gaining - nothing,
        unknown=unknown,
    )


def _points(cumulative: NDArray[np.int64], needed: set[int]) -> tuple[Point, ...]:
    """Evenly spread ranks and the `needed` ones, with the origin."""
    n = len(cumulative) - 1
    steps = MOST_POINTS - len(needed) - 1
    even = {n * step // steps for step in range(1, steps + 1)}
    ranks = sorted((even | needed) - {0})
    return (Point(0, 0.0, 0), *(Point(rank, rank / n, int(cumulative[rank])) for rank in ranks))
