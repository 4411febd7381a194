"""The tracking plot: days become weeks, and the band holds what it claims."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.cast import orders_of

from goodwill.analytics.errors import TooFew
from goodwill.analytics.value import nbd
from goodwill.analytics.value.choosing import tracking
from goodwill.analytics.value.nbd import Nbd
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TYPED = Nbd(r=0.5, alpha=80.0)
DAYS = {
    "Ann": [3, 10, 10, 17],
    "Bob": [3, 23],
    "李娜": [10],
    "Fay": [20, 22],  # acquired too late for the model
}


def orders(days: dict[str, list[int]]) -> list[dict[str, object]]:
    return [
        {
            "customer_id": name,
            "counted_order": f"{name}-{at}",
            "day": day,
            "amount_minor": 100,
            "is_purchase": True,
        }
        for name, bought in days.items()
        for at, day in enumerate(bought)
    ]


def test_acquisitions_and_repeats_are_counted_by_day(warehouse: Warehouse) -> None:
    rows = orders(DAYS)
    rows.append({"customer_id": "Ann", "day": 12, "amount_minor": -5, "is_purchase": False})
    seen = tracking.daily(orders_of(warehouse, rows), as_of_day=24, acquired_by_day=19)
    assert (seen.first_day, seen.as_of_day) == (3, 24)
    assert dict(enumerate(seen.acquired, 3)) == dict.fromkeys(range(3, 25), 0) | {3: 2, 10: 1}
    repeats = {10: 1, 17: 1, 23: 1}
    assert dict(enumerate(seen.repeats, 3)) == dict.fromkeys(range(3, 25), 0) | repeats


def test_without_a_holdout_everybody_counts(duck_warehouse: DuckWarehouse) -> None:
    seen = tracking.daily(orders_of(duck_warehouse, orders(DAYS)), as_of_day=22)
    assert (seen.acquired.sum(), seen.repeats.sum()) == (4, 3)
    told = tracking.tracking(seen, nbd, TYPED)
    assert not any(period.is_held_out for period in told.periods)
    assert told.periods[-1].actual_so_far == 3


def test_nobody_is_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(TooFew, match="customers with a purchase"):
        tracking.daily(orders_of(duck_warehouse, []), as_of_day=22)


def counted(days: int, *, customers: int = 200, rate: float = 0.0, seed: int = 1):
    random = np.random.default_rng(seed)
    acquired = np.zeros(days)
    acquired[: min(days, 50)] = customers / min(days, 50)
    return tracking.Daily(0, days - 1, acquired, random.poisson(rate, days).astype(float))


@pytest.mark.parametrize(
    ("days", "end", "step", "count", "outer"),
    [
        (40, 20, 7, 6, (7, 5)),  # three weeks until the end, then 19 days
        (40, 19, 7, 6, (6, 6)),
        (42, None, 7, 6, (7, 7)),
        (900, 400, 28, 33, (9, 23)),
    ],
    ids=["whole weeks before", "short at both ends", "no hold-out", "four weeks"],
)
def test_periods_are_whole_on_both_sides_of_the_calibration_end(
    days: int, end: int | None, step: int, count: int, outer: tuple[int, int]
) -> None:
    told = tracking.tracking(counted(days), nbd, TYPED, calibration_end_day=end)
    lengths = [period.end_day - period.start_day + 1 for period in told.periods]
    assert (told.step_days, len(lengths), sum(lengths)) == (step, count, days)
    assert set(lengths[1:-1]) == {step}
    assert (lengths[0], lengths[-1]) == outer
    if end is not None:
        assert end in [period.end_day for period in told.periods]
        assert [period.is_held_out for period in told.periods] == [
            period.start_day > end for period in told.periods
        ]


def test_expected_is_what_new_customers_buy_by_then() -> None:
    """200 customers, 4 a day for 50 days, each r t / α after t days."""
    seen = counted(100, rate=2.0)
    told = tracking.tracking(seen, nbd, TYPED, calibration_end_day=69)
    days = 4 * sum(99 - day for day in range(50))
    assert told.periods[-1].expected_so_far == pytest.approx(days * 0.5 / 80)
    for name in ("actual", "expected"):
        each = [getattr(period, name) for period in told.periods]
        so_far = [getattr(period, f"{name}_so_far") for period in told.periods]
        assert np.cumsum(each) == pytest.approx(so_far)
    assert told.periods[-1].actual_so_far == seen.repeats.sum()


def test_the_verdict_speaks_of_what_was_held_out() -> None:
    seen = counted(100, rate=2.0)
    told = tracking.tracking(seen, nbd, TYPED, calibration_end_day=69)
    actual, expected = seen.repeats[70:].sum(), 200 * 30 * 0.5 / 80
    assert told.error == pytest.approx(expected / actual - 1)
    assert str(told.verdict).startswith("Since Mar 12, 1970, NBD expected")
    percent = round(100 * (1 - expected / actual), 1)
    assert f"{actual:.0f} came: {percent} % too few were expected." in str(told.verdict)
    many = tracking.tracking(seen, nbd, Nbd(0.5, 20.0), calibration_end_day=69)
    assert "too many were expected" in str(many.verdict)
    silent = tracking.tracking(counted(100), nbd, TYPED, calibration_end_day=69)
    assert silent.error is None
    assert "no repeat purchase since" in str(silent.verdict)


def test_a_count_is_banded_by_its_own_distribution() -> None:
    mean, low, high = tracking.banded(np.array([0.0, 4.0, 4.0]), np.array([0.0, 4.0, 12.0]))
    assert mean.tolist() == [0, 4, 4]
    assert low.tolist() == [0, 1, 0]
    assert high.tolist() == [0, 8, 11]


def held(companies: int) -> tuple[float, float]:
    """Share of weeks, and of companies' ends, inside the band of the true model."""
    weeks, ends = [], []
    for seed in range(companies):
        random = np.random.default_rng(seed)
        rate = random.gamma(TYPED.r, 1 / TYPED.alpha, 400)
        first = random.integers(0, 60, 400)
        acquired = np.bincount(first, minlength=140).astype(float)
        daily = [rate[first < day].sum() for day in range(140)]
        seen = tracking.Daily(0, 139, acquired, random.poisson(daily).astype(float))
        told = tracking.tracking(seen, nbd, TYPED, calibration_end_day=90).periods
        weeks += [period.low <= period.actual <= period.high for period in told[1:]]
        last = told[-1]
        ends.append(last.low_so_far <= last.actual_so_far <= last.high_so_far)
    return float(np.mean(weeks)), float(np.mean(ends))


def test_the_band_mostly_holds_what_came() -> None:
    weeks, ends = held(40)
    assert weeks >= 0.85
    assert ends >= 0.8


@pytest.mark.proof
def test_the_band_holds_what_came_nine_times_in_ten() -> None:
    """Whole numbers make an interval of counts a little wider than it says."""
    weeks, ends = held(400)
    assert 0.86 <= weeks <= 0.96
    assert 0.86 <= ends <= 0.94
