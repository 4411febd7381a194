"""From lines to histories, cohorts, cuts and the quality page: one small shop, both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import narwhals as nw
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.errors import AnalyticsError, TooFew
from goodwill.analytics.information import cohorts, cuts, histories, joining, quality, sorting
from goodwill.analytics.information.calendar import day_of, month_index, month_of
from goodwill.analytics.tables import COSTS, CUSTOMERS, ORDER_LINES, PRODUCTS

JANUARY = day_of(date(2024, 1, 10))
AS_OF = day_of(date(2024, 4, 15))


def line(row, order, customer, day, amount, **more):
    return {
        "source_id": 0,
        "source_row": row,
        "row_hash": row,
        "order_id": order,
        "customer_id": customer,
        "ordered_day": day,
        "product_id": "tea",
        "quantity_thousandths": 1000 if amount > 0 else -1000,
        "amount_minor": amount,
        **more,
    }


def netted_line(row, order, customer, day, amount, **more):
    kind = "sale" if amount > 0 else "return"
    counted = {"kind": kind, "netted": False, "counted_order": order, "counted_day": day}
    return line(row, order, customer, day, amount, **{**counted, **more})


SHOP = [
    netted_line(2, "1", "王伟", JANUARY, 500, region="East", cost_minor=200),
    netted_line(3, "1", "王伟", JANUARY, 300, region="East", cost_minor=100),
    netted_line(4, "2", "王伟", JANUARY, 200, region="West", cost_minor=100),
    netted_line(5, "3", "王伟", JANUARY + 40, 100, region="East", cost_minor=50),
    netted_line(6, "4", "Anna", JANUARY + 5, 900, region="East", cost_minor=500),
    netted_line(7, "4", "Anna", JANUARY + 5, -900, region="East", cost_minor=-500, netted=True),
    netted_line(8, "5#return", "Bob", JANUARY + 9, -50, region=None),
]


def test_a_history_counts_days_and_keeps_every_return(proved_warehouse):
    orders = histories.orders(frame_of(proved_warehouse, ORDER_LINES, SHOP))
    anna, bob, wang = rows_of(histories.summaries(orders, as_of_day=AS_OF), "customer_id")
    assert (wang["orders"], wang["purchase_days"], wang["repeats"]) == (3, 2, 1)
    assert (wang["first_day"], wang["second_day"]) == (JANUARY, JANUARY + 40)
    assert (wang["days_to_last"], wang["days_observed"]) == (40, AS_OF - JANUARY)
    assert (wang["median_gap_days"], wang["largest_gap_days"]) == (40.0, 40)
    assert (wang["revenue_minor"], wang["margin_minor"]) == (1100, 650)
    assert (anna["gross_minor"], anna["returned_minor"], anna["revenue_minor"]) == (900, 900, 0)
    assert (anna["first_day"], anna["orders"], anna["repeats"]) == (None, 0, 0)
    assert (bob["revenue_minor"], bob["days_observed"], bob["margin_minor"]) == (-50, None, None)
    assert [row["gap_days"] for row in rows_of(histories.gaps(orders))] == [40]


def test_a_period_that_is_not_over_is_empty_and_not_zero(proved_warehouse):
    orders = histories.orders(frame_of(proved_warehouse, ORDER_LINES, SHOP))
    table = cohorts.cohorts(orders, as_of_day=AS_OF)
    (january,) = table.rows
    assert (table.period, january.start, january.customers) == ("month", date(2024, 1, 1), 1)
    assert january.active == (1, 1, 0, None)
    assert january.revenue_minor == (1000, 100, 0, None)
    summaries = histories.summaries(orders, as_of_day=AS_OF)
    (repeat,) = cohorts.repeat_by_cohort(summaries, as_of_day=AS_OF).rows
    assert repeat.within == (0, 1, None, None)
    assert (repeat.returned, repeat.median_days) == (1, 40.0)


def test_a_cut_counts_customers_and_orders_once(warehouse):
    lines = frame_of(warehouse, ORDER_LINES, SHOP)
    measures = ["customers", "orders", "revenue", "returns", "repeat_rate", "margin_rate"]
    east, west, unknown = rows_of(cuts.cut(lines, ["region"], measures), "region")
    assert (east["customers"], east["orders"], east["revenue"]) == (1, 2, 900)
    assert (east["returns"], east["repeat_rate"], east["is_few"]) == (900, 1.0, True)
    assert east["margin_rate"] == pytest.approx(550 / 900)
    assert (west["orders"], west["repeat_rate"]) == (1, 0.0)
    assert (unknown["region"], unknown["customers"], unknown["revenue"]) == (None, 0, -50)
    assert unknown["repeat_rate"] is None
    (everything,) = rows_of(cuts.cut(lines, [], ["customers", "orders"]))
    assert (everything["customers"], everything["orders"]) == (1, 3)
    months = rows_of(cuts.cut(lines, ["month", "quarter", "year"], ["revenue"]), "month")
    assert [(row["month"], row["quarter"], row["revenue"]) for row in months] == [
        ("2024-01", "2024-Q1", 950),
        ("2024-02", "2024-Q1", 100),
    ]


def test_a_cut_by_an_unknown_name_says_which_there_are(duck_warehouse):
    lines = frame_of(duck_warehouse, ORDER_LINES, SHOP)
    with pytest.raises(AnalyticsError, match=r"There is no column colour .* region.* month"):
        cuts.cut(lines, ["colour"], ["revenue"])
    with pytest.raises(AnalyticsError, match=r"There is no measure joy.* repeat_rate"):
        cuts.cut(lines, ["region"], ["joy"])


def test_each_line_has_the_first_reason_that_applies(proved_warehouse):
    lines = frame_of(proved_warehouse, ORDER_LINES, _SORTED)
    found = rows_of(sorting.sort_lines(lines, as_of_day=AS_OF, currency="CNY"), "source_row")
    assert [row["set_aside"] for row in found] == _REASONS


_SORTED = [
    line(2, "1", "王伟", JANUARY, 500),
    line(3, "1", "王伟", JANUARY, 500, row_hash=2),
    line(4, None, "王伟", JANUARY, 500, row_hash=4),
    line(5, None, "王伟", JANUARY, 500, row_hash=4),
    line(6, "2", "王伟", JANUARY, 700, status="已退款"),
    line(7, "3", "王伟", JANUARY, -700, return_of="2"),
    line(8, "4", "王伟", JANUARY, 10, status=" Cancelled "),
    line(9, "5", "王伟", AS_OF + 1, 10),
    line(10, "6", None, JANUARY, 10),
    {**line(11, "7", "王伟", JANUARY, 10), "amount_minor": 0},
    line(12, "8", "test-7", JANUARY, 10),
    line(13, "9", "Contest", JANUARY, 10, description="pregnancy test"),
    line(14, "10", "王伟", JANUARY, 10, description="测试商品"),
    {**line(15, "11", "王伟", None, 10), "amount_minor": None, "unreadable": "row"},
    line(16, "12", "王伟", None, 10, unreadable="date"),
    line(17, "13", "王伟", None, 10),
    line(18, "14", "王伟", JANUARY, 10, currency="USD"),
    {**line(19, "15", "王伟", JANUARY, 10), "amount_minor": None},
    line(20, "16", "Anna", JANUARY, 10, status="partially refunded"),
]
_REASONS = [
    *(None, "duplicate", None, None, "refunded", "refunded", "cancelled", "after_as_of", "guest"),
    *("zero_amount", "test", None, "test", "unreadable_row", "unreadable_date", "no_date"),
    *("other_currency", "no_amount", None),
]


def test_the_quality_page_adds_up_to_the_row(proved_warehouse):
    lines = frame_of(proved_warehouse, ORDER_LINES, _SORTED)
    told = proved_warehouse.settle(sorting.sort_lines(lines, as_of_day=AS_OF, currency="CNY"))
    used = told.filter(nw.col("set_aside").is_null()).with_columns(
        kind=nw.lit("sale"), netted=nw.lit(False)
    )
    page = quality.reconcile(told, used, currency="CNY", source_total=Decimal("15.903"))
    assert page.read.rows == len(_SORTED) == page.used.rows + page.rows_set_aside
    assert page.aside("guest") == quality.Count(1, 0, 10)
    assert page.look_alikes == 1
    assert page.rounding == Decimal("15.903") - Decimal(page.read.amount_minor) / 100
    share = page.share_of_guests(date(2024, 4, 15))
    assert (share.numerator, share.denominator) == (1, 19)


def test_a_lost_row_is_our_mistake_and_stops_the_page(duck_warehouse):
    told = frame_of(duck_warehouse, ORDER_LINES, SHOP).with_columns(
        set_aside=nw.lit(None, dtype=nw.String)
    )
    with pytest.raises(quality.DoesNotAddUp):
        quality.reconcile(told, told.filter(nw.col("source_row") > 2), currency="CNY")


def test_costs_products_and_attributes_join_without_loss(proved_warehouse):
    orders = histories.orders(frame_of(proved_warehouse, ORDER_LINES, SHOP))
    people = [{"customer_id": "王伟", "segment": "A"}, {"customer_id": "Ming", "segment": "B"}]
    everyone = joining.with_attributes(
        histories.summaries(orders, as_of_day=AS_OF), frame_of(proved_warehouse, CUSTOMERS, people)
    )
    costs = frame_of(
        proved_warehouse,
        COSTS,
        [
            {"source_row": 2, "customer_id": "王伟", "amount_minor": 700},
            {"source_row": 3, "customer_id": None, "amount_minor": 20},
            {"source_row": 4, "customer_id": "nobody", "amount_minor": 3},
        ],
    )
    rows = {row["customer_id"]: row for row in rows_of(joining.with_costs(everyone, costs))}
    assert set(rows) == {"王伟", "Anna", "Bob", "Ming"}
    assert (rows["王伟"]["profit_minor"], rows["王伟"]["segment"]) == (-50, "A")
    assert (rows["Ming"]["orders"], rows["Ming"]["revenue_minor"]) == (0, 0)
    assert joining.unassigned_costs(everyone, costs) == joining.UnassignedCosts(2, 23, 0)
    products = [{"product_id": "tea", "category": "drinks", "unit_cost_minor": 7}]
    half = {**line(2, "1", "王伟", JANUARY, 9), "quantity_thousandths": 1500}
    back = {**line(3, "1", "王伟", JANUARY, -9), "quantity_thousandths": -1500}
    filled = joining.with_product_costs(
        frame_of(proved_warehouse, ORDER_LINES, [half, back]),
        frame_of(proved_warehouse, PRODUCTS, products),
    )
    found = rows_of(filled, "source_row")
    assert [(row["cost_minor"], row["category"]) for row in found] == [
        (11, "drinks"),
        (-11, "drinks"),
    ]


def test_months_are_those_of_the_calendar(proved_warehouse):
    dates = [date(1970, 1, 1), date(2000, 2, 29), date(2023, 12, 31), date(2024, 3, 1)]
    frame = frame_of(proved_warehouse, None, [{"day": day_of(on)} for on in dates])
    found = rows_of(frame.with_columns(month=month_of(nw.col("day"))), "day")
    assert [row["month"] for row in found] == [month_index(on) for on in dates]


def test_no_line_up_to_today_is_refused(duck_warehouse):
    lines = frame_of(duck_warehouse, ORDER_LINES, SHOP)
    assert sorting.default_as_of(lines, JANUARY + 6) == JANUARY + 5
    with pytest.raises(TooFew):
        sorting.default_as_of(lines, JANUARY - 1)
