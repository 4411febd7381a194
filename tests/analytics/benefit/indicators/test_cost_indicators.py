"""CO01 to CO10 on ledgers small enough to reckon by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.questions import FIRST, LAST, MARCH, Case, ask, holds
from frames import frame_of

from goodwill.analytics.benefit.indicators.cost.cost import INDICATORS
from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED
from goodwill.analytics.benefit.indicators.frames.costed import USED_CAPACITY, prepared
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.tables import (
    ACTIVITIES,
    BUDGETS,
    CAPACITY,
    COST_ENTRIES,
    CUSTOMERS,
    DELAYS,
    INTERACTIONS,
    MEETINGS,
    ORDER_LINES,
    PROGRAMME_FLOWS,
    SCORES,
)
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

D = Decimal


def entry(amount: int, **more: Any) -> dict[str, Any]:
    return {
        "entry_id": f"E{amount}",
        "served_on": FIRST + timedelta(days=4),
        "amount_minor": amount,
        "nature": "cash",
        "behaviour": "recurring",
        "category": "people",
    } | more


def allocated(customer: str | None, amount: int, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": customer,
        "stage": "retain",
        "period": 202603,
        "period_day": (date(2026, 3, 1) - date(1970, 1, 1)).days,
        "amount_minor": amount,
        "minutes": 10.0,
        "is_estimate": 0,
    } | more


def line(customer: str, on: date, amount: int = 10_000, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": customer,
        "order_id": f"{customer} {on}",
        "ordered_on": on,
        "amount_minor": amount,
    } | more


LEDGER = [
    entry(6_000),
    entry(2_000, category="software", evidence="estimate"),
    entry(50_000, category="software", behaviour="capex"),
    entry(1_000, category="software", nature="depreciation"),
    entry(9_999, nature="memo"),
    entry(7_777, served_on=date(2026, 4, 1)),
]
CAPACITIES = [
    {
        "department": name,
        "period_day": (FIRST - date(1970, 1, 1)).days,
        "practical": 1_000_000,
        "used": used,
        "pool_minor": 5_000,
        "unused_minor": unused,
        "overloaded": int(used > 1_000_000),
        "activities": 40,
    }
    for name, used, unused in (("sales", 800_000, 1_000), ("service", 1_100_000, 0))
]
CAPACITY_TABLES = {
    COST_ENTRIES: LEDGER,
    CAPACITY: [{}],
    ACTIVITIES: [{}],
    USED_CAPACITY: CAPACITIES,
}
YEAR = [date(2025, 4 + month, 10) for month in range(9)] + [
    date(2026, 1 + month, 10) for month in range(3)
]
STEADY = [entry(100 + n % 3, served_on=on, entry_id=f"M{n}") for n, on in enumerate(YEAR)]
MEETING = {"department": "sales", "project": "P", "held_on": FIRST, "minutes": 90}
DELAYED = {"project": "P", "department": "IT", "monthly_minor": 36_525}
WAITS = [{"started_on": FIRST, "wait_minutes": minutes} for minutes in (4, 5, 25)]
LATE = DELAYED | {"planned_on": date(2026, 2, 20), "done_on": date(2026, 3, 11)}

CASES = [
    Case(
        "CO01",
        {COST_ENTRIES: LEDGER},
        D("90.00"),
        {"cash": D("580.00"), "share": 1.0, "estimated": D(20) / D(90)},
    ),
    Case(
        "CO01",
        {COST_ENTRIES: LEDGER},
        {"people": D("60.00"), "software": D("30.00")},
        {"cash": D("60.00"), "share": D(60) / D(90)},
        by="category",
    ),
    Case("CO01", {}, None, reason="cost_entries"),
    Case(
        "CO03",
        {
            ALLOCATED: [allocated("A", 300), allocated("B", 700), allocated(None, 5_000)],
            ORDER_LINES: [line("A", FIRST, 4_000)],
        },
        D("10.00"),
        {"ratio": 0.25, "each": D("5.00")},
    ),
    Case(
        "CO03",
        {ALLOCATED: [allocated("A", 300)], ORDER_LINES: [line("A", date(2026, 4, 2))]},
        D("3.00"),
        {"ratio": None},
    ),
    Case("CO03", {ORDER_LINES: [line("A", FIRST)]}, None, reason="What it cost to serve"),
    Case(
        "CO04",
        CAPACITY_TABLES,
        {"sales": 0.8, "service": 1.1},
        {"unused": D("10.00")},
        by="department",
    ),
    Case("CO04", CAPACITY_TABLES, 0.95, {"unused": D("10.00")}, remark="More was worked"),
    Case("CO04", {COST_ENTRIES: LEDGER}, None, reason="capacity"),
    Case("CO07", {COST_ENTRIES: STEADY[1:]}, None, reason="12", as_of=LAST),
    Case("CO08", {COST_ENTRIES: LEDGER, BUDGETS: []}, None, reason="Nothing was planned"),
    Case(
        "CO08",
        {
            COST_ENTRIES: LEDGER,
            BUDGETS: [
                {"period_on": FIRST, "category": "people", "amount_minor": 5_000},
                {"period_on": FIRST, "category": "software", "amount_minor": 4_000},
            ],
        },
        {"people": D("10.00"), "software": D("-10.00")},
        {"plan": D("50.00"), "actual": D("60.00"), "unsplit": D("10.00")},
        by="category",
    ),
    Case(
        "CO09",
        {
            MEETINGS: [MEETING | {"hourly_minor": 20_000}],
            DELAYS: [LATE],
            INTERACTIONS: WAITS,
        },
        D("700.00"),
        # 1.5 h × 200; 10 days ÷ 30.4375 × 365.25 = 120; 2 × 0 + 20 × 14 = 280
        {"talking": D("300.00"), "delay": D("120.00"), "waiting": D("280.00")},
        settings=Settings(waiting_target=5, waiting_minute_minor=1_400),
        remark="imputed",
    ),
    Case(
        "CO09",
        {MEETINGS: [MEETING | {"hourly_minor": 20_000}], DELAYS: [LATE], INTERACTIONS: WAITS},
        None,
        {"talking": D("300.00"), "waiting": None},
        reason="Say how many minutes",
    ),
    Case(
        "CO09",
        {MEETINGS: [MEETING | {"hourly_minor": 20_000}], DELAYS: [LATE], INTERACTIONS: WAITS},
        {"P": D("420.00")},
        by="project",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} {case.by} {case.reason}")
def test_costs_are_those_reckoned_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)


def test_a_month_far_from_the_usual_is_flagged(duck_warehouse: DuckWarehouse) -> None:
    """Of 100, 101, 102 four times each, March is 108: median 101, MAD 1, z = 0.6745 × 7."""
    rows = [*STEADY[:-1], entry(108, served_on=YEAR[-1])]
    case = Case("CO07", {COST_ENTRIES: rows}, 4.7215, remark="Outside", as_of=LAST)
    holds(duck_warehouse, INDICATORS, case)


def test_differences_from_a_plan_add_up_by_volume_efficiency_and_rate(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Plan 10 × 6 min at 1.00; actual 12 × 5 min for 72.00: rate 1.20.

    Volume 6 × 2 = 12, efficiency 1.00 × −1 × 12 = −12, rate 0.20 × 60 = 12.
    """
    plan = {"period_on": FIRST, "department": "sales", "amount_minor": 6_000}
    tables = {
        COST_ENTRIES: [entry(7_200, department="sales")],
        BUDGETS: [plan | {"quantity": 10.0, "unit_minutes": 6.0}],
        ALLOCATED: [allocated("A", 1, department="sales", minutes=60.0, activities=12)],
    }
    beside = {"volume": D("12.00"), "efficiency": D("-12.00"), "rate": D("12.00")}
    case = Case("CO08", tables, {"sales": D("12.00")}, beside, by="department")
    holds(duck_warehouse, INDICATORS, case)


REGULAR = [
    line(customer, date(2026, month, 1))
    for customer, since in (("A", 1), ("B", 1), ("N", 3))
    for month in range(since, 4)
]
GONE = [line("L", on) for on in (date(2025, 12, 1), date(2025, 12, 11), date(2025, 12, 21))]
BACK = [*GONE, line("L", date(2026, 3, 20))]
BY_STAGE = [
    entry(900, stage="acquire"),
    entry(600, stage="retain"),
    entry(400, stage="churn"),
    entry(12_345, stage="shared"),
]


def test_a_stage_costs_what_was_spent_on_it_by_customer_in_it(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Kept are A and B, there at the start, and N, won in March; P has enquired; L is lost."""
    people = [{"customer_id": "P", "enquired_on": date(2026, 2, 1)}]
    tables = {COST_ENTRIES: BY_STAGE, ORDER_LINES: [*REGULAR, *GONE], CUSTOMERS: people}
    each = {"acquire": D("4.50"), "retain": D("2.00"), "churn": D("4.00")}
    holds(duck_warehouse, INDICATORS, Case("CO02", tables, each, by="stage"))
    # 19.00 ÷ (2 + 3 + 1)
    (cell,) = ask(duck_warehouse, INDICATORS, Case("CO02", tables, None))
    assert (cell.numerator, cell.denominator) == (D("19.00"), 6)
    assert cell.beside["retain"] == D("2.00")


def test_a_stage_without_customers_shows_its_cost(duck_warehouse: DuckWarehouse) -> None:
    tables = {COST_ENTRIES: BY_STAGE, ORDER_LINES: REGULAR}
    case = Case("CO02", tables, None, by="stage")
    cells = {cell.cut["stage"]: cell for cell in ask(duck_warehouse, INDICATORS, case)}
    assert cells["churn"].value is None
    assert cells["churn"].beside["cost"] == D("4.00")


def lost_tables() -> dict[Any, Any]:
    """Z buys every 5 days until 25 February, so is there on 1 March and lost at its end."""
    zealous = [line("Z", date(2026, 2, day)) for day in (5, 10, 15, 20, 25)]
    scored = [
        {"customer_id": "Z", "scored_on": on, "lifetime_minor": worth, "model": "m"}
        for on, worth in ((date(2026, 2, 1), 50_000), (date(2026, 3, 31), 1))
    ]
    return {COST_ENTRIES: BY_STAGE, ORDER_LINES: [*REGULAR, *zealous], SCORES: scored}


def test_losing_a_customer_costs_what_they_were_worth_before_the_period(
    duck_warehouse: DuckWarehouse,
) -> None:
    beside = {"lost": 1, "lost_value": D("500.00"), "reacquisition": D("4.00")}
    settings = Settings(lost_word_of_mouth_minor=2_000)
    case = Case("CO05", lost_tables(), D("524.00"), beside, settings=settings)
    holds(duck_warehouse, INDICATORS, case)


def test_churn_cost_is_refused_where_word_of_mouth_or_worth_is_not_known(
    duck_warehouse: DuckWarehouse,
) -> None:
    tables = lost_tables()
    holds(duck_warehouse, INDICATORS, Case("CO05", tables, None, reason="word of mouth"))
    del tables[SCORES]
    holds(duck_warehouse, INDICATORS, Case("CO05", tables, None, reason="score customers"))


def test_winning_back_is_compared_with_winning(duck_warehouse: DuckWarehouse) -> None:
    """4.00 for L who came back; 9.00 for N."""
    tables = {COST_ENTRIES: BY_STAGE, ORDER_LINES: [*REGULAR, *BACK]}
    beside = {"each": D("4.00"), "acquisition": D("9.00")}
    case = Case("CO06", tables, 0.444444444, beside, remark="put that first")
    holds(duck_warehouse, INDICATORS, case)
    nobody = {COST_ENTRIES: BY_STAGE, ORDER_LINES: [*REGULAR, *GONE]}
    holds(duck_warehouse, INDICATORS, Case("CO06", nobody, None, reason="No lost customer"))


def flow(year: int, benefit: int, cost: int, alternative: str | None = None) -> dict[str, Any]:
    return {
        "programme": "CRM",
        "alternative": alternative,
        "year": year,
        "benefit_minor": benefit,
        "cost_minor": cost,
    }


def test_opportunity_cost_is_the_best_of_equal_capital_and_horizon(
    duck_warehouse: DuckWarehouse,
) -> None:
    """121 a year later at 10 % is 110: NPV 10; the programme's 132 gives 20."""
    rows = [
        *(flow(0, 0, 10_000), flow(1, 13_200, 0)),
        *(flow(0, 0, 10_000, "Shop"), flow(1, 12_100, 0, "Shop")),
        *(flow(0, 0, 90_000, "Dear"), flow(1, 900_000, 0, "Dear")),
        *(flow(0, 0, 10_000, "Long"), flow(1, 0, 0, "Long"), flow(2, 90_000, 0, "Long")),
    ]
    case = Case("CO10", {PROGRAMME_FLOWS: rows}, D("10.00"), {"advantage": D("10.00")})
    holds(duck_warehouse, INDICATORS, case)
    holds(
        duck_warehouse,
        INDICATORS,
        Case("CO10", {PROGRAMME_FLOWS: rows[:2]}, None, reason="No alternative"),
    )


def test_the_ledger_is_judged_and_shared_out_once_for_all(proved_warehouse: Warehouse) -> None:
    """The pool of 100.00 for 100 practical minutes; A takes 60 of them, 20 % stay unused.

    The entry in dollars is converted, and of the direct one A bears all.
    """
    plain = {"category": "people", "subcategory": "pay", "evidence": "payroll"}
    ledger = [
        entry(10_000, entry_id="1", treatment="pool", department="sales", **plain),
        entry(100, entry_id="2", treatment="direct", customer_id="A", stage="retain",
              currency="USD", rate=7.0, **plain),
    ]  # fmt: skip
    work = [("A", 60.0), ("B", 20.0)]
    activities = [
        {"customer_id": who, "department": "sales", "kind": "visit", "minutes": minutes,
         "done_on": FIRST} for who, minutes in work
    ]  # fmt: skip
    able = {"department": "sales", "period_on": FIRST, "people": 1.0, "paid_minutes": 125}
    rows: dict[Any, Any] = {
        COST_ENTRIES: [{"source_row": n} | each for n, each in enumerate(ledger)],
        ACTIVITIES: activities,
        CAPACITY: [able],
        ORDER_LINES: [line("A", FIRST, 16_000, cost_minor=1)],
    }
    tables = {table.name: frame_of(proved_warehouse, table, each) for table, each in rows.items()}
    asked = Asked(tables, MARCH, (), Settings(), "CNY", date(2026, 3, 31))
    ready = prepared(purchases.prepared(asked, proved_warehouse.settle), proved_warehouse.settle)
    cells = {cell.indicator_id: cell for cell in calculate(INDICATORS, ready)}
    assert cells["CO01"].value == D("107.00")
    assert cells["CO03"].value == D("87.00")
    assert cells["CO03"].beside["ratio"] == D("0.54375")
    assert cells["CO04"].value == pytest.approx(0.8)
    assert cells["CO04"].beside["unused"] == D("20.00")


def test_months_asked_together_are_told_like_one_alone(duck_warehouse: DuckWarehouse) -> None:
    tables = {
        table.name: frame_of(duck_warehouse, table, rows) for table, rows in lost_tables().items()
    }
    spring = months(date(2026, 2, 1), date(2026, 3, 31))
    wanted = [each for each in INDICATORS if each.id in ("CO01", "CO02", "CO05", "CO07")]

    def told(periods: tuple[Period, ...]) -> dict[str, Any]:
        settings = Settings(lost_word_of_mouth_minor=0)
        asked = Asked(tables, periods, (), settings, "CNY", date(2026, 4, 30))
        cells = [cell for cell in calculate(wanted, asked) if cell.period == spring[-1]]
        return {cell.indicator_id: (cell.value, cell.beside, cell.n) for cell in cells}

    alone = told(spring[-1:])
    assert told(spring) == alone
    assert alone["CO05"][0] == D("504.00")
