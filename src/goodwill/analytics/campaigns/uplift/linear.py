"""Straight lines: ridge regression and logistic regression on covariates brought to one scale.

Values beyond the outer half per cent at either end count as that end, so that one large
buyer does not tilt a line. What is not known counts as average, and has a column of its own.

References
----------
Hoerl & Kennard (1970), Technometrics 12(1). doi:10.1080/00401706.1970.10488634 (ridge)
Golub, Heath & Wahba (1979), Technometrics 21(2). doi:10.1080/00401706.1979.10489751:
the penalty by generalised cross-validation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import narwhals as nw
import numpy as np

from goodwill.analytics.numerics.arrays import Floats

TAIL = 0.005
MOST_TO_SCALE = 100_000
PENALTIES = np.logspace(-5, 2, 15)
"""Penalties tried, per member."""
LOGIT_PENALTY = 10.0
"""As if each coefficient, per standard deviation, were drawn with a variance of 1/10."""


@dataclass(frozen=True, eq=False)
class Linear:
    """intercept + Σ slope · value within [low, high]; `gap` instead where it is not known.

    `slope`, `gap`, `low` and `high` have shape (columns,).
    """

    intercept: float
    slope: Floats
    gap: Floats
    low: Floats
    high: Floats

    def raw(self, matrix: Floats) -> Floats:
        """Shape (members,)."""
        total = np.full(len(matrix), self.intercept)
        for place, slope in enumerate(self.slope):
            term = np.clip(matrix[:, place], self.low[place], self.high[place]) * slope
            total += np.where(np.isnan(term), self.gap[place], term)
        return total

    def expression(self, columns: Sequence[str]) -> nw.Expr:
        """The same of columns of an engine, null where a number is not known."""
        terms = [
            nw.when(nw.col(name).is_null())
            .then(nw.lit(float(self.gap[place])))
            .otherwise(
                nw.col(name).clip(float(self.low[place]), float(self.high[place]))
                * float(self.slope[place])
            )
            for place, name in enumerate(columns)
        ]
        return reduce(add, terms, nw.lit(float(self.intercept)))


@dataclass(frozen=True, eq=False)
class Scale:
    """What brings columns to one scale, learnt once for all lines on the same members."""

    low: Floats
    high: Floats
    mean: Floats
    spread: Floats
    gaps: tuple[int, ...]

    def scaled(self, matrix: Floats) -> Floats:
        """Shape (members, columns + columns with gaps), each of about mean 0 and variance 1."""
        clipped = (np.clip(matrix, self.low, self.high) - self.mean) / self.spread
        if not self.gaps:
            return np.nan_to_num(clipped, copy=False)
        missing = np.isnan(matrix[:, list(self.gaps)]).astype(np.float64)
        return np.column_stack([np.nan_to_num(clipped, copy=False), missing])

    def line(self, intercept: float, coefficients: Floats) -> Linear:
        """Coefficients of the scaled columns as a line of the columns themselves."""
        width = len(self.mean)
        slope = coefficients[:width] / self.spread
        gap = slope * self.mean
        gap[list(self.gaps)] += coefficients[width:]
        start = intercept - float(slope @ self.mean)
        return Linear(start, slope, gap, self.low, self.high)


def scale(matrix: Floats) -> Scale:
    """From every nth member, where there are more than 100,000."""
    some = matrix[:: -(-len(matrix) // MOST_TO_SCALE)]
    is_known = ~np.isnan(some)
    known = np.where(is_known.any(axis=0), some, 0.0)
    low, high = np.nanquantile(known, (TAIL, 1 - TAIL), axis=0)
    flat = low >= high
    low = np.where(flat, np.nanmin(known, axis=0), low)
    high = np.where(flat, np.nanmax(known, axis=0), high)
    clipped = np.clip(known, low, high)
    spread = np.nanstd(clipped, axis=0)
    gaps = tuple(int(place) for place in np.flatnonzero(np.isnan(matrix).any(axis=0)))
    mean = np.nanmean(clipped, axis=0)
    return Scale(low, high, mean, np.where(spread > 0, spread, 1.0), gaps)


def ridge(scale: Scale, scaled: Floats, y: Floats) -> Linear:
    """The line of y by least squares, its penalty chosen by generalised cross-validation."""
    n = len(y)
    middle, mean = scaled.mean(axis=0), float(y.mean())
    gram = scaled.T @ scaled - n * np.outer(middle, middle)
    along = scaled.T @ (y - mean)
    total = float(((y - mean) ** 2).sum())
    value, vector = np.linalg.eigh(gram)
    value = np.maximum(value, 0.0)
    turned = vector.T @ along
    penalty = n * PENALTIES[:, None]
    fitted = turned / (value + penalty)
    left = total - 2 * fitted @ turned + (fitted**2) @ value
    free = n - 1 - (value / (value + penalty)).sum(axis=1)
    best = int(np.argmin(np.maximum(left, 0.0) / np.maximum(free, 1.0) ** 2))
    coefficients = vector @ fitted[best]
    return scale.line(mean - float(coefficients @ middle), coefficients)


def logit(scale: Scale, scaled: Floats, y: Floats) -> Linear:
    """The line of the log-odds that y is 1."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=1 / LOGIT_PENALTY, solver="newton-cholesky", max_iter=50)
    found.fit(scaled, y)
    return scale.line(float(found.intercept_[0]), found.coef_[0].astype(np.float64))
