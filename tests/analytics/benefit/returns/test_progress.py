"""How benefits stand on a day, and on what the return rests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.returns.return_cast import benefit, cost, programme

from goodwill.analytics.benefit.returns.appraisal import Appraisal, appraise
from goodwill.analytics.benefit.returns.evidence import evidence
from goodwill.analytics.benefit.returns.hazards import expected_loss
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Hazard
from goodwill.analytics.benefit.returns.progress import State, progress
from goodwill.analytics.benefit.returns.realisation import Realisation
from goodwill.analytics.benefit.returns.register import Baseline, Link, Status
from goodwill.analytics.figure import Grade

A_YEAR_LATER = date(2027, 1, 1)


def appraised(*benefits: Any, as_of: date = A_YEAR_LATER) -> Appraisal:
    return appraise(
        programme(
            benefits=benefits, costs=(cost("all", 100, 0),), horizon=1, as_of=as_of, rate=Decimal(0)
        )
    )


def state(as_of: date = A_YEAR_LATER, **more: Any) -> State:
    (found,) = progress(appraised(benefit("one", 0, 200, **more), as_of=as_of))
    return found.state


def measured(share: object) -> Realisation:
    return Realisation(measured={1: Decimal(str(share))})


def moved(base: int, now: int, target: int) -> dict[str, Any]:
    return {
        "baseline": Baseline(Decimal(base)), "measured": Decimal(now), "target": Decimal(target)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("meant", "told"),
    [
        (State.UNMEASURED, {}),
        (State.NOT_DUE, {"as_of": date(2026, 12, 31)}),
        (State.ON_PLAN, {"realisation": measured(1)}),
        (State.BEHIND, {"realisation": measured("0.99")}),
        (State.PROVEN, {"status": Status.MEASURED}),
        (State.BEHIND, moved(10, 9, 12)),
        (State.BEHIND, moved(10, 11, 8)),
        (State.UNMEASURED, moved(10, 11, 12)),
    ],
)
def test_a_benefit_stands_as_its_measurements_say(meant: State, told: dict[str, Any]) -> None:
    assert state(**told) is meant


def test_an_estimate_stays_a_plan_whatever_came() -> None:
    guess = {"grade": Grade.EXPERT_ESTIMATE, "attribution": Decimal(1)}
    assert state(realisation=measured(2), **guess) is State.ESTIMATED


def test_satisfaction_beside_retention_is_counted_there() -> None:
    kept = benefit("kept", 0, 200, link=Link.RETENTION)
    liked = benefit("liked", 0, 50, link=Link.SATISFACTION)
    states = {each.benefit.id: each.state for each in progress(appraised(kept, liked))}
    assert states["liked"] is State.CARRIED


def test_planned_and_realised_are_of_the_years_measured() -> None:
    (found,) = progress(appraised(benefit("one", 0, 200, realisation=measured("0.25"))))
    assert (found.planned, found.realised, found.missing) == (200, 50, 150)


def test_the_return_rests_on_its_grades() -> None:
    """At a rate of 0: 150 of grade A, 50 guessed, 100 paid."""
    guess = benefit("guess", 0, 50, grade=Grade.EXPERT_ESTIMATE, attribution=Decimal(1))
    rests = evidence(appraised(benefit("sure", 0, 150), guess))
    assert {grade.value: figure.value for grade, figure in rests.by_grade.items()} == {
        "A": 150, "E": 50
    }  # fmt: skip
    assert rests.estimated.value == pytest.approx(0.25)
    assert rests.without.value == 50


def test_without_any_benefit_there_is_no_share() -> None:
    rests = evidence(appraised(benefit("none", 0, 0)))
    assert rests.estimated.value is None
    assert rests.estimated.reason is not None


def test_a_risk_costs_its_chance_times_its_damage() -> None:
    hazard = Hazard("use", Name("use"), probability=Decimal("0.3"), impact=Decimal(50_000))
    assert expected_loss(appraised(benefit("one", 0, 200)), hazard).value == 15_000
