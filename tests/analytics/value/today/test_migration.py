"""Moves between stages and classes, each day judged by what was known on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from analytics.value.cast import NOTHING
from frames import frame_of, rows_of

from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import Column, Frame, Table
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import migration
from goodwill.analytics.value.today.migration import Kind
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
AMOUNTS = (
    *("day", "amount_minor", "gross_minor", "returned_minor", "cost_minor"),
    *("lines", "units_thousandths", "lines_without_cost"),
)
ORDERS = Table(
    "orders",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        Column("counted_order", nw.String, NOTHING),
        *(Column(name, nw.Int64, NOTHING) for name in AMOUNTS),
        Column("is_purchase", nw.Boolean, NOTHING),
    ),
)
# From the end of day 100 to the end of day 200; everybody's interval is 10 days, k is 3.
DAYS = {
    "王芳": [80, 90, 100, 190],  # repeat all along
    "Bob": [80, 90],  # repeat, then out of rhythm
    "Cem": [95],  # first-time, then out of rhythm
    "Dee": [95, 105, 115, 195],  # first-time, then repeat
    "Eve": [40, 50, 60, 195, 200],  # out of rhythm, then back
    "Fay": [10, 20],  # out of rhythm at both ends
    "Gus": [195],  # new
    "Hal": [110, 120],  # new, and out of rhythm by then
}


def orders(warehouse: Warehouse, days: dict[str, list[int]], cents: int = 1000) -> Frame:
    return frame_of(
        warehouse,
        ORDERS,
        [order(name, day, cents) for name, bought in days.items() for day in bought],
    )


def order(name: str, day: int, cents: int) -> dict[str, Any]:
    return {
        "customer_id": name,
        "counted_order": f"{name}-{day}",
        "day": day,
        "amount_minor": cents,
        "gross_minor": cents,
        "returned_minor": 0,
        "cost_minor": cents // 2,
        "lines": 1,
        "units_thousandths": 1000,
        "lines_without_cost": 0,
        "is_purchase": True,
    }


def stages(warehouse: Warehouse, days: dict[str, list[int]]) -> migration.Matrix:
    bought = orders(warehouse, days)
    before, after = (warehouse.settle(migration.stage_at(bought, day)) for day in (100, 200))
    return migration.migration(before, after, Kind.STAGE, start_day=100, end_day=200)


def test_everybody_is_in_one_cell_of_the_matrix(warehouse: Warehouse) -> None:
    matrix = stages(warehouse, DAYS)
    assert matrix.rows == ("first_time", "repeat", "lost", "new")
    assert matrix.columns == ("first_time", "repeat", "lost")
    assert [move.customers for move in matrix.moves] == [
        *(0, 1, 1),  # Dee, Cem
        *(0, 1, 1),  # 王芳, Bob
        *(0, 1, 1),  # Eve, Fay
        *(1, 0, 1),  # Gus, Hal
    ]
    assert matrix.move("repeat", "lost").share == 0.5


def test_what_came_later_does_not_change_where_they_stood(duck_warehouse: DuckWarehouse) -> None:
    until = {name: kept for name, days in DAYS.items() if (kept := [d for d in days if d <= 100])}
    then, known = (
        rows_of(migration.stage_at(orders(duck_warehouse, days), 100), "customer_id")
        for days in (DAYS, until)
    )
    assert then == known


def test_intervals_are_those_of_the_dirichlet_posterior(duck_warehouse: DuckWarehouse) -> None:
    """Against draws from it; who bought twice can no longer be a first-time buyer."""
    states = {f"c{i}": ("repeat", "repeat" if i < 30 else "lost") for i in range(40)}
    states |= {f"d{i}": ("first_time", "first_time") for i in range(5)}
    matrix = of_states(duck_warehouse, states, Kind.STAGE)
    draws = np.random.default_rng(1).dirichlet([30.5, 10.5], 200_000)[:, 0]
    kept = matrix.move("repeat", "repeat")
    assert kept.share == 0.75
    assert (kept.low, kept.high) == pytest.approx(np.quantile(draws, [0.05, 0.95]), abs=2e-3)
    barred = matrix.move("repeat", "first_time")
    assert (barred.share, barred.low, barred.high) == (0, None, None)
    stayed = matrix.move("first_time", "first_time")
    assert (stayed.share, stayed.high) == (1, 1)
    draws = np.random.default_rng(1).dirichlet([5.5, 0.5, 0.5], 200_000)[:, 0]
    assert stayed.low == pytest.approx(np.quantile(draws, 0.05), abs=2e-3)


def test_an_empty_row_has_no_shares_but_a_reason(duck_warehouse: DuckWarehouse) -> None:
    matrix = of_states(duck_warehouse, {"Ann": ("repeat", "lost")}, Kind.STAGE)
    told = {tuple(f.cut.values()): f for f in migration.figures(matrix, as_of=ON)}
    assert told["first_time", "repeat"].value is None
    assert "zero" in str(told["first_time", "repeat"].reason)
    moved = told["repeat", "lost"]
    assert (moved.value, moved.high, moved.level, moved.n) == (1, 1, 0.9, 1)
    assert str(moved.part) == "Repeat customer → Out of rhythm"


def test_who_is_no_longer_in_the_data_has_a_column(proved_warehouse: Warehouse) -> None:
    matrix = of_states(
        proved_warehouse,
        {"Ann": ("A", None), "Bob": ("A", "B"), "Cem": (None, "C")},
        Kind.VALUE_CLASS,
    )
    assert matrix.columns == ("A", "B", "C", "N", "gone")
    assert matrix.move("A", "gone").share == 0.5
    assert matrix.move("new", "C").share == 1
    assert matrix.move("new", "gone").low is None


def test_value_classes_are_cut_anew_on_each_day(proved_warehouse: Warehouse) -> None:
    """Ann falls back because Bob rises; Cem had not bought yet."""
    days = {"Ann": [10, 20, 30], "Bob": [10, 120, 130, 140], "Cem": [150]}
    bought = orders(proved_warehouse, days)
    before, after = (
        migration.value_class_at(bought, day, settle=proved_warehouse.settle) for day in (100, 200)
    )
    matrix = migration.migration(before, after, Kind.VALUE_CLASS, start_day=100, end_day=200)
    moved = {(m.before, m.after) for m in matrix.moves if m.customers}
    assert moved == {("A", "B"), ("C", "A"), ("new", "C")}


def test_profit_of_the_past_is_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(Undefined, match="revenue or by margin"):
        migration.value_class_at(orders(duck_warehouse, DAYS), 100, Basis.PROFIT)


def of_states(
    warehouse: Warehouse, states: dict[str, tuple[str | None, str | None]], kind: Kind
) -> migration.Matrix:
    sides = (
        frame_of(
            warehouse,
            None,
            [{"customer_id": n, "state": s[side]} for n, s in states.items() if s[side]],
        )
        for side in (0, 1)
    )
    return migration.migration(*sides, kind, start_day=100, end_day=200)
