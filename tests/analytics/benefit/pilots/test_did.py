"""Difference-in-differences by hand, against SciPy, and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.pilots.panels import panel, parallel, with_effect
from scipy import stats

from goodwill.analytics.benefit.pilots.did import did, joint_p
from goodwill.analytics.benefit.pilots.estimate import Checked, Estimate
from goodwill.analytics.benefit.pilots.permuting import conspicuous, sets
from goodwill.analytics.errors import TooFew

TREATED, START = 6, 12


def checks_of(estimate: Estimate) -> dict[Checked, bool | None]:
    return {check.what: check.passed for check in estimate.checks}


def test_the_effect_is_the_difference_of_changes() -> None:
    outcome = np.array([[1.0, 3, 9, 11], [2, 4, 8, 12], [0, 0, 1, 3], [5, 5, 5, 7], [1, 1, 3, 3]])
    effect = did(panel(outcome, 2, 2)).effect
    # Changes: 8 and 7 with the pilot; 2, 1 and 2 without.
    assert effect.value == pytest.approx(7.5 - 5 / 3)
    assert (effect.treated, effect.control) == pytest.approx((7.5, 5 / 3))
    welch = stats.ttest_ind([8, 7], [2, 1, 2], equal_var=False)
    assert effect.p == pytest.approx(welch.pvalue)
    assert effect.df == pytest.approx(welch.df)
    ends = welch.confidence_interval()
    assert (effect.low, effect.high) == pytest.approx((ends.low, ends.high))


def test_one_treated_unit_is_one_more_draw_from_the_controls() -> None:
    outcome = parallel(1, units=12)
    estimate = did(panel(outcome, 1, START))
    changes = outcome[:, START:].mean(1) - outcome[:, :START].mean(1)
    pooled = stats.ttest_ind(changes[:1], changes[1:], equal_var=True)
    assert estimate.effect.p == pytest.approx(pooled.pvalue)
    further = np.abs(changes - changes.mean()) >= abs(changes[0] - changes.mean()) - 1e-12
    assert estimate.rank_p == pytest.approx(further.sum() / 12)


def test_the_effect_is_found_and_everything_before_is_calm() -> None:
    estimate = did(panel(with_effect(parallel(2), TREATED, START, 3.0), TREATED, START))
    assert estimate.effect.low < 3 < estimate.effect.high
    assert estimate.effect.is_sure
    assert checks_of(estimate) == {Checked.PLACEBO: True, Checked.TREND: True}
    assert estimate.path.gap[START:].mean() == pytest.approx(estimate.effect.value)
    assert estimate.path.gap[:START].mean() == pytest.approx(0, abs=1e-12)
    line = estimate.path.treated
    assert line is not None
    assert line - estimate.path.gap == pytest.approx(estimate.path.counterfactual)


@pytest.mark.parametrize("treated", [1, TREATED])
def test_units_that_went_another_way_already_are_noticed(treated: int) -> None:
    outcome = parallel(3)
    outcome[:treated] += np.linspace(0, 20, outcome.shape[1])
    found = checks_of(did(panel(outcome, treated, START)))
    assert found == {Checked.PLACEBO: False, Checked.TREND: False}


def test_one_period_before_leaves_the_checks_undone() -> None:
    found = checks_of(did(panel(parallel(4, periods=3), TREATED, 1)))
    assert found == {Checked.PLACEBO: None, Checked.TREND: None}


def test_two_controls_are_too_few() -> None:
    with pytest.raises(TooFew, match="units without the pilot: 2 found, at least 3"):
        did(panel(parallel(5, units=4), 2, START))


def test_data_without_noise_is_no_trouble() -> None:
    outcome = np.add.outer(np.arange(8.0), np.arange(6.0))
    estimate = did(panel(with_effect(outcome, 1, 3, 2.0), 1, 3))
    assert (estimate.effect.value, estimate.effect.p) == (pytest.approx(2), 0)
    assert all(check.passed for check in estimate.checks)


def test_many_units_are_tested_by_normality_as_by_permuting() -> None:
    """Hotelling's T² and the permutation agree roughly where both can be used."""
    outcome = parallel(6, units=100, treated=50, periods=6, start=4)
    block = panel(outcome, 50, 4).block(before=1, controls=3)
    before = outcome[:, :4] - outcome[:, :4].mean(1, keepdims=True)
    assert joint_p(block) == pytest.approx(conspicuous(before, 50), abs=0.1)


def test_all_sets_are_tried_if_they_are_few() -> None:
    assert sets(4, 2).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert sets(100, 5, 50).shape == (50, 5)
    assert (sets(100, 5, 50) == sets(100, 5, 50)).all()


@pytest.mark.parametrize("treated", [1, TREATED])
def test_intervals_hold_the_truth_as_often_as_they_say(treated: int) -> None:
    """200 panels: 95 % ± 4.6 % would be three standard errors."""
    held = 0
    for seed in range(200):
        outcome = with_effect(parallel(seed), treated, START, 1.0)
        block = panel(outcome, treated, START)
        effect = did(block).effect if seed < 5 else _effect_alone(outcome, treated)
        held += effect.low <= 1.0 <= effect.high
    assert 0.90 <= held / 200 <= 0.99


def _effect_alone(outcome, treated):
    from goodwill.analytics.benefit.pilots import did as module

    return module.effect(panel(outcome, treated, START).block(before=1, controls=3))
