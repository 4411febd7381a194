"""Measures are made of sums; what cannot be told is told so, and never 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Unit
from goodwill.analytics.information.pivoting import BUILT_IN, figure, own

DAY = date(2026, 3, 31)
SALES = {
    "amount_minor": 90_000,
    "size_minor": 110_000,
    "cost_minor": 60_000,
    "costed": 4,
    "cases": 3,
    "customers": 2,
    "repeaters": 1,
    "rows": 5,
}


def value(word: str, **sums: dict[str, int]) -> object:
    return figure(BUILT_IN[word], sums, "CNY", as_of=DAY).value


def test_ratios_are_ratios_of_sums() -> None:
    assert value("revenue", sales=SALES) == Decimal("900.00")
    assert value("margin", sales=SALES) == Decimal("300.00")
    assert value("margin_rate", sales=SALES) == Decimal(1) / 3
    assert value("average_order", sales=SALES) == Decimal(300)
    assert value("repeat_rate", sales=SALES) == Decimal("0.5")
    # sold 1,000, brought back 100
    assert value("returns", sales=SALES) == Decimal("100.00")
    assert value("return_rate", sales=SALES) == Decimal("0.1")


def test_money_counts_the_decimals_of_its_currency() -> None:
    found = figure(BUILT_IN["revenue"], {"sales": SALES}, "JPY", as_of=DAY)
    assert (found.value, found.currency) == (Decimal(90_000), "JPY")


def test_a_margin_without_any_cost_is_not_the_revenue() -> None:
    found = figure(BUILT_IN["margin"], {"sales": {**SALES, "costed": 0}}, "CNY", as_of=DAY)
    assert found.value is None
    assert "No cost" in str(found.reason)


def test_nothing_to_divide_by_is_told() -> None:
    found = figure(BUILT_IN["average_order"], {"sales": {"amount_minor": 5}}, "CNY", as_of=DAY)
    assert (found.value, found.denominator) == (None, Decimal(0))
    assert found.reason


def test_a_measure_may_stand_on_two_sorts_of_facts() -> None:
    found = value("revenue_per_contact", sales=SALES, contacts={"rows": 4})
    assert found == Decimal("225.00")


def test_a_formula_of_ones_own_gives_money_a_share_or_a_number() -> None:
    per_visit = own("per-visit", "Revenue per visit", "revenue / visits")
    assert per_visit.definition.unit is Unit.MONEY
    kept = own("kept", "Kept", "1 - returns / gross", is_share=True)
    told = figure(kept, {"sales": SALES}, "CNY", as_of=DAY)
    assert (kept.definition.unit, told.value) == (Unit.SHARE, Decimal("0.9"))
    assert own("each", "Each", "units / orders").definition.unit is Unit.NUMBER
    assert own("cost", "Cost", "cost / units").is_of_cost


@pytest.mark.parametrize(
    "formula", ["revenue + orders", "revenue / nothing", "__import__('os')", "revenue +", ""]
)
def test_a_formula_whose_units_do_not_fit_is_refused(formula: str) -> None:
    with pytest.raises(SettingRefused):
        own("x", "X", formula)


def test_a_share_must_be_a_plain_number() -> None:
    with pytest.raises(SettingRefused):
        own("x", "X", "revenue / orders", is_share=True)
