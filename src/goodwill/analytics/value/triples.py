"""Purchase histories as models see them: distinct (x, t_x, T) with how many share each.

A history enters a buy-till-you-die likelihood only through these three numbers, so a fit on
the distinct ones with their counts is the fit on everybody, and a billion customers fit
into memory. Orders of one day are one purchase; the first purchase is not counted in x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken, TooFew
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

KEYS = ("repeats", "days_to_last", "days_observed")
"""The columns x, t_x and T of a customer frame, in days."""


@dataclass(frozen=True)
class Triples:
    """Distinct histories in ascending order, shape (histories,).

    Parameters
    ----------
    x
        Repeat purchases, whole numbers.
    t_x, T
        First purchase to last purchase, and to the end of observation, in one unit of time.
    weight
        How many customers have this history.
    """

    x: Floats
    t_x: Floats
    T: Floats
    weight: Floats

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    def __len__(self) -> int:
        return len(self.x)

    def every(self, nth: int) -> Triples:
        """Every nth history: a sample for a warm start."""
        return Triples(self.x[::nth], self.t_x[::nth], self.T[::nth], self.weight[::nth])


def triples(
    x: Any,
    t_x: Any = None,
    T: Any = None,
    weight: Any = None,
) -> Triples:
    """Histories from arrays, or from a dataframe of any kind with one row per customer.

    Parameters
    ----------
    x
        Repeat purchases, shape (customers,); or a dataframe with the columns `repeats`,
        `days_to_last`, `days_observed` (pandas, Polars, PyArrow, DuckDB, PySpark …), whose
        rows without a first purchase (nulls) are left out.
    t_x, T
        First to last purchase and to the end of observation, shape (customers,).
    weight
        Customers that each row stands for; 1 where it is not given.

    Raises
    ------
    ContractBroken
        A negative time, t_x > T, a purchase count that is no whole number, a time after the
        first purchase without a repeat purchase, a number that is missing or infinite.
    TooFew
        There is no history at all.
    """
    if t_x is None:
        x, t_x, T, weight = _grouped(x)
    counts = 1.0 if weight is None else weight
    columns = [np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (x, t_x, T, counts)]
    columns = [np.ascontiguousarray(column) for column in np.broadcast_arrays(*columns)]
    repeats, to_last, observed, weights = columns
    _refuse_impossible(repeats, to_last, observed, weights)
    if not weights.sum() > 0:
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    return _distinct(repeats, to_last, observed, weights)


def each(x: Any, t_x: Any, T: Any) -> tuple[Floats, Floats, Floats]:
    """Three arrays to predict for, checked and of one shape; order and repeats are kept.

    Raises
    ------
    ContractBroken
        As `triples` does.
    """
    columns = [np.asarray(column, dtype=np.float64) for column in (x, t_x, T)]
    repeats, to_last, observed = np.broadcast_arrays(*columns)
    _refuse_impossible(repeats, to_last, observed, np.ones(1))
    return repeats, to_last, observed


def _grouped(customers: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Counted by the dataframe's own engine; only distinct histories come back."""
    frame: Frame = nw.from_native(customers, pass_through=False).lazy()
    known = frame.filter(~nw.col("days_observed").is_null())
    grouped = known.group_by(*KEYS).agg(customers=nw.len()).collect("pyarrow")
    x, t_x, observed, weight = (
        grouped[name].to_numpy().astype(np.float64) for name in (*KEYS, "customers")
    )
    return x, t_x, observed, weight


def _distinct(x: Floats, t_x: Floats, T: Floats, weight: Floats) -> Triples:
    """Sorted, so that the order of rows changes nothing, not even the last digit."""
    if (weight == 1).all() and (packed := _packed(x, t_x, T)) is not None:
        return _counted(packed, t_x, T)
    order, starts = _runs(x, t_x, T)
    weights = np.add.reduceat(weight[order], starts)
    first = order[starts]
    return Triples(x[first], t_x[first], T[first], weights)


def _counted(packed: Integers, t_x: Floats, T: Floats) -> Triples:
    """Sorting the words alone and unpacking them is ten times faster than finding an order."""
    packed = np.sort(packed)
    starts = np.flatnonzero(np.diff(packed, prepend=packed[0] - 1))
    kinds, counts = packed[starts], np.diff(starts, append=len(packed))
    of_T, of_t_x = _bits(T), _bits(t_x)
    observed, to_last = kinds & ((1 << of_T) - 1), (kinds >> of_T) & ((1 << of_t_x) - 1)
    columns = (kinds >> (of_T + of_t_x), to_last, observed, counts)
    return Triples(*(column.astype(np.float64) for column in columns))


def _runs(*columns: Floats) -> tuple[Integers, Integers]:
    """An order in which equal rows are neighbours, and where each run begins."""
    packed = _packed(*columns)
    if packed is not None:
        order = np.argsort(packed, kind="stable")
        is_new = np.diff(packed[order], prepend=packed[order[0]] - 1) != 0
        return order, np.flatnonzero(is_new)
    order = np.lexsort(columns[::-1])
    is_new = np.zeros(len(order), dtype=bool)
    is_new[0] = True
    for column in columns:
        is_new[1:] |= np.diff(column[order]) != 0
    return order, np.flatnonzero(is_new)


def _packed(*columns: Floats) -> Integers | None:
    """Whole numbers in one 64-bit word, which sorts many times faster."""
    if any((column != np.floor(column)).any() for column in columns):
        return None
    if sum(_bits(column) for column in columns) > 62:
        return None
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        key = (key << _bits(column)) | column.astype(np.int64)
    return key


def _bits(column: Floats) -> int:
    return (int(column.max()) + 1).bit_length()


def _refuse_impossible(x: Floats, t_x: Floats, T: Floats, weight: Floats) -> None:
    finite = np.isfinite(x) & np.isfinite(t_x) & np.isfinite(T)
    wrong = {
        Sentence("a number is missing or infinite"): ~finite,
        Sentence("a time or a count is negative"): finite & ((x < 0) | (t_x < 0) | (T < 0)),
        Sentence("a count of purchases is not a whole number"): finite & (x != np.floor(x)),
        Sentence("the last purchase is after the end of observation"): finite & (t_x > T),
        Sentence("there is a last purchase after the first, but no repeat"): finite
        & (x == 0)
        & (t_x > 0),
    }
    violations = [
        Sentence("{what} (row {row})", what=what, row=int(np.flatnonzero(rows.ravel())[0]) + 1)
        for what, rows in wrong.items()
        if rows.any()
    ]
    if not np.isfinite(weight).all() or (weight < 0).any():
        violations.append(Sentence("a weight is negative or infinite"))
    if violations:
        raise ContractBroken("histories", tuple(violations))
