"""Costs taken from the ledger: as paid, by the programme's years, and no entry twice."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from frames import frame_of

from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine, Years, paid
from goodwill.analytics.errors import NotTogether, TooFew
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

YEARS = Years(date(2026, 1, 1), 3, date(2028, 2, 29))
HOSTING = LedgerLine("hosting", {"category": ("infrastructure",), "department": ("IT", "service")})
SOFTWARE = LedgerLine("software", {"category": ("software",)})


def entry(on: date, minor: int, **more: Any) -> dict[str, Any]:
    usual = {"category": "infrastructure", "department": "IT", "nature": "cash"}
    return {
        "entry_id": f"{on}-{minor}-{more}",
        "period": on.year * 100 + on.month,
        "served_day": (on - date(1970, 1, 1)).days,
        "amount_minor": minor,
        **usual,
        **more,
    }


LEDGER = [
    entry(date(2024, 12, 31), 99),  # more than a year before the start
    entry(date(2025, 1, 1), 1_00),
    entry(date(2025, 12, 31), 2_00, department="service"),
    entry(date(2026, 1, 1), 10_00),
    entry(date(2026, 12, 31), 20_00),
    entry(date(2027, 6, 1), 50_00, behaviour="capex"),
    entry(date(2027, 6, 1), -5_00),  # a reversal
    entry(date(2027, 6, 1), 7_00, nature="depreciation"),
    entry(date(2027, 6, 1), 8_00, nature="memo"),
    entry(date(2027, 6, 1), 9_00, department="sales"),
    entry(date(2027, 6, 2), 40_00, category="software", department=None),
    entry(date(2028, 2, 3), 60_00),  # year 3 is not over
]


def test_each_year_is_what_was_paid_in_it(warehouse: Warehouse) -> None:
    found = paid(frame_of(warehouse, ENTRIES, LEDGER), [HOSTING, SOFTWARE], YEARS, "CNY")
    assert found.amounts["hosting"] == {0: Decimal(3), 1: Decimal(30), 2: Decimal(45)}
    assert found.amounts["software"] == {0: Decimal(0), 1: Decimal(0), 2: Decimal(40)}
    assert found.covered_to == date(2028, 3, 1)


def test_a_year_that_the_ledger_does_not_reach_is_not_there(duck_warehouse: DuckWarehouse) -> None:
    entries = frame_of(duck_warehouse, ENTRIES, LEDGER[:-3])
    found = paid(entries, [HOSTING], YEARS, "CNY")
    assert (list(found.amounts["hosting"]), found.covered_to) == ([0, 1], date(2027, 7, 1))


def test_what_is_paid_later_than_told_of_does_not_count(duck_warehouse: DuckWarehouse) -> None:
    early = Years(date(2026, 1, 1), 3, date(2026, 12, 30))
    found = paid(frame_of(duck_warehouse, ENTRIES, LEDGER), [HOSTING], early, "CNY")
    assert found.amounts["hosting"] == {0: Decimal(3)}


def test_where_no_cost_asks_the_ledger_it_has_none(duck_warehouse: DuckWarehouse) -> None:
    assert paid(frame_of(duck_warehouse, ENTRIES, LEDGER), [], YEARS, "CNY").amounts == {}


def test_year_0_begins_where_it_is_said(duck_warehouse: DuckWarehouse) -> None:
    line = LedgerLine("hosting", HOSTING.where, since=date(2025, 7, 1))
    found = paid(frame_of(duck_warehouse, ENTRIES, LEDGER), [line], YEARS, "CNY")
    assert found.amounts["hosting"][0] == Decimal(2)


def test_an_entry_meant_by_two_costs_is_refused(duck_warehouse: DuckWarehouse) -> None:
    both = LedgerLine("all", {"department": ("IT",)})
    with pytest.raises(NotTogether, match="count twice"):
        paid(frame_of(duck_warehouse, ENTRIES, LEDGER), [HOSTING, both], YEARS, "CNY")


def test_a_ledger_without_payments_is_refused(duck_warehouse: DuckWarehouse) -> None:
    before = Years(date(2020, 1, 1), 3, date(2020, 1, 1))
    with pytest.raises(TooFew, match="entries of the ledger"):
        paid(frame_of(duck_warehouse, ENTRIES, LEDGER), [HOSTING], before, "CNY")


def test_a_year_that_starts_on_a_leap_day_follows_the_last() -> None:
    leap = Years(date(2028, 2, 29), 3, date(2030, 1, 1))
    assert [leap.begins(year) for year in (1, 2, 5)] == [
        *(date(2028, 2, 29), date(2029, 3, 1), date(2032, 2, 29)),
    ]
    assert leap.begins(2) - timedelta(days=1) == date(2029, 2, 28)
