"""Pass, fail, or not yet with what it takes."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.pilots.panels import panel, parallel, with_effect

from goodwill.analytics.benefit.pilots.criteria import (
    Criterion,
    Outcome,
    judge,
    more_periods,
    more_units,
)
from goodwill.analytics.benefit.pilots.did import effect as did_effect
from goodwill.analytics.benefit.pilots.estimate import Check, Checked, Method
from goodwill.analytics.benefit.pilots.grading import graded, is_at_least
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence

B = Grade.DIFFERENCE_IN_DIFFERENCES


def effect(value: float, se: float, units: int = 10, df: float = 50) -> Effect:
    return student(
        value,
        se,
        treated=0,
        control=0,
        n_treated=units,
        n_control=40,
        df=df,
        method=Sentence("For tests."),
    )


def verdict(value: float, se: float, **more: object):
    return judge(effect(value, se), B, Criterion("Sales", 2.0, **more), ran=6)


def test_an_interval_beyond_the_minimum_passes_and_one_short_of_it_fails() -> None:
    assert verdict(5, 1).outcome is Outcome.PASS
    assert verdict(-1, 1).outcome is Outcome.FAIL
    # An effect that is sure, and yet too small to be worth it.
    assert verdict(1, 0.1).outcome is Outcome.FAIL
    assert verdict(3, 1).outcome is Outcome.NOT_YET


def test_less_can_be_better() -> None:
    assert verdict(-5, 1, better=-1).outcome is Outcome.PASS
    assert verdict(1, 1, better=-1).outcome is Outcome.FAIL
    assert "Sales is 2.991 to 7.009 better" in str(verdict(-5, 1, better=-1).sentence)


def test_nothing_is_judged_before_the_time_agreed() -> None:
    found = verdict(5, 0.1, periods=8)
    assert found.outcome is Outcome.NOT_YET
    assert "after 8 periods, and 6 have run" in str(found.sentence)


def test_weaker_evidence_than_agreed_does_not_pass() -> None:
    found = judge(effect(5, 0.1), Grade.INDEXED_BEFORE_AFTER, Criterion("Sales", 2.0), ran=6)
    assert found.outcome is Outcome.NOT_YET
    assert "grade D, and B was agreed" in str(found.sentence)


def test_not_yet_says_how_many_more_units() -> None:
    found = verdict(3, 1)
    assert found.more_units is not None
    assert f"about {found.more_units} more units" in str(found.sentence)
    whole = (10 + found.more_units) / 10
    enough = effect(3, 1 / np.sqrt(whole), df=50 * whole)
    assert enough.low >= 2
    one_fewer = (10 + found.more_units - 1) / 10
    assert effect(3, 1 / np.sqrt(one_fewer), df=50 * one_fewer).low < 2


def test_a_truth_too_near_to_the_criterion_has_no_number() -> None:
    assert more_units(effect(2.01, 1), 0.01) is None
    assert more_units(effect(2, 1), 0) is None
    assert "too near" in str(verdict(2.01, 1).sentence)


def test_more_periods_make_noise_that_passes_smaller() -> None:
    """As many periods as it says halve the half-width, on average over panels."""
    said, reached = [], []
    for seed in range(40):
        outcome = parallel(seed, units=40, treated=15, periods=200, start=100)
        short = panel(outcome[:, 85:108], 15, 15).block(before=1, controls=3)
        found = did_effect(short)
        half = (found.high - found.low) / 2
        more = more_periods(found, short, half * 0.8)
        if more is None:
            continue
        longer = panel(outcome[:, 85 : 108 + more], 15, 15).block(before=1, controls=3)
        after = did_effect(longer)
        said.append(more)
        reached.append((after.high - after.low) / 2 / half)
    assert len(said) > 30
    assert np.mean(reached) == pytest.approx(0.8, abs=0.08)


def test_what_stays_with_a_unit_does_not_shrink_with_time() -> None:
    outcome = parallel(1, units=40, treated=15, periods=24, start=16)
    outcome[:, 16:] += np.random.default_rng(2).normal(0, 10, (40, 1))
    block = panel(outcome, 15, 16).block(before=1, controls=3)
    found = did_effect(block)
    assert more_periods(found, block, (found.high - found.low) / 4) is None
    told = judge(found, B, Criterion("Sales", found.value + 1), ran=8, block=block)
    assert told.more_periods is None
    assert "time alone does not tell" in str(told.sentence) or told.more_units is None


PASSED = Check(Checked.PLACEBO, True, Sentence("Calm."))


@pytest.mark.parametrize(
    ("method", "checks", "grade"),
    [
        (Method.DID, [PASSED], "B"),
        (Method.SDID, [PASSED, Check(Checked.FIT, False, Sentence("Bad."))], "D"),
        (Method.DID, [Check(Checked.PLACEBO, False, Sentence("Loud."))], "D"),
        (Method.DID, [Check(Checked.PLACEBO, None, Sentence("Untried."))], "D"),
        (Method.DID, [PASSED, Check(Checked.TREND, None, Sentence("Untried."))], "B"),
        (Method.MATCHED, [Check(Checked.PLACEBO, None, Sentence("Untried."))], "C"),
        (Method.MATCHED, [Check(Checked.BALANCE, False, Sentence("Bad."))], "D"),
        (Method.INDEXED, [], "D"),
    ],
)
def test_grades_follow_from_the_method_and_its_checks(
    method: Method, checks: list[Check], grade: str
) -> None:
    found = graded(method, checks)
    assert found.grade.value == grade
    failed = [str(check.sentence) for check in checks if not check.passed]
    if grade == "D" and failed:
        assert [str(reason) for reason in found.reasons] == failed


def test_a_is_better_than_b() -> None:
    assert is_at_least(Grade.RANDOM_HOLDOUT, B)
    assert is_at_least(B, B)
    assert not is_at_least(Grade.MATCHED_CONTROL, B)


def test_a_pilot_that_worked_passes_from_the_panel_on() -> None:
    outcome = with_effect(parallel(3), 6, 12, 5.0)
    block = panel(outcome, 6, 12).block(before=1, controls=3)
    found = judge(did_effect(block), B, Criterion("Sales", 3.0, periods=8), ran=8, block=block)
    assert found.outcome is Outcome.PASS
