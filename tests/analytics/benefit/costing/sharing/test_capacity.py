"""Capacity: practical minutes, rate, what is unused, and overload."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from costledger import MARCH
from frames import frame_of

from goodwill.analytics.benefit.costing.sharing.capacity import (
    Capacity,
    Pool,
    PoolMonth,
    capacities,
    check_share,
)
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined
from goodwill.analytics.tables import CAPACITY
from goodwill.warehouse.duck import DuckWarehouse


def month(used: int, pool: int = 560_000) -> PoolMonth:
    able = Capacity(Decimal(28), 31_250, Fraction(700_000), 0)
    return PoolMonth("service", 202603, Pool(pool), able, Fraction(used), 9)


def test_the_example_of_kaplan_and_anderson() -> None:
    """Harvard Business Review, November 2004: $560,000, 28 people, 700,000 practical minutes;
    49,000 × 8 + 1,400 × 44 + 2,500 × 50 = 578,600 minutes are used."""
    found = month(49_000 * 8 + 1_400 * 44 + 2_500 * 50)
    assert found.rate_minor == Fraction("0.80")
    assert found.used_minutes == 578_600
    assert found.assigned_minor == 462_880
    assert found.unused_minor == 97_120
    assert found.unused_minutes == 121_400
    assert (found.is_overloaded, found.overload_minor, found.warning) == (False, 0, None)


def test_overload_keeps_the_rate_and_leaves_nothing_unused() -> None:
    found = month(770_000)
    assert found.rate_minor == Fraction("0.80")
    assert (found.assigned_minor, found.unused_minor) == (616_000, 0)
    assert (found.overload_minor, found.overload_minutes) == (56_000, 70_000)
    assert "worked 770,000 minutes in 2026-03, more than the 700,000" in str(found.warning)


def test_without_a_pool_minutes_cost_nothing() -> None:
    found = month(100, pool=0)
    assert (found.rate_minor, found.assigned_minor, found.unused_minor) == (0, 0, 0)


def test_practical_minutes_are_a_share_of_those_paid(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        {"department": "service", "period_on": MARCH, "people": 2.3, "paid_minutes": 9_600},
        {"department": "sales", "period_on": MARCH, "people": None, "paid_minutes": 9_600},
        {"department": None, "period_on": MARCH, "people": 1.0},
        {"department": "sales", "people": 1.0, "paid_minutes": 1},
    ]
    found = capacities(frame_of(duck_warehouse, CAPACITY, rows))
    assert set(found) == {("service", 202603), ("sales", 202603)}
    assert found["service", 202603].practical_minutes == Fraction("17664")  # 2.3 × 9,600 × 0.8
    assert found["sales", 202603].practical_minutes == 0
    lower = capacities(frame_of(duck_warehouse, CAPACITY, rows), Decimal("0.5"))
    assert lower["service", 202603].practical_minutes == 11_040


def test_telling_it_twice_is_refused(duck_warehouse: DuckWarehouse) -> None:
    rows = [{"department": "service", "period_on": MARCH, "people": 2.0}] * 2
    with pytest.raises(NotTogether, match="service in 2026-03 is told more than once"):
        capacities(frame_of(duck_warehouse, CAPACITY, rows))


def test_less_than_nobody_is_refused(duck_warehouse: DuckWarehouse) -> None:
    rows = [{"department": "service", "period_on": MARCH, "people": -2.0}]
    with pytest.raises(Undefined, match="service in 2026-03 is negative"):
        capacities(frame_of(duck_warehouse, CAPACITY, rows))


@pytest.mark.parametrize("share", ["0", "-0.1", "1.01"])
def test_a_share_is_a_share(share: str) -> None:
    with pytest.raises(SettingRefused, match=r"above 0 and at most 1"):
        check_share(Decimal(share))
