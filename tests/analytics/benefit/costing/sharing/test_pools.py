"""Pools: own entries and the platform by users; circles are refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from goodwill.analytics.benefit.costing.sharing.capacity import Capacity, Pool
from goodwill.analytics.benefit.costing.sharing.lines import Reason
from goodwill.analytics.benefit.costing.sharing.pools import Sum, pools_of
from goodwill.analytics.errors import SettingRefused

MONTH = 202603


def entry(
    treatment: str, amount: int, department: str | None = None, driver: str | None = None
) -> Sum:
    return Sum(MONTH, treatment, driver, department, "pay", amount, 1, False)


def users(**departments: int) -> dict[tuple[str, int], Capacity]:
    return {
        (name, MONTH): Capacity(Decimal(1), 100, Fraction(80), n) for name, n in departments.items()
    }


def test_the_platform_goes_by_users() -> None:
    pools, left = pools_of(
        [entry("platform", 100), entry("pool", 50, "sales")], users(sales=2, service=1, press=0)
    )
    assert pools == {
        ("sales", MONTH): Pool(own_minor=50, platform_minor=67, entries=1),
        ("service", MONTH): Pool(platform_minor=33),
    }
    assert not left


def test_without_users_the_platform_is_unassigned() -> None:
    pools, left = pools_of([entry("platform", 100)], users(sales=0))
    assert not pools
    assert [(line.amount_minor, line.reason) for line in left] == [(100, Reason.NO_USERS)]


def test_users_of_another_month_do_not_count() -> None:
    able = {("sales", 202602): Capacity(None, None, Fraction(0), 4)}
    _, left = pools_of([entry("platform", 100)], able)
    assert [line.reason for line in left] == [Reason.NO_USERS]


def test_a_pool_of_no_department_is_unassigned() -> None:
    _, left = pools_of([entry("pool", 70)], users(sales=1))
    assert [(line.amount_minor, line.reason) for line in left] == [(70, Reason.NO_DEPARTMENT)]


def test_an_estimate_is_flagged_wherever_it_flows() -> None:
    guess = Sum(MONTH, "platform", None, None, "hosting", 10, 1, True)
    pools, _ = pools_of([guess, entry("pool", 5, "sales")], users(sales=1))
    assert pools["sales", MONTH].is_estimate


@pytest.mark.parametrize(
    ("circular", "said"),
    [
        (entry("platform", 9, "sales"), "of sales in 2026-03 would go back to sales"),
        (entry("platform", 9, driver="time"), "platform cost of 2026-03 is to be shared out by"),
        (entry("pool", 9, "sales", driver="users"), "pool of sales in 2026-03 is to be shared"),
    ],
)
def test_circular_drivers_are_refused(circular: Sum, said: str) -> None:
    with pytest.raises(SettingRefused, match=said):
        pools_of([circular], users(sales=3))


def test_a_platform_run_by_a_department_without_users_is_fine() -> None:
    pools, left = pools_of([entry("platform", 9, "it", "users")], users(sales=3, it=0))
    assert pools["sales", MONTH].platform_minor == 9
    assert not left
