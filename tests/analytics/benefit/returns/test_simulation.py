"""What chance makes of a programme, drawn in two ways."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from analytics.benefit.returns.return_cast import benefit, cost, money, programme, triangle
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from goodwill.analytics.benefit.returns.appraisal import appraise
from goodwill.analytics.benefit.returns.programme import Simulating
from goodwill.analytics.benefit.returns.risk import Triangle
from goodwill.analytics.benefit.returns.simulation import quantiles, simulate
from goodwill.analytics.figure import Unit

CORNERS = st.lists(st.decimals(0, 2, places=3), min_size=3, max_size=3).map(sorted)
AMOUNTS = st.lists(st.integers(0, 10**6), min_size=4, max_size=4)
FEW = Simulating(draws=1_000)


def with_draws(draws, **more):
    return simulate(appraise(programme(simulating=Simulating(draws=draws), **more)))


@settings(max_examples=25)
@given(AMOUNTS, AMOUNTS, CORNERS, CORNERS)
def test_the_expected_value_is_the_risk_adjusted_one_exactly(brought, paid, gain, loss):
    told = programme(
        benefits=(benefit("ads", *brought, risk=Triangle(*gain)),),
        costs=(cost("people", *paid, risk=Triangle(*loss)),),
        simulating=FEW,
    )
    appraised = appraise(told)
    assert simulate(appraised).expected.value == pytest.approx(
        appraised.returns.npv.value, abs=Decimal("0.01")
    )


def test_the_mean_of_the_draws_is_the_expected_value():
    found = with_draws(100_000)
    for simulated in (found.independent, found.common):
        error = simulated.values.std() / np.sqrt(found.draws)
        assert abs(simulated.values.mean() - float(found.expected.value)) < 4 * error


def test_independent_draws_spread_as_independent_triangles_do():
    """Var = Σ worth² × (l² + m² + h² − lm − lh − mh) ÷ 18."""
    found = with_draws(100_000)
    lines = appraise(programme()).lines.all
    variance = sum(
        (float(amount) / 1.1**year) ** 2 * stats.triang.var(*_scipy(line.triangle))
        for line in lines
        for year, amount in enumerate(line.unadjusted)
    )
    assert found.independent.values.var() == pytest.approx(variance, rel=0.03)


def test_one_entry_of_one_year_is_drawn_from_its_triangle():
    """Kolmogorov & Smirnov against SciPy's triangle, both ways of drawing."""
    corners = triangle(0.3, 0.9, 1.05)
    told = {"benefits": (benefit("ads", 1, 0, 0, 0, risk=corners),)}
    found = with_draws(20_000, costs=(cost("free", 0, 0, 0, 0),), **told)
    for simulated in (found.independent, found.common):
        result = stats.kstest(simulated.values, stats.triang(*_scipy(corners)).cdf)
        assert result.pvalue > 1e-4


def test_common_adoption_makes_a_loss_far_more_likely():
    """Effects are not isolated: the independent draws alone would mislead."""
    wide = triangle(0.2, 0.9, 1.1)
    found = with_draws(
        100_000,
        benefits=tuple(benefit(id_, 0, 75_000, 100_000, 120_000, risk=wide) for id_ in "abc"),
    )
    assert found.common.values.std() > 1.5 * found.independent.values.std()
    assert found.common.loss.value > 10 * found.independent.loss.value
    assert found.common.middle.low < found.independent.middle.low


def test_the_figures_say_what_was_drawn():
    found = with_draws(10_000)
    for simulated in (found.independent, found.common):
        middle, loss = simulated.middle, simulated.loss
        assert middle.low < middle.value < middle.high
        assert (middle.n, middle.level) == (10_000, 0.9)
        p5, p50, p95 = np.quantile(simulated.values, [0.05, 0.5, 0.95])
        assert [float(end) for end in (middle.low, middle.value, middle.high)] == pytest.approx(
            [p5, p50, p95], abs=0.006
        )
        assert loss.numerator == np.count_nonzero(simulated.values < 0)
        assert loss.value == loss.numerator / 10_000
        assert loss.unit is Unit.SHARE
        assert loss.low <= loss.value <= loss.high
        assert simulated.counts(np.array([-np.inf, 0, np.inf]))[0] == loss.numerator
    assert "seed" in str(found.common.loss.method)


def test_the_seed_and_not_the_order_of_entries_decides_the_draws():
    told = programme(simulating=FEW)
    turned = replace(told, benefits=told.benefits[::-1], costs=told.costs[::-1])
    other = replace(told, simulating=Simulating(draws=1_000, seed=7))
    first, again, different = (simulate(appraise(each)) for each in (told, turned, other))
    assert (first.independent.values == again.independent.values).all()
    assert (first.common.values == again.common.values).all()
    assert (first.independent.values != different.independent.values).any()
    assert different.seed == 7


def test_common_adoption_has_all_fall_short_and_run_over_together():
    """Its 5 % quantile is that of every benefit less the 95 % quantile of every cost."""
    found = with_draws(100_000)
    worst = sum(
        line.sign
        * sum(float(amount) / 1.1**year for year, amount in enumerate(line.unadjusted))
        * stats.triang.ppf(0.05 if line.sign > 0 else 0.95, *_scipy(line.triangle))
        for line in appraise(programme()).lines.all
    )
    spread = found.common.values.std()
    assert float(found.common.middle.low) == pytest.approx(worst, abs=0.03 * spread)


def test_coming_out_even_is_no_loss():
    found = with_draws(
        1_000, benefits=(benefit("ads", 100, 0, 0, 0),), costs=(cost("people", 100, 0, 0, 0),)
    )
    assert (found.independent.loss.value, found.common.loss.value) == (0, 0)


def test_a_programme_without_risk_has_one_value():
    sure = {
        "benefits": (benefit("ads", 0, 100, 100, 100),),
        "costs": (cost("people", 100, 0, 0, 0),),
    }
    found = with_draws(1_000, **sure)
    for simulated in (found.independent, found.common):
        assert np.ptp(simulated.values) == pytest.approx(0, abs=1e-9)
        assert simulated.middle.value == found.expected.value
        assert simulated.loss.value == 0


@settings(max_examples=25)
@given(CORNERS)
def test_quantiles_are_those_of_scipy(corners):
    meant = Triangle(*corners)
    u = np.linspace(0, 1, 11)
    if meant.low == meant.high:
        assert (quantiles(meant, u) == float(meant.low)).all()
    else:
        expected = stats.triang.ppf(u, *_scipy(meant))
        assert quantiles(meant, u) == pytest.approx(expected, abs=1e-9)


def test_a_cost_that_is_certain_is_still_paid():
    found = with_draws(
        1_000,
        benefits=(benefit("ads", 0, 100, 0, 0, risk=triangle(0.5, 1, 1)),),
        costs=(cost("people", *money(40, 0, 0, 0)),),
    )
    assert found.independent.values.min() > 100 / 1.1 * 0.5 - 40 - 1e-9
    assert found.independent.values.max() <= 100 / 1.1 - 40 + 1e-9


def _scipy(corners: Triangle) -> tuple[float, float, float]:
    low, mode, high = (float(corner) for corner in (corners.low, corners.mode, corners.high))
    width = high - low
    return ((mode - low) / width if width else 0.5, low, width or 1e-300)
