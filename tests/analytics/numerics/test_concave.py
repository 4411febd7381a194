"""Integrals of log-concave functions, however narrow, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from goodwill.analytics.numerics import concave


@pytest.mark.parametrize("width", [1e-6, 1e-2, 1.0, 1e3])
@pytest.mark.parametrize("centre", [-3.0, 0.3, 0.999, 40.0])
def test_a_bell_is_found_wherever_it_is(width: float, centre: float) -> None:
    def height(y, part):
        return -(((y - centre) / width) ** 2) / 2

    def slope(y, part):
        return -(y - centre) / width**2

    found = concave.log_integral(height, slope, np.array([0.0]), np.array([1.0]))
    ends = (np.array([0.0, 1.0]) - centre) / width
    sign = -1 if ends[0] > 0 else 1
    low, high = sorted(sign * ends)
    exact = special.log_ndtr(high) + np.log(
        -np.expm1(special.log_ndtr(low) - special.log_ndtr(high))
    )
    assert found[0] == pytest.approx(exact + np.log(width * np.sqrt(2 * np.pi)), rel=1e-9, abs=1e-9)


def test_many_are_integrated_with_their_own_parameters() -> None:
    rates = np.geomspace(1e-3, 1e5, concave.BLOCK + 7)
    found = concave.log_integral(
        lambda y, part: -rates[part] * y,
        lambda y, part: -rates[part] * np.ones_like(y),
        np.zeros_like(rates),
        np.full_like(rates, 2.0),
    )
    assert found == pytest.approx(np.log(-np.expm1(-2 * rates) / rates), rel=1e-12, abs=1e-12)


def test_an_empty_interval_is_worth_nothing() -> None:
    one = np.ones(1)
    assert concave.log_integral(lambda y, part: -y, lambda y, part: -y / y, one, one) == -np.inf
