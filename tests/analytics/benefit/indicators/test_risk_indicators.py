"""RI01 to RI05 on companies small enough to reckon by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.questions import FIRST, LAST, Case, ask, holds

from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months, quarters, years
from goodwill.analytics.benefit.indicators.risk.market_watch import before
from goodwill.analytics.benefit.indicators.risk.risk import INDICATORS
from goodwill.analytics.tables import CASES as SERVICE_CASES
from goodwill.analytics.tables import INVOICES, MARKET, ORDER_LINES, RISKS, SCORES
from goodwill.warehouse.duck import DuckWarehouse

D = Decimal
Row = dict[str, Any]
FEBRUARY = date(2026, 2, 10)


def score(customer: str, chance: float | None, lost: int | None = None, **more: Any) -> Row:
    return {
        "customer_id": customer,
        "scored_on": FEBRUARY,
        "model": "m",
        "churn_chance": chance,
        "lost": lost,
    } | more


def scores(treated: tuple[int | None, ...] = (None,) * 10) -> list[Row]:
    """Ten customers, the fifth and sixth level; of the five most at risk three were lost."""
    chances = (0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.2, 0.1, 0.1, 0.1)
    lost = (1, 1, 0, 1, 0, 0, 1, 0, 0, 0)
    told = zip(chances, lost, treated, strict=True)
    return [score(f"C{n}", chance, gone, treated=arm) for n, (chance, gone, arm) in enumerate(told)]


def invoice(amount: int, invoiced: date, due: date, **more: Any) -> Row:
    return {"amount_minor": amount, "invoiced_on": invoiced, "due_on": due} | more


SOON, LATER = date(2026, 1, 5), date(2026, 4, 30)
INVOICED = [
    invoice(10_000, FIRST, LATER, default_chance=0.1, loss_share=0.5),
    invoice(30_000, FIRST, LATER, paid_on=LAST),
    invoice(70_000, FIRST, FIRST),  # not on credit
    invoice(5_000, FIRST, LATER, disputed=1),
    invoice(6_000, SOON, LATER, written_off_minor=2_000, written_off_on=FIRST),
    invoice(8_000, SOON, LATER, paid_on=FIRST, default_chance=0.9, loss_share=0.9),
]


def risk(probability: float | None, impact: int | None, **more: Any) -> Row:
    plain = {"probability": probability, "impact_minor": impact, "owner": "o", "phase": "p"}
    return plain | {"opened_on": FIRST} | more


RISKY = [
    risk(0.5, 10_000),
    risk(0.1, 30_000, owner=None, phase="q"),
    risk(1.0, 99_999, closed_on=LAST),
    risk(1.0, 99_999, opened_on=date(2026, 4, 1)),
]

CASES = [
    Case(
        "RI01",
        {SCORES: [score("A", 0.3, lifetime_minor=1_000), score("B", 0.1, lifetime_minor=500)]},
        0.2,
        {"value_at_risk": D("3.50"), "brier": None},
        remark="could not be checked",
    ),
    # (0.7² + 0.1²) ÷ 2
    Case("RI01", {SCORES: [score("A", 0.3, 1), score("B", 0.1, 0)]}, 0.2, {"brier": 0.25}),
    Case("RI01", {SCORES: [score("A", None)]}, None, reason="no chance"),
    Case("RI02", {SCORES: [score("A", 0.5)]}, None, reason="not known yet who was lost"),
    Case(
        "RI02",
        {SCORES: scores()},
        0.75,  # C0 to C3
        {"warned": 4, "recall": 0.75, "lift": 1.875, "saved": None},
        settings=Settings(warned_share=0.4),
    ),
    # the fifth is level with the sixth: both are warned of
    Case(
        "RI02",
        {SCORES: scores()},
        0.5,
        {"warned": 6},
        settings=Settings(warned_share=0.5),
    ),
    # both held out, C0 and C1, were lost; of the four treated, C2 to C5, one was
    Case(
        "RI02",
        {SCORES: scores((0, 0, 1, 1, 1, 1, None, None, None, None))},
        0.5,
        {"saved": 0.75},
        settings=Settings(warned_share=0.5),
    ),
    Case(
        "RI03",
        {INVOICES: INVOICED},
        0.05,
        # open at the end are 100.00 and 60.00 − 20.00: 140 ÷ 400 × 31 days
        {
            "receivable": D("140.00"),
            "disputed": D("50.00"),
            "expected_loss": D("5.00"),
            "days_outstanding": 10.85,
        },
    ),
    Case("RI03", {INVOICES: INVOICED[4:]}, None, {"receivable": D("40.00")}, reason="on credit"),
    Case(
        "RI05",
        {RISKS: RISKY},
        D("80.00"),
        {"open": 2, "without_owner": 1},
        remark="1 open risk has no owner",
    ),
    Case("RI05", {RISKS: RISKY}, {"p": D("50.00"), "q": D("30.00")}, by="phase"),
    Case("RI05", {RISKS: []}, D(0), remark="No risk was open"),
    Case("RI05", {RISKS: [risk(None, 5)]}, None, {"open": 1}, reason="No open risk has both"),
    Case("RI05", {RISKS: [*RISKY[:1], risk(None, 5)]}, D("50.00"), remark="is not in it"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id} {case.by} {case.reason}")
def test_risks_are_those_reckoned_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)


def market(shares: tuple[int, ...], complaints: tuple[int, ...] = ()) -> dict[Any, list[Row]]:
    """Shares in % of a market of 100.00 and complaints of 1 order, the last month March 2026."""
    span = months(date(2025, 1, 1), LAST)[-len(shares) :]
    firsts = [month.starts_on for month in span]
    tables: dict[Any, list[Row]] = {
        MARKET: [{"period_on": on, "market_minor": 10_000, "source": "S"} for on in firsts],
        ORDER_LINES: [
            {"customer_id": "A", "order_id": str(on), "ordered_on": on, "amount_minor": share * 100}
            for on, share in zip(firsts, shares, strict=True)
        ],
    }
    if complaints:
        told = zip(firsts, complaints, strict=True)
        tables[SERVICE_CASES] = [
            {"case_id": f"{on} {n}", "kind": "complaint", "opened_on": on}
            for on, many in told
            for n in range(many)
        ]
    return tables


def test_a_change_of_market_share_beyond_its_limits_is_told(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Changes of ±1 in turn before: mean 1 ÷ 7 points, standard deviation 1.0690."""
    steady = (10, 11, 10, 11, 10, 11, 10, 11)
    deviation = ((4 * (1 - 1 / 7) ** 2 + 3 * (1 + 1 / 7) ** 2) / 6) ** 0.5
    for now, remark in ((20, "beyond its limits"), (10, "")):
        case = Case("RI04", market((*steady, now)), None)
        (cell,) = ask(duck_warehouse, INDICATORS, case)
        assert cell.value == pytest.approx((now - 11) / 100)
        assert cell.low == pytest.approx((1 / 7 - 3 * deviation) / 100)
        assert cell.high == pytest.approx((1 / 7 + 3 * deviation) / 100)
        assert remark in str(cell.remark)


def test_below_eight_periods_there_are_no_limits(duck_warehouse: DuckWarehouse) -> None:
    case = Case("RI04", market((10, 11, 10, 11, 10, 11, 10, 20)), None, remark="too few periods")
    (cell,) = ask(duck_warehouse, INDICATORS, case)
    assert cell.value == pytest.approx(0.1)
    assert (cell.low, cell.high) == (None, None)
    assert "too few periods" in str(cell.remark)
    holds(duck_warehouse, INDICATORS, Case("RI04", market((10,)), None, reason="before is not"))


def test_complaints_are_watched_beside(duck_warehouse: DuckWarehouse) -> None:
    tables = market((10, 11, 10, 11, 10, 11, 10, 11, 10), (1, 2, 1, 2, 1, 2, 1, 2, 40))
    (cell,) = ask(duck_warehouse, INDICATORS, Case("RI04", tables, None))
    assert cell.beside["complaints"] == 38
    assert cell.beside["complaints_high"] < 38
    assert "complaint rate moved" in str(cell.remark)


@pytest.mark.parametrize(
    ("period", "number", "first"),
    [
        (months(FIRST, LAST)[0], 1, date(2026, 2, 1)),
        (months(FIRST, LAST)[0], 3, date(2025, 12, 1)),
        (quarters(FIRST, LAST)[0], 1, date(2025, 10, 1)),
        (years(FIRST, LAST)[0], 2, date(2024, 1, 1)),
        (Period("week", 14, 21), 2, date(1970, 1, 1)),
    ],
)
def test_the_period_before_is_of_the_same_kind(period: Period, number: int, first: date) -> None:
    assert before(period, number).starts_on == first
    if number == 1:
        assert before(period, 1).end_day == period.start_day
