"""Synthetic difference-in-differences, with proof by simulation and by an own optimum."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.pilots.panels import factors, panel, parallel, with_effect
from scipy.optimize import minimize

from goodwill.analytics.benefit.pilots import sdid as module
from goodwill.analytics.benefit.pilots.sdid import mixed, sdid
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats

START = 16


def objective(columns: Floats, target: Floats, ridge: float):
    """Mean squared miss with an intercept, and the ridge: equations 4 and 6 of the paper."""

    def miss(weights: Floats) -> float:
        away = columns @ weights - target
        return float(((away - away.mean()) ** 2).mean() + ridge * (weights**2).sum())

    return miss


def best(miss, n: int) -> Floats:
    found = minimize(
        miss,
        np.full(n, 1 / n),
        method="SLSQP",
        bounds=[(0, 1)] * n,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-15, "maxiter": 2000},
    )
    return np.asarray(found.x)


def test_weights_are_those_of_the_papers_programmes() -> None:
    outcome = with_effect(factors(1, units=10, periods=12, start=8), 2, 8, 2.0)
    block = panel(outcome, 2, 8).block(before=1, controls=1)
    found = mixed(block)
    before = block.controls[:, :8]
    noise = np.diff(before, axis=1).std(ddof=1)
    zeta = (2 * 4) ** 0.25 * noise
    units = best(objective(before.T, block.treated[:, :8].mean(0), zeta**2), 8)
    times = best(objective(before, block.controls[:, 8:].mean(1), (1e-6 * noise) ** 2), 8)
    assert found.units == pytest.approx(units, abs=1e-4)
    assert found.times == pytest.approx(times, abs=1e-3)
    doubled = block.treated.mean(0) - units @ block.controls
    assert found.value == pytest.approx(doubled[8:].mean() - doubled[:8] @ times, abs=1e-3)


@pytest.mark.parametrize(("treated", "by"), [(1, "placebos"), (15, "jackknife")])
def test_the_effect_is_found_by_placebos_or_the_jackknife(treated: int, by: str) -> None:
    outcome = with_effect(factors(3, treated=treated), treated, START, 4.0)
    estimate = sdid(panel(outcome, treated, START))
    assert estimate.effect.low < 4 < estimate.effect.high
    assert estimate.effect.is_sure
    assert by in str(estimate.effect.method)
    assert estimate.path.gap[START:].mean() == pytest.approx(estimate.effect.value)
    assert (estimate.path.high >= estimate.path.low).all()


def test_where_both_can_be_had_the_wider_interval_is_taken() -> None:
    block = panel(factors(3, treated=8), 8, START).block(before=1, controls=1)
    found = mixed(block)
    both = [way(block, found)[0] for way in (module._by_jackknife, module._by_placebos)]
    effect = sdid(panel(factors(3, treated=8), 8, START)).effect
    assert effect.high - effect.low == max(each.high - each.low for each in both)


def test_a_trend_of_the_treated_alone_fails_the_placebo() -> None:
    outcome = parallel(3)
    outcome[:1] += np.linspace(0, 40, outcome.shape[1])
    (check,) = sdid(panel(outcome, 1, 12)).checks
    assert check.passed is False


def test_as_many_treated_units_as_controls_need_the_jackknife() -> None:
    with pytest.raises(TooFew, match="units without the pilot: 6 found, at least 8"):
        sdid(panel(parallel(4, units=9), 3, 12))


def test_intervals_hold_the_truth_in_a_factor_model() -> None:
    found = [
        sdid(panel(with_effect(factors(seed), 1, START, 2.0), 1, START)).effect
        for seed in range(60)
    ]
    held = sum(effect.low <= 2 <= effect.high for effect in found) / 60
    assert 0.87 <= held <= 1
    assert np.mean([effect.value for effect in found]) == pytest.approx(2, abs=0.5)


def test_data_without_noise_is_no_trouble() -> None:
    outcome = np.add.outer(np.arange(10.0), np.arange(9.0))
    estimate = sdid(panel(with_effect(outcome, 1, 6, 2.0), 1, 6))
    assert estimate.effect.value == pytest.approx(2)
    assert all(check.passed for check in estimate.checks)
