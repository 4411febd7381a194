"""Whom to keep and who is about to be lost: the order of the lists and the reasons on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.value.forecast import person, scored_of
from frames import rows_of

from goodwill.analytics.tables import Frame
from goodwill.analytics.value.outlook import potential, worklists
from goodwill.language import speak
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
SILENT = {"purchase_days": 6, "median_gap_days": 34.0, "days_since_last": 120}
PEOPLE = [
    person("王芳", 900, 4100, 0.41, **SILENT),  # 4100 ÷ 0.41 × 0.59 = 5900 at risk
    person("Bob", 800, 9000, 0.95, **SILENT),  # still safe
    person("Cem", 700, 300, 0.05, **SILENT),  # a case for winning back
    person("Dee", 10, 500, 0.5, **SILENT),  # 500 at risk
    person("Eve", 10, 500, 0.5, **SILENT),  # the same
    person("Fay", 10, -200, 0.5, **SILENT),  # would bring nothing
    person("Gus", 10, None, None),
]


def placed(warehouse: Warehouse) -> Frame:
    scored = scored_of(warehouse, PEOPLE)
    return potential.placed(scored, potential.cuts(scored))


def test_those_about_to_be_lost_come_by_value_at_risk(proved_warehouse: Warehouse) -> None:
    listed = worklists.at_risk(worklists.about_to_be_lost(placed(proved_warehouse)))
    assert [(each.customer_id, each.at_risk_minor) for each in listed] == [
        *(("王芳", 5900), ("Dee", 500), ("Eve", 500))
    ]
    assert str(listed[0].reason) == (
        "Usually buys every 34 days, silent for 120 days: 3.5 times as long; "
        "still a customer with a chance of 41 %."
    )


def test_the_first_few_are_the_most_at_risk(duck_warehouse: DuckWarehouse) -> None:
    listed = worklists.at_risk(worklists.about_to_be_lost(placed(duck_warehouse)), 2)
    assert [each.customer_id for each in listed] == ["王芳", "Dee"]


def test_those_to_keep_are_valuable_and_promising(duck_warehouse: DuckWarehouse) -> None:
    listed = worklists.treasured(worklists.treasures(placed(duck_warehouse)), currency="CNY")
    assert [each.customer_id for each in listed] == ["Bob", "王芳"]
    assert str(listed[0].reason) == (
        "Has brought CN¥8.00 so far and is expected to bring CN¥90.00 more; "
        "still a customer with a chance of 95 %."
    )
    assert "¥8.00" in speak("zh-Hans").say(listed[0].reason)


def test_value_at_risk_is_what_certainty_would_add(warehouse: Warehouse) -> None:
    rows = rows_of(worklists.with_risk(scored_of(warehouse, PEOPLE)), "customer_id")
    for row in rows:
        if row["residual_value_minor"] is None:
            assert row["value_at_risk_minor"] is None
        else:
            gain = row["value_if_kept_minor"] - row["residual_value_minor"]
            assert row["value_at_risk_minor"] == pytest.approx(gain, abs=1)


def test_who_is_certainly_gone_has_no_value_at_risk(duck_warehouse: DuckWarehouse) -> None:
    (row,) = rows_of(worklists.with_risk(scored_of(duck_warehouse, [person("Ann", 5, 0, 0.0)])))
    assert (row["value_if_kept_minor"], row["value_at_risk_minor"]) == (None, None)


def test_the_figures_sum_up_both_lists(proved_warehouse: Warehouse) -> None:
    told = worklists.figures(placed(proved_warehouse), currency="CNY", as_of=ON)
    assert [figure.value for figure in told] == [3, Decimal("69.00"), 2, Decimal("131.00")]
    assert {figure.n for figure in told} == {6}
    assert "from 10 % to below 80 %" in str(told[0].method)


def test_without_a_forecast_nobody_is_at_risk_and_nobody_is_safe(
    duck_warehouse: DuckWarehouse,
) -> None:
    scored = scored_of(duck_warehouse, [person("Ann", 5, None, None)])
    nobody = potential.placed(scored, potential.cuts(scored))
    told = worklists.figures(nobody, currency="CNY", as_of=ON)
    assert {(f.value, f.reason) for f in told} == {(None, worklists.NO_FORECAST)}


@pytest.mark.parametrize(
    ("days", "gap", "silent", "reason"),
    [
        (
            1,
            None,
            200,
            "Bought once, 200 days ago, and not again; still a customer with a chance of 30 %.",
        ),
        (
            1,
            None,
            1,
            "Bought once, 1 day ago, and not again; still a customer with a chance of 30 %.",
        ),
        (
            *(2, 60.0, 200),
            "Bought twice, 60 days apart, and silent for 200 days since; still a customer with a "
            "chance of 30 %.",
        ),
        (
            *(9, 30.0, 30),
            "Usually buys every 30 days, last bought 30 days ago; still a customer with a chance "
            "of 30 %.",
        ),
        (
            *(9, 1.0, 3),
            "Usually buys every 1 day, silent for 3 days: 3 times as long; "
            "still a customer with a chance of 30 %.",
        ),
    ],
)
def test_the_reason_is_made_of_the_customers_own_numbers(
    days: int, gap: float | None, silent: int, reason: str
) -> None:
    row: dict[str, Any] = {
        "purchase_days": days,
        "median_gap_days": gap,
        "days_since_last": silent,
        "p_alive": 0.3,
    }
    assert str(worklists.why_at_risk(row)) == reason
