"""Sales that run on: drawn from the weeks before, as uncertain as such forecasts were."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.errors import TooFew
from goodwill.analytics.execution.forecasting.outlook import Asked, band
from goodwill.analytics.execution.forecasting.running import run_on, sold_so_far

ASKED = Asked(start_day=700, end_day=730, as_of_day=709, groups=2)


def orders(seed: int, days: int = 730) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    day = np.sort(rng.integers(0, days, 6 * days))
    return (
        day,
        np.rint(rng.lognormal(9, 1, len(day))).astype(np.int64),
        rng.integers(0, 2, len(day)),
    )


def test_what_comes_lies_in_the_interval_in_eight_of_ten_cases() -> None:
    inside = []
    for seed in range(120):
        day, amount, whose = orders(seed)
        told = band(run_on(day, amount, whose, ASKED).sum(axis=1))
        came = amount[day > ASKED.as_of_day].sum()
        inside.append(told.low <= came <= told.high)
    assert 0.72 <= np.mean(inside) <= 0.90


def test_the_future_is_not_looked_at_and_rows_have_no_order() -> None:
    day, amount, whose = orders(1)
    changed = np.where(day > ASKED.as_of_day, 1, amount)
    order = np.random.default_rng(3).permutation(len(day))
    first = run_on(day, amount, whose, ASKED)
    assert np.array_equal(first, run_on(day[order], changed[order], whose[order], ASKED))
    assert first.shape == (2000, 2)


def test_so_far_is_the_sum_of_the_period_up_to_the_day() -> None:
    day = np.array([699, 700, 709, 710])
    amount, whose = np.array([1, 10, 100, 1000]), np.array([0, 0, 1, 1])
    assert sold_so_far(day, amount, whose, ASKED).tolist() == [10, 100]


def test_less_than_a_year_of_orders_is_refused() -> None:
    day, amount, whose = orders(1)
    with pytest.raises(TooFew, match="weeks"):
        run_on(day[day > 500], amount[day > 500], whose[day > 500], ASKED)
    with pytest.raises(TooFew):
        run_on(day[:0], amount[:0], whose[:0], ASKED)
