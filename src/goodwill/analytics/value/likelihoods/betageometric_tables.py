"""What depends on T smoothly, from a few values of T.

Everything that `betageometric_purchases` expects of somebody alive depends on T through the
rate α + T alone, and its logarithm is an analytic function of log(α + T). So for customers
who are alike but for T it is computed at Chebyshev points and interpolated, to 1e-12.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.distinct import distinct
from goodwill.analytics.value.likelihoods.betageometric_purchases import Future

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
    order = np.argsort(kind, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(kind[order])) + 1)
    tables = [_Table.of(rows, np.log(future.rate[rows])) for rows in groups]
    values = np.split(quantity(_asked(future, tables)), np.cumsum([len(t.at) for t in tables])[:-1])
    found = np.empty_like(future.rate)
    for table, value in zip(tables, values, strict=True):
        if table.is_direct:
            found[table.rows] = value
        elif (value > 1e-200).all():
            found[table.rows] = table.between(value)
        else:
            found[table.rows] = quantity(future.only(table.rows))
    return found


@dataclass(frozen=True)
class _Table:
    """Rows alike but for T, and where on log(α + T) they are asked: Chebyshev's points or all."""

    rows: Integers
    logs: Floats
    at: Floats
    middle: float
    half: float

    @classmethod
    def of(cls, rows: Integers, logs: Floats) -> _Table:
        middle, half = (logs.max() + logs.min()) / 2, (logs.max() - logs.min()) / 2
        degree = FEWEST if half == 0 else FEWEST + int(DIGITS / np.arcsinh(STRIP / half))
        if degree + 1 >= len(logs):
            return cls(rows, logs, logs, middle, half)
        return cls(rows, logs, middle + half * chebyshev.chebpts1(degree + 1), middle, half)

    @property
    def is_direct(self) -> bool:
        return self.at is self.logs

    def between(self, values: Floats) -> Floats:
        """The rows' values from those at the points."""
        degree = len(self.at) - 1
        coefficients = chebyshev.chebfit(chebyshev.chebpts1(degree + 1), np.log(values), degree)
        places = (self.logs - self.middle) / self.half if self.half > 0 else 0 * self.logs
        return np.asarray(np.exp(chebyshev.chebval(places, coefficients)), dtype=np.float64)


def _asked(future: Future, tables: Sequence[_Table]) -> Future:
    """All tables' points at once: what is asked in one go costs a fraction."""
    rows = np.concatenate(
        [t.rows if t.is_direct else np.full(len(t.at), t.rows[0]) for t in tables]
    )
    rates = np.concatenate([future.rate[t.rows] if t.is_direct else np.exp(t.at) for t in tables])
    return future.only(rows, rate=rates)
