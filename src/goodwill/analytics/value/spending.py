"""What customers spend, as spend models see it: distinct (purchases, mean value) with counts.

Under the Gamma-Gamma model a customer enters the likelihood only through these two numbers.
Up to a million distinct pairs are kept as they are. Beyond, the value is put into bins of a
512th of a decade (0.45 %) and each bin stands at its own mean on the logarithmic scale, so
that what comes back from the engine is bounded, however many customers there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken, TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_EXACT = 1_000_000
"""Up to so many customers nothing is binned."""

BINS_PER_DECADE = 512
WIDTH = log(10) / BINS_PER_DECADE
"""Round prices stand in the middle of a bin, not at an edge that engines round differently."""


@dataclass(frozen=True)
class Spending:
    """Distinct (purchases, mean value) in ascending order, shape (pairs,).

    Parameters
    ----------
    purchases
        How many each mean is over, whole numbers ≥ 1.
    mean_value
        Mean value of a purchase, > 0, in any unit of money.
    weight
        How many customers share the pair.
    """

    purchases: Floats
    mean_value: Floats
    weight: Floats

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    def __len__(self) -> int:
        return len(self.purchases)

    def every(self, nth: int) -> Spending:
        """Every nth pair: a sample for a warm start."""
        return Spending(self.purchases[::nth], self.mean_value[::nth], self.weight[::nth])


def spending(purchases: Any, mean_value: Any, weight: Any = None) -> Spending:
    """Pairs from arrays, one entry per customer; who made no purchase is left out.

    Parameters
    ----------
    purchases
        Purchases that the mean is over, shape (customers,).
    mean_value
        Mean value of these purchases, shape (customers,); not read where there are none.
    weight
        Customers that each entry stands for; 1 where it is not given.

    Raises
    ------
    ContractBroken
        A count that is negative or no whole number, a mean value that is zero or negative,
        a number that is missing or infinite.
    TooFew
        Nobody has made a purchase.
    """
    counts = 1.0 if weight is None else weight
    columns = [np.asarray(x, dtype=np.float64) for x in (purchases, mean_value, counts)]
    counted, value, weights = (np.ravel(column) for column in np.broadcast_arrays(*columns))
    _refuse_impossible(counted, value, weights, zero_allowed=False)
    used = (counted > 0) & (weights > 0)
    if not used.any():
        raise TooFew(Sentence("customers with a purchase whose value is known"), 0, 1)
    exact = _distinct(counted[used], value[used], weights[used])
    return exact if len(exact) <= MOST_EXACT else _binned(exact)


def each(purchases: Any, mean_value: Any, *, zero_allowed: bool = True) -> tuple[Floats, Floats]:
    """Two arrays to predict for, checked and of one shape; a mean of no purchases becomes 0.

    Raises
    ------
    ContractBroken
        As `spending` does, but for a mean value of zero where that is allowed.
    """
    columns = [np.asarray(x, dtype=np.float64) for x in (purchases, mean_value)]
    counted, value = np.broadcast_arrays(*columns)
    _refuse_impossible(counted.ravel(), value.ravel(), np.ones(1), zero_allowed=zero_allowed)
    return counted, np.where(counted > 0, value, 0.0)


def from_frame(customers: Any, purchases: str, mean_value: str, weight: str | None) -> Spending:
    """Pairs from a dataframe of any kind; beyond a million rows its engine bins them.

    Rows with a null, or without a purchase, are left out.
    """
    frame: Frame = nw.from_native(customers, pass_through=False).lazy()
    columns = frame.select(
        purchases=nw.col(purchases).cast(nw.Float64),
        mean_value=nw.col(mean_value).cast(nw.Float64),
        customers=(nw.lit(1) if weight is None else nw.col(weight)).cast(nw.Float64),
    )
    known = columns.filter(~nw.col("mean_value").is_null() & (nw.col("purchases") > 0))
    if int(known.select(rows=nw.len()).collect("pyarrow")["rows"][0]) > MOST_EXACT:
        _refuse_from_afar(known)
        known = _grouped(known)
    found = known.collect("pyarrow")
    arrays = [found[name].to_numpy() for name in ("purchases", "mean_value", "customers")]
    return spending(*arrays)


def spend_groups(customers: Frame, purchases: str, value: str) -> Frame:
    """What a fit needs of a customer frame, counted by its engine and bounded in size.

    Parameters
    ----------
    customers
        One row per customer.
    purchases
        The column with their number of purchases: `purchase_days`, `orders`.
    value
        The column with what these purchases were worth together, in minor units:
        `gross_minor`. Customers with no purchase or no positive value are left out: the
        Gamma-Gamma model has no place for gifts.

    Returns
    -------
    Frame
        `purchases`, `mean_value` in minor units per purchase (the geometric mean of a bin
        of 0.45 %), `customers`.
    """
    count, total = nw.col(purchases), nw.col(value)
    known = customers.filter((count > 0) & (total > 0))
    pairs = known.select(
        purchases=count.cast(nw.Int64),
        mean_value=total.cast(nw.Float64) / count.cast(nw.Float64),
        customers=nw.lit(1).cast(nw.Float64),
    )
    whole = nw.col("customers").round().cast(nw.Int64)
    return _grouped(pairs).with_columns(customers=whole)


def _grouped(pairs: Frame) -> Frame:
    positive = nw.when(nw.col("mean_value") > 0).then(nw.col("mean_value"))
    logged = pairs.with_columns(log_value=positive.log()).with_columns(
        bin=(nw.col("log_value") / WIDTH + 0.5).floor().cast(nw.Int64),
        logs=nw.col("log_value") * nw.col("customers"),
    )
    sums = logged.group_by("purchases", "bin").agg(nw.col("customers").sum(), nw.col("logs").sum())
    return sums.select(
        "purchases", mean_value=(nw.col("logs") / nw.col("customers")).exp(), customers="customers"
    )


def _binned(exact: Spending) -> Spending:
    logs = np.log(exact.mean_value)
    bins = np.floor(logs / WIDTH + 0.5)
    starts = _starts(exact.purchases, bins)
    weight = np.add.reduceat(exact.weight, starts)
    mean = np.add.reduceat(exact.weight * logs, starts) / weight
    return Spending(exact.purchases[starts], np.exp(mean), weight)


def _distinct(purchases: Floats, value: Floats, weight: Floats) -> Spending:
    """Sorted, so that the order of rows changes nothing, not even the last digit."""
    order = np.lexsort((value, purchases))
    purchases, value = purchases[order], value[order]
    starts = _starts(purchases, value)
    return Spending(purchases[starts], value[starts], np.add.reduceat(weight[order], starts))


def _starts(*columns: Floats) -> Any:
    is_new = np.zeros(len(columns[0]), dtype=bool)
    is_new[0] = True
    for column in columns:
        is_new[1:] |= np.diff(column) != 0
    return np.flatnonzero(is_new)


MISSING = Sentence("a number is missing or infinite")
NO_COUNT = Sentence("a count of purchases is negative or not a whole number")
NO_VALUE = Sentence("a mean value of purchases is not above zero")
NEGATIVE = Sentence("a mean value of purchases is negative")
NO_WEIGHT = Sentence("a weight is negative or infinite")


def _refuse_impossible(
    purchases: Floats, value: Floats, weight: Floats, *, zero_allowed: bool
) -> None:
    finite = np.isfinite(purchases) & (np.isfinite(value) | (purchases == 0))
    bought = finite & (purchases > 0)
    with np.errstate(invalid="ignore"):
        wrong = {
            MISSING: ~finite,
            NO_COUNT: finite & ((purchases < 0) | (purchases != np.floor(purchases))),
            NEGATIVE if zero_allowed else NO_VALUE: bought
            & ((value < 0) if zero_allowed else (value <= 0)),
        }
    violations = [
        Sentence("{what} (row {row})", what=what, row=int(np.flatnonzero(rows)[0]) + 1)
        for what, rows in wrong.items()
        if rows.any()
    ]
    if not np.isfinite(weight).all() or (weight < 0).any():
        violations.append(NO_WEIGHT)
    if violations:
        raise ContractBroken("spending", tuple(violations))


def _refuse_from_afar(known: Frame) -> None:
    """What binning would hide: values that are not positive."""
    wrong = known.filter(~(nw.col("mean_value") > 0)).select(rows=nw.len()).collect("pyarrow")
    if int(wrong["rows"][0]):
        raise ContractBroken("spending", (NO_VALUE,))
