"""MK01 to MK12 on a few messages, campaigns and orders, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.asking_indicators import asked_of, cell_of, order
from frames import frame_of

from goodwill.analytics.benefit.incrementality.effects.proportions import Counts, of_counts
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED
from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate, figure_of
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.analytics.benefit.indicators.marketing import marketing
from goodwill.analytics.value.outlook.multiples import Assumptions
from goodwill.language import speak
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def message(customer: str, when: date, **more: Any) -> dict[str, Any]:
    plain = {"campaign_id": "c", "purpose": "promotion", "delivered": 1, "allowed": 1}
    return {"customer_id": customer, "sent_on": when, **plain, **more}


def test_responses_waste_and_preferences(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        message("a", on(3, 1), responded_on=on(3, 2), cost_minor=100, expected_minor=50),
        message("a", on(3, 5), cost_minor=100, duplicate=1),
        message("b", on(3, 31), cost_minor=100, expected_minor=100),
        message("d", on(3, 1), cost_minor=100, delivered=0, responded_on=on(3, 2)),
        message("e", on(3, 1), cost_minor=500, allowed=None),
        message("f", on(3, 1), cost_minor=100, allowed=0),
        message("g", on(3, 1), cost_minor=900, blocked="no consent", allowed=0, delivered=0),
        message("h", on(4, 1), cost_minor=100),
    ]
    asked = asked_of(duck_warehouse, {"messages": rows})
    found = (marketing.MK01, marketing.MK06, marketing.MK10)
    response, wasted, allowed = calculate(found, asked)
    assert (response.numerator, response.denominator) == (1, 4)  # a, b, e and f were reached
    # Of 1,000: 100 below break-even, and a duplicate, one not delivered, one barred.
    assert (wasted.value, wasted.denominator) == (0.4, Decimal(10))
    assert wasted.beside["hard"] == Decimal("0.3")
    assert (allowed.numerator, allowed.denominator) == (4, 6)  # saying nothing is not consent
    assert allowed.beside["blocked"] == 1


CAMPAIGNS = [
    {
        "campaign_id": name,
        "kind": kind,
        "channel": "post",
        "starts_on": on(3, 1),
        "ends_on": on(3, 31),
        "contact_cost_minor": 10,
    }
    for name, kind in (("good", "promotion"), ("poor", "promotion"), ("alone", "promotion"))
]


def arm(campaign: str, name: str, size: int) -> list[dict[str, Any]]:
    return [
        {"campaign_id": campaign, "customer_id": f"{campaign} {name} {i}", "arm": name}
        for i in range(size)
    ]


MEMBERS = [
    *arm("good", "mail", 100),
    *arm("good", "holdout", 100),
    *arm("poor", "mail", 100),
    *arm("poor", "holdout", 50),
    *arm("alone", "mail", 100),
    {"campaign_id": "good", "customer_id": "in both", "arm": "mail"},
    {"campaign_id": "good", "customer_id": "in both", "arm": "holdout"},
]


def bought(campaign: str, name: str, size: int, margin: int = 1000) -> list[dict[str, Any]]:
    return [
        order(f"{campaign} {name} {i}", on(3, 30), 2 * margin + i, cost_minor=margin)
        for i in range(size)
    ]


TRIAL_ORDERS = [
    *bought("good", "mail", 60),
    *bought("good", "holdout", 20),
    *bought("poor", "mail", 20),
    *bought("poor", "holdout", 10),
    *bought("alone", "mail", 50),
    order("good mail 99", on(3, 31), 5000, cost_minor=0),  # the campaign is over
    order("good mail 98", on(2, 28), 5000, cost_minor=0),
]
TRIALS = {
    "campaigns": CAMPAIGNS,
    "campaign_members": MEMBERS,
    "order_lines": TRIAL_ORDERS,
    "campaign_costs": [{"campaign_id": "good", "amount_minor": 10_000}],
}


def test_campaigns_against_their_holdouts(proved_warehouse: Warehouse) -> None:
    asked = asked_of(proved_warehouse, TRIALS, by=("campaign_id",))
    cells = calculate((marketing.MK02, marketing.MK03), asked)
    found = {(cell.indicator_id, cell.cut["campaign_id"]): cell for cell in cells}
    good = found["MK02", "good"]
    effect = of_counts(Counts(60, 100, 20, 100))
    assert (good.value, good.low, good.high) == pytest.approx((0.4, effect.low, effect.high))
    assert good.beside["p"] == pytest.approx(effect.p)
    assert "none" in str(found["MK02", "alone"].reason)
    # Margins: Σ (1000 + i) of the treated is 61,770, of the hold-out 20,190; 10,000 spent.
    gain = found["MK03", "good"]
    assert gain.value == pytest.approx((61_770 - 20_190 - 10_000) / 10_000)
    assert gain.beside["gross"] == pytest.approx(5.177)
    assert (gain.numerator, gain.denominator) == (Decimal("315.80"), Decimal(100))
    assert gain.remark is None
    # 20,190 − 2 × 10,045 = 100 of 100 × 10 spent on contacts: nobody knows.
    poor = found["MK03", "poor"]
    assert poor.value == pytest.approx((100 - 1000) / 1000)
    assert "Unproven" in str(poor.remark)


def test_campaigns_together_and_promotions_that_pay(duck_warehouse: DuckWarehouse) -> None:
    asked = asked_of(duck_warehouse, TRIALS)
    together = cell_of(marketing.MK02, asked)
    assert together.value == pytest.approx(0.2)  # (100 × 0.4 + 100 × 0) ÷ 200
    assert together.beside["with_holdout"] == 2
    success = cell_of(marketing.MK08, asked)
    assert (success.numerator, success.denominator) == (1, 2)
    assert success.beside == {"proven": 1, "unproven": 0, "unmeasured": 1}
    running = replace(asked, as_of=on(3, 29))
    assert "over" in str(cell_of(marketing.MK02, running).reason)


def test_full_cost_is_that_of_the_ledger_and_of_time(duck_warehouse: DuckWarehouse) -> None:
    entries = [
        {"campaign_id": "good", "served_on": on(3, 1), "amount_minor": 700, "stage": "acquire"},
        {"campaign_id": "good", "served_on": on(3, 1), "amount_minor": 99, "nature": "memo"},
        {"served_on": on(3, 1), "amount_minor": 9999, "stage": "acquire", "treatment": "pool"},
        {"served_on": on(3, 1), "amount_minor": 77, "stage": "acquire", "behaviour": "capex"},
    ]
    spent = [{"minutes": 5.0, "campaign_id": "good", "stage": "acquire", "amount_minor": 300}]
    spent += [{"minutes": 0.0, "campaign_id": "good", "stage": "acquire", "amount_minor": 700}]
    asked = asked_of(duck_warehouse, {**TRIALS, "cost_entries": entries}, by=("campaign_id",))
    assert cell_of(marketing.MK03, asked, campaign_id="good").denominator == Decimal(7)
    rows = [{**row, "period_day": asked.periods[0].start_day} for row in spent]
    costed = replace(
        asked, tables={**asked.tables, ALLOCATED.name: frame_of(duck_warehouse, ALLOCATED, rows)}
    )
    assert cell_of(marketing.MK03, costed, campaign_id="good").denominator == Decimal(10)
    cac = cell_of(marketing.MK04, replace(costed, by=()))
    assert cac.numerator == Decimal(10)
    assert cac.beside["cost"] == Decimal(10)


def test_cost_of_a_new_customer_and_its_payback(duck_warehouse: DuckWarehouse) -> None:
    entries = [
        {"served_on": on(3, 31), "amount_minor": 60_000, "stage": "acquire", "channel": "web"},
        {"served_on": on(4, 1), "amount_minor": 500, "stage": "acquire"},
        {"served_on": on(3, 1), "amount_minor": 500, "stage": "retain"},
    ]
    orders = [
        order("old", on(1, 1), 100, cost_minor=0),
        order("old", on(3, 1), 100, cost_minor=0),
        order("new 1", on(3, 1), 30_000, cost_minor=10_000),
        order("new 2", on(3, 1), 20_000, cost_minor=5_000),
        order("new 2", on(3, 20), 2_000, cost_minor=1_000),
        order("new 2", on(3, 1, 2027), 99_999, cost_minor=0),  # after the year
    ]
    costs = [{"customer_id": "new 1", "spent_on": on(4, 1), "amount_minor": 12_000}]
    tables = {"cost_entries": entries, "order_lines": orders, "costs": costs}
    asked = asked_of(duck_warehouse, tables, as_of=on(12, 31, 2027))
    cac = cell_of(marketing.MK04, asked)
    assert (cac.value, cac.denominator) == (Decimal(300), 2)
    # 24,000 of margin after cost to serve in 2 × 365 days: 1,000.7 a month.
    back = cell_of(marketing.MK05, asked)
    assert back.value == pytest.approx(30_000 / (24_000 / (730 / (365.25 / 12))))
    april = replace(asked, periods=months(on(4, 1), on(4, 1)))
    nobody = cell_of(marketing.MK04, april)
    assert (nobody.value, nobody.beside["cost"]) == (None, Decimal(5))
    lagged = replace(april, settings=Settings(cost_lag_days=1))
    assert cell_of(marketing.MK04, lagged).beside["cost"] == Decimal(605)
    dear = tables | {"costs": [{**costs[0], "amount_minor": 36_000}]}
    never = cell_of(marketing.MK05, replace(asked, tables=asked_of(duck_warehouse, dear).tables))
    assert str(never.reason).startswith("Never")


def test_market_share_names_its_source(duck_warehouse: DuckWarehouse) -> None:
    market = [
        {"period_on": on(3, 1), "market_minor": 10_000, "source": "Bureau"},
        {"period_on": on(3, 1), "market_minor": 4_000, "source": "Bureau", "region": "East"},
        {"period_on": on(3, 1), "market_minor": 9_000, "region": "West"},
    ]
    orders = [order("a", on(3, 1), 1_000, region="East"), order("b", on(3, 2), 500, region="West")]
    asked = asked_of(duck_warehouse, {"market": market, "order_lines": orders})
    cell = cell_of(marketing.MK07, asked)
    assert (cell.value, cell.denominator) == (0.15, Decimal(100))
    assert "Bureau" in str(cell.remark)
    by_region = replace(asked, by=("region",))
    assert cell_of(marketing.MK07, by_region, region="East").value == 0.25
    assert "source" in str(cell_of(marketing.MK07, by_region, region="West").reason)


def test_credit_adds_up_to_all_purchases(duck_warehouse: DuckWarehouse) -> None:
    """v(mail) = 1, v(mail, web) = 3: φ(mail) = 1 + 2 ÷ 2, φ(web) = 2 ÷ 2."""
    touches = [
        ("a", "mail", on(3, 1)),
        ("b", "mail", on(3, 1)),
        ("b", "web", on(3, 2)),
        ("c", "mail", on(3, 1)),
        ("c", "mail", on(3, 2)),
        ("c", "web", on(3, 2)),
        ("d", "call", on(1, 1)),
    ]
    names = ("customer_id", "channel", "touched_on")
    rows = [dict(zip(names, touch, strict=True)) for touch in touches]
    orders = [
        order("a", on(3, 30), 400),
        order("b", on(3, 3), 200),
        order("c", on(3, 3), 100),
        order("d", on(3, 3), 100),
    ]
    asked = asked_of(duck_warehouse, {"touches": rows, "order_lines": orders})
    whole = cell_of(marketing.MK09, asked)
    assert whole.value == 3
    assert whole.beside == {"call": 0, "mail": 2, "web": 1, "amount": Decimal(7)}
    parts = replace(asked, by=("channel",))
    mail = cell_of(marketing.MK09, parts, channel="mail")
    assert (mail.value, mail.beside["amount"]) == (2, Decimal("5.50"))


def test_care_before_a_promotion_made_or_planned(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        message("a", on(3, 1), purpose="care"),
        message("a", on(3, 8)),
        message("b", on(3, 1), purpose="care"),
        message("b", on(3, 9)),
        message("c", on(3, 1), purpose="care"),
        message("c", on(3, 2), blocked="care"),
        message("d", on(3, 31), purpose="care"),
        message("e", on(3, 31), purpose="care"),
        message("f", on(3, 1)),
    ]
    asked = asked_of(duck_warehouse, {"messages": rows})
    assert cell_of(marketing.MK11, asked).value == 0.8
    plans = {
        "messages": rows,
        "campaigns": [{"campaign_id": "p", "kind": "promotion", "starts_on": on(4, 1)}],
        "campaign_members": [
            {"campaign_id": "p", "customer_id": "d", "arm": "mail"},
            {"campaign_id": "p", "customer_id": "e", "arm": "holdout"},
        ],
    }
    assert cell_of(marketing.MK11, asked_of(duck_warehouse, plans)).value == 0.6


def test_natural_income_is_a_range(duck_warehouse: DuckWarehouse) -> None:
    scores = {"a": 5, "b": 4, "c": 3, "d": 2}
    surveys = [
        {
            "customer_id": name,
            "question": "satisfaction",
            "score": float(score),
            "scale_min": 1.0,
            "scale_max": 5.0,
            "answered_on": on(3, 1),
        }
        for name, score in scores.items()
    ]
    surveys.append({**surveys[0], "score": 1.0, "answered_on": on(2, 1)})  # not her last word
    orders = [
        order("a", on(1, 1), 30_000, cost_minor=10_000),
        order("b", on(3, 31), 10_000, cost_minor=10_000),
    ]
    said = Settings(word_of_mouth=Assumptions(conversion=0.1, deterred=0.01))
    tables = {"survey_answers": surveys, "order_lines": orders}
    asked = asked_of(duck_warehouse, tables, settings=said)
    cell = cell_of(marketing.MK12, asked)
    # A customer brings 100 a year: 100 × (2 × 10…15 × 0.1 − 60 × 0.01).
    assert (cell.value, cell.low, cell.high) == (None, Decimal(140), Decimal(240))
    figure = figure_of(cell, marketing.MK12, "CNY")
    assert "140" in figure.interval_said_in(speak("en"))
    unsaid = cell_of(marketing.MK12, replace(asked, settings=Settings()))
    assert (unsaid.low, "nobody else" in str(unsaid.reason)) == (None, True)
