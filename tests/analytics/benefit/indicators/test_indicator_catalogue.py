"""The indicators stand together: named once, in order, told alike by every engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import narwhals as nw
import pytest
from analytics.benefit.indicators.questions import MARCH, rounded
from frames import frame_of

from goodwill.analytics.benefit.indicators.catalogue import ALL, INDICATORS, indicator_docs
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED
from goodwill.analytics.benefit.indicators.kernel.calculating import (
    Asked,
    Cell,
    Settings,
    calculate,
)
from goodwill.analytics.benefit.indicators.kernel.indicator import Group
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.analytics.tables import TABLES, Column, Frame, Table
from goodwill.language import LANGUAGES, speak
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

GROUPS = {Group.EFFICIENCY, Group.SATISFACTION, Group.SERVICE, Group.ADOPTION, Group.EMPLOYEES}
OURS = [indicator for indicator in ALL if indicator.group in GROUPS]
HARD_TO_DRAW = {"EM02", "EM03", "EM05"}
"""They take five persons, or teams, with answers of several kinds."""

CUTS = {column for indicator in OURS for column in indicator.cuts}
FIRST_DAY = date(2026, 2, 1).toordinal() - date(1970, 1, 1).toordinal()

WORDS: Mapping[str, tuple[Any, ...]] = {
    "kind": ("visit", "complaint", "request", "question"),
    "purpose": ("service", "sales", None),
    "direction": ("inbound", "outbound"),
    "role": ("sales", "service"),
    "question": ("satisfaction", "quality", "response", "crm helps"),
    "status": (None,),
    "unreadable": (None,),
    "duplicate_of": (None, None, "1"),
    "device": ("mobile", "desktop"),
    "period": (202602, 202603),
    "cost_minor": (1, 2, None),
    "scale_min": (1.0,),
    "scale_max": (5.0, 10.0),
    "score": (1.0, 2.0, 3.0, 4.0, 5.0, None),
}
FLAGS = ("completed", "answered", "offered", "accepted", "outage", "corrected", "system_error",
         "bounced", "solved", "out_of_hours", "passed", "reached", "delivered", "allowed",
         "disputed", "staff", "duplicate")  # fmt: skip


def drawn(table: Table, rows: int) -> list[dict[str, Any]]:
    """Rows at random, of few customers and many empty answers, the same each time."""
    chance = Random(table.name)
    return [
        {"source_row": row} | {c.name: _value(c, chance) for c in table if _is_drawn(c)}
        for row in range(rows)
    ]


def _is_drawn(column: Column) -> bool:
    return column.dtype is not nw.Date and column.name != "source_row"


def _value(column: Column, chance: Random) -> Any:
    if column.name in WORDS:
        return chance.choice(WORDS[column.name])
    if column.name in FLAGS:
        return chance.choice((0, 1, 1, None))
    if column.name.endswith("_day"):
        return FIRST_DAY + chance.randrange(70)
    if column.dtype is nw.String:
        return chance.choice((*"abcdefgh", None))
    if column.dtype is nw.Float64:
        return chance.randrange(200) / 100
    return chance.randrange(1, 400)


def company(warehouse: Warehouse, shuffled: Random | None = None) -> dict[str, Frame]:
    """Every table of the contract; those of one row per key are keyed."""
    frames = {}
    for table in (*TABLES, ALLOCATED):
        rows = drawn(table, 200)
        if table.name in {"customers", "products", "users"}:
            key = table.key[0] if table.key != ("source_row",) else "user_id"
            rows = [row | {key: name} for row, name in zip(rows, "abcdefgh", strict=False)]
        if shuffled is not None:
            shuffled.shuffle(rows)
        frames[table.name] = frame_of(warehouse, table, rows)
    return frames


def asked_of(warehouse: Warehouse, *by: str, shuffled: Random | None = None) -> Asked:
    baseline = months(date(2026, 2, 1), date(2026, 2, 1))[0]
    settings = Settings(
        baseline=baseline, consistency_months_fewest=2, teams_fewest=3, team_fewest=1
    )
    return Asked(company(warehouse, shuffled), MARCH, by, settings, "CNY", date(2026, 4, 30))


def told(cells: list[Cell]) -> list[tuple[Any, ...]]:
    """Cells to compare: engines may differ in the last digit of a division."""
    return [
        (
            *(cell.indicator_id, tuple(cell.cut.items()), cell.n, str(cell.reason)),
            *map(rounded, (cell.value, cell.numerator, cell.denominator, cell.low, cell.high)),
            {code: rounded(number) for code, number in cell.beside.items()},
        )
        for cell in cells
    ]


def test_both_engines_say_the_same(warehouse: Warehouse, duck_warehouse: DuckWarehouse) -> None:
    """One of each kind of pass: a spread, strata, a join, allocated costs, distinct users."""
    some = [INDICATORS[each] for each in ("EF04", "SA07", "SV04", "SV08", "AD01")]
    asked, again = asked_of(warehouse), asked_of(duck_warehouse, shuffled=Random(1))
    cells = calculate(some, asked)
    assert all(cell.value is not None for cell in cells)
    assert told(cells) == told(calculate(some, again))


def test_the_order_of_rows_is_irrelevant_and_most_can_be_told(
    duck_warehouse: DuckWarehouse,
) -> None:
    cells = calculate(OURS, asked_of(duck_warehouse))
    assert {cell.indicator_id for cell in cells if cell.value is None} <= HARD_TO_DRAW
    again = calculate(OURS, asked_of(duck_warehouse, shuffled=Random(2)))
    assert told(again) == told(cells)


@pytest.mark.parametrize(
    "column",
    [
        "department",
        *(
            pytest.param(column, marks=pytest.mark.proof)
            for column in sorted(CUTS - {"department"})
        ),
    ],
)
def test_it_can_be_cut_or_says_why_not(duck_warehouse: DuckWarehouse, column: str) -> None:
    """And of fewer than five persons nothing is told."""
    for cell in calculate(OURS, asked_of(duck_warehouse, column)):
        assert (cell.value is None) == (cell.reason is not None)
        is_person = cell.indicator_id.startswith("EM") or column == "employee_id"
        assert cell.value is None or cell.n >= 5 or not is_person


def test_the_catalogue_names_each_once_in_its_order() -> None:
    places = [list(Group).index(indicator.group) for indicator in ALL]
    assert places == sorted(places)
    assert len(INDICATORS) == len(ALL)
    for group in GROUPS:
        ids = [indicator.id for indicator in ALL if indicator.group is group]
        assert ids == [f"{ids[0][:2]}{number:02}" for number in range(1, len(ids) + 1)]


def test_the_reference_tells_every_indicator_in_every_language() -> None:
    for tag in LANGUAGES:
        docs = indicator_docs(speak(tag))
        assert [doc.id for doc in docs] == [indicator.id for indicator in ALL]
        assert all(doc.formula and doc.unit and doc.tables and doc.edge for doc in docs)
