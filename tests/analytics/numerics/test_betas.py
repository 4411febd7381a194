"""Means over a beta distribution, to ten digits for any shape."""

from __future__ import annotations

import numpy as np
import pytest
from mpmath import mp
from scipy import special

from goodwill.analytics.numerics import betas

SHAPES = [0.007, 0.3, 1.0, 5.0, 148.0, 2000.0]


def exact(a: float, b: float, power: float) -> float:
    """E[(1−p)^power]."""
    mp.dps = 50
    return float(mp.beta(a, mp.mpf(b) + power) / mp.beta(a, b))


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", [*SHAPES, 10_000.0])
@pytest.mark.parametrize("bend", [1.0, 300.0, 1e6])
def test_mean_of_a_mixture_of_exponentials_is_exact(a, b, bend):
    """½ (1−p)^bend + ½ (1−p)^(3 bend), which falls faster than what is asked for."""

    def at(p: np.ndarray, rows: slice) -> np.ndarray:
        logs = special.log1p(-np.minimum(p, 1 - 2**-53))
        return (np.exp(bend * logs) + np.exp(3 * bend * logs))[None, :] / 2

    falling = betas.Falling(at, np.ones(1), np.zeros(1), np.full(1, bend))
    found = betas.mean(falling, np.full(1, a), np.full(1, b))
    wanted = (exact(a, b, bend) + exact(a, b, 3 * bend)) / 2
    assert found == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("z", [0.01, 3.0, 1e4, 1e7])
@pytest.mark.parametrize("more", [0.01, 2.5, 1e3])
def test_ratio_of_gammas_keeps_its_digits(z, more):
    mp.dps = 50
    wanted = float(mp.loggamma(z) - mp.loggamma(mp.mpf(z) + mp.mpf(more)))
    assert betas.log_ratio(np.float64(z), np.float64(more)) == pytest.approx(wanted, rel=1e-13)
