"""What is left of the gamma function without its main part, to the last digits."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from goodwill.analytics.numerics.gammas import digamma_less_log, stirling

GRID = [1e-8, 1e-3, 0.4, 1.0, 3.7, 11.999, 12.0, 12.001, 40.0, 1e4, 1e9, 1e15]


@pytest.mark.parametrize("z", GRID)
def test_remainders_equal_forty_digits(z):
    with mpmath.workdps(40):
        big = mpmath.mpf(z)
        main = (big - 0.5) * mpmath.log(big) - big + mpmath.log(2 * mpmath.pi) / 2
        wanted = float(mpmath.loggamma(big) - main)
        slope = float(mpmath.psi(0, big) - mpmath.log(big))
    assert stirling(z) == pytest.approx(wanted, rel=1e-13, abs=1e-14)
    assert digamma_less_log(z) == pytest.approx(slope, rel=1e-13, abs=1e-14)


def test_shapes_are_kept():
    assert stirling(np.ones((2, 3))).shape == digamma_less_log(np.ones((2, 3))).shape == (2, 3)
