"""The nearest mixture is the nearest: no other mixture is nearer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from goodwill.analytics.benefit.pilots.simplex import nearest_mixture
from goodwill.analytics.numerics.arrays import Floats


def miss(columns: Floats, target: Floats, ridge: float, weights: Floats) -> float:
    return float(((columns @ weights - target) ** 2).sum() + ridge * (weights**2).sum())


def problem(seed: int, rows: int, series: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.normal(100, 20, (rows, series)), random.normal(100, 20, rows)


@given(
    st.integers(0, 10_000),
    st.integers(1, 12),
    st.integers(1, 15),
    st.sampled_from([0.0, 1e-6, 1.0, 1e4]),
)
def test_no_step_to_any_series_comes_nearer(
    seed: int, rows: int, series: int, ridge: float
) -> None:
    columns, target = problem(seed, rows, series)
    found = nearest_mixture(columns, target, ridge=ridge)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    here = miss(columns, target, ridge, found)
    for corner in np.eye(series):
        step = found + 1e-4 * (corner - found)
        assert miss(columns, target, ridge, step) >= here - 1e-7 * max(1, here)


@pytest.mark.parametrize("ridge", [0.0, 50.0])
def test_a_general_solver_finds_the_same(ridge: float) -> None:
    columns, target = problem(3, 20, 6)
    general = minimize(
        lambda w: miss(columns, target, ridge, w) / 1000,
        np.full(6, 1 / 6),
        method="SLSQP",
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    assert nearest_mixture(columns, target, ridge=ridge) == pytest.approx(general.x, abs=1e-5)


def test_a_mixture_is_found_again() -> None:
    columns, _ = problem(4, 12, 5)
    mixed = np.array([0.5, 0, 0.2, 0.3, 0])
    assert nearest_mixture(columns, columns @ mixed) == pytest.approx(mixed, abs=1e-9)


def test_series_that_are_all_the_target_count_alike() -> None:
    columns = np.ones((3, 4))
    assert nearest_mixture(columns, np.ones(3)) == pytest.approx(np.full(4, 0.25))


def test_a_heavy_ridge_spreads_the_weights_evenly() -> None:
    columns, target = problem(5, 10, 8)
    assert nearest_mixture(columns, target, ridge=1e12) == pytest.approx(
        np.full(8, 1 / 8), abs=1e-6
    )
