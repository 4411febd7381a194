"""Value classes: where they are cut, and what stands in the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.cast import summaries_of, worth
from frames import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import classes, whale
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)


def classified(warehouse: Warehouse, profits: dict[str, int]) -> dict[str, str]:
    ranked = whale.ranked(summaries_of(warehouse, worth(profits)))
    frame = classes.classified(ranked, classes.cutoffs(ranked))
    return {row["customer_id"]: row["value_class"] for row in rows_of(frame, "rank")}


def letters(warehouse: Warehouse, values: list[int]) -> str:
    found = classified(warehouse, {f"c{i:02}": value for i, value in enumerate(values)})
    return "".join(found[name] for name in sorted(found))


def test_a_fifth_is_a_the_next_three_tenths_b_and_losses_are_n(warehouse: Warehouse) -> None:
    values = [900, 800, 700, 600, 500, 400, 300, 0, -1, -200]
    assert letters(warehouse, values) == "AABBBCCCNN"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ""),
        ([5], "A"),
        ([0], "C"),
        ([-5], "N"),
        ([0, 0, -1], "CCN"),
        ([7, 7, 7, 7, 7], "AAAAA"),  # equal customers are treated alike
        ([9, 5, 5, 5, 5, 1], "AAAAAC"),  # the second best ties with four others
        ([9, -1, -1, -1, -1, -1, -1, -1, -1, -1], "ANNNNNNNNN"),
    ],
)
def test_cuts_never_part_equals_and_never_reach_below_zero(
    duck_warehouse: DuckWarehouse, values: list[int], expected: str
) -> None:
    assert letters(duck_warehouse, values) == expected


def test_the_table_adds_up_and_shares_the_total(proved_warehouse: Warehouse) -> None:
    rows = worth({"王芳": 600, "Bob": 300, "Cem": 100, "Dee": 0, "Eve": -200})
    rows[4]["cost_to_serve_minor"] = 150
    ranked = whale.ranked(summaries_of(proved_warehouse, rows))
    cutoffs = classes.cutoffs(ranked)
    assert cutoffs == classes.Cutoffs(a_minor=600, b_minor=100)
    table = classes.table(classes.classified(ranked, cutoffs))
    assert [(row.value_class.value, row.customers, row.value_minor) for row in table] == [
        ("A", 1, 600),
        ("B", 2, 400),
        ("C", 1, 0),
        ("N", 1, -200),
    ]
    assert [row.cost_to_serve_minor for row in table] == [None, None, None, 150]
    figures = classes.figures(table, Basis.PROFIT, currency="CNY", as_of=ON)
    shares = [f.value for f in figures if f.definition.id == "VA02"]
    assert shares == [Decimal("0.75"), Decimal("0.5"), Decimal(0), Decimal("-0.25")]


def test_without_a_positive_total_the_share_is_of_the_gains(duck_warehouse: DuckWarehouse) -> None:
    ranked = whale.ranked(summaries_of(duck_warehouse, worth({"Ann": 100, "Bob": -300})))
    table = classes.table(classes.classified(ranked, classes.cutoffs(ranked)))
    best = classes.figures(table, Basis.REVENUE, currency="CNY", as_of=ON)[1]
    assert best.value == 1
    assert "not positive" in str(best.method)
    assert "this is not profit" in str(best.method)


def test_nobody_leaves_four_empty_classes_and_no_share(duck_warehouse: DuckWarehouse) -> None:
    ranked = whale.ranked(summaries_of(duck_warehouse, []))
    table = classes.table(classes.classified(ranked, classes.cutoffs(ranked)))
    assert [row.customers for row in table] == [0, 0, 0, 0]
    figures = classes.figures(table, Basis.PROFIT, currency="CNY", as_of=ON)
    assert all(f.value is None for f in figures if f.definition.id == "VA02")


@pytest.mark.parametrize("each", list(ValueClass))
def test_every_class_has_one_policy(each: ValueClass) -> None:
    assert str(each.label).startswith(each.value)
    assert str(each.policy)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(-20, 20), min_size=1, max_size=25))
def test_a_better_customer_is_never_in_a_worse_class(
    duck_warehouse: DuckWarehouse, values: list[int]
) -> None:
    found = letters(duck_warehouse, values)
    pairs = sorted(zip(values, found, strict=True), reverse=True)
    assert "".join(letter for _, letter in pairs) == "".join(sorted(found))
    assert all((value < 0) == (letter == "N") for value, letter in pairs)
    a_or_better = found.count("A")
    assert a_or_better >= min(-(-len(values) // 5), sum(value > 0 for value in values))
