"""What depends on T smoothly, from a few values of T.

Everything that `betageometric_purchases` expects of somebody alive depends on T through the
rate α + T alone, and its logarithm is an analytic function of log(α + T). So for customers
who are alike but for T it is computed at Chebyshev points and interpolated, to 1e-12.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.polynomial import chebyshev

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.distinct import distinct
from goodwill.analytics.value.betageometric_purchases import Future

STRIP = 1.2
"""Half the width of the strip of log(α + T) in which the functions stay calm, below π / 2."""

DIGITS = 34.0
FEWEST = 12


def tabulated(quantity: Callable[[Future], Floats], future: Future) -> Floats:
    """`quantity` of each row of `future`, with fewer evaluations where rows are alike."""
    columns = (future.shape, future.a, future.b, future.horizon)
    varied = [column for column in columns if len(column) and column.min() < column.max()]
    first, kind = distinct(*(varied or columns[:1]))
    if len(first) * FEWEST > len(kind):
        return quantity(future)
    found = np.empty_like(future.rate)
    order = np.argsort(kind, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
        found[rows] = _interpolated(quantity, future.only(rows))
    return found


def _interpolated(quantity: Callable[[Future], Floats], future: Future) -> Floats:
    logs = np.log(future.rate)
    middle, half = (logs.max() + logs.min()) / 2, (logs.max() - logs.min()) / 2
    degree = FEWEST if half == 0 else FEWEST + int(DIGITS / np.arcsinh(STRIP / half))
    if degree + 1 >= len(logs):
        return quantity(future)
    points = np.asarray(chebyshev.chebpts1(degree + 1), dtype=np.float64)
    rates = np.exp(middle + half * points)
    values = quantity(future.only(np.zeros(degree + 1, dtype=np.int64), rate=rates))
    if not (values > 1e-200).all():
        return quantity(future)
    coefficients = chebyshev.chebfit(points, np.log(values), degree)
    places = (logs - middle) / half if half > 0 else np.zeros_like(logs)
    return np.asarray(np.exp(chebyshev.chebval(places, coefficients)), dtype=np.float64)
