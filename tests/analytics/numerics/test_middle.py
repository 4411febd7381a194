"""The median's interval covers whatever the distribution."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.numerics.middle import median


def test_ten_values_are_bounded_by_the_second_and_the_ninth() -> None:
    """Hahn & Meeker (1991), Statistical Intervals, table A.15: n = 10 gives ranks 2 and 9."""
    found = median(np.arange(1.0, 11.0))
    assert (found.value, found.low, found.high) == (5.5, 2.0, 9.0)


def test_six_values_are_the_fewest_for_95_percent() -> None:
    assert median(np.arange(6.0)).low == 0.0
    assert median(np.arange(5.0)).low is None


def test_the_interval_covers_at_least_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    truth = np.log(2)
    found = [median(rng.exponential(size=25)) for _ in range(600)]
    covered = np.mean([one.low <= truth <= one.high for one in found])  # type: ignore[operator]
    assert 0.93 <= covered <= 0.98


def test_no_values_have_no_median() -> None:
    with pytest.raises(ValueError, match="values"):
        median(np.array([]))
