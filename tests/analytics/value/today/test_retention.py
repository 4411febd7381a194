"""Retention of a period, judged only by what was known at each end of it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from statistics import median

import pytest
from analytics.value.cast import buyer, orders_of, summaries_of
from frames import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.figure import wilson
from goodwill.analytics.value.today import retention, rhythm
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
# The period asked about is [100, 200).
DAYS = {
    "Ann": [80, 90, *range(100, 200, 10)],  # there all along: kept
    "Bob": [80, 90],  # silent since 90: lost in the period
    "Cem": [10, 20, 185, 195],  # lost at the start, there at the end: reactivated
    "Dee": [180, 190],  # won
    "Eve": [110, 120],  # won and lost within the period: in neither count
    "李娜": [40, 90, 250],  # interval 50 at both ends, though her later one is longer: kept
}


def orders(days: dict[str, list[int]]) -> list[dict[str, object]]:
    return [
        {
            "customer_id": name,
            "counted_order": f"{name}-{day}",
            "day": day,
            "amount_minor": 100,
            "is_purchase": True,
        }
        for name, bought in days.items()
        for day in bought
    ]


def test_every_customer_is_counted_in_the_right_place(warehouse: Warehouse) -> None:
    gaps = warehouse.settle(retention.purchase_gaps(orders_of(warehouse, orders(DAYS))))
    period = retention.retention(gaps, 100, 200)
    assert period == retention.Retention(
        start_day=100,
        end_day=200,
        at_start=3,
        at_end=4,
        kept=2,
        lost=1,
        won=1,
        reactivated=1,
        rhythm_known=True,
    )
    kept, churn = retention.figures(period, as_of=ON)
    assert (kept.value, churn.value) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert (kept.low, kept.high) == wilson(2, 3)
    assert kept.cut == {"from": "1970-04-11", "until": "1970-07-20"}


def test_those_who_came_back_can_count_as_kept(duck_warehouse: DuckWarehouse) -> None:
    gaps = retention.purchase_gaps(orders_of(duck_warehouse, orders(DAYS)))
    period = retention.retention(gaps, 100, 200)
    kept, churn = retention.figures(period, reactivated_are_new=False, as_of=ON)
    assert kept.value == 1
    assert kept.low is None
    assert churn.value == pytest.approx(1 / 3)


def test_later_purchases_do_not_change_the_past(duck_warehouse: DuckWarehouse) -> None:
    until = {name: [day for day in bought if day < 200] for name, bought in DAYS.items()}
    told = [
        retention.retention(
            retention.purchase_gaps(orders_of(duck_warehouse, orders(days))), 100, 200
        )
        for days in (DAYS, until)
    ]
    assert told[0] == told[1]


def test_nobody_at_the_start_gives_a_reason_not_a_rate(duck_warehouse: DuckWarehouse) -> None:
    gaps = retention.purchase_gaps(orders_of(duck_warehouse, orders({"Ann": [1, 2], "Bob": [90]})))
    kept, churn = retention.figures(retention.retention(gaps, 50, 80), as_of=ON)
    assert (kept.value, churn.value) == (None, None)
    assert "zero" in str(kept.reason)


def test_before_anybody_came_back_nobody_can_be_called_lost(proved_warehouse: Warehouse) -> None:
    days = {"Ann": [1, 30], "Bob": [2]}
    gaps = retention.purchase_gaps(orders_of(proved_warehouse, orders(days)))
    kept, churn = retention.figures(retention.retention(gaps, 10, 50), as_of=ON)
    assert kept.reason is rhythm.NO_RHYTHM
    assert churn.value is None


def test_credit_notes_and_second_orders_of_a_day_are_no_purchases(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = orders({"Ann": [1, 1, 11]})
    rows.append({"customer_id": "Ann", "day": 15, "amount_minor": -5, "is_purchase": False})
    found = rows_of(retention.purchase_gaps(orders_of(duck_warehouse, rows)), "day")
    assert [(row["day"], row["gap_days"]) for row in found] == [(1, None), (11, 10)]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.sets(st.integers(0, 120), min_size=1, max_size=6), min_size=1, max_size=8),
    st.integers(1, 120),
)
def test_the_past_is_judged_by_the_same_rule_as_today(
    duck_warehouse: DuckWarehouse, bought: list[set[int]], day: int
) -> None:
    """`state_at` on orders up to a day equals `lapse` on summaries as of that day."""
    days = {f"c{i}": sorted(each) for i, each in enumerate(bought)}
    gaps = retention.purchase_gaps(orders_of(duck_warehouse, orders(days)))
    then = {r["customer_id"]: r["is_customer"] for r in rows_of(retention.state_at(gaps, day))}
    known = {name: [d for d in each if d <= day] for name, each in days.items()}
    summaries = [buyer(name, each, day) for name, each in known.items() if each]
    lapsed = rhythm.lapse(summaries_of(duck_warehouse, summaries))
    now = {r["customer_id"]: not r["is_lost"] for r in rows_of(lapsed)}
    somebody_returned = any(len(each) > 1 for each in known.values())
    assert then == (now if somebody_returned else dict.fromkeys(now))


def test_gaps_are_those_between_neighbouring_days(duck_warehouse: DuckWarehouse) -> None:
    gaps = rows_of(retention.purchase_gaps(orders_of(duck_warehouse, orders(DAYS))))
    for name, bought in DAYS.items():
        own = [r["gap_days"] for r in gaps if r["customer_id"] == name and r["gap_days"]]
        assert median(own) == median(b - a for a, b in pairwise(bought))
