"""VA01 to VA16 on companies small enough to reckon by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.questions import FIRST, MARCH, Case, ask, holds
from frames import frame_of

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.value.value import INDICATORS
from goodwill.analytics.tables import (
    BENEFIT_RESULTS,
    COST_ENTRIES,
    COSTS,
    CUSTOMERS,
    INVOICES,
    ORDER_LINES,
    PROGRAMME_FLOWS,
    REFERRALS,
    SCORES,
)
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

D = Decimal
Row = dict[str, Any]
FEBRUARY = date(2026, 2, 10)


def line(customer: str, amount: int, cost: int | None, on: date = FIRST, **more: Any) -> Row:
    return {
        "customer_id": customer,
        "order_id": f"{customer} {on}",
        "ordered_on": on,
        "amount_minor": amount,
        "cost_minor": cost,
    } | more


def spent(customer: str, amount: int, on: date = FIRST) -> Row:
    return {"customer_id": customer, "spent_on": on, "amount_minor": amount}


def score(customer: str, worth: int | None = None, on: date = FEBRUARY, **more: Any) -> Row:
    return {"customer_id": customer, "scored_on": on, "lifetime_minor": worth, "model": "m"} | more


TEN = [line(f"C{n}", 100 * n + 100, 100) for n in range(10)]
"""Margins of 0, 1, … 9; profit of C0 is −3.00, of C1 −1.00, of the others 2 … 9."""
SERVING = [spent("C0", 300), spent("C1", 200), spent("C9", 99_999, date(2026, 4, 1))]
WHALE = {ORDER_LINES: TEN, COSTS: SERVING}
LOSING = {ORDER_LINES: TEN[:3], COSTS: [spent("C0", 900)]}
PARTS = {
    CUSTOMERS: [{"customer_id": f"C{n}", "segment": "big" if n > 7 else "small"} for n in range(10)]
}
ON_CREDIT = {
    "customer_id": "C9",
    "invoiced_on": date(2026, 2, 1),
    "due_on": date(2026, 5, 1),
    "amount_minor": 73_000,
}
LOST_INVOICE = {
    "customer_id": "C9",
    "invoiced_on": date(2026, 1, 1),
    "due_on": date(2026, 1, 1),
    "amount_minor": 500,
    "written_off_minor": 500,
    "written_off_on": FIRST,
}
PATHS = [
    score("A", None, retention=0.8, margin_minor=30_000),
    score("B", None, retention=0.98, margin_minor=10_000),
]
SENT = [
    {
        "source_row": 1,
        "referrer_id": "A",
        "customer_id": "B",
        "referred_on": FEBRUARY,
        "bought_on": FEBRUARY,
    }
]
WON = {
    COST_ENTRIES: [
        {"amount_minor": 5_000, "served_on": FIRST, "stage": "acquire", "nature": "cash"}
    ],
    ORDER_LINES: [line("N", 100, 1)],
}


def flow(year: int, benefit: int, cost: int, **more: Any) -> Row:
    plain = {"programme": "CRM", "year": year, "benefit_minor": benefit, "cost_minor": cost}
    return plain | more


BALANCED = round((60.5 + (60.5**2 + 4 * 100 * 72.6) ** 0.5) / 200 - 1, 9)
# NPV = −100 + 60.50 ÷ 1.1 + 72.60 ÷ 1.21 = 15
PLAIN = [flow(0, 0, 10_000), flow(1, 6_050, 0), flow(2, 7_260, 0)]
RISKY = [
    flow(0, 0, 10_000, cost_risk=0.1, benefit_risk=0.0),
    flow(1, 30_000, 0, benefit_risk=0.2, cost_risk=0.0),
]
SIGNS = [flow(0, 0, 100_000), flow(1, 230_000, 0), flow(2, 0, 132_000)]


def result(month: int, planned: int, realised: int | None, grade: str = "A", **more: Any) -> Row:
    return {
        "programme": "CRM",
        "benefit_id": grade,
        "period_on": date(2026, month, 1),
        "planned_minor": planned,
        "realised_minor": realised,
        "grade": grade,
    } | more


CASES = [
    Case(
        "VA01",
        WHALE,
        D("40.00"),
        {"revenue": D("55.00"), "margin": D("45.00"), "served": D("5.00")},
    ),
    Case(
        "VA01",
        {**WHALE, INVOICES: [ON_CREDIT, LOST_INVOICE]},
        D("35.00"),
        # 10 % × 31 ÷ 365 of 730.00 owed all the month
        {"written_off": D("5.00"), "economic": D("28.80")},
    ),
    Case("VA01", {**WHALE, **PARTS}, {"big": D("17.00"), "small": D("23.00")}, by="segment"),
    Case(
        "VA01",
        {ORDER_LINES: [*TEN, line("U", 900, None)], COSTS: SERVING},
        D("40.00"),
        remark="1 customer is left out",
    ),
    Case("VA01", {ORDER_LINES: TEN}, None, reason="What it cost to serve"),
    Case("VA01", {ORDER_LINES: [line("U", 9, None)], COSTS: []}, None, reason="cost of goods"),
    Case("VA02", {**WHALE, **PARTS}, {"big": 0.425, "small": 0.575}, by="segment"),
    Case("VA02", WHALE, 1.0, {"best": 0.425, "middle": 0.625, "worst": -0.05}),
    # total −6.00; gains 1.00 + 2.00
    Case(
        "VA02",
        LOSING,
        {"C0": -3.0, "C1": 0.333333333, "C2": 0.666666667},
        by="customer_id",
        remark="all gains",
    ),
    Case("VA07", WHALE, 0.425),
    Case("VA07", LOSING, None, reason="not positive"),
    Case("VA08", WHALE, 0.047619048),  # 2.00 ÷ (40.00 + 2.00): −3, −1 and 2
    Case("VA08", {ORDER_LINES: TEN, COSTS: []}, 0.0),
    Case("VA08", {ORDER_LINES: [], COSTS: [spent("C0", 5)]}, None, reason="no profit"),
    Case(
        "VA03",
        {SCORES: [score("A", 300), score("B", 100), score("A", 9_999, date(2026, 4, 1))]},
        D("2.00"),
        remark="Scored on",
    ),
    # 300 × 0.8 ÷ 0.3 = 800; 100 × 0.98 ÷ 0.12 = 816.67
    Case("VA03", {SCORES: PATHS}, D("808.335")),
    Case("VA03", {SCORES: [score("A", 1, date(2026, 4, 1))]}, None, reason="had been scored"),
    Case("VA03", {SCORES: [score("A")]}, None, reason="no value"),
    Case("VA03", {SCORES: [score("A", 1, retention=1.1)]}, None, reason="endless"),
    Case(
        "VA04",
        {SCORES: [score("A", 1, potential_minor=500), score("B", 1, potential_minor=-100)]},
        D("5.00"),
        remark="by m",
    ),
    Case("VA04", {SCORES: [score("A", 1)]}, None, reason="no potential"),
    Case("VA05", {SCORES: [score("A", 300), score("B", 100)]}, D("4.00"), {"new": None}),
    # one newcomer a year for three, each 200.00 − 50.00: 150 × 2.60926… (continuous, 10 %)
    Case(
        "VA05",
        {SCORES: [score("A", 20_000)], **WON},
        D("200.00"),
        {"new": D("391.38")},
    ),
    Case(
        "VA06",
        {SCORES: [score("A", 20_000), score("B", 10_000)], **WON},
        3.0,
        {"lifetime": D("150.00"), "acquisition": D("50.00")},
    ),
    Case(
        "VA06",
        {SCORES: [score("A", 1)], **WON, ORDER_LINES: []},
        None,
        reason="No new customer",
    ),
    Case(
        "VA09",
        {SCORES: [score("A", 300), score("B", 100)], REFERRALS: SENT},
        D("4.00"),
        {"referral": D("1.00"), "referred": 1},
        remark="in it once",
    ),
    Case(
        "VA09",
        {SCORES: [score("A", 300), score("B", 100)], REFERRALS: SENT},
        {"A": D("4.00"), "B": D("1.00")},
        by="customer_id",
    ),
    # r′ 0.85 and 1 (capped): 1,020 + 1,000 against 800 + 816.67; mean r 0.89
    Case("VA10", {SCORES: PATHS}, 0.249484534, {"elasticity": 5.238095238}, remark="Below"),
    Case("VA10", {SCORES: [score("A", 1)]}, None, reason="no margin and retention"),
    Case(
        "VA11",
        {
            BENEFIT_RESULTS: [
                result(2, 1_000, 400),
                result(3, 1_000, 800),
                result(3, 500, 500, "E"),
                result(4, 9_000, 9_000),
            ]
        },
        0.48,
        {"grade_a": D("12.00"), "claimed": D("5.00")},
    ),
    Case("VA11", {BENEFIT_RESULTS: [result(3, 1_000, None)]}, None, reason="Nothing has been"),
    Case("VA11", {BENEFIT_RESULTS: [result(3, 0, 5)]}, None, reason="denominator"),
    Case("VA12", {PROGRAMME_FLOWS: PLAIN}, D("15.00"), {"planned": D("15.00")}),
    # −110 + 240 ÷ 1.1
    Case("VA12", {PROGRAMME_FLOWS: RISKY}, D("108.18"), {"planned": D("172.73")}),
    Case("VA12", {PROGRAMME_FLOWS: PLAIN}, {"CRM": D("15.00")}, by="programme"),
    Case("VA12", {PROGRAMME_FLOWS: []}, None, reason="No year"),
    Case("VA12", {PROGRAMME_FLOWS: [flow(0, 1, 1, benefit_risk=1.2)]}, None, reason="risks must"),
    Case("VA12", {PROGRAMME_FLOWS: [flow(-1, 1, 1)]}, None, reason="before 0"),
    Case("VA13", {PROGRAMME_FLOWS: PLAIN}, 0.15, {"simple": 0.331}),
    Case("VA13", {PROGRAMME_FLOWS: PLAIN[1:]}, None, reason="present value of the costs is 0"),
    # x = 1 + i: 100 x² − 60.5 x − 72.6 = 0; (60.5 × 1.1 + 72.6) ÷ 100 = 1.3915
    Case("VA14", {PROGRAMME_FLOWS: PLAIN}, BALANCED, {"mirr": round(1.3915**0.5 - 1, 9)}),
    # −1000 + 2300 x − 1320 x² is 0 at 10 % and 20 %
    Case(
        "VA14",
        {PROGRAMME_FLOWS: SIGNS},
        None,
        {"rate_1": 0.1, "rate_2": 0.2},
        reason="10.0, 20.0",
    ),
    Case("VA14", {PROGRAMME_FLOWS: PLAIN[:1]}, None, reason="No rate"),
    # 39.50 of 72.60 in the second year; discounted 45 of 60
    Case("VA15", {PROGRAMME_FLOWS: PLAIN}, 18.52892562, {"discounted": 21.0}),
    Case("VA15", {PROGRAMME_FLOWS: PLAIN[:2]}, None, reason="Not in the horizon"),
    Case("VA15", {PROGRAMME_FLOWS: SIGNS}, 5.217391304, remark="below 0 again"),
    Case("VA16", {PROGRAMME_FLOWS: PLAIN}, None, reason="No risk"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} {case.by} {case.reason}")
def test_values_are_those_reckoned_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)


def test_the_chance_of_loss_is_told_with_the_draws_and_both_bounds(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Year 1 brings 100 ÷ 1.1 with a factor from 0.2 to 1, mode 0.6: below 60 ÷ 90.909 = 0.66.

    The triangle is above it with (1 − 0.66)² ÷ (0.8 × 0.4) = 0.36125, so the loss is 0.63875.
    The cost is certain, so one draw for all is the same.
    """
    rows = [flow(0, 0, 6_000), flow(1, 10_000, 0, benefit_risk=0.4)]
    case = Case("VA16", {PROGRAMME_FLOWS: rows}, None)
    (cell,) = ask(duck_warehouse, INDICATORS, case)
    assert cell.value == pytest.approx(0.63875, abs=0.005)
    assert cell.beside["common"] == pytest.approx(0.63875, abs=0.005)
    assert cell.n == 100_000
    assert "seed 1" in str(cell.remark)


def test_the_mean_lifetime_value_has_its_interval(duck_warehouse: DuckWarehouse) -> None:
    """100.00 and 300.00: standard deviation 141.42, of the mean 100.00; 1.6449 of it."""
    case = Case("VA03", {SCORES: [score("A", 30_000), score("B", 10_000)]}, None)
    (cell,) = ask(duck_warehouse, INDICATORS, case)
    assert (cell.low, cell.high, cell.level) == (D("35.51"), D("364.49"), 0.9)


def test_each_engine_tells_the_same(proved_warehouse: Warehouse) -> None:
    rows: dict[Any, Any] = {**WHALE, **PARTS, SCORES: PATHS, REFERRALS: SENT}
    tables = {
        table.name: frame_of(
            proved_warehouse, table, [{"source_row": n} | row for n, row in enumerate(each)]
            if "source_row" in table.names else each,
        )
        for table, each in rows.items()
    }  # fmt: skip
    asked = Asked(tables, MARCH, ("segment",), Settings(), "CNY", date(2026, 12, 31))
    wanted = [each for each in INDICATORS if each.id in ("VA01", "VA08", "VA09")]
    cells = {(cell.indicator_id, cell.cut.get("segment")): cell.value
             for cell in calculate(wanted, asked)}  # fmt: skip
    assert cells["VA01", "big"] == D("17.00")
    assert cells["VA08", "big"] == 0
    assert cells["VA09", ""] == D("1616.67")
