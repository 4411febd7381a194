"""Where customers stand at the ends of periods, against the retention of one period at a time."""

from __future__ import annotations

from datetime import date
from random import Random
from statistics import median
from typing import Any

from frames import frame_of

from goodwill.analytics.benefit.indicators.frames.customer_states import customer_states, settled
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months, quarters
from goodwill.analytics.tables import ORDER_LINES
from goodwill.analytics.value.today import retention
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

START = date(2025, 1, 1)
ZERO = months(START, START)[0].start_day


def lines(days: dict[str, list[int]], **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "source_id": 0,
            "source_row": number,
            "order_id": f"{name}-{day}",
            "customer_id": name,
            "ordered_day": ZERO + day,
            "amount_minor": 100,
            **more,
        }
        for number, (name, day) in enumerate((name, day) for name in days for day in days[name])
    ]


def asked_of(
    warehouse: Warehouse,
    rows: list[dict[str, Any]],
    periods: tuple[Period, ...],
    by: tuple[str, ...] = (),
) -> Asked:
    tables = {"order_lines": frame_of(warehouse, ORDER_LINES, rows)}
    settle = warehouse.settle
    return Asked(tables, periods, by, Settings(), "CNY", date(2025, 12, 31), settle)


def test_retention_is_that_of_one_period_at_a_time(duck_warehouse: DuckWarehouse) -> None:
    random = Random(5)
    days = {
        f"customer {number}": random.sample(
            range(random.choice((1, 40)), 150), random.randint(1, 8)
        )
        for number in range(60)
    }
    periods = months(START, date(2025, 4, 30)) + quarters(START, date(2025, 3, 31))
    asked = settled(asked_of(duck_warehouse, lines(days), periods), duck_warehouse.settle)
    found = customer_states(asked)
    bought = [
        {"customer_id": name, "day": ZERO + day, "is_purchase": True}
        for name in days
        for day in days[name]
    ]
    gaps = duck_warehouse.settle(retention.purchase_gaps(frame_of(duck_warehouse, None, bought)))
    for place, period in enumerate(periods):
        state = found.get((place, ()))
        one = retention.retention(gaps, period.start_day, period.end_day)
        if state is None:
            assert one.at_start == one.at_end == 0
            continue
        assert state.rhythm_known == one.rhythm_known
        if one.rhythm_known:
            assert (state.at_start, state.at_end) == (one.at_start, one.at_end)
            assert (state.kept, state.won, state.back) == (one.kept, one.won, one.reactivated)
        ago = [
            min(
                period.end_day - 1 - ZERO - day for day in days[name] if day + ZERO < period.end_day
            )
            for name in days
            if min(days[name]) + ZERO < period.end_day
        ]
        assert state.active == len(ago)
        assert state.recency == (median(ago) if ago else None)
        assert state.first_time + state.repeat == len(ago)


def test_customers_are_counted_by_part_and_window(proved_warehouse: Warehouse) -> None:
    east = lines({"a": [0, 10], "b": [3]}, region="East")
    west = lines({"a": [400], "c": [20, 20]}, region=None)
    rows = east + west
    asked = asked_of(proved_warehouse, rows, (Period("x", ZERO + 380, ZERO + 410),), ("region",))
    found = customer_states(asked)
    in_east, unknown = found[0, ("East",)], found[0, ("",)]
    # The 365 days up to day 409 begin on day 45: nobody of East bought in them.
    assert (in_east.active, in_east.once, in_east.first_time, in_east.repeat) == (0, 0, 1, 1)
    assert (unknown.active, unknown.once, unknown.twice) == (1, 1, 0)
    assert unknown.recency == 9
    assert unknown.first_time == 2  # two orders of one day are one purchase
