"""Sums and counts of cells: what adds up by adding, what counts once by runs of one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goodwill.analytics.information.pivoting.cube import (
    CASES,
    CUSTOMERS,
    REPEATERS,
    Flags,
    Ints,
)

EXACT = 2.0**53
"""Below it a float holds every whole number."""
LOW_BITS = 24
Counted = NDArray[np.int64]


def added(cell: Ints, numbers: Ints, cells: int) -> Counted:
    """The sum of numbers in each cell, exact."""
    if numbers.dtype == np.bool_:
        return np.bincount(cell[numbers], minlength=cells).astype(np.int64)
    weights = numbers.astype(np.float64)
    if float(np.abs(weights).sum()) < EXACT:
        return np.bincount(cell, weights, cells).astype(np.int64)
    whole = numbers.astype(np.int64)
    low, high = whole & ((1 << LOW_BITS) - 1), whole >> LOW_BITS
    parts = [np.bincount(cell, part, cells).astype(np.int64) for part in (low, high)]
    return parts[0] + (parts[1] << LOW_BITS)


@dataclass(frozen=True)
class Marked:
    """Rows that make their customer, and their case, count; in the order of customers and cases.

    `case` and `day` are there where cases, or the days of them, are to be told apart.
    """

    customer: Ints
    case: Ints | None = None
    day: Ints | None = None

    def taken(self, rows: Ints | Flags) -> Marked:
        """Some of the rows, in the same order."""
        case = None if self.case is None else self.case[rows]
        day = None if self.day is None else self.day[rows]
        return Marked(self.customer[rows], case, day)


@dataclass(frozen=True)
class Distinct:
    """What counts once in each cell; and the rows that suffice to count coarser cells."""

    counts: Mapping[str, Counted]
    rows: Flags


def distinct(cell: Ints, marked: Marked, cells: int) -> Distinct:
    """Customers, cases and customers with cases on two days or more, of each cell.

    Rows stand in the order of customers; sorted by cell without changing that order, equal
    neighbours are one. Small cell numbers are sorted by counting, in linear time.
    """
    order = np.argsort(_small(cell, cells), kind="stable")
    by_cell = cell[order]
    is_new = _changes(by_cell) | _changes(marked.customer[order])
    counts = {CUSTOMERS: _per_cell(by_cell, is_new, cells)}
    is_needed = is_new
    if marked.case is not None:
        is_needed = is_new | _changes(marked.case[order])
        counts[CASES] = _per_cell(by_cell, is_needed, cells)
    if marked.day is not None:
        day = marked.day[order]
        counts[REPEATERS] = _repeaters(by_cell, day, is_new, cells)
        is_needed = is_needed | _changes(day)
    rows = np.zeros(len(cell), dtype=np.bool_)
    rows[order[is_needed]] = True
    return Distinct(counts, rows)


def _per_cell(by_cell: Ints, which: Flags, cells: int) -> Counted:
    return np.bincount(by_cell[which], minlength=cells).astype(np.int64)


def _repeaters(by_cell: Ints, day: Ints, is_new: Flags, cells: int) -> Counted:
    starts = np.flatnonzero(is_new)
    if not len(starts):
        return np.zeros(cells, dtype=np.int64)
    differs = np.minimum.reduceat(day, starts) < np.maximum.reduceat(day, starts)
    return np.bincount(by_cell[starts[differs]], minlength=cells).astype(np.int64)


def _changes(column: Ints) -> Flags:
    found = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def _small(cell: Ints, cells: int) -> Ints:
    if cells <= 2**8:
        return cell.astype(np.uint8)
    return cell.astype(np.uint16) if cells <= 2**16 else cell
