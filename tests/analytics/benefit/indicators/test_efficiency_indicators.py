"""EF01–EF09 by hand, each with its edge cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from analytics.benefit.indicators.questions import AFTER, BEFORE, FIRST, LAST, Case, holds

from goodwill.analytics.benefit.indicators.efficiency.efficiency import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.calculating import Settings
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.analytics.tables import (
    CASES,
    INTERACTIONS,
    ORDER_HANDLING,
    ORDER_LINES,
    PROCESSES,
    WORK_DAYS,
)
from goodwill.warehouse.duck import DuckWarehouse

Row = dict[str, Any]


def contact(customer: str = "a", on: date = FIRST, **more: Any) -> Row:
    plain = {"customer_id": customer, "employee_id": "e", "started_on": on, "completed": 1}
    return plain | more


def worked(share: float = 1.0, on: date = FIRST, **more: Any) -> Row:
    return {"employee_id": "e", "role": "sales", "worked_on": on, "day_share": share} | more


def run(number: int, minutes: int, ended: date | None = FIRST, **more: Any) -> Row:
    plain = {"process_id": str(number), "working_minutes": minutes, "started_on": BEFORE}
    return plain | {"ended_on": ended} | more


SERVED = [
    contact(),
    contact(),  # the same customer, day and employee
    contact(employee_id="f"),
    contact("b", LAST),
    contact("c", completed=0),
    contact("d", AFTER),
]
VISITS = [
    contact(kind="visit"),
    contact(kind="visit", employee_id="f"),  # the same customer on the same day
    contact(kind="visit", on=LAST),
    contact("b", kind="visit", completed=0),
    contact("c", kind="visit", purpose="service"),
    contact("d", kind="call"),
]
SELLING = [
    worked(worked_minutes=400, selling_minutes=100, admin_minutes=60),
    worked(worked_minutes=400, selling_minutes=None, admin_minutes=None),
    worked(worked_minutes=999, selling_minutes=999, role="service"),
]
CLOSED = [
    {"handoffs": 3, "closed_on": FIRST, "department": "D1"},
    {"handoffs": 0, "closed_on": LAST, "department": "D1"},
    {"handoffs": 1, "closed_on": LAST, "department": "D2"},
    {"handoffs": None, "closed_on": LAST, "department": "D2"},
    {"handoffs": 9, "closed_on": None, "department": "D2"},
]


def sold(amount: int, cost: int | None, on: date, **more: Any) -> Row:
    return {"amount_minor": amount, "cost_minor": cost, "ordered_on": on} | more


FEBRUARY = months(BEFORE, BEFORE)[0]
BASED = Settings(baseline=FEBRUARY)
MARGINS = [sold(900, 500, BEFORE), sold(1000, 400, FIRST), sold(700, None, FIRST)]
WORK = [worked(on=BEFORE, worked_minutes=120), worked(worked_minutes=120)]

CASES_BY_HAND = [
    # 3 customer-days ÷ (1 + 0.5 days)
    Case("EF01", {INTERACTIONS: SERVED, WORK_DAYS: [worked(), worked(0.5, LAST)]}, 2.0),
    Case("EF01", {INTERACTIONS: SERVED, WORK_DAYS: [worked(0.0)]}, None, reason="zero"),
    Case("EF01", {INTERACTIONS: [contact(completed=None)], WORK_DAYS: [worked()]}, None,
         reason="No row of interactions tells completed"),
    # by channel the days worked are those of all
    Case("EF01", {INTERACTIONS: [contact(channel="shop"), contact("b", channel="web")],
                  WORK_DAYS: [worked()]}, {"shop": 1.0, "web": 1.0}, by="channel"),
    # (a, 1 March), (a, 31 March) ÷ 0.8 days of salespeople
    Case("EF02", {INTERACTIONS: VISITS,
                  WORK_DAYS: [worked(0.8), worked(role="service")]}, 2.5),
    Case("EF03", {INTERACTIONS: [contact(search_seconds=90), contact(search_seconds=30),
                                 contact(search_seconds=None)]}, 60.0),
    # of 60, 120 and 300 minutes: median 2 h, P90 = 120 + 0.8 × 180 = 264 min
    Case("EF04", {PROCESSES: [run(1, 60), run(2, 120), run(3, 300), run(4, 999, None),
                              run(5, 999, AFTER), run(6, 999, None, started_on=AFTER)]},
         2.0, {"p90": 4.4, "mean": round(8 / 3, 9), "open": 2}),
    Case("EF04", {PROCESSES: [run(1, 60, None)]}, None, {"open": 1}, reason="nothing of it"),
    Case("EF05", {ORDER_HANDLING: [
        {"released_on": FIRST, "processing_minutes": 60, "held_minutes": 0},
        {"released_on": LAST, "processing_minutes": 120, "held_minutes": 600},
        {"released_on": None, "processing_minutes": 999},
    ]}, 1.5, {"held": 10.0}),
    # runs 1 and 2 of four that tell it; a system's error and a second row of run 1 do not count
    Case("EF06", {PROCESSES: [run(1, 1, corrected=1), run(1, 1, corrected=1),
                              run(2, 1, corrected=1, system_error=0),
                              run(3, 1, corrected=1, system_error=1), run(4, 1, corrected=0),
                              run(5, 1, corrected=None)]}, 0.5),
    Case("EF07", {WORK_DAYS: SELLING}, 0.125, {"admin": 0.075, "unknown": 0.8}),
    Case("EF08", {CASES: CLOSED}, round(4 / 3, 9), {"passed_around": round(1 / 3, 9)}),
    Case("EF08", {CASES: CLOSED}, {"D1": 1.5, "D2": 1.0}, by="department"),
    # 6.00 in 2 hours against 4.00 in 2 hours; deflated by 1.2
    Case("EF09", {ORDER_LINES: MARGINS, WORK_DAYS: WORK}, 150.0, settings=BASED,
         remark="not taken out"),
    Case("EF09", {ORDER_LINES: MARGINS, WORK_DAYS: WORK}, 125.0,
         settings=Settings(baseline=FEBRUARY, price_index={"2026-03": 1.2})),
    Case("EF09", {ORDER_LINES: [sold(500, 500, BEFORE), *MARGINS[1:]], WORK_DAYS: WORK}, None,
         settings=BASED, reason="zero or less"),
    Case("EF09", {ORDER_LINES: MARGINS, WORK_DAYS: WORK[:1]}, None, settings=BASED, reason="zero"),
    Case("EF09", {ORDER_LINES: MARGINS, WORK_DAYS: WORK}, None, reason="no baseline"),
    Case("EF09", {ORDER_LINES: [sold(900, 500, on, region="N") for on in (BEFORE, FIRST)],
                  WORK_DAYS: [row | {"region": "N"} for row in WORK]}, {"N": 100.0}, by="region",
         settings=BASED),
    Case("EF09", {ORDER_LINES: MARGINS, WORK_DAYS: WORK}, None, by="region", settings=BASED,
         reason="do not tell"),
    Case("EF06", {PROCESSES: []}, None, reason="No row of processes"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES_BY_HAND, ids=lambda case: f"{case.id} {case.value}")
def test_it_is_as_computed_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)
