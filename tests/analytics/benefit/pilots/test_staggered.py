"""Staggered starts: by hand, without the bias of one regression, and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.pilots.panels import panel, parallel, staggered_panel

from goodwill.analytics.benefit.pilots.did import difference
from goodwill.analytics.benefit.pilots.staggered import group_time, staggered
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats

STARTS: list[int | None] = [6] * 8 + [12] * 8 + [None] * 8


def growing(seed: int) -> tuple[Floats, float]:
    """An effect of 1 that grows by 1 each period after the start, and its mean."""
    outcome = parallel(seed, units=24)
    effects = []
    for unit, start in enumerate(STARTS):
        if start is not None:
            grown = np.arange(1.0, outcome.shape[1] - start + 1)
            outcome[unit, start:] += grown
            effects += list(grown)
    return outcome, float(np.mean(effects))


def one_regression(outcome: Floats) -> float:
    """The coefficient of “runs here now” beside effects of units and of periods."""
    runs = np.array(
        [[start is not None and t >= start for t in range(outcome.shape[1])] for start in STARTS],
        dtype=float,
    )
    left = runs - runs.mean(1, keepdims=True) - runs.mean(0) + runs.mean()
    return float((left * outcome).sum() / (left * runs).sum())


def test_effects_by_cohort_and_period_are_differences_from_the_last_period_before() -> None:
    outcome, _ = growing(1)
    found = group_time(staggered_panel(outcome, STARTS))
    # Cohort 6 in period 8, against those who have not started by then.
    change = outcome[:, 8] - outcome[:, 5]
    by_hand = difference(change[:8], change[8:])
    effect = found.mean([(6, 8)])
    assert effect.value == pytest.approx(by_hand.value)
    # In period 14 the second cohort has started: the third alone is left.
    change = outcome[:, 14] - outcome[:, 5]
    by_hand = difference(change[:8], change[16:])
    effect = found.mean([(6, 14)])
    assert effect.value == pytest.approx(by_hand.value)
    assert effect.se == pytest.approx(by_hand.se)
    assert effect.df == pytest.approx(by_hand.df)


def test_one_start_is_difference_in_differences_from_the_last_period_before() -> None:
    outcome = parallel(2)
    estimate = staggered(panel(outcome, 6, 12))
    change = outcome[:, 12:].mean(1) - outcome[:, 11]
    by_hand = difference(change[:6], change[6:])
    assert estimate.effect.value == pytest.approx(by_hand.value)
    assert estimate.effect.se == pytest.approx(by_hand.se)


def test_a_growing_effect_is_not_biased_as_one_regression_is() -> None:
    found, regressed = [], []
    for seed in range(40):
        outcome, truth = growing(seed)
        found.append(staggered(staggered_panel(outcome, STARTS)).effect.value)
        regressed.append(one_regression(outcome))
    assert np.mean(found) == pytest.approx(truth, abs=0.25)
    assert np.mean(regressed) < truth - 1


def test_the_path_follows_the_time_since_the_start() -> None:
    outcome, _ = growing(3)
    path = staggered(staggered_panel(outcome, STARTS)).path
    events = [int(name) for name in path.periods]
    assert events == list(range(-12, 14))
    assert path.start == 12
    assert path.gap[events.index(-1)] == 0
    since = path.gap[path.start :]
    assert since == pytest.approx(np.arange(1.0, 15.0), abs=2.5)


def test_intervals_hold_the_truth() -> None:
    held = 0
    for seed in range(150):
        outcome, truth = growing(seed)
        found = group_time(staggered_panel(outcome, STARTS))
        effect = found.mean(found.cells(since_start=True))
        held += effect.low <= truth <= effect.high
    assert 0.89 <= held / 150 <= 0.99


def test_where_all_start_in_the_end_the_last_serve_as_controls_until_then() -> None:
    starts: list[int | None] = [6] * 8 + [12] * 8
    outcome = parallel(4, units=16)
    found = group_time(staggered_panel(outcome, starts))
    assert found.cells(since_start=True) == [(6, t) for t in range(6, 12)]
    assert staggered(staggered_panel(outcome, starts)).effect.n_treated == 8


def test_cohorts_of_one_unit_take_the_spread_of_all() -> None:
    starts: list[int | None] = [8, 10, *[None] * 10]
    held = 0
    for seed in range(150):
        found = group_time(staggered_panel(parallel(seed, units=12), starts))
        effect = found.mean(found.cells(since_start=True))
        held += effect.low <= 0 <= effect.high
    assert 0.89 <= held / 150 <= 0.99


def test_as_many_starts_as_units_are_refused() -> None:
    with pytest.raises(TooFew, match="units for so many different starts: 4 found"):
        staggered(staggered_panel(parallel(5, units=4), [5, 7, None, None]))


def test_a_trend_before_fails_the_placebo() -> None:
    outcome = parallel(6, units=24)
    outcome[:16] += np.linspace(0, 30, outcome.shape[1])
    (check,) = staggered(staggered_panel(outcome, STARTS)).checks
    assert check.passed is False
