"""The tables of the warehouse: what every column holds, in which type and unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

from goodwill.language import Sentence

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and whether it may be empty."""

    name: str
    dtype: type[DType]
    description: Sentence
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """One table of the warehouse. Columns beyond these are allowed: attributes to cut by."""

    name: str
    description: Sentence
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def schema(self) -> dict[str, type[DType]]:
        return {column.name: column.dtype for column in self.columns}


def dated(event: str, description: Sentence) -> tuple[Column, Column]:
    """`<event>_on` as a date and `<event>_day` as days since 1970-01-01."""
    same = Sentence("The same date as days since 1970-01-01.")
    return (
        Column(f"{event}_on", nw.Date, description),
        Column(f"{event}_day", nw.Int32, same, unit="days"),
    )


def text(name: str, description: Sentence) -> Column:
    """A word, a code or a name."""
    return Column(name, nw.String, description)


def flag(name: str, description: Sentence) -> Column:
    """1 for yes, 0 for no, empty where nobody knows."""
    return Column(name, nw.Int64, description)


def count(name: str, description: Sentence, unit: str = "") -> Column:
    """A whole number, such as minutes."""
    return Column(name, nw.Int64, description, unit)


def number(name: str, description: Sentence, unit: str = "") -> Column:
    """A number with decimals, such as a chance."""
    return Column(name, nw.Float64, description, unit)


def amount(name: str, description: Sentence) -> Column:
    """Money in the currency's minor unit; the name ends `_minor`."""
    return Column(name, nw.Int64, description, unit="minor units")


def recorded(name: str, description: Sentence, *columns: Column | tuple[Column, ...]) -> Table:
    """A table of which every row is a row of a file, whole or with what could not be read."""
    plain = [c for each in columns for c in (each if isinstance(each, tuple) else (each,))]
    row = Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False)
    unread = text("unreadable", Sentence("What could not be read; empty if all could."))
    return Table(name, description, (row, *plain, unread), key=("source_row",))


CUSTOMER = text("customer_id", Sentence("The customer."))
EMPLOYEE = text("employee_id", Sentence("The employee."))
DEPARTMENT = text("department", Sentence("The department or branch."))
REGION = text("region", Sentence("Region or country."))
CHANNEL = text("channel", Sentence("The channel."))
PRODUCT = text("product_id", Sentence("The product."))
CAMPAIGN = text("campaign_id", Sentence("The campaign."))
ISSUE = text("issue", Sentence("What it was about."))
CURRENCY = text("currency", Sentence("ISO 4217 code, where the file names one."))
"""Columns that many tables have, told once."""
