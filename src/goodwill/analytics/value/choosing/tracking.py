"""How well a purchase model fits, week by week: what was expected beside what came.

The engine counts customers by the day of their first purchase and repeat purchases by day;
the rest is arithmetic on a few thousand numbers. Expected is what a new customer does in t
days, Σ over days of acquisition: nothing that a customer did later is used, so a model that
follows the line has understood how purchases fade (Fader, Hardie & Lee 2005,
doi:10.1287/mksc.1040.0098).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from scipy import stats

from goodwill.analytics.errors import TooFew
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.choosing.splitting import purchase_days
from goodwill.analytics.value.family import Family, drawn
from goodwill.language import Sentence

DRAWS = 100
WEEK = 7
FOUR_WEEKS = 28
MOST_WEEKS = 104
"""With more weeks than this, four of them are taken together."""

NEW = (np.zeros(1), np.zeros(1), np.zeros(1))
"""The history of a customer whose first purchase is today."""


@dataclass(frozen=True)
class Daily:
    """Counts of each day from `first_day` to `as_of_day`, shape (days,).

    Parameters
    ----------
    acquired
        Customers whose first purchase was on that day.
    repeats
        Purchases on that day by customers acquired before it.
    """

    first_day: int
    as_of_day: int
    acquired: Floats
    repeats: Floats


@dataclass(frozen=True)
class Period:
    """Repeat purchases in [start_day, end_day], and `so_far` since the first day.

    `low` and `high` are ends of the 90 % interval of what such a company would have seen:
    parameters and chance together.
    """

    start_day: int
    end_day: int
    is_held_out: bool
    actual: float
    expected: float
    low: float
    high: float
    actual_so_far: float
    expected_so_far: float
    low_so_far: float
    high_so_far: float


@dataclass(frozen=True)
class Tracking:
    """The tracking plot of a model; `step_days` is the length of all but the outer periods.

    `error` is expected ÷ actual − 1 of the time held out (of all time where none was), None
    where there was no purchase in it; `verdict` says it in words.
    """

    step_days: int
    calibration_end_day: int | None
    periods: tuple[Period, ...]
    error: float | None
    verdict: Sentence

    @property
    def share_inside(self) -> float:
        """Of the periods, how many were inside the 90 % band; far fewer means that time
        itself moves purchases: seasons, campaigns, news."""
        inside = [period.low <= period.actual <= period.high for period in self.periods]
        return sum(inside) / len(inside)


def daily(orders: Frame, *, as_of_day: int, acquired_by_day: int | None = None) -> Daily:
    """Count acquisitions and repeat purchases by day.

    Parameters
    ----------
    orders
        As `information.histories.orders` returns them; later than `as_of_day` is left out.
    acquired_by_day
        Only customers whose first purchase was by then; all if None. With a hold-out, its
        beginning: then the customers are those that the model saw.

    Raises
    ------
    TooFew
        Nobody has bought.
    """
    days = purchase_days(orders, as_of_day)
    first = days.group_by("customer_id").agg(first_day=nw.col("day").min())
    if acquired_by_day is not None:
        first = first.filter(nw.col("first_day") <= acquired_by_day)
    acquired = _counted(first, "first_day")
    if not len(acquired[0]):
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    later = days.join(first, on="customer_id").filter(nw.col("day") > nw.col("first_day"))
    begin = int(acquired[0].min())
    return Daily(
        begin,
        as_of_day,
        _by_day(*acquired, begin, as_of_day),
        _by_day(*_counted(later, "day"), begin, as_of_day),
    )


def tracking(
    seen: Daily, family: Family, model: Any, *, calibration_end_day: int | None = None
) -> Tracking:
    """Expected and actual repeat purchases by week; by four weeks if there are over 104.

    Periods are whole weeks back from and on from the end of the calibration; what is left
    over at either end is a shorter period.

    Notes
    -----
    The interval of a cumulative number is that of a sum of independent customers, each with
    the model's variance. It speaks of any company of this kind; the one that the model was
    fitted to stays inside nearly always. The interval of a period takes the dispersion of a
    new customer's first such period: exact where nobody leaves, close elsewhere.
    """
    step = WEEK if len(seen.acquired) <= MOST_WEEKS * WEEK else FOUR_WEEKS
    bounds = _bounds(seen, step, calibration_end_day)
    each, far = _expectations(seen, family, model, bounds, step)
    so_far = np.concatenate([[0.0], np.cumsum(seen.repeats)])[bounds]
    columns = zip(
        (seen.first_day + bounds[:-1]).tolist(),
        (seen.first_day + bounds[1:] - 1).tolist(),
        *(column.tolist() for column in (np.diff(so_far), *each, so_far[1:], *far)),
        strict=True,
    )
    end = calibration_end_day
    periods = tuple(
        Period(start, stop, end is not None and start > end, *numbers)
        for start, stop, *numbers in columns
    )
    error, verdict = _verdict(periods, family.NAME)
    return Tracking(step, end, periods, error, verdict)


def _bounds(seen: Daily, step: int, end_day: int | None) -> Integers:
    """Days since the first one at which periods begin, and the day after the last one."""
    days = len(seen.acquired)
    anchor = days if end_day is None else end_day + 1 - seen.first_day
    inner = np.arange(anchor % step or step, days, step, dtype=np.int64)
    return np.concatenate([[0], inner, [days]]).astype(np.int64)


Band = tuple[Floats, Floats, Floats]


def _expectations(
    seen: Daily, family: Family, model: Any, bounds: Integers, step: int
) -> tuple[Band, Band]:
    """Mean, low and high of each period, and of all until its end, shape (periods,)."""
    ages = np.arange(len(seen.acquired), dtype=np.float64)
    means = _until(bounds, family.expected_purchases_of_new(model, ages))
    gained = np.diff(means, axis=0, prepend=0.0)
    dispersion = _dispersion(family, model, float(step))
    chance = dispersion * (gained @ seen.acquired) - gained**2 @ seen.acquired
    variances = _until(bounds, family.variance_of_purchases(model, ages, *NEW))
    draws = np.array(
        [
            _until(bounds, family.expected_purchases_of_new(each, ages)) @ seen.acquired
            for each in drawn(model, DRAWS)
        ]
    )
    unsure = np.var(np.diff(draws, axis=1, prepend=0.0), axis=0)
    return (
        banded(gained @ seen.acquired, chance + unsure),
        banded(means @ seen.acquired, variances @ seen.acquired + np.var(draws, axis=0)),
    )


def _until(bounds: Integers, by_age: Floats) -> Floats:
    """Of a customer acquired on day a, until the end of period k, shape (k, a)."""
    age = bounds[1:, None] - 1 - np.arange(len(by_age))
    return np.where(age >= 0, by_age[np.maximum(age, 0)], 0.0)


def _dispersion(family: Family, model: Any, step: float) -> float:
    """E[N²] ÷ E[N] of the purchases N in the first `step` days of a new customer.

    The variance of N is this times its mean, less the mean squared. Later steps have a
    smaller mean, because some have left, and nearly the same ratio.
    """
    mean = float(family.expected_purchases_of_new(model, step))
    variance = float(family.variance_of_purchases(model, step, *NEW)[0])
    return variance / mean + mean if mean > 0 else 1.0


def banded(mean: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """A count's mean with its 90 % interval, negative binomial of this variance or Poisson."""
    beyond = np.maximum(variance - mean, 1e-9 * mean)
    known = mean > 0
    shape = np.divide(mean**2, beyond, out=np.ones_like(mean), where=known)
    share = np.divide(shape, shape + mean, out=np.ones_like(mean), where=known)
    low, high = (stats.nbinom.ppf(q, shape, share) for q in (0.05, 0.95))
    return mean, np.where(known, low, 0.0), np.where(known, high, 0.0)


def _verdict(periods: tuple[Period, ...], name: str) -> tuple[float | None, Sentence]:
    held_out = [period for period in periods if period.is_held_out]
    judged = held_out or list(periods)
    actual = sum(period.actual for period in judged)
    expected = sum(period.expected for period in judged)
    since = date_of(judged[0].start_day)
    if not actual:
        return None, Sentence("There was no repeat purchase since {day}.", day=since)
    error = expected / actual - 1
    said: dict[str, object] = {
        "day": since,
        "model": name,
        "expected": round(expected),
        "actual": round(actual),
        "percent": round(100 * abs(error), 1),
    }
    if error > 0:
        return error, Sentence(
            "Since {day}, {model} expected {expected} repeat purchases and {actual} came: "
            "{percent} % too many were expected.",
            **said,
        )
    return error, Sentence(
        "Since {day}, {model} expected {expected} repeat purchases and {actual} came: "
        "{percent} % too few were expected.",
        **said,
    )


def _counted(frame: Frame, column: str) -> tuple[Integers, Floats]:
    """Rows by day, counted by the engine."""
    counts = frame.group_by(column).agg(rows=nw.len()).collect("pyarrow")
    days = counts[column].to_numpy().astype(np.int64)
    return days, counts["rows"].to_numpy().astype(np.float64)


def _by_day(days: Integers, rows: Floats, first_day: int, as_of_day: int) -> Floats:
    counts = np.bincount(days - first_day, rows, as_of_day - first_day + 1)
    return counts.astype(np.float64)
