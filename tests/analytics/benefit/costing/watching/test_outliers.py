"""Modified z-scores, with and without a season."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.benefit.costing.watching.outliers import modified_z, ranges, usual
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats

URANIUM = np.array([199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57])
"""NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17.1: 245.57 is the outlier."""


def months(n: int) -> np.ndarray:
    return np.arange(n) % 12 + 1


def test_scores_of_the_handbook_data() -> None:
    """Median 201.37, MAD 0.995 (by hand): 0.6745 × 44.20 ÷ 0.995 = 29.963."""
    z = modified_z(URANIUM)
    assert z[-1] == pytest.approx(29.9627, abs=1e-4)
    assert z[0] == pytest.approx(-1.39645, abs=1e-5)
    assert (np.abs(z) > 3.5).tolist() == [False] * 7 + [True]


def test_scores_of_a_published_example() -> None:
    """codingace.net/ds/modified_z_score.html: median 12, MAD 1, scores as printed there."""
    z = modified_z(np.array([10.0, 12, 12, 13, 12, 11, 14, 300]))
    assert z == pytest.approx([-1.3490, 0, 0, 0.6745, 0, -0.6745, 1.3490, 194.2560])


def test_without_a_mad_the_mean_deviation_is_the_scale() -> None:
    """11 of 12 equal: mean deviation 6 ÷ 12; 6 ÷ (1.253314 × 0.5) = 9.574."""
    values = np.array([100.0] * 11 + [106.0])
    assert usual(values).scale == pytest.approx(1.253314 * 0.5)
    assert modified_z(values)[-1] == pytest.approx(9.57462, abs=1e-5)
    assert not modified_z(values)[:-1].any()


def test_against_what_never_varied_any_different_value_is_out() -> None:
    never = usual(np.full(12, 5.0))
    assert never.scale == 0
    assert never.z(np.array([5.0, 5.01, 4.99])).tolist() == [0, np.inf, -np.inf]


def test_fewer_than_twelve_periods_are_refused() -> None:
    with pytest.raises(TooFew, match="11 found, at least 12 needed"):
        ranges(np.ones(11), months(11))


def test_a_value_is_out_exactly_when_outside_its_range() -> None:
    values = np.random.default_rng(5).normal(1000, 30, 40)
    values[17] = 1500
    found = ranges(values, months(40))
    outside = (values < found.low) | (values > found.high)
    assert found.is_out[17]
    assert found.is_out.tolist() == outside.tolist()


def seasonal(years: int, noise: float = 4.0, seed: int = 1) -> Floats:
    n = 12 * years
    level = 1000 + 600 * np.sin(2 * np.pi * np.arange(n) / 12)
    return level * (1 + np.random.default_rng(seed).normal(0, noise / 1000, n))


@pytest.mark.parametrize("years", [2, 3, 4])
def test_a_season_is_no_anomaly_and_does_not_hide_one(years: int) -> None:
    values = seasonal(years)
    found = ranges(values, months(len(values)))
    assert found.season is not None
    assert found.is_out.sum() <= 1
    values[15] *= 1.4
    assert ranges(values, months(len(values))).is_out[15]


def test_of_two_years_the_one_odd_without_the_season_is_flagged() -> None:
    values = np.random.default_rng(2).normal(1000, 10, 24)
    values[5] = 3000
    found = ranges(values, months(24))
    assert np.flatnonzero(found.is_out).tolist() == [5]
    assert not found.is_either.any()
    assert found.expected[5] == pytest.approx(values[17], rel=0.01)
    assert found.low[5] < found.expected[5] < found.high[5] < 3000


def test_of_two_years_that_differ_within_the_season_both_are_told() -> None:
    values = seasonal(2)
    values[14] *= 0.6
    found = ranges(values, months(24))
    assert np.flatnonzero(found.is_out).tolist() == [2, 14]
    assert np.flatnonzero(found.is_either).tolist() == [2, 14]


def test_no_season_is_taken_out_where_a_month_usually_costs_nothing() -> None:
    values = np.array([0.0, *([100.0] * 11)] * 2)
    assert ranges(values, months(24)).season is None


@pytest.mark.parametrize("n", [24, 36, 48])
def test_of_white_noise_few_per_mille_are_flagged(n: int) -> None:
    draws = np.random.default_rng(11).normal(1000, 50, (400, n))
    share = np.mean([ranges(values, months(n)).is_out.mean() for values in draws])
    assert share < 0.008


@pytest.mark.parametrize("n", [12, 18, 23])
def test_of_short_white_noise_the_share_flagged_is_that_of_the_score_itself(n: int) -> None:
    draws = np.random.default_rng(11).normal(1000, 50, (400, n))
    share = np.mean([ranges(values, months(n)).is_out.mean() for values in draws])
    assert share < 0.02
