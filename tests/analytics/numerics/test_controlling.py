"""Limits for one further value, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.numerics.controlling import expectation

ONE = np.zeros(5, dtype=np.int64)


def test_limits_of_five_values() -> None:
    """Mean 3, variance 10 ÷ 4; Student's 97.5 % quantile at 4 degrees 2.776, × √(1 + 1/5)."""
    found = expectation(np.array([1.0, 2, 3, 4, 5]), ONE, 0)
    assert found is not None
    assert (found.middle, found.freedom) == (3, 4)
    assert found.spread == pytest.approx(2.5**0.5)
    assert found.reach(1.959964) == pytest.approx(2.776445 * 2.5**0.5 * 1.2**0.5, abs=1e-4)


def test_seasons_have_means_of_their_own() -> None:
    """10, 12 and 30, 34: deviations ±1 and ±2, of which 2 are free: √(10 ÷ 2)."""
    found = expectation(np.array([10.0, 30, 12, 34]), np.array([1, 2, 1, 2]), 2)
    assert found is not None
    assert (found.middle, found.known, found.freedom) == (32, 2, 2)
    assert found.spread == pytest.approx(5**0.5)


def test_what_never_varied_has_no_spread_and_what_is_unknown_no_expectation() -> None:
    found = expectation(np.array([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3]), ONE, 0)
    assert found is not None
    assert found.reach(3) == 0
    assert expectation(np.ones(5), ONE, 7) is None
    assert expectation(np.ones(2), np.array([1, 2]), 1) is None
