"""RL01 to RL13 on a few customers, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from analytics.benefit.indicators.asking_indicators import asked_of, cell_of, order
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.analytics.benefit.indicators.loyalty import loyalty, loyalty_voice
from goodwill.analytics.benefit.indicators.loyalty.loyalty_surveys import (
    cronbach,
    fisher_interval,
    spearman,
)
from goodwill.analytics.figure import wilson
from goodwill.analytics.value.today.repeat import REPEAT_RATE
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


# Every ten days up to the end of March: stays. Until 20 February: lost in March (after 30 days).
# Silent from December to 25 March: back. First bought in March: new.
ORDERS = [
    *(order("Ann", on(1, 1) + timedelta(days), 1000) for days in range(0, 90, 10)),
    *(order("Bob", on(2, day), 500) for day in (1, 10, 20)),
    *(order("Cem", when, 200) for when in (on(12, 1, 2025), on(12, 6, 2025), on(3, 25))),
    order("Dee", on(3, 20), 700),
    order("Dee", on(3, 20), 300, order_id="second of the day"),
    order("Dee", on(3, 25), -100, order_id="brought back"),
]
CUSTOMERS = [
    {"customer_id": "Ann", "segment": "gold", "enquired_on": on(12, 1, 2025)},
    {"customer_id": "Bob", "segment": "gold"},
    {"customer_id": "Cem"},
    {"customer_id": "Dee", "enquired_on": on(3, 1)},
    {"customer_id": "Eve", "enquired_on": on(3, 31)},
    {"customer_id": "Fay", "enquired_on": on(4, 1)},
    {"customer_id": "Gus", "known_on": on(4, 1)},
]


def test_retention_and_churn(proved_warehouse: Warehouse) -> None:
    asked = asked_of(proved_warehouse, {"order_lines": ORDERS, "customers": CUSTOMERS})
    kept = cell_of(loyalty.RL01, asked)
    # There on 1 March: Ann, and Bob, silent for 8 of 3 × 9.5 days. Dee is new, Cem came back.
    assert (kept.numerator, kept.denominator, kept.value) == (1, 2, 0.5)
    assert (kept.low, kept.high) == wilson(1, 2)
    assert kept.beside == {"at_end": 3, "new": 1, "reactivated": 1}
    lost = cell_of(loyalty.RL02, asked)
    assert (lost.numerator, lost.denominator) == (1, 2)
    as_kept = replace(asked, settings=Settings(reactivated_is_new=False))
    assert cell_of(loyalty.RL01, as_kept).value == 1.0
    gold = cell_of(loyalty.RL01, replace(asked, by=("segment",)), segment="gold")
    assert (gold.numerator, gold.denominator) == (1, 2)


def test_nobody_to_lose_is_not_told(duck_warehouse: DuckWarehouse) -> None:
    asked = asked_of(duck_warehouse, {"order_lines": [order("Ann", on(1, 1))]})
    cell = cell_of(loyalty.RL02, asked)
    assert cell.value is None
    assert "rhythm" in str(cell.reason)


def test_repeat_rate_frequency_and_amount(duck_warehouse: DuckWarehouse) -> None:
    asked = asked_of(duck_warehouse, {"order_lines": ORDERS, "customers": CUSTOMERS})
    again = cell_of(loyalty.RL03, asked)
    assert (again.numerator, again.denominator) == (3, 4)  # Dee's two orders of a day are one
    assert loyalty.RL03.benchmark == REPEAT_RATE.benchmark
    often = cell_of(loyalty.RL04, asked)
    # March: Ann on the 2nd, 12th and 22nd, Cem once, Dee twice, and 100 brought back.
    assert (often.numerator, often.denominator) == (6, 4)
    assert often.beside == {"amount": Decimal("10.25"), "recency": 10.0}
    short = replace(asked, settings=Settings(repeat_days=31, active_days=31))
    assert (cell_of(loyalty.RL03, short).numerator, cell_of(loyalty.RL04, short).n) == (1, 3)


def answer(
    customer: str, question: str, score: float | None, when: date, top: int = 5
) -> dict[str, object]:
    low = 0 if question == "recommend" else 1
    return {
        "customer_id": customer,
        "survey": "spring",
        "question": question,
        "score": score,
        "scale_min": float(low),
        "scale_max": float(10 if question == "recommend" else top),
        "asked_on": when,
        "answered_on": None if score is None else when,
    }


def test_promoters_less_detractors_with_their_margin(duck_warehouse: DuckWarehouse) -> None:
    scores = (10, 9, 9, 9, 8, 7, 6, 0, None)
    rows = [answer(str(i), "recommend", score, on(3, 31)) for i, score in enumerate(scores)]
    rows += [answer("x", "recommend", 1, on(4, 1)), answer("x", "satisfaction", 1, on(3, 1))]
    cell = cell_of(loyalty_voice.RL05, asked_of(duck_warehouse, {"survey_answers": rows}))
    assert (cell.value, cell.numerator, cell.n) == (25.0, 2, 8)  # 4/8 − 2/8
    # 1.96 × √((0.75 − 0.25²) ÷ 8) = 0.5746
    assert cell.beside["margin"] == pytest.approx(57.46, abs=0.01)
    assert cell.low == pytest.approx(25 - 57.46, abs=0.01)


def test_referrals_are_credited_once(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        ("Ann", "new 1", on(3, 1), None),
        ("Bob", "new 1", on(3, 5), on(3, 9)),  # the last valid one: Bob's
        ("Cem", "new 1", on(3, 10), on(3, 9)),  # after the purchase
        ("Ann", "Ann", on(3, 1), None),  # herself
        ("Bob", "new 2", on(3, 7), None),
    ]
    names = ("referrer_id", "customer_id", "referred_on", "bought_on")
    referrals = [dict(zip(names, row, strict=True)) for row in rows]
    cell = cell_of(
        loyalty.RL06, asked_of(duck_warehouse, {"referrals": referrals, "order_lines": ORDERS})
    )
    assert (cell.numerator, cell.denominator) == (1, 4)
    assert cell.beside == {"referrals": 2, "referred_buyers": 1, "conversion": 0.5}


def test_everybody_is_in_one_stage(duck_warehouse: DuckWarehouse) -> None:
    tables = {"order_lines": ORDERS, "customers": CUSTOMERS}
    plain = cell_of(loyalty.RL07, asked_of(duck_warehouse, tables))
    assert "advocates" in str(plain.remark)
    # Ann 9 in February, then 3 in March: no advocate any more. Bob is one; Eve never bought.
    surveys = [
        answer("Ann", "recommend", 9, on(2, 1)),
        answer("Ann", "recommend", 3, on(3, 1)),
        answer("Bob", "recommend", 9, on(3, 31)),
        answer("Eve", "recommend", 10, on(3, 31)),
        answer("Cem", "recommend", 10, on(4, 1)),
    ]
    asked = asked_of(duck_warehouse, tables | {"survey_answers": surveys})
    cell = cell_of(loyalty.RL07, asked)
    assert cell.beside == {
        "suspect": 1,  # Fay; Gus was not known before April
        "prospect": 1,  # Eve
        "first_time": 1,
        "repeat": 2,
        "advocate": 1,
        "lost": 1,  # Bob
    }
    assert cell.value == 6
    gold = cell_of(loyalty.RL07, replace(asked, by=("segment",)), segment="gold")
    assert (gold.beside["repeat"], gold.beside["advocate"]) == (1, 1)


def test_a_young_cohort_is_not_a_failure(duck_warehouse: DuckWarehouse) -> None:
    first = [order(name, on(3, 1)) for name in "abcd"]
    rows = [*first, order("a", on(3, 11)), order("b", on(4, 10)), order("c", on(8, 1))]
    old = asked_of(duck_warehouse, {"order_lines": rows}, settings=Settings(stage_days=90))
    cell = cell_of(loyalty.RL08, old)
    assert (cell.value, cell.numerator, cell.denominator) == (0.5, 2, 4)
    assert cell.beside["median_days"] == 40
    young = cell_of(loyalty.RL08, replace(old, as_of=on(3, 31)))
    assert young.value is None
    assert "90" in str(young.reason)


def test_satisfied_and_gone(duck_warehouse: DuckWarehouse) -> None:
    surveys = [
        answer("Ann", "satisfaction", 1, on(3, 1)),
        answer("Ann", "satisfaction", 4, on(3, 2)),  # her last answer of the month counts
        answer("Bob", "satisfaction", 5, on(3, 1)),
        answer("Cem", "satisfaction", 3, on(3, 1)),
        answer("Dee", "satisfaction", 9, on(3, 20), top=10),
    ]
    tables = {"order_lines": ORDERS, "survey_answers": surveys}
    asked = asked_of(duck_warehouse, tables, settings=Settings(gap_days=30))
    cell = cell_of(loyalty_voice.RL10, asked)
    # Ann bought again; Bob and Dee did not (the day of the answer does not count).
    assert (cell.numerator, cell.denominator) == (2, 3)
    open_yet = cell_of(loyalty_voice.RL10, replace(asked, as_of=on(3, 25)))
    assert "still open" in str(open_yet.reason)


def test_satisfaction_goes_with_later_purchases(duck_warehouse: DuckWarehouse) -> None:
    scores = [1 + (7 * i) % 5 for i in range(40)]
    amounts = [100 + 13 * i + 40 * score for i, score in enumerate(scores)]
    surveys = [answer(str(i), "satisfaction", s, on(3, 1)) for i, s in enumerate(scores)]
    orders = [order(str(i), on(3, 2), amount) for i, amount in enumerate(amounts)]
    tables = {"order_lines": orders, "survey_answers": surveys}
    asked = asked_of(duck_warehouse, tables, settings=Settings(gap_days=30))
    cell = cell_of(loyalty_voice.RL09, asked)
    expected = stats.spearmanr(scores, amounts).statistic
    assert cell.value == pytest.approx(expected)
    assert isinstance(cell.low, float)
    assert cell.low < expected
    assert "with_retention" not in cell.beside  # everybody bought
    few = replace(
        asked, tables=asked_of(duck_warehouse, tables | {"survey_answers": surveys[:29]}).tables
    )
    assert "at least 30" in str(cell_of(loyalty_voice.RL09, few).reason)


def test_fishers_interval_of_bonett_and_wright() -> None:
    """ρ = 0.5 of 50: tanh(0.5493 ± 1.96 × √(1.125 ÷ 47)) = tanh(0.5493 ± 0.3032)."""
    assert fisher_interval(0.5, 50) == pytest.approx((0.2414, 0.6924), abs=2e-4)
    assert spearman([(1.0, float(i)) for i in range(50)]) is None
    assert spearman([(float(i), float(i)) for i in range(50)]) == pytest.approx((1.0, 1.0, 1.0))


@settings(max_examples=20)
@given(st.lists(st.floats(0.1, 9), min_size=3, max_size=3))
def test_alpha_of_items_that_are_one(spreads: list[float]) -> None:
    """Items that differ by nothing but their scale a: Σ variance = Σ a², total = (Σ a)²."""
    alpha = cronbach([a * a for a in spreads], sum(spreads) ** 2)
    assert alpha is not None
    assert alpha <= 1 + 1e-12
    assert cronbach([2.0, 2.0, 2.0], 18.0) == pytest.approx(1.0)


def test_attachment_warns_when_items_disagree(duck_warehouse: DuckWarehouse) -> None:
    alike = {"a": (5, 5, 5), "b": (1, 1, 1), "c": (3, 3, 3)}
    unlike = {"a": (5, 1, 3), "b": (1, 5, 3), "c": (3, 3, 5)}
    for people, alpha in ((alike, 1.0), (unlike, None)):
        rows = [
            answer(name, question, score, on(3, 1))
            for name, scores in people.items()
            for question, score in zip(
                ("identification", "trust", "attachment"), scores, strict=True
            )
        ]
        cell = cell_of(loyalty_voice.RL12, asked_of(duck_warehouse, {"survey_answers": rows}))
        if alpha:
            assert cell.value == pytest.approx(50.0)  # (100 + 0 + 50) ÷ 3
            assert cell.beside["alpha"] == pytest.approx(alpha)
            assert "Cronbach" not in str(cell.remark)
        else:
            assert cell.value == pytest.approx(100 * 20 / 36)
            assert "Cronbach" in str(cell.remark)


def test_staff_take_no_part_in_the_community(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        ("a", "registered", 0, on(1, 1)),
        ("b", "registered", 0, on(3, 31)),
        ("c", "registered", 0, on(4, 1)),
        ("a", "posted", 0, on(3, 1)),
        ("a", "answered", 0, on(3, 2)),
        ("s", "answered", 1, on(3, 2)),
        ("s", "answered", 1, on(3, 3)),
    ]
    names = ("member_id", "kind", "staff", "happened_on")
    table = [dict(zip(names, row, strict=True)) for row in rows]
    cell = cell_of(loyalty_voice.RL13, asked_of(duck_warehouse, {"community": table}))
    assert (cell.numerator, cell.denominator) == (1, 2)
    assert cell.beside["answered_by_users"] == pytest.approx(1 / 3)


def test_won_back_gross_and_net(duck_warehouse: DuckWarehouse) -> None:
    campaigns = [
        {"campaign_id": "w", "kind": "win-back", "channel": "call", "starts_on": on(3, 1)},
        {"campaign_id": "p", "kind": "promotion", "starts_on": on(3, 1)},
    ]
    members = [
        {"campaign_id": "w", "customer_id": f"{arm} {i}", "arm": arm}
        for arm, size in (("treated", 10), ("holdout", 5))
        for i in range(size)
    ]
    orders = [
        *(order(f"treated {i}", on(3, 31)) for i in range(4)),
        order("treated 9", on(5, 30)),  # the 90 days are over
        order("holdout 0", on(3, 1)),
        order("treated 8", on(2, 28)),  # before
    ]
    tables = {"campaigns": campaigns, "campaign_members": members, "order_lines": orders}
    asked = asked_of(duck_warehouse, tables)
    cell = cell_of(loyalty.RL11, asked)
    assert (cell.numerator, cell.denominator) == (4, 10)
    assert cell.beside["holdout_rate"] == pytest.approx(0.2)
    assert cell.beside["net_rate"] == pytest.approx(0.2)
    assert cell_of(loyalty.RL11, replace(asked, by=("channel",)), channel="call").n == 10
    alone = tables | {"campaign_members": members[:10]}
    gross = cell_of(loyalty.RL11, asked_of(duck_warehouse, alone))
    assert str(gross.remark).startswith("Gross")
    early = cell_of(loyalty.RL11, replace(asked, as_of=on(4, 1)))
    assert early.value is None


def test_every_period_has_a_cell_for_every_indicator(duck_warehouse: DuckWarehouse) -> None:
    asked = asked_of(duck_warehouse, {"order_lines": ORDERS}, months(on(1, 1), on(4, 30)))
    cells = calculate(loyalty.INDICATORS, asked)
    assert len(cells) == 13 * 4
    assert all(cell.value is not None or cell.reason for cell in cells)
