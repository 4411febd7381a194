"""Coming back: rates, averages and distributions, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.cast import buyer, never, orders_of, summaries_of
from analytics.value.today.test_retention import orders

from goodwill.analytics.figure import Figure, wilson
from goodwill.analytics.value.today import newcomers, repeat, retention
from goodwill.analytics.value.today.repeat import Bar
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TODAY = 100
ON = date(1970, 4, 11)
DAYS = {"Ann": [0, 10, 40], "Bob": [5, 25], "Cem": [90], "陈静": [99]}
BASE = [buyer(name, days, TODAY) for name, days in DAYS.items()]


def told(warehouse: Warehouse, rows: list[dict[str, object]]) -> dict[str, Figure]:
    found = repeat.figures(summaries_of(warehouse, rows), currency="CNY", as_of=ON)
    return {figure.definition.id: figure for figure in found}


def test_rates_are_ratios_of_sums_over_buyers(warehouse: Warehouse) -> None:
    returned_only = {"customer_id": "Gus", "purchase_days": 0, "orders": 0, "revenue_minor": -700}
    figures = told(warehouse, [*BASE, never("Hal"), returned_only])
    assert (figures["RL03"].value, figures["RL03"].n) == (0.5, 4)
    assert (figures["RL03"].low, figures["RL03"].high) == wilson(2, 4)
    assert "50 %" in str(figures["RL03"].definition.benchmark)
    assert figures["RL04"].value == 7 / 4
    assert figures["RL04_amount"].value == Decimal("17.5")
    assert figures["RL04_recency"].value == (10 + 60) / 2
    assert figures["SL06"].value == Decimal("9")  # 70.00 less the 7.00 brought back, by 7 orders


@pytest.mark.parametrize("rows", [[], [never("Hal")]], ids=["nobody", "never-buyers only"])
def test_without_buyers_every_figure_says_why(
    duck_warehouse: DuckWarehouse, rows: list[dict[str, object]]
) -> None:
    for figure in told(duck_warehouse, rows).values():
        assert figure.value is None
        assert figure.reason is not None


def test_gaps_are_pooled_and_also_counted_once_per_customer(proved_warehouse: Warehouse) -> None:
    purchase_gaps = retention.purchase_gaps(orders_of(proved_warehouse, orders(DAYS)))
    gaps = repeat.gaps(purchase_gaps, summaries_of(proved_warehouse, BASE))
    assert (gaps.days, gaps.counts) == ((10, 20, 30), (1, 1, 1))
    own, pooled = repeat.gap_figures(gaps, as_of=ON)
    assert (own.value, own.n) == (20, 2)
    assert (pooled.value, pooled.n) == (20, 3)
    assert gaps.bars() == (Bar(8, 15, 1), Bar(15, 22, 1), Bar(22, 29, 0), Bar(29, 36, 1))


def test_without_a_second_purchase_there_is_no_gap(duck_warehouse: DuckWarehouse) -> None:
    alone = {"Cem": [90]}
    gaps = repeat.gaps(
        retention.purchase_gaps(orders_of(duck_warehouse, orders(alone))),
        summaries_of(duck_warehouse, [BASE[2]]),
    )
    assert gaps.bars() == ()
    own, pooled = repeat.gap_figures(gaps, as_of=ON)
    assert own.value is None
    assert pooled.reason is repeat.NOBODY_TWICE


def test_frequency_bars_are_single_up_to_ten(duck_warehouse: DuckWarehouse) -> None:
    often = [
        buyer("Ida", range(10), TODAY),
        buyer("Jim", range(11), TODAY),
        buyer("Kay", range(20), TODAY),
        buyer("Lou", range(21), TODAY),
    ]
    bars = repeat.frequency_bars(summaries_of(duck_warehouse, [*BASE, *often]))
    assert bars[0] == Bar(1, 2, 2)
    assert bars[9:] == (Bar(10, 11, 1), Bar(11, 21, 2), Bar(21, 51, 1))
    assert repeat.frequency_bars(summaries_of(duck_warehouse, [])) == ()


def test_amount_bars_hold_every_buyer_once(proved_warehouse: Warehouse) -> None:
    amounts = {"a": -50, "b": 0, "c": 99, "d": 100, "e": 1999, "f": 2000}
    rows = [buyer(name, [1], TODAY, revenue_minor=amount) for name, amount in amounts.items()]
    bars = repeat.amount_bars(summaries_of(proved_warehouse, rows), "CNY")
    assert bars == (
        Bar(None, 0, 1),
        Bar(0, 100, 2),
        Bar(100, 200, 1),
        Bar(200, 500, 0),
        Bar(500, 1000, 0),
        Bar(1000, 2000, 1),
        Bar(2000, 5000, 1),
    )
    assert repeat.amount_bars(summaries_of(proved_warehouse, []), "CNY") == ()


def test_new_customers_are_counted_in_the_month_of_their_first_purchase(
    proved_warehouse: Warehouse,
) -> None:
    summaries = summaries_of(proved_warehouse, [*BASE, never("Hal")])
    months = newcomers.by_month(summaries, TODAY)
    assert [(month.start.month, month.customers, month.is_whole) for month in months] == [
        (1, 2, True),
        (2, 0, True),
        (3, 0, True),
        (4, 2, False),
    ]
    january = newcomers.won_between(summaries, 0, 31, as_of=ON)
    assert (january.value, january.n) == (2, 4)
    half_open = newcomers.won_between(summaries, 5, 90, as_of=ON)
    assert half_open.value == 1


def test_the_last_day_of_a_month_makes_it_whole(duck_warehouse: DuckWarehouse) -> None:
    summaries = summaries_of(duck_warehouse, [buyer("Ann", [3], 30)])
    assert [month.is_whole for month in newcomers.by_month(summaries, 30)] == [True]
    assert [month.is_whole for month in newcomers.by_month(summaries, 29)] == [False]
    assert newcomers.by_month(summaries_of(duck_warehouse, []), 30) == ()
