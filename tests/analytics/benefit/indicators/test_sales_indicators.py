"""SL01 to SL09 on a few orders, leads and opportunities, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.asking_indicators import asked_of, cell_of, order

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate, rolled_up
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of, months, quarters
from goodwill.analytics.benefit.indicators.sales import sales
from goodwill.analytics.figure import wilson
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def baseline(end: date) -> Period:
    return Period("before", day_of(end) - 365, day_of(end))


def test_growth_beyond_market_and_calendar(duck_warehouse: DuckWarehouse) -> None:
    """March 2026 against the 31 days before 1 February: 120 ÷ (100 × 1.1 × 0.9) − 1."""
    orders = [
        order("a", on(1, 1), 10_000, region="East"),
        order("a", on(12, 31, 2025), 77_777, region="East"),  # 32 days before
        order("a", on(3, 31), 12_000, region="East"),
        order("b", on(3, 1), 999, region="West"),
        order("b", on(4, 1), 999, region="East"),
    ]
    market = [
        {"period_on": on(1, 1), "region": "East", "market_index": 1.0, "calendar_index": 1.0},
        {"period_on": on(3, 1), "region": "East", "market_index": 1.1, "calendar_index": 0.9},
    ]
    tables = {"order_lines": orders, "market": market}
    asked = asked_of(
        duck_warehouse, tables, by=("region",), settings=Settings(baseline=baseline(on(2, 1)))
    )
    cell = cell_of(sales.SL01, asked, region="East")
    assert cell.value == pytest.approx(1.2 / 0.99 - 1)
    assert cell.beside["plain"] == pytest.approx(0.2)
    assert cell.numerator == Decimal(120)
    west = cell_of(sales.SL01, asked, region="West")
    assert (west.value, "index" in str(west.reason)) == (None, True)
    assert "live" in str(cell_of(sales.SL01, replace(asked, by=(), settings=Settings())).reason)
    no_base = cell_of(
        sales.SL01, replace(asked, by=(), settings=Settings(baseline=baseline(on(12, 31, 2025))))
    )
    assert no_base.value is None


def deal(opened: date, status: str, closed: date | None = None, **more: Any) -> dict[str, Any]:
    return {"opened_on": opened, "status": status, "closed_on": closed, **more}


def test_open_deals_lengthen_the_cycle(duck_warehouse: DuckWarehouse) -> None:
    """Won after 10, 20 and 40 days, one open for 30: S falls to 3/4, 1/2 and then 0."""
    deals = [
        deal(on(3, 1), "won", on(3, 11)),
        deal(on(3, 1), "won", on(3, 21)),
        deal(on(3, 1), "won", on(4, 10)),
        deal(on(3, 31), "open"),
        deal(on(3, 1), "lost", on(3, 2)),
        deal(on(1, 1), "won", on(2, 10)),
    ]
    asked = asked_of(duck_warehouse, {"opportunities": deals}, as_of=on(4, 30))
    cell = cell_of(sales.SL02, asked)
    assert (cell.value, cell.n, cell.beside) == (20.0, 4, {"won": 3, "p75": 40})
    before = replace(asked, settings=Settings(baseline=baseline(on(2, 1))))
    assert cell_of(sales.SL02, before).beside["change"] == 0.5  # (40 − 20) ÷ 40
    early = cell_of(sales.SL02, replace(asked, periods=months(on(4, 1), on(4, 1))))
    assert early.value is None
    young = asked_of(duck_warehouse, {"opportunities": [deal(on(3, 1), "open")]}, as_of=on(4, 30))
    assert "median" in str(cell_of(sales.SL02, young).reason)


def test_leads_are_merged_and_watched_to_the_end(duck_warehouse: DuckWarehouse) -> None:
    leads = [
        {"lead_id": "1", "created_on": on(3, 2), "source": "fair"},
        # its duplicate came a day earlier and converted on the last day of the window
        {
            "lead_id": "2",
            "duplicate_of": "1",
            "created_on": on(3, 1),
            "qualified_on": on(3, 3),
            "converted_on": on(5, 30),
        },
        {"lead_id": "3", "created_on": on(3, 1), "source": "web", "converted_on": on(5, 31)},
        {"lead_id": "4", "created_on": on(3, 31), "source": "web", "converted_on": on(4, 1)},
    ]
    asked = asked_of(duck_warehouse, {"leads": leads}, as_of=on(6, 1))
    cell = cell_of(sales.SL03, asked)
    assert (cell.numerator, cell.denominator) == (1, 2)
    assert cell.beside == {"qualified": 0.5, "ordered": 0.0}
    assert cell_of(sales.SL03, replace(asked, by=("source",)), source="fair").value == 1.0
    early = cell_of(sales.SL03, replace(asked, as_of=on(4, 1)))
    assert "still open" in str(early.reason)


def test_win_rate_by_number_and_amount(duck_warehouse: DuckWarehouse) -> None:
    deals = [
        deal(on(1, 1), "won", on(3, 1), amount_minor=300),
        deal(on(1, 1), "lost", on(3, 31), amount_minor=600),
        deal(on(2, 19), "lost", on(3, 1), amount_minor=100),
        deal(on(1, 1), "won", on(4, 1), amount_minor=100),
        deal(on(1, 1), "open", amount_minor=500),
    ]
    asked = asked_of(duck_warehouse, {"opportunities": deals}, as_of=on(12, 31))
    cell = cell_of(sales.SL04, asked)
    assert (cell.numerator, cell.denominator) == (1, 3)
    assert (cell.low, cell.high) == wilson(1, 3)
    assert cell.beside["by_amount"] == Decimal("0.3")
    # Won after 59 and 90 days, one open for 364: the median cycle is 90 days; one such cycle
    # after 1 January it is 1 April.
    stale = Settings(stale_is_lost=True, stale_cycles=1.0)
    in_april = replace(asked, settings=stale, periods=months(on(4, 1), on(4, 1)))
    assert cell_of(sales.SL04, in_april).denominator == 2
    assert cell_of(sales.SL04, replace(in_april, settings=Settings())).denominator == 1


def test_an_order_is_wrong_once(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        {"order_id": "1", "received_on": on(3, 1), "error": "price"},
        {"order_id": "1", "received_on": on(3, 1), "error": "date"},
        {"order_id": "1", "received_on": on(3, 1), "error": None},
        {"order_id": "2", "received_on": on(3, 31), "error": ""},
        {"order_id": "3", "received_on": on(4, 1), "error": "item"},
    ]
    cell = cell_of(sales.SL05, asked_of(duck_warehouse, {"order_handling": rows}))
    assert (cell.numerator, cell.denominator) == (1, 2)
    assert cell_of(sales.SL05, asked_of(duck_warehouse, {"order_handling": []})).value is None


LINES = [
    order("a", on(1, 1), 1000, category="tea", channel="web"),
    order("a", on(3, 1), 300, category="tea", channel="web"),
    order("a", on(3, 2), 500, category="cups", channel="shop"),
    order("b", on(2, 28), 700, category="tea", channel="shop"),
    order("b", on(3, 9), -200, category="tea", channel="shop", order_id="back"),
    order("c", on(3, 31), 900, category="tea", channel="web"),
    order("c", on(3, 31), 100, category="cups", channel="web"),
    order("d", on(1, 1, 2020), 100, category="tea", channel="web"),
    order("d", on(3, 1), 100, category="cups", channel="web"),
    order("e", on(1, 1), 100, category="tea", channel="web", status="cancelled"),
    order("f", on(1, 1), 100, category="tea", channel="web"),
    order("f", on(1, 2), 100, category="cups", channel="web"),
]


def test_orders_new_customers_and_further_families(proved_warehouse: Warehouse) -> None:
    asked = purchases.prepared(
        asked_of(proved_warehouse, {"order_lines": LINES}), proved_warehouse.settle
    )
    value, further, new = calculate((sales.SL06, sales.SL07, sales.SL08), asked)
    # March: 300 + 500 − 200 + 1000 + 100 in the orders of a (2), c (1: one number) and d (1).
    assert (value.numerator, value.denominator) == (Decimal("17.00"), 4)
    assert value.value == Decimal("4.25")
    # Could: a and b. f has all families, c is new, d was away for longer than a year.
    assert (further.numerator, further.denominator) == (1, 2)
    assert further.beside["revenue"] == Decimal("5.00")
    assert further.beside["revenue_share"] == pytest.approx(500 / 1700)
    assert new.value == 1  # c


def test_new_customers_by_channel_of_their_first_order(duck_warehouse: DuckWarehouse) -> None:
    periods = months(on(1, 1), on(3, 31))
    asked = asked_of(duck_warehouse, {"order_lines": LINES}, periods, by=("channel",))
    found = {
        (cell.period.name, cell.cut["channel"]): cell.value
        for cell in calculate([sales.SL08], asked)
    }
    assert found == {("2026-01", "web"): 2, ("2026-02", "shop"): 1, ("2026-03", "web"): 1}


def test_values_of_months_roll_up_to_that_of_the_quarter(duck_warehouse: DuckWarehouse) -> None:
    asked = asked_of(duck_warehouse, {"order_lines": LINES}, months(on(1, 1), on(3, 31)))
    quarter = quarters(on(1, 1), on(3, 31))
    whole = cell_of(sales.SL06, replace(asked, periods=quarter))
    together = rolled_up(calculate([sales.SL06], asked), sales.SL06, quarter[0])
    assert (together.value, together.denominator) == (whole.value, whole.denominator)


def test_one_family_alone_leaves_nothing_further(duck_warehouse: DuckWarehouse) -> None:
    rows = [order("a", on(3, 1), category="tea"), order("a", on(3, 1))]
    cell = cell_of(sales.SL07, asked_of(duck_warehouse, {"order_lines": rows}))
    assert "family" in str(cell.reason)


def test_targets_hold_for_their_days(duck_warehouse: DuckWarehouse) -> None:
    targets = [
        {"level": "person", "employee_id": "p", "period_on": on(3, 1), "target_minor": 31_000},
        # from the 11th on it is twice as much: 31,000 × 10 ÷ 31 + 62,000 × 21 ÷ 31 = 52,000
        {"level": "person", "employee_id": "p", "period_on": on(3, 11), "target_minor": 62_000},
        {"level": "person", "employee_id": "q", "period_on": on(3, 1), "target_minor": 0},
        {"level": "company", "period_on": on(3, 1), "target_minor": 100_000},
    ]
    orders = [order(str(n), on(3, 5 + n), 2_600, order_id=f"o{n}") for n in range(10)]
    handling = [{"order_id": f"o{n}", "employee_id": "p" if n < 5 else "q"} for n in range(10)]
    tables = {"targets": targets, "order_lines": orders, "order_handling": handling}
    asked = asked_of(duck_warehouse, tables)
    company = cell_of(sales.SL09, asked)
    assert (company.value, company.denominator) == (pytest.approx(0.26), Decimal(1000))
    persons = replace(asked, by=("employee_id",))
    one = cell_of(sales.SL09, persons, employee_id="p")
    assert (one.numerator, one.denominator, one.value) == (Decimal(130), Decimal(520), 0.25)
    nothing = cell_of(sales.SL09, persons, employee_id="q")
    assert (nothing.value, nothing.numerator) == (None, Decimal(130))
    team = cell_of(sales.SL09, replace(asked, by=("product_id",)), product_id="")
    assert team.value == pytest.approx(26_000 / 52_000)
