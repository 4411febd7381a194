"""What was paid beside the plan: by category or as the costs say, in whole years alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from frames import frame_of
from report.roi.roi_cast import cost, plain

from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.costing.naming.categories import Category
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine
from goodwill.analytics.benefit.returns.programme import Programme
from goodwill.analytics.errors import SettingRefused
from goodwill.language import english
from goodwill.report.roi.actuals import Actuals, actuals, as_paid
from goodwill.warehouse.duck import DuckWarehouse


def entry(on: date, minor: int, category: str = "software") -> dict[str, Any]:
    return {
        "entry_id": f"{on}-{minor}",
        "period": on.year * 100 + on.month,
        "served_day": (on - date(1970, 1, 1)).days,
        "amount_minor": minor,
        "category": category,
        "nature": "cash",
    }


BEFORE, WITHIN, AFTER = date(2025, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def asked(**more: Any) -> Programme:
    told: dict[str, Any] = {
        "costs": (
            cost("licences", 100, 50, category="software", risk=Decimal("0.5")),
            cost("add-ons", 0, 20, category="software"),
        )
    }
    return replace(plain(**told | more), as_of=AFTER)


def found(
    warehouse: DuckWarehouse,
    rows: list[dict[str, Any]],
    lines: tuple[LedgerLine, ...] = (),
    **more: Any,
) -> Actuals:
    return actuals(frame_of(warehouse, ENTRIES, rows), asked(**more), lines)


def test_costs_of_one_category_are_replaced_together(duck_warehouse: DuckWarehouse) -> None:
    paid = found(duck_warehouse, [entry(BEFORE, 90_00), entry(WITHIN, 80_00)])
    (row,) = paid.rows
    assert (row.planned, row.costs) == ((100, 70), ("licences", "add-ons"))
    assert row.paid == {0: 90, 1: 80}
    (one,) = as_paid(asked(), paid).costs
    assert one.amounts == (90, 80)
    assert one.risk == 0
    assert english().show(one.name) == "Software, as paid"


def test_a_year_that_began_before_the_ledger_keeps_its_plan(duck_warehouse: DuckWarehouse) -> None:
    paid = found(duck_warehouse, [entry(date(2026, 1, 20), 10_00), entry(WITHIN, 80_00)])
    assert paid.years == (1,)
    costs = {each.id: each.amounts for each in as_paid(asked(), paid).costs}
    assert costs == {"licences": (100, 0), "paid:software": (0, 90)}


def test_a_year_that_is_not_over_keeps_its_plan(duck_warehouse: DuckWarehouse) -> None:
    rows = [entry(BEFORE, 90_00), entry(date(2026, 3, 1), 10_00)]
    assert found(duck_warehouse, rows).years == (0,)


def test_another_category_is_told_and_not_counted(duck_warehouse: DuckWarehouse) -> None:
    rows = [entry(BEFORE, 90_00), entry(WITHIN, 80_00), entry(WITHIN, 7_00, "data")]
    paid = found(duck_warehouse, rows)
    assert paid.elsewhere == {Category.DATA: Decimal(7)}


def test_a_cost_of_the_ledger_alone_needs_all_its_years(duck_warehouse: DuckWarehouse) -> None:
    line = LedgerLine("licences", {"category": ("software",)})
    with pytest.raises(SettingRefused, match="does not cover year 1"):
        found(duck_warehouse, [entry(date(2025, 12, 1), 90_00)], (line,))


def test_more_back_than_paid_is_refused(duck_warehouse: DuckWarehouse) -> None:
    rows = [entry(BEFORE, 90_00), entry(WITHIN, -5_00)]
    with pytest.raises(SettingRefused, match="more came back than was paid for Software in year 1"):
        found(duck_warehouse, rows)
