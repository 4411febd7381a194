"""Up to what skewness Welch's interval of skewed spend may be shown."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.benefit.incrementality.believing.amounts import MOST_LOPSIDED, lopsided
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.moments import Moments, of_arrays

RATE, LIFT = 0.05, 1.1
RNG = np.random.default_rng(11)


def cell(y: Floats, centre: float = 0.0) -> Moments:
    columns = [np.maximum(y, 0), np.maximum(-y, 0), (y - centre) ** 2]
    return of_arrays(["gain", "loss", "square"], np.column_stack(columns))


def skewness(y: Floats) -> float:
    away = y - y.mean()
    return float((away**3).mean() / (away**2).mean() ** 1.5)


@pytest.mark.parametrize("centre", [0.0, 40.0])
def test_it_is_the_skewness_of_both_arms_by_the_root_of_the_smaller(centre: float) -> None:
    small = RNG.lognormal(3, 1, 200) - 5
    large = np.where(RNG.random(900) < 0.3, RNG.lognormal(3, 1, 900), 0.0)
    both = np.concatenate([small, large])
    found = lopsided(cell(large, centre), cell(small, centre), centre)
    assert found == pytest.approx(abs(skewness(both)) / np.sqrt(200), rel=1e-9)


def test_even_amounts_are_hardly_lopsided_and_one_large_one_is() -> None:
    even = cell(RNG.normal(100, 10, 400))
    uneven = cell(np.array([1.0] * 399 + [1000.0]))
    assert lopsided(even, even, 0.0) < MOST_LOPSIDED < lopsided(uneven, uneven, 0.0)


def test_amounts_that_are_all_the_same_have_no_shape() -> None:
    assert lopsided(cell(np.zeros(5)), cell(np.zeros(5)), 0.0) == np.inf


@pytest.mark.proof
@pytest.mark.parametrize("sigma", [0.8, 1.2, 1.6])
@pytest.mark.parametrize("holdout", [0.01, 0.1, 0.2])
def test_welch_holds_from_there_on(sigma: float, holdout: float) -> None:
    """Two-part log-normal spend has about the skewness exp(1.5 σ²) ÷ √rate."""
    members = (np.exp(1.5 * sigma**2) / np.sqrt(RATE) / MOST_LOPSIDED) ** 2
    held = coverage(np.random.default_rng(5), members * RATE, holdout, sigma, rounds=6000)
    assert 0.935 < held < 0.96


def coverage(
    rng: np.random.Generator, buyers: float, holdout: float, sigma: float, *, rounds: int
) -> float:
    """How often Welch's 95 % interval holds a lift of a tenth in the rate of buying."""
    sizes = np.array([round(buyers / RATE), round(buyers / RATE * (1 - holdout) / holdout)])
    rates = np.array([RATE, RATE * LIFT])
    mean, square = np.exp(sigma**2 / 2), np.exp(2 * sigma**2)
    held = 0
    for counts in rng.binomial(sizes, rates, (rounds, 2)):
        sums, squares = np.empty(2), np.empty(2)
        for arm, count in enumerate(counts):
            if count < 30_000:
                amounts = rng.lognormal(0, sigma, count)
                sums[arm], squares[arm] = amounts.sum(), (amounts**2).sum()
            else:  # so many amounts add up to a normal sum
                sums[arm] = rng.normal(count * mean, np.sqrt(count * (square - mean**2)))
                squares[arm] = count * square
        means = sums / sizes
        se = np.sqrt(((squares / sizes - means**2) / sizes).sum())
        truth = mean * RATE * (LIFT - 1)
        held += abs(means[1] - means[0] - truth) < 1.96 * se
    return held / rounds
