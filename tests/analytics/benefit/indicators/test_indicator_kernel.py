"""The kernel reads sums, distinct counts, spreads and standings alike on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import pytest
from frames import frame_of

from goodwill.analytics.benefit.indicators.calculating import (
    Asked,
    Cell,
    Settings,
    calculate,
    figure_of,
    rolled_up,
)
from goodwill.analytics.benefit.indicators.calculations import (
    Calculation,
    Combined,
    Custom,
    Middle,
    Ratio,
    Total,
)
from goodwill.analytics.benefit.indicators.cells import Answer
from goodwill.analytics.benefit.indicators.indicator import (
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.measures import Distinct, Spread, Standing, Sum, told
from goodwill.analytics.benefit.indicators.periods import months, quarters
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import CASES, CUSTOMERS, USERS, WORK_DAYS
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
MONTHS = months(FIRST, LAST)
WORD = Sentence("A word")

CASE_ROWS = [
    {"case_id": "1", "region": "East", "customer_id": "a", "opened_on": date(2026, 1, 1)},
    {"case_id": "2", "region": "East", "customer_id": "a", "opened_on": date(2026, 1, 31)},
    {"case_id": "3", "region": "West", "customer_id": "b", "opened_on": date(2026, 2, 1)},
    {"case_id": "4", "region": None, "customer_id": "c", "opened_on": date(2026, 3, 31)},
    {"case_id": "5", "region": "West", "customer_id": "b", "opened_on": date(2026, 4, 1)},
    {"case_id": "6", "region": "West", "customer_id": None, "opened_on": None},
]
for _row, _minutes, _contacts in zip(
    CASE_ROWS, (10, 20, None, 7, 5, 5), (1, 2, 1, 4, 1, 1), strict=True
):
    _row |= {"solve_minutes": _minutes, "contacts": _contacts}


def made(calculation: Calculation, **more: Any) -> Indicator:
    plain: dict[str, Any] = {
        "id": "XX01",
        "label": WORD,
        "meaning": WORD,
        "formula": WORD,
        "group": Group.SERVICE,
        "unit": Unit.NUMBER,
        "unit_words": WORD,
        "direction": Direction.HIGHER,
        "timing": Timing.LEADING,
        "cuts": ("region", "segment", "employee_id"),
        "edge": WORD,
        "calculation": calculation,
    }
    return Indicator(**(plain | more))


def asked_of(warehouse: Warehouse, *by: str, **more: Any) -> Asked:
    rows: dict[Any, list[dict[str, Any]]] = {
        CASES: CASE_ROWS,
        CUSTOMERS: [
            {"customer_id": "a", "segment": "gold"},
            {"customer_id": "b", "segment": "tin"},
        ],
        USERS: [
            {"user_id": "1", "licensed_on": date(2025, 6, 1)},
            {"user_id": "2", "licensed_on": date(2026, 2, 28), "ended_on": date(2026, 3, 2)},
            {"user_id": "3", "licensed_on": date(2026, 3, 1)},
            {"user_id": "4", "licensed_on": date(2025, 1, 1), "ended_on": date(2026, 1, 1)},
        ],
        WORK_DAYS: [
            {"employee_id": "e", "day_share": 0.1, "worked_on": date(2026, 1, 5)},
            {"employee_id": "e", "day_share": 0.2, "worked_on": date(2026, 1, 6)},
        ],
    }
    tables = {table.name: frame_of(warehouse, table, each) for table, each in rows.items()}
    plain: dict[str, Any] = {
        "tables": tables,
        "periods": MONTHS,
        "by": by,
        "settings": Settings(),
        "currency": "CNY",
        "as_of": LAST,
    }
    return Asked(**(plain | more))


ROWS = Sum(CASES, day="opened_day")
MINUTES = Sum(CASES, nw.col("solve_minutes"), told("solve_minutes"), "opened_day")
FIRST_CONTACT = Sum(CASES, None, nw.col("contacts") == 1, "opened_day")
PEOPLE = Distinct(CASES, ("customer_id",), day="opened_day")


def values(cells: list[Cell]) -> list[Any]:
    return [cell.value for cell in cells]


def test_both_engines_read_every_kind_of_measure(warehouse: Warehouse) -> None:
    indicators = [
        made(Total(ROWS)),
        made(Ratio(FIRST_CONTACT, ROWS, interval="wilson"), unit=Unit.SHARE),
        made(Total(PEOPLE)),
        made(Middle(Spread(CASES, nw.col("solve_minutes"), day="opened_day"))),
        made(Total(Standing(USERS, "licensed_day", "ended_day"))),
        made(Total(Sum(WORK_DAYS, nw.col("day_share"), day="worked_day", parts=1000))),
        made(
            Total(
                Distinct(CASES, ("customer_id",), each="opened_day", at_least=2, day="opened_day")
            )
        ),
    ]
    cells = calculate(indicators, asked_of(warehouse))
    assert values(cells) == [
        *(2, 1, 1),
        *(0.5, 1.0, 0.0),
        *(1, 1, 1),
        *(15.0, None, 7.0),
        *(1, 2, 3),
        *(0.3, 0, 0),
        *(1, 0, 0),
    ]
    assert cells[9].beside == {"p90": 19.0, "mean": 15.0}
    assert (cells[3].numerator, cells[3].denominator, cells[3].n) == (1, 2, 2)
    cut = calculate(indicators[:1], asked_of(warehouse, "segment"))
    assert [(cell.period.name, cell.cut, cell.value) for cell in cut] == [
        ("2026-01", {"segment": "gold"}, 2),
        ("2026-02", {"segment": "tin"}, 1),
        ("2026-03", {"segment": ""}, 1),
    ]
