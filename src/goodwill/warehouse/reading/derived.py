"""What columns of a table can be called where nobody listed it: as in the contract, or nearly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw

from goodwill.analytics.tables import Column, Table
from goodwill.warehouse.reading.words import Tiers

MADE = ("source_row", "unreadable")
"""Columns that reading itself fills."""


def derived(table: Table, words: Mapping[str, Tiers]) -> dict[str, Tiers]:
    """Role → what it is called: its name in the contract first, then the words listed for it.

    `served_on` is also `served`, `serveddate` and `dateserved`; the first date of a table is
    its `date`, and a `period_on` its `month`. An `amount_minor` is read from `amount`.
    """
    found = {role: _tiers(role, column) for role, column in _roles(table)}
    first = next((role for role, column in _roles(table) if column.dtype == nw.Date), None)
    for role, tiers in found.items():
        weak = (*words.get(role, ())[1:], *(("date day",) if role == first else ()))
        listed = " ".join(words.get(role, ())[:1])
        found[role] = (tiers[0], " ".join(filter(None, (*tiers[1:], listed))), *weak)
    return found


def role_of(column: Column) -> str:
    """What a column is read from: `amount_minor` from `amount`, in major units."""
    return column.name.removesuffix("_minor")


def _roles(table: Table) -> Iterator[tuple[str, Column]]:
    for column in table:
        if is_read(column):
            yield role_of(column), column


def is_read(column: Column) -> bool:
    """Not what reading itself fills: rows, troubles, and dates as numbers of days."""
    is_counted_day = column.dtype == nw.Int32 and column.name.endswith("_day")
    return column.name not in MADE and not is_counted_day


def _tiers(role: str, column: Column) -> Tiers:
    plain = role.replace("_", "")
    if column.dtype != nw.Date:
        return (plain, "")
    event = role.removesuffix("_on").replace("_", "")
    month = " month yearmonth" if event == "period" else ""
    return (plain, f"{event} {event}date date{event} {event}at {event}time{month}")
