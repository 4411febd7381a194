"""EM01–EM05 by hand, each with its edge cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.questions import AFTER, FIRST, LAST, Case, ask, holds

from goodwill.analytics.benefit.indicators.employees.employees import INDICATORS
from goodwill.analytics.tables import (
    ANNOYANCES,
    EMPLOYEE_ANSWERS,
    PROCESSES,
    SURVEY_ANSWERS,
    TRAININGS,
    USE_DAYS,
    USERS,
)
from goodwill.warehouse.duck import DuckWarehouse

Row = dict[str, Any]


def answer(person: object, score: float | None, question: str = "satisfaction", **more: Any) -> Row:
    plain = {"employee_id": str(person), "question": question, "scale_min": 1.0, "scale_max": 5.0}
    return plain | {"score": score, "asked_on": FIRST, "answered_on": score and FIRST} | more


def annoyed(cause: str, times: int, minutes: int | None = 12) -> list[Row]:
    return [{"cause": cause, "minutes": minutes, "reported_on": FIRST}] * times


def helps(person: object, score: float) -> Row:
    return answer(person, score, "crm helps")


def licensed(person: object, since: date = FIRST) -> Row:
    return {"user_id": f"u{person}", "employee_id": str(person), "licensed_on": since}


def used(person: object, on: date = FIRST, actions: int = 1) -> Row:
    return {"user_id": f"u{person}", "used_on": on, "actions": actions}


def trained(person: object, before: float | None, after: float, passed: int, **more: Any) -> Row:
    plain = {"employee_id": str(person), "taken_on": FIRST, "cost_minor": 1000, "course": "c"}
    return plain | {"before_score": before, "after_score": after, "passed": passed} | more


def run(person: object, on: date, corrected: int) -> Row:
    return {"employee_id": str(person), "ended_on": on, "corrected": corrected}


def teams(count: int, customers: list[float], size: int = 5) -> dict[Any, list[Row]]:
    """Teams, each a little more satisfied than the one before, and what customers say later."""
    people = [
        answer(f"{team}-{person}", 1 + team * 0.25, department=f"D{team:02}")
        for team in range(count)
        for person in range(size)
    ]
    later = [answer(f"{team}-0", score, answered_on=AFTER) for team, score in enumerate(customers)]
    return {EMPLOYEE_ANSWERS: people, SURVEY_ANSWERS: later}


FIVE = [answer(person, 3) for person in range(4)]
RISING = [1 + team * 0.2 for team in range(10)]
SWAPPED = [RISING[1], RISING[0], *RISING[2:]]
RESISTING = {
    EMPLOYEE_ANSWERS: [*(helps(person, 2) for person in range(4)), helps(4, 3), helps(5, 1)],
    USERS: [licensed(person) for person in range(5)],
    USE_DAYS: [used(0), used(1, actions=0), used(2, AFTER)],
}
TRAINED = [
    *(trained(person, 50, 60.5, 1) for person in range(4)),
    trained(4, 50, 48, 0),
    trained(5, None, 90, 1),
    trained(6, 0, 100, 1, taken_on=AFTER),
]
# of employee 0: 1 of 2 wrong before and 0 of 2 after; the day itself and others do not count
RUNS = [run(0, date(2026, 2, 1), 1), run(0, date(2026, 2, 2), 0), run(0, LAST, 0), run(0, AFTER, 0),
        run(0, FIRST, 1), run(0, date(2026, 8, 1), 1), run(9, LAST, 1)]  # fmt: skip

BY_HAND = [
    # 3 of 5 persons at 50, one at 100 twice, one at 0; a sixth was asked and did not answer
    Case("EM01", {EMPLOYEE_ANSWERS: [answer(1, 3), answer(2, 3), answer(3, 3), answer(4, 5),
                                     answer(5, 1), answer(6, None)]}, 50.0,
         {"participation": round(5 / 6, 9)}),
    # four persons, though five answers
    Case("EM01", {EMPLOYEE_ANSWERS: [*FIVE, answer(0, 5)]}, None, {"participation": None},
         reason="hidden"),
    # 3 hours of print, 2 of login; of four reports nothing is shown
    Case("EM02", {ANNOYANCES: [*annoyed("login", 10), *annoyed("print", 5, 36),
                               *annoyed("rare", 4)]},
         {"print": 3.0, "login": 2.0, "rare": None}, {"reports": 5, "share": round(180 / 348, 9),
         "cumulative": round(180 / 348, 9)}, by="cause"),
    Case("EM02", {ANNOYANCES: []}, None, reason="No row of annoyances"),
    # 1, 2 and 3 disagree and do not work with it; 0 does; 4 agrees; 5 has no licence
    Case("EM03", RESISTING, 0.6),
    Case("EM03", RESISTING | {USERS: RESISTING[USERS][:4]}, None, reason="hidden"),
    Case("EM03", RESISTING | {EMPLOYEE_ANSWERS: []}, None, reason="nothing of it"),
    # (4 × 10.5 − 2) ÷ 5; five of six passed; 6 × 10.00 ÷ 5
    Case("EM04", {TRAININGS: TRAINED, PROCESSES: RUNS}, 8.0,
         {"pass_rate": round(5 / 6, 9), "cost_per_pass": Decimal(12), "error_change": -0.5}),
    Case("EM04", {TRAININGS: TRAINED}, 8.0, {"error_change": None}),
    Case("EM04", {TRAININGS: TRAINED, PROCESSES: RUNS}, 8.0, {"error_change": None},
         as_of=date(2026, 5, 29)),
    Case("EM02", {ANNOYANCES: annoyed("print", 5)}, None, by="process", reason="do not tell"),
    Case("EM03", RESISTING, {"": 0.6}, by="role"),
    Case("EM05", teams(10, RISING), None, by="region", reason="do not tell"),
    Case("EM05", teams(10, RISING), 1.0),
    # one swap of neighbours: 1 − 6 × 2 ÷ (10 × 99)
    Case("EM05", teams(10, SWAPPED), round(1 - 12 / 990, 9)),
    Case("EM05", teams(9, RISING[:9]), None, reason="it takes 10"),
    Case("EM05", teams(10, RISING, size=4), None, reason="it takes 10"),
    Case("EM05", teams(10, [3.0] * 10), None, reason="alike"),
]  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case.id} {case.value}")
def test_it_is_as_computed_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    if case.by == "cause":
        cells = ask(duck_warehouse, INDICATORS, Case(case.id, case.tables, None))
        assert [(cell.cut["cause"], cell.value) for cell in cells] == list(case.value.items())
        assert cells[0].beside == pytest.approx(case.beside)
        return
    holds(duck_warehouse, INDICATORS, case)


def test_without_a_test_before_there_is_the_pass_rate_only(duck_warehouse: DuckWarehouse) -> None:
    rows = [trained(person, None, 80, 1) for person in range(6)]
    (cell,) = ask(duck_warehouse, INDICATORS, Case("EM04", {TRAININGS: rows}, None))
    assert cell.value is None
    assert "no test before" in str(cell.reason)
    assert cell.beside["pass_rate"] == 1.0
