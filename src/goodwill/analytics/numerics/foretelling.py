"""Plain ways to foretell a series, and how wrong each was when tried on its past.

References
----------
Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd edition, sections
5.2 (mean, drift, seasonal), 8.1 (simple exponential smoothing) and 5.10 (rolling origins).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.signal import lfilter

from goodwill.analytics.numerics.arrays import Floats

Path = Callable[[Floats, int], Floats]
"""From the values so far, and how many to come, to those."""

WEIGHTS = np.arange(1, 11) / 10
"""Weights of the newest value that smoothing may choose from."""


def mean_of_last(values: Floats, ahead: int, span: int) -> Floats:
    """The mean of the last `span` values, again and again."""
    return np.full(ahead, values[-span:].mean())


def drift(values: Floats, ahead: int) -> Floats:
    """The last value, carried on by the average change."""
    step = (values[-1] - values[0]) / (len(values) - 1)
    return np.asarray(values[-1] + step * np.arange(1, ahead + 1), dtype=np.float64)


def seasonal(values: Floats, ahead: int, year: int) -> Floats:
    """The last `year` values, again and again."""
    return np.resize(values[-year:], ahead)


def level(values: Floats, ahead: int) -> Floats:
    """The level that exponential smoothing has reached, again and again."""
    return np.full(ahead, _levels(values, smoothing(values))[-1])


def smoothing(values: Floats) -> float:
    """The weight of the newest value that was least wrong one step ahead, by squares."""
    squares = [float(((values[1:] - _levels(values, a)[:-1]) ** 2).sum()) for a in WEIGHTS]
    return float(WEIGHTS[int(np.argmin(squares))])


def rolling_errors(values: Floats, ahead: int, path: Path, first: int) -> Floats:
    """What came less what was foretold, from each origin on, the one after `first` values first.

    Returns
    -------
    Shape (len(values) − first, ahead); NaN where the series is over.
    """
    found = np.full((len(values) - first, ahead), np.nan)
    for row, origin in enumerate(range(first, len(values))):
        came = values[origin : origin + ahead]
        found[row, : len(came)] = came - path(values[:origin], ahead)[: len(came)]
    return found


def _levels(values: Floats, weight: float) -> Floats:
    start = [(1 - weight) * values[0]]
    found, _ = lfilter([weight], [1, weight - 1], values, zi=start)
    return np.asarray(found, dtype=np.float64)
