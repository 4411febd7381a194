"""The whale curve and the 20/80/30 rule measured on small bases worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from analytics.value.cast import summaries_of, worth
from frames import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.figure import Figure
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import contribution, whale
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TODAY = date(2024, 12, 31)
TEN = {
    "王芳": 6000,
    "李伟": 2000,
    "Ada": 1000,
    "Bob": 500,
    "Cem": 300,
    "Dee": 200,
    "Eve": 0,
    "Fay": -100,
    "Gus": -400,
    "Hal": -1500,
}


def told(curve: whale.Whale) -> dict[str, Figure]:
    figures = whale.figures(curve, currency="CNY", as_of=TODAY)
    return {figure.definition.id: figure for figure in figures}


def measured(warehouse: Warehouse, profits: dict[str, int]) -> whale.Whale:
    return whale.curve(whale.ranked(summaries_of(warehouse, worth(profits))))


def test_the_curve_climbs_to_the_last_customer_who_brings_something(warehouse: Warehouse) -> None:
    curve = measured(warehouse, TEN)
    assert (curve.customers, curve.total_minor) == (10, 8000)
    assert (curve.peak_minor, curve.peak_rank, curve.tail_minor) == (10000, 6, -2000)
    assert (curve.zero_customers, curve.negative_customers) == (1, 3)
    assert [point.cumulative_minor for point in curve.points] == [
        *(0, 6000, 8000, 9000, 9500, 9800, 10000, 10000, 9900, 9500, 8000)
    ]


def test_the_20_80_30_rule_is_measured_and_stands_beside_its_benchmark(
    duck_warehouse: DuckWarehouse,
) -> None:
    figures = told(measured(duck_warehouse, TEN))
    assert figures["VA07"].value == Decimal(1)  # 80.00 of 80.00
    assert figures["top_fifth_of_gains"].value == Decimal("0.8")
    assert figures["VA08"].value == Decimal("0.2")  # 20.00 lost of 100.00 to be had
    assert figures["whale_peak"].value == Decimal("100.00")
    assert figures["whale_tail"].value == Decimal("-20.00")
    assert figures["negative_customers"].value == 3
    assert "80 %" in str(figures["VA07"].definition.benchmark)


def test_ranking_ties_go_by_customer_id_whatever_the_order_of_rows(
    proved_warehouse: Warehouse,
) -> None:
    tied = {"Cem": 5, "Ada": 5, "Bob": 5, "Zoe": 9}
    for order in (list(tied), sorted(tied)):
        frame = summaries_of(proved_warehouse, worth({name: tied[name] for name in order}))
        names = [row["customer_id"] for row in rows_of(whale.ranked(frame), "rank")]
        assert names == ["Zoe", "Ada", "Bob", "Cem"]


def test_negative_customers_are_listed_worst_first(duck_warehouse: DuckWarehouse) -> None:
    listed = whale.negative(whale.ranked(summaries_of(duck_warehouse, worth(TEN))))
    rows = listed.collect().rows(named=True)
    assert [row["customer_id"] for row in rows] == ["Hal", "Gus", "Fay"]
    assert rows[0]["contribution_share"] == pytest.approx(-1500 / 8000)


def test_when_all_lose_money_shares_of_the_total_are_refused(duck_warehouse: DuckWarehouse) -> None:
    curve = measured(duck_warehouse, {"Ada": -100, "Bob": -300})
    figures = told(curve)
    assert (curve.peak_minor, curve.peak_rank, curve.tail_minor) == (0, 0, -400)
    for refused in ("VA07", "VA08", "top_fifth_of_gains"):
        assert figures[refused].value is None
        assert figures[refused].reason is not None
    shares = [
        r["contribution_share"]
        for r in rows_of(
            whale.ranked(summaries_of(duck_warehouse, worth({"Ada": -100, "Bob": -300}))), "rank"
        )
    ]
    assert shares == [None, None]


def test_only_customers_with_a_used_line_and_a_known_profit_have_a_rank(
    proved_warehouse: Warehouse,
) -> None:
    rows = worth({"Ada": 100, "Bob": 50})
    rows += [{"customer_id": "Cem", "lines": 0, "profit_minor": 0}]
    rows += [{"customer_id": "Dee", "lines": 2, "profit_minor": None}]
    rows += [{"customer_id": "Eve", "lines": 0, "returned_minor": 30, "profit_minor": -30}]
    summaries = summaries_of(proved_warehouse, rows)
    curve = whale.curve(whale.ranked(summaries), unknown=whale.unknown_customers(summaries))
    assert (curve.customers, curve.unknown, curve.total_minor) == (3, 1, 120)
    assert "1 customer without a known value" in str(told(curve)["VA07"].method)


def test_nobody_at_all_gives_no_figure_but_a_reason(proved_warehouse: Warehouse) -> None:
    curve = measured(proved_warehouse, {})
    figures = told(curve)
    assert curve.points == (whale.Point(0, 0.0, 0),)
    assert all(figure.value is None and figure.reason for figure in figures.values())


def test_where_no_profit_is_known_the_total_is_not_zero(duck_warehouse: DuckWarehouse) -> None:
    unknown = [{"customer_id": "Ann", "lines": 1, "profit_minor": None}]
    summaries = summaries_of(duck_warehouse, unknown)
    total, mean = contribution.figures(summaries, currency="CNY", as_of=TODAY)
    assert (total.value, mean.value) == (None, None)
    assert total.reason is contribution.NO_VALUE


def test_one_good_customer_brings_everything_and_erodes_nothing(
    duck_warehouse: DuckWarehouse,
) -> None:
    figures = told(measured(duck_warehouse, {"Ada": 100}))
    assert figures["VA07"].value == 1
    assert figures["VA08"].value is None  # the worst 30 % is everybody


def test_a_positive_worst_30_percent_erodes_nothing(duck_warehouse: DuckWarehouse) -> None:
    figures = told(measured(duck_warehouse, dict.fromkeys("abcdefghij", 100)))
    assert figures["VA08"].value == 0
    assert figures["VA07"].value == Decimal("0.2")


def test_revenue_stands_in_for_profit_only_with_its_name(duck_warehouse: DuckWarehouse) -> None:
    summaries = summaries_of(duck_warehouse, worth({"Ada": -100, "Bob": 50}))
    curve = whale.curve(whale.ranked(summaries, Basis.REVENUE), Basis.REVENUE)
    assert curve.total_minor == 150
    share = told(curve)["VA07_revenue"]
    assert "revenue" in str(share.definition.label)
    assert "not profit" in str(share.method)


def test_a_thousand_customers_need_no_more_than_200_points(duck_warehouse: DuckWarehouse) -> None:
    curve = measured(duck_warehouse, {f"c{i:04}": 700 - i for i in range(1000)})
    ranks = [point.rank for point in curve.points]
    assert len(ranks) <= whale.MOST_POINTS
    assert {0, 200, 700, 1000} <= set(ranks)
    assert ranks == sorted(set(ranks))


def test_total_and_mean_profit_come_as_exact_money(proved_warehouse: Warehouse) -> None:
    total, mean = contribution.figures(
        summaries_of(proved_warehouse, worth(TEN)), currency="CNY", as_of=TODAY
    )
    assert (total.value, mean.value, mean.denominator) == (Decimal("80.00"), Decimal("8"), 10)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=40), st.randoms())
def test_the_curve_equals_sorting_and_adding_up(
    duck_warehouse: DuckWarehouse, profits: list[int], random: object
) -> None:
    random.shuffle(profits)  # type: ignore[attr-defined]
    curve = measured(duck_warehouse, {f"c{i}": p for i, p in enumerate(profits)})
    expected = np.cumsum(sorted(profits, reverse=True))
    assert curve.peak_minor == max(0, expected.max())
    assert curve.total_minor == sum(profits)
    assert all(p.cumulative_minor == expected[p.rank - 1] for p in curve.points[1:])
    worst = sorted(profits)[: -(-len(profits) * 3 // 10)]
    assert curve.worst_minor == sum(worst)
