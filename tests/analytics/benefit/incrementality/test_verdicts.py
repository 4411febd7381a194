"""The verdict of a campaign: sure, open with what it would take, or not to be trusted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodwill.analytics.benefit.incrementality.verdicts import (
    Answer,
    Needed,
    needed,
    not_trusted,
    verdict,
)
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence, speak

WORD = Sentence("profit")
PROFIT = Definition("profit", 1, WORD, WORD, WORD, Unit.MONEY)


def margin(value: float, se: float, members: int = 1000) -> Effect:
    return student(
        value,
        se,
        treated=value,
        control=0.0,
        n_treated=members // 2,
        n_control=members // 2,
        method=WORD,
    )


def profit(value: int, low: int, high: int) -> Figure:
    ends = {"low": Decimal(low), "high": Decimal(high), "level": 0.95}
    return Figure(PROFIT, Decimal(value), as_of=date(2026, 1, 31), n=1000, currency="CNY", **ends)


@pytest.mark.parametrize(
    ("effect", "beyond", "answer"),
    [
        (margin(100, 10), profit(50, 30, 70), Answer.PAID),
        (margin(100, 10), profit(10, -5, 25), Answer.BROUGHT),
        (margin(5, 10), profit(-10, -40, 20), Answer.OPEN),
        (margin(5, 2), profit(-90, -100, -80), Answer.LOST),
        (margin(-100, 10), profit(-150, -170, -130), Answer.HARMED),
    ],
)
def test_the_intervals_decide(effect: Effect, beyond: Figure, answer: Answer) -> None:
    assert verdict(effect, beyond, cost_per_member=20.0).answer is answer


def test_four_times_the_members_are_needed_for_half_the_standard_error() -> None:
    """2.8016 standard errors are 80 % power at the 5 % level: 1.4008 of them take four times."""
    found = needed(margin(0, 10.0, 1000), 14.00793, days=7)
    assert found == Needed(3000, 21)
    assert str(found.sentence) == "3,000 more customers or 3 more weeks"


def test_enough_is_enough_and_hopeless_is_not_a_number() -> None:
    assert needed(margin(0, 1.0), 100.0) is None
    assert needed(margin(0, 100.0), 1.0) is None
    assert needed(margin(0, 1.0), 0.0) is None


def test_an_open_verdict_says_what_it_takes() -> None:
    found = verdict(margin(5, 10), profit(-10, -40, 20), cost_per_member=20.0, days=28)
    assert found.needed is not None
    assert f"that needs {found.needed.sentence}" in str(found.sentence)
    assert speak("zh-Hans").say(found.sentence)


def test_without_a_cost_nobody_says_that_it_paid() -> None:
    nothing = Figure(PROFIT, None, as_of=date(2026, 1, 31), n=1000, reason=WORD)
    assert verdict(margin(100, 10), nothing, cost_per_member=None).answer is Answer.BROUGHT
    assert verdict(margin(1, 10), nothing, cost_per_member=None).answer is Answer.OPEN


def test_a_broken_experiment_is_said_to_be_broken() -> None:
    found = not_trusted(Sentence("the arms are not as large as planned."))
    assert found.answer is Answer.NOT_TRUSTED
    assert "as large as planned" in str(found.sentence)
