"""SA01–SA08 by hand, each with its edge cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from analytics.benefit.indicators.questions import (
    AFTER,
    BEFORE,
    FIRST,
    LAST,
    Case,
    Rows,
    ask,
    holds,
)
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.indicators.kernel.calculating import Settings
from goodwill.analytics.benefit.indicators.satisfaction.satisfaction import INDICATORS
from goodwill.analytics.benefit.indicators.satisfaction.silence import filled
from goodwill.analytics.benefit.indicators.satisfaction.strata import Kind, Stratum
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import (
    CASES,
    CUSTOMERS,
    INTERACTIONS,
    ORDER_LINES,
    SURVEY_ANSWERS,
    Table,
)
from goodwill.warehouse.duck import DuckWarehouse

Row = dict[str, Any]


def answer(score: float | None, on: date | None = FIRST, **more: Any) -> Row:
    plain = {"question": "satisfaction", "scale_min": 1.0, "scale_max": 5.0, "customer_id": "a"}
    return plain | {"score": score, "answered_on": on, "asked_on": FIRST} | more


def ten(score: float, **more: Any) -> Row:
    return answer(score, scale_max=10.0, **more)


def about(question: str, score: float, **more: Any) -> Row:
    return answer(score, question=question, **more)


def bought(customer: str, on: date = FIRST, order: str | None = None, amount: int = 100) -> Row:
    named = order or f"{customer} {on}"
    return {"customer_id": customer, "ordered_on": on, "order_id": named, "amount_minor": amount}


def complaint(number: int, on: date = FIRST, **more: Any) -> Row:
    return {"case_id": str(number), "kind": "complaint", "opened_on": on} | more


ANSWERS = [answer(5), answer(4), answer(1, LAST), answer(5, AFTER), answer(None), answer(3, None)]
DIMENSIONS = [about("quality", 5), about("quality", 3), about("response", 2), answer(1)]
HALF = Settings(dimensions={"quality": 3.0, "response": 1.0, "attitude": 4.0})

COMPLAINTS = [
    complaint(1, customer_id="a"),
    complaint(1, customer_id="a"),
    complaint(2, duplicate_of="1"),
    complaint(3, LAST, issue="late"),
    complaint(4, AFTER),
    complaint(5, kind="question"),
]
ORDERS = [bought("a", order="1"), bought("a", order="1"), bought("b", LAST), bought("c", BEFORE),
          bought("b", LAST, amount=-100, order="r"), bought("d", date(2024, 1, 1))]  # fmt: skip
PER_CUSTOMER = Settings(complaints_per="customers")

# a and b bought lately, c a year and a half ago; d complained; only a and c answered
BASE: dict[Table, Rows] = {
    CUSTOMERS: [{"customer_id": name, "segment": "gold"} for name in "abcd"],
    ORDER_LINES: [bought("a"), bought("b"), bought("c", date(2024, 9, 1)), bought("d")],
    CASES: [complaint(1, customer_id="d")],
    SURVEY_ANSWERS: [answer(5), answer(3), answer(2, customer_id="c")],
}


def monthly(*scores: float, **more: Any) -> list[Row]:
    """An answer in each of the months up to March 2026."""
    ends = [date(2025 + (m > 9), (m + 2) % 12 + 1, 15) for m in range(13 - len(scores), 13)]
    return [answer(score, on, **more) for score, on in zip(scores, ends, strict=True)]


EVEN = [3.0, 3.0, 3.0, 3.0, 3.0, 3.0]

CASES_BY_HAND = [
    # (1 + 0.75 + 0) ÷ 3; native mean 10 ÷ 3
    Case("SA01", {SURVEY_ANSWERS: ANSWERS}, round(175 / 3, 9), {"native": round(10 / 3, 9)},
         remark="Fewer than 30"),
    # 5 of 1–5 and 1 of 1–10: scaled 1 and 0, so no native mean
    Case("SA01", {SURVEY_ANSWERS: [answer(5), ten(1)]}, 50.0, {"native": None}),
    Case("SA01", {SURVEY_ANSWERS: [answer(5, scale_max=1.0)]}, None, reason="zero"),
    Case("SA01", {SURVEY_ANSWERS: [answer(5, region="N"), answer(3, region="S")]},
         {"N": 100.0, "S": 50.0}, by="region"),
    Case("SA01", {SURVEY_ANSWERS: [answer(1), about("overall", 5)]}, 100.0,
         settings=Settings(satisfaction_question="overall")),
    # of 5, 4, 4, 1 on 1–5 and 9 of 1–10: one best, one worst, four of the best two
    Case("SA02", {SURVEY_ANSWERS: [answer(5), answer(4), answer(4), answer(1), ten(9)]}, 0.2,
         {"dissatisfied": 0.2, "satisfied": 0.8}),
    # quality 75, response 25, attitude not answered: (3 × 75 + 1 × 25) ÷ 4
    Case("SA03", {SURVEY_ANSWERS: DIMENSIONS}, 62.5, settings=HALF, remark="attitude"),
    Case("SA03", {SURVEY_ANSWERS: DIMENSIONS}, {"quality": 75.0, "response": 25.0},
         by="question", settings=HALF),
    Case("SA03", {SURVEY_ANSWERS: [row | {"region": "N"} for row in DIMENSIONS]}, {"N": 62.5},
         by="region", settings=HALF),
    Case("SA03", {SURVEY_ANSWERS: []}, None, reason="nothing of it"),
    *(Case(each, {SURVEY_ANSWERS: DIMENSIONS}, None, by="region", reason="do not tell")
      for each in ("SA03", "SA08")),
    # complaints 1 and 3 ÷ orders of a and b; c and b's return lie outside
    Case("SA04", {CASES: COMPLAINTS, ORDER_LINES: ORDERS}, 1.0),
    # ÷ a, b and c, who bought in the 365 days before April; d long ago
    Case("SA04", {CASES: COMPLAINTS, ORDER_LINES: ORDERS}, round(2 / 3, 9), settings=PER_CUSTOMER),
    Case("SA04", {CASES: COMPLAINTS, ORDER_LINES: ORDERS}, {"": 0.5, "late": 0.5}, by="issue",
         remark="same whole"),
    Case("SA04", {CASES: COMPLAINTS, ORDER_LINES: [bought("a", AFTER)]}, None, reason="zero"),
    # who gave up counts: of 0, 10 and 20 minutes
    Case("SA05", {INTERACTIONS: [
        {"started_on": FIRST, "wait_minutes": 0, "completed": 1},
        {"started_on": FIRST, "wait_minutes": 20, "completed": 0},
        {"started_on": FIRST, "wait_minutes": 10, "completed": 1},
        {"started_on": FIRST, "wait_minutes": None, "completed": 1},
    ]}, 10.0, {"mean": 10.0, "p90": 18.0}),
    # a answered one of two, b later, c not; d's invitation did not arrive
    Case("SA06", {SURVEY_ANSWERS: [
        answer(5), answer(None, None), answer(5, AFTER, customer_id="b"),
        answer(None, None, customer_id="c"), answer(None, None, customer_id="d", bounced=1),
    ]}, round(2 / 3, 9)),
    # a's 75 stands for a, b and d (whose stratum is merged), c's 25 for c
    Case("SA07", BASE, 62.5, {"silent": 2}, remark="complained"),
    Case("SA07", BASE | {SURVEY_ANSWERS: []}, None, reason="nothing of it"),
    Case("SA08", {SURVEY_ANSWERS: monthly(*EVEN)}, 1.0, {"months": 6}),
    # scores of 25 and 75, three months each: sd = 25 × √(6 ÷ 5), mean 50
    Case("SA08", {SURVEY_ANSWERS: monthly(2, 4, 2, 4, 2, 4)}, round(1 - (6 / 5) ** 0.5 / 2, 9)),
    Case("SA08", {SURVEY_ANSWERS: monthly(*EVEN[:5])}, None, {"months": 5}, reason="it takes 6"),
    Case("SA08", {SURVEY_ANSWERS: monthly(1, 1, 1, 1, 1, 1)}, None, reason="zero"),
    # 25 by phone and 75 by web: sd = 50 ÷ √2, mean 50
    Case("SA08", {SURVEY_ANSWERS: [*monthly(*[2.0] * 6, channel="phone"),
                                   *monthly(*[4.0] * 6, channel="web")]}, 1.0,
         {"across_channels": round(1 - 0.5**0.5, 9), "across_staff": None}),
    Case("SA08", {SURVEY_ANSWERS: [*monthly(*[2.0] * 6, channel="phone"),
                                   *monthly(*[4.0] * 6, channel="web")]},
         {"phone": 1.0, "web": 1.0}, by="channel"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES_BY_HAND, ids=lambda case: f"{case.id} {case.value}")
def test_it_is_as_computed_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)


def test_the_silent_may_be_as_the_least_or_the_most_satisfied(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Of a, b and d one answered 100 and b is silent: 0 or 100 with another who answered 0."""
    more = [*BASE[SURVEY_ANSWERS], answer(1, customer_id="e")]
    rows = {
        **BASE,
        SURVEY_ANSWERS: more,
        ORDER_LINES: [*BASE[ORDER_LINES], bought("e")],
        CUSTOMERS: [*BASE[CUSTOMERS], {"customer_id": "e", "segment": "gold"}],
    }
    (cell,) = ask(duck_warehouse, INDICATORS, Case("SA07", rows, None))
    # a, b, d, e: mean 37.5; c: 25. The two silent at 0, or at 75.
    assert cell.value == pytest.approx((4 * 37.5 + 25) / 5)
    assert (cell.low, cell.high) == pytest.approx((100 / 5, 250 / 5))


def test_weights_that_cannot_be_meant_are_refused(duck_warehouse: DuckWarehouse) -> None:
    case = Case("SA03", {SURVEY_ANSWERS: []}, None, settings=Settings(dimensions={"quality": -1.0}))
    with pytest.raises(SettingRefused):
        ask(duck_warehouse, INDICATORS, case)


@st.composite
def strata(draw: st.DrawFn) -> dict[Kind, Stratum]:
    kinds = draw(st.sets(st.tuples(*[st.sampled_from("xy")] * 3), min_size=1))
    made = {}
    for kind in sorted(kinds):
        answered = draw(st.integers(0, 3))
        customers = answered + draw(st.integers(0 if answered else 1, 3))
        scores = draw(st.lists(st.integers(0, 9), min_size=answered, max_size=answered))
        low, high = min(scores, default=0), max(scores, default=0)
        made[kind] = Stratum(customers, answered, sum(scores), low, high)
    return made


@given(strata())
def test_merging_loses_nobody_and_leaves_no_stratum_without_answers(
    before: dict[Kind, Stratum],
) -> None:
    after, merged = filled(before)
    for name in ("customers", "answered", "total"):
        assert sum(getattr(each, name) for each in after.values()) == sum(
            getattr(each, name) for each in before.values()
        )
    nobody = not any(each.answered for each in before.values())
    assert nobody or all(each.answered for each in after.values())
    assert merged == sorted(kind for kind, each in before.items() if not each.answered)
