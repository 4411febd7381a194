"""A question to the indicators out of rows written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frames import Row, frame_of

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import Cell, calculate
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.tables import TABLES
from goodwill.warehouse.opening import Warehouse

BY_NAME = {table.name: table for table in TABLES}


def asked_of(
    warehouse: Warehouse,
    tables: Mapping[str, Sequence[Row]],
    periods: tuple[Period, ...] | None = None,
    *,
    by: tuple[str, ...] = (),
    settings: Settings | None = None,
    as_of: date = date(2026, 12, 31),
) -> Asked:
    """March 2026, where no periods are named; every row gets its number as `source_row`."""
    frames = {
        name: frame_of(
            warehouse,
            BY_NAME[name],
            [{"source_row": n, "source_id": 0, **row} for n, row in enumerate(rows)]
            if "source_row" in BY_NAME[name].names
            else rows,
        )
        for name, rows in tables.items()
    }
    march = months(date(2026, 3, 1), date(2026, 3, 31))
    return Asked(frames, periods or march, by, settings or Settings(), "CNY", as_of)


def cell_of(indicator: Indicator, asked: Asked, **cut: str) -> Cell:
    """The one cell of the part, of one period."""
    return next(cell for cell in calculate([indicator], asked) if dict(cell.cut) == cut)


def order(customer: str, on: date, amount: int = 100, **more: Any) -> dict[str, Any]:
    """One order of one line."""
    return {
        "order_id": more.pop("order_id", f"{customer} {on}"),
        "customer_id": customer,
        "ordered_on": on,
        "amount_minor": amount,
        **more,
    }
