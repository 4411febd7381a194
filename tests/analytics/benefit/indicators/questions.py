"""Small tables asked of one indicator, for one month unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from frames import frame_of

from goodwill.analytics.benefit.indicators.kernel.calculating import (
    Asked,
    Cell,
    Settings,
    calculate,
)
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.tables import Table
from goodwill.warehouse.opening import Warehouse

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
MARCH = months(FIRST, LAST)
BEFORE, AFTER = FIRST - timedelta(days=1), LAST + timedelta(days=1)

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """What an indicator must say of these rows.

    `value` is that of the one cell, or of each cell by the only column cut by.
    """

    id: str
    tables: Mapping[Table, Rows]
    value: Any
    beside: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    reason: str = ""
    remark: str = ""
    settings: Settings = field(default_factory=Settings)
    periods: tuple[Period, ...] = MARCH
    as_of: date = date(2026, 12, 31)


def ask(warehouse: Warehouse, indicators: Sequence[Indicator], case: Case) -> list[Cell]:
    """The cells of the case's indicator."""
    tables = {table.name: frame_of(warehouse, table, rows) for table, rows in case.tables.items()}
    by = (case.by,) if case.by else ()
    asked = Asked(tables, case.periods, by, case.settings, "CNY", case.as_of)
    (indicator,) = [each for each in indicators if each.id == case.id]
    return calculate([indicator], asked)


def values(cells: Sequence[Cell], by: str) -> Any:
    """The value of the only cell, or the values by part."""
    if by and by in cells[0].cut:
        return {cell.cut[by]: rounded(cell.value) for cell in cells}
    (cell,) = cells
    return rounded(cell.value)


def rounded(number: Any) -> Any:
    """To nine digits, so that hand-computed answers can be written down."""
    return round(number, 9) if isinstance(number, float) else number


def holds(warehouse: Warehouse, indicators: Sequence[Indicator], case: Case) -> None:
    """The indicator says what the case tells."""
    cells = ask(warehouse, indicators, case)
    assert values(cells, case.by) == case.value
    beside = {code: rounded(number) for code, number in cells[0].beside.items()}
    assert {code: beside.get(code) for code in case.beside} == case.beside
    assert case.reason in str(cells[0].reason)
    assert case.remark in str(cells[0].remark)
