"""Facts and dimensions as arrays, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Flags = NDArray[np.bool_]

UNKNOWN = ""
"""The value of whatever has none; its code is 0."""
OTHERS = "\N{HORIZONTAL ELLIPSIS}"
"""The value under which all those stand that are not among the greatest."""

TIMES = ("year", "quarter", "month", "week", "weekday")

CUSTOMER, PRODUCT, ROW = "customer", "product", "row"
CUSTOMERS, CASES, REPEATERS = "customers", "cases", "repeaters"
"""What counts once in a cell; repeaters are customers with cases on two days or more."""


@dataclass(frozen=True)
class Dimension:
    """What facts can be parted by.

    Parameters
    ----------
    name
        `customer.region`, `product.category`, `channel`.
    of
        `customer` or `product`: `codes` holds one code for each of these; `row`: every fact has
        its own under the same name.
    values
        The value of each code; the first is `UNKNOWN`.
    codes
        Of shape (customers,) or (products,); None for `row`.
    """

    name: str
    of: str
    values: tuple[str, ...]
    codes: Ints | None = None

    def code_of(self, value: str) -> int | None:
        """The code of a value; None where nothing has it."""
        try:
            return self.values.index(value)
        except ValueError:
            return None


@dataclass(frozen=True)
class Facts:
    """Events of one sort, all columns of shape (rows,), ascending by customer, then by case.

    Parameters
    ----------
    customer
        Place of the customer in the cube.
    day
        Days since 1970-01-01; None for what has no day.
    sums
        What adds up.
    case
        What is counted once however many rows it has (an order), ascending within a customer.
    counts
        Which rows make a case and its customer count; all of them where it is None.
    firsts
        The places of the first row of each case that counts; they answer alone what is parted
        only by dimensions that do not vary within a case.
    varying
        The dimensions of the rows' own that vary within a case.
    codes
        Codes of the dimensions that each row has of its own.
    product
        Place of the product in the cube, where facts have one.
    """

    customer: Ints
    sums: Mapping[str, Ints]
    day: Ints | None = None
    case: Ints | None = None
    counts: Flags | None = None
    codes: Mapping[str, Ints] = field(default_factory=dict)
    product: Ints | None = None
    firsts: Ints | None = None
    varying: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        return len(self.customer)


@dataclass(frozen=True)
class Cube:
    """All facts about the same customers."""

    customers: int
    facts: Mapping[str, Facts]
    dimensions: Mapping[str, Dimension]

    def can_part(self, facts: str, name: str) -> bool:
        """Whether these facts can be parted by a dimension."""
        held = self.facts[facts]
        if name in TIMES:
            return held.day is not None
        dimension = self.dimensions.get(name)
        if dimension is None:
            return False
        if dimension.of == PRODUCT:
            return held.product is not None
        return dimension.of == CUSTOMER or name in held.codes


@dataclass(frozen=True)
class Shift:
    """How far earlier days are moved, so that they stand where those stand they are compared with.

    Whole months keep the day of the month, or take the month's last.
    """

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Question:
    """What is wanted: parted by what, and of which facts.

    Parameters
    ----------
    rows, columns
        Names of dimensions, or of `TIMES`.
    keep
        Dimension → the values of which facts are wanted.
    first, last
        Days, both included, after the shift.
    within
        Of shape (customers,): whose facts may be used; None for everybody's.
    most
        So many values of a dimension stand for themselves, the rest under `OTHERS`.
    rank_by
        The sum by which the greatest are told.
    shown
        Dimension → the values that stand for themselves, where that is decided already.
    sums
        Which columns are to be added up.
    once
        What is to be counted once: of `CUSTOMERS`, `CASES` and `REPEATERS`.
    """

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    shift: Shift = Shift()
    within: Flags | None = None
    most: int = 50
    rank_by: str = ""
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sums: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    is_to_total: bool = True
    """Whether totals of every level are wanted beside the innermost cells."""
