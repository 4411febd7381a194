"""Own rates beside everybody's: the two variances, told apart by the number of purchases."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.numerics import credibility
from goodwill.analytics.numerics.credibility import Groups


def groups_of(n, rates):
    distinct, which = np.unique(n, return_inverse=True)
    sums = [np.bincount(which, weights=x) for x in (np.ones(len(n)), rates, rates**2)]
    return Groups.of_sums(distinct.astype(float), *sums)


def simulated(random, customers, mean=0.3, between=0.01, within=0.08):
    n = random.geometric(0.2, customers)
    true = random.normal(mean, np.sqrt(between), customers)
    return n, true, random.normal(true, np.sqrt(within / n))


def test_variances_are_recovered():
    n, _, rates = simulated(np.random.default_rng(1), 20_000)
    found = credibility.fit(groups_of(n, rates))
    assert (found.mean, found.between, found.within) == pytest.approx((0.3, 0.01, 0.08), rel=0.05)
    assert found.kappa == pytest.approx(8, rel=0.1)


def test_the_slope_equals_finite_differences():
    n, _, rates = simulated(np.random.default_rng(2), 50)
    objective = credibility._objective(groups_of(n, rates))
    for theta in ([0.3, -4.0, -2.0], [0.0, -1.0, -5.0], [2.0, -9.0, 1.0]):
        at, steps = np.array(theta), 1e-5 * np.eye(3)
        slope = objective(at)
        gradient = [(objective(at + h).value - objective(at - h).value) / 2e-5 for h in steps]
        hessian = [(objective(at + h).gradient - objective(at - h).gradient) / 2e-5 for h in steps]
        assert slope.gradient == pytest.approx(np.array(gradient), rel=1e-5, abs=1e-5)
        assert slope.hessian == pytest.approx(np.array(hessian), rel=1e-5, abs=1e-5)


def test_a_shared_rate_is_nearer_the_truth_than_either():
    n, true, rates = simulated(np.random.default_rng(3), 5000)
    found = credibility.fit(groups_of(n, rates))
    weight = found.weight(n)
    shared = weight * rates + (1 - weight) * found.mean
    error = ((shared - true) ** 2).mean()
    assert error < 0.9 * ((rates - true) ** 2).mean()
    assert error < 0.9 * ((found.mean - true) ** 2).mean()
    assert error == pytest.approx(found.variance(n).mean(), rel=0.05)


def test_equal_rates_leave_nothing_to_own():
    found = credibility.fit(groups_of(np.array([1, 2, 5]), np.full(3, 0.4)))
    assert (found.mean, found.between, found.kappa) == (pytest.approx(0.4), 0, np.inf)
    assert (found.weight(np.array([0.0, 9.0])) == 0).all()


def test_one_purchase_each_cannot_tell_the_variances_apart():
    found = credibility.fit(groups_of(np.ones(50), np.linspace(0, 1, 50)))
    assert {"between", "within"} & set(found.estimate.unidentified)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_rate_changes_no_weight(scale):
    n, _, rates = simulated(np.random.default_rng(4), 300)
    one, other = (credibility.fit(groups_of(n, rates * s)) for s in (1, scale))
    assert other.kappa == pytest.approx(one.kappa, rel=1e-5)
    assert other.mean == pytest.approx(one.mean * scale)
