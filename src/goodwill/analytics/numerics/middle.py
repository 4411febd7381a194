"""The middle of a sample, with an interval that takes no shape for granted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.numerics.arrays import Floats


@dataclass(frozen=True)
class Middle:
    """A median; `low` and `high` are None where too few values are there for the level."""

    value: float
    low: float | None
    high: float | None
    level: float
    n: int


def median(values: Floats, level: float = 0.95) -> Middle:
    """The median and its interval between two of the values themselves, shape (values,).

    The interval runs from the k-th smallest to the k-th largest value, k as large as the
    coverage allows for whatever distribution the values come from.

    Raises
    ------
    ValueError
        If there are no values.

    References
    ----------
    Thompson (1936), Annals of Mathematical Statistics 7(3). doi:10.1214/aoms/1177732502
    """
    held = np.sort(np.asarray(values, dtype=float))
    n = len(held)
    if not n:
        raise ValueError("a median needs values")
    outside = int(stats.binom.ppf((1 - level) / 2, n, 0.5))
    if stats.binom.cdf(outside - 1, n, 0.5) * 2 > 1 - level:
        outside -= 1
    if outside < 1:
        return Middle(float(np.median(held)), None, None, level, n)
    low, high = held[outside - 1], held[n - outside]
    return Middle(float(np.median(held)), float(low), float(high), level, n)
