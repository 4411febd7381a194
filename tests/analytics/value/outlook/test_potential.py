"""The 2 × 2 of current and potential value: where it is cut, and what is in its fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.forecast import person, scored_of
from frames import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.value.outlook import potential
from goodwill.analytics.value.outlook.potential import Cell, CellRow, Cuts
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
PEOPLE = [
    person("王芳", 700, 500),  # carry the mass of both
    person("Bob", 100, 400),
    person("Cem", 300, 0),
    person("Dee", 50, 60),
    person("Eve", -200, 40),
    person("Fay", None, 10),  # no cost known: no current value
    person("Gus", 10, None),  # no forecast
]
NEVER = {"customer_id": "Hal", "purchase_days": 0, "value_minor": 0}


def test_the_high_side_holds_80_percent_of_the_value_above_zero(warehouse: Warehouse) -> None:
    scored = scored_of(warehouse, [*PEOPLE, NEVER])
    cuts = potential.cuts(scored)
    # 80 % of 1150 is 920: 王芳 and Cem hold 1000. 80 % of 1000 is 800: 王芳 and Bob hold 900.
    assert cuts == Cuts(0.8, 300, 400)
    placed = potential.placed(scored, cuts)
    cells = {row["customer_id"]: row["potential_cell"] for row in rows_of(placed)}
    assert cells == {
        "王芳": "star",
        "Bob": "grow",
        "Cem": "harvest",
        "Dee": "let_go",
        "Eve": "let_go",
        "Fay": None,
        "Gus": None,
        "Hal": None,
    }


def test_the_fields_add_up_and_the_unplaced_are_counted(proved_warehouse: Warehouse) -> None:
    scored = scored_of(proved_warehouse, [*PEOPLE, NEVER])
    cuts = potential.cuts(scored)
    grid = potential.grid(potential.placed(scored, cuts), cuts)
    assert grid.rows == (
        CellRow(Cell.STAR, 1, 700, 500),
        CellRow(Cell.GROW, 1, 100, 400),
        CellRow(Cell.HARVEST, 1, 300, 0),
        CellRow(Cell.LET_GO, 2, -150, 100),
    )
    assert grid.unplaced == 2
    figures = potential.figures(grid, currency="CNY", as_of=ON)
    assert [f.value for f in figures[:3]] == [1, Decimal("7.00"), Decimal("5.00")]
    assert figures[0].cut == {"potential_cell": "star"}
    assert "80 %" in str(figures[0].method)


def test_equals_are_on_the_same_side(duck_warehouse: DuckWarehouse) -> None:
    scored = scored_of(duck_warehouse, [person(name, 5, 5) for name in "abcde"])
    cuts = potential.cuts(scored)
    placed = rows_of(potential.placed(scored, cuts))
    assert {row["potential_cell"] for row in placed} == {"star"}


def test_nobody_at_or_below_zero_is_high(duck_warehouse: DuckWarehouse) -> None:
    scored = scored_of(duck_warehouse, [person("Ann", 0, 0), person("Bob", -5, -1)])
    cuts = potential.cuts(scored)
    assert cuts == Cuts(0.8, None, None)
    assert {r["potential_cell"] for r in rows_of(potential.placed(scored, cuts))} == {"let_go"}


def test_without_a_forecast_there_is_a_reason_and_no_number(duck_warehouse: DuckWarehouse) -> None:
    scored = scored_of(duck_warehouse, [person("Ann", 10, None, None)])
    cuts = potential.cuts(scored)
    grid = potential.grid(potential.placed(scored, cuts), cuts)
    figures = potential.figures(grid, currency="CNY", as_of=ON)
    assert grid.unplaced == 1
    assert {(f.value, f.reason) for f in figures} == {(None, potential.NOBODY_PLACED)}


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=15), st.sampled_from([0.5, 0.8, 1.0]))
def test_the_cut_is_the_greatest_value_that_reaches_the_mass(
    duck_warehouse: DuckWarehouse, values: list[int], mass: float
) -> None:
    people = [person(f"c{i}", value, 1) for i, value in enumerate(values)]
    cut = potential.cuts(scored_of(duck_warehouse, people), mass).value_minor
    gains = [value for value in values if value > 0]
    held = {least: sum(v for v in gains if v >= least) for least in gains}
    enough = [least for least, sum_ in held.items() if sum_ >= mass * sum(gains) - 1e-9]
    assert cut == max(enough, default=None)


def test_growth_beyond_the_present_path_needs_a_model_of_next_best_offers(
    warehouse: Warehouse,
) -> None:
    people = [person("Ann", 1, 1, growth_minor=300), person("Bob", 1, 1, growth_minor=-100)]
    source = Sentence("Next best offers by association.")
    told = potential.growth(scored_of(warehouse, people), source=source, currency="CNY", as_of=ON)
    assert (told.value, told.n, told.method) == (Decimal("3.00"), 2, source)
    unknown = scored_of(warehouse, PEOPLE)
    for frame in (unknown, unknown.drop("growth_minor")):
        nothing = potential.growth(frame, currency="CNY", as_of=ON)
        assert (nothing.value, nothing.reason) == (None, potential.NO_GROWTH)


@pytest.mark.parametrize("cell", list(Cell))
def test_every_field_says_what_to_do(cell: Cell) -> None:
    assert str(cell.label)
    assert str(cell.advice)
