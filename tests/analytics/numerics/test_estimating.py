"""The mode, its uncertainty and its draws, against distributions known exactly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from goodwill.analytics.errors import NotConverged
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Slope, estimate

ALONE = Box(("rate",), np.zeros(1), np.full(1, 5.0), (True,))


def purchases(count: float, time: float):
    """The likelihood of a Poisson rate, in its logarithm."""

    def slope(theta: Floats) -> Slope:
        expected = time * np.exp(theta[0])
        return Slope(
            float(count * theta[0] - expected),
            np.array([count - expected]),
            np.array([[-expected]]),
        )

    return slope


def test_the_mode_is_the_maximum_likelihood_where_the_data_speak() -> None:
    found = estimate(purchases(90, 30), ALONE, customers=30)
    assert found.natural["rate"] == pytest.approx(3, rel=1e-9)
    assert found.standard_errors["rate"] == pytest.approx(np.sqrt(90) / 30, rel=1e-9)
    assert not found.unidentified


def test_an_interval_of_laplace_is_log_normal() -> None:
    found = estimate(purchases(90, 30), ALONE, customers=30)
    half = stats.norm.ppf(0.95) / np.sqrt(90)
    assert found.interval("rate") == pytest.approx((3 * np.exp(-half), 3 * np.exp(half)))


def test_draws_follow_the_posterior_where_laplace_does_not() -> None:
    """Two purchases: the posterior of the log rate is skewed, its quantiles are Gamma's."""
    slope = purchases(2, 1)
    found = estimate(slope, ALONE, customers=1, value=lambda theta: slope(theta).value)
    assert not found.is_laplace
    exact = stats.gamma(2).ppf([0.05, 0.95])
    assert found.interval("rate") == pytest.approx(exact, rel=0.15)


def test_draws_stay_laplace_where_that_is_enough() -> None:
    slope = purchases(2000, 1)
    found = estimate(slope, ALONE, customers=1, value=lambda theta: slope(theta).value)
    assert found.is_laplace


def test_what_the_data_leave_open_is_said_and_stays_inside_the_box() -> None:
    """No purchase at all pulls the rate to nothing; the prior holds it."""
    slope = purchases(0, 1e-9)
    found = estimate(slope, ALONE, customers=1, value=lambda theta: slope(theta).value)
    assert found.unidentified == ("rate",)
    low, high = found.interval("rate")
    assert 1e-6 < low < 1 < high < 1e6


def narrow(reach: float) -> Callable[[Floats], float]:
    """A posterior that ends a little way from its mode at 2."""
    slope = purchases(2, 1)
    return lambda theta: slope(theta).value if abs(theta[0] - np.log(2)) < reach else -np.inf


def test_draws_are_found_where_few_proposals_are_possible() -> None:
    found = estimate(purchases(2, 1), ALONE, customers=1, value=narrow(0.02))
    assert (np.abs(found.draws - np.log(2)) < 0.02).all()


def test_where_no_proposal_is_possible_laplace_has_the_last_word() -> None:
    found = estimate(purchases(2, 1), ALONE, customers=1, value=narrow(1e-9))
    assert np.isfinite(found.draws).all()
    assert found.drawn.effective == 0


def test_points_carry_the_mean_and_the_covariance() -> None:
    found = estimate(purchases(90, 30), ALONE, customers=30)
    assert found.points.mean() == pytest.approx(found.theta[0])
    assert found.points.var() == pytest.approx(found.covariance[0, 0])


def test_two_parameters_keep_their_correlation_in_points_and_draws() -> None:
    precision = np.array([[40.0, 30.0], [30.0, 60.0]])
    centre = np.array([0.3, -0.2])

    def slope(theta: Floats) -> Slope:
        away = theta - centre
        return Slope(float(-0.5 * away @ precision @ away), -precision @ away, -precision)

    box = Box(("one", "two"), np.zeros(2), np.full(2, 5.0), (True, False))
    found = estimate(slope, box, customers=1)
    exact = np.linalg.inv(precision)
    assert found.theta == pytest.approx(centre, abs=1e-9)
    assert np.cov(found.points.T, bias=True) == pytest.approx(exact, rel=1e-9)
    assert np.cov(found.draws.T) == pytest.approx(exact, rel=0.15)
    assert found.natural == pytest.approx({"one": np.exp(0.3), "two": -0.2})


def test_a_fit_without_a_mode_is_refused() -> None:
    """A likelihood that climbs for ever against its own gradient."""

    def slope(theta: Floats) -> Slope:
        return Slope(0.0, np.array([1e3]), np.array([[0.0]]))

    with pytest.raises(NotConverged, match="rate"):
        estimate(slope, ALONE, customers=1)


@pytest.mark.parametrize("edge", [1.0, -1.0])
def test_the_search_turns_back_where_floating_point_ends(edge: float) -> None:
    """Beyond the edge there are no numbers; the start is on the right side of it or not."""
    flat = np.zeros((1, 1))

    def slope(theta: Floats) -> Slope:
        if theta[0] > edge:
            return Slope(np.nan, np.full(1, np.nan), np.full((1, 1), np.inf))
        return Slope(1e3 * float(theta[0]), np.full(1, 1e3), flat)

    with pytest.raises(NotConverged):
        estimate(slope, ALONE, customers=1)
