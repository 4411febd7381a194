"""Synthetic control finds the mixture, and says when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.pilots.panels import factors, panel, with_effect

from goodwill.analytics.benefit.pilots.estimate import Checked
from goodwill.analytics.benefit.pilots.synthetic import synthetic
from goodwill.analytics.errors import AnalyticsError, TooFew

START = 16


def made_of_others(levels_apart: float = 0.0):
    """The treated unit is 0.6 of Branch 003 and 0.4 of Branch 005, and gains 4."""
    outcome = factors(1, units=20, treated=0)
    outcome[0] = 0.6 * outcome[3] + 0.4 * outcome[5] + levels_apart
    outcome[0] += np.random.default_rng(2).normal(0, 0.05, outcome.shape[1])
    return with_effect(outcome, 1, START, 4.0)


def test_the_mixture_and_the_effect_are_found() -> None:
    estimate = synthetic(panel(made_of_others(), 1, START), demeaned=False)
    named = {share.unit: share.weight for share in estimate.shares[:2]}
    assert named == {
        "Branch 003": pytest.approx(0.6, abs=0.05),
        "Branch 005": pytest.approx(0.4, abs=0.05),
    }
    assert estimate.effect.value == pytest.approx(4, abs=0.1)
    assert estimate.rank_p == pytest.approx(1 / 20)
    assert {check.what: check.passed for check in estimate.checks} == {
        Checked.FIT: True,
        Checked.PLACEBO: True,
        Checked.LEAVE_ONE_OUT: True,
    }


def test_another_level_matters_to_the_classic_one_alone() -> None:
    apart = panel(made_of_others(levels_apart=1000.0), 1, START)
    assert synthetic(apart).effect.value == pytest.approx(4, abs=0.1)
    with pytest.raises(AnalyticsError, match="No mixture of the units without the pilot is like"):
        synthetic(apart, demeaned=False)


def test_several_treated_units_are_taken_on_average() -> None:
    outcome = with_effect(factors(3), 2, START, 4.0)
    estimate = synthetic(panel(outcome, 2, START))
    assert estimate.effect.low < 4 < estimate.effect.high
    assert estimate.effect.n_treated == 2
    assert estimate.path.gap[START:].mean() == pytest.approx(estimate.effect.value)


@pytest.mark.parametrize(
    ("units", "start", "said"),
    [(7, 16, "units without the pilot: 5 found, at least 7"), (30, 4, "periods before the pilot")],
)
def test_too_little_is_refused(units: int, start: int, said: str) -> None:
    with pytest.raises(TooFew, match=said):
        synthetic(panel(factors(4, units=units), 2, start))


def test_more_units_than_can_be_weighed_are_refused() -> None:
    with pytest.raises(AnalyticsError, match="600 units without the pilot, more than 500"):
        synthetic(panel(np.zeros((601, 8)), 1, 6))


def test_intervals_hold_the_truth_where_difference_in_differences_is_biased() -> None:
    found = [
        synthetic(panel(with_effect(factors(seed), 1, START, 2.0), 1, START)).effect
        for seed in range(60)
    ]
    held = sum(effect.low <= 2 <= effect.high for effect in found) / 60
    assert 0.87 <= held <= 1
    assert np.mean([effect.value for effect in found]) == pytest.approx(2, abs=0.5)
