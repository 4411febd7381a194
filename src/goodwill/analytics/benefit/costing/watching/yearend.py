"""What a cost will come to by the end of the year, and whether the budget will hold.

Three plain methods are tried on the past: the mean of the last twelve months, the last
month carried on by the average change (drift), and the same month of the year before. At
every month from the thirteenth on each foretells the months after it; the one that was
least wrong on average is used.

References
----------
Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd edition, sections
5.2 (the methods), 5.5 (their intervals) and 5.10 (rolling origins).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from math import sqrt

import numpy as np
from scipy.stats import t as student

from goodwill.analytics.benefit.costing.watching.flags import Cut
from goodwill.analytics.benefit.costing.watching.series import Series
from goodwill.analytics.benefit.costing.yearmonths import months_between
from goodwill.analytics.errors import SettingRefused, TooFew
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.foretelling import (
    Path,
    drift,
    mean_of_last,
    rolling_errors,
    seasonal,
)
from goodwill.language import Sentence

FEWEST_MONTHS = 24
YEAR = 12
LEVEL = 0.95


class Method(StrEnum):
    """How months to come are foretold."""

    MEAN = "mean"
    DRIFT = "drift"
    SEASONAL = "seasonal"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS: Mapping[Method, Sentence] = {
    Method.MEAN: Sentence("the mean of the last 12 months"),
    Method.DRIFT: Sentence("the last month and the average change from month to month"),
    Method.SEASONAL: Sentence("the same months a year earlier"),
}


@dataclass(frozen=True)
class YearEnd:
    """A year's cost: what was spent so far and what the months to come are expected to add.

    Parameters
    ----------
    spent_minor
        In the months of the year that are over.
    expected_minor, low_minor, high_minor
        The whole year, minor units, and its 95 % interval; equal once the year is over.
    months_left
        How many months are still to come.
    method
        What foretold them; None once the year is over.
    errors
        Mean absolute error of a month, by method, in the months foretold from the past.
    tested, held
        How often such an interval could be tried on the past, and how often it held.
    """

    cut: Cut
    spent_minor: int
    expected_minor: int
    low_minor: int
    high_minor: int
    months_left: int
    method: Method | None
    errors: Mapping[Method, float]
    tested: int
    held: int


def year_end(series: Series, last_of_year: int) -> YearEnd:
    """The cost of the twelve months that end with `last_of_year`, such as 202612.

    Raises
    ------
    TooFew
        Fewer than 24 whole months: 12 to learn from, 12 to test on.
    SettingRefused
        The year ended before the ledger, or more than a year is to be foretold.
    """
    left = months_between(int(series.periods[-1]), last_of_year)
    _refuse_other_years(left)
    months = min(YEAR - left, len(series.periods))
    spent = int(series.amounts[len(series.amounts) - months :].sum())
    if not left:
        return YearEnd(series.cut, spent, spent, spent, spent, 0, None, {}, 0, 0)
    if len(series.periods) < FEWEST_MONTHS:
        raise TooFew(Sentence("months of this cost"), len(series.periods), FEWEST_MONTHS)
    costs = series.amounts.astype(np.float64)
    found = foretold(costs, left)
    tries = [_held(costs, t, left) for t in range(FEWEST_MONTHS, len(costs) - left + 1)]
    return YearEnd(
        series.cut,
        spent,
        spent + round(found.total),
        spent + round(found.total - found.reach),
        spent + round(found.total + found.reach),
        left,
        found.method,
        found.errors,
        len(tries),
        sum(tries),
    )


@dataclass(frozen=True)
class Foretold:
    """The sum of the months to come, ± reach (95 %), by the method least wrong before."""

    total: float
    reach: float
    method: Method
    errors: Mapping[Method, float]


def foretold(costs: Floats, months: int) -> Foretold:
    """The sum of the next months, from at least 24 before them.

    The interval rests on how wrong the sum of the months after each origin was, each divided
    by how much such a sum spreads where months are independent: errors that pile up, because
    cost grows or drifts, so make it wider. Sums that overlap are not independent, so Student's
    distribution has as many degrees of freedom as spans of `months` fit without overlap, and
    three at least.
    """
    errors = {method: _mean_error(costs, months, method) for method in Method}
    best = min(Method, key=lambda method: errors[method])
    total = float(_PATHS[best](costs, months).sum())
    variance = _unit_variance(costs, months, best) * _widening(best, months, len(costs))
    freedom = max(3.0, (len(costs) - YEAR) / months)
    reach = sqrt(variance) * float(student.ppf((1 + LEVEL) / 2, freedom))
    return Foretold(total, reach, best, errors)


_PATHS: Mapping[Method, Path] = {
    Method.MEAN: partial(mean_of_last, span=YEAR),
    Method.DRIFT: drift,
    Method.SEASONAL: partial(seasonal, year=YEAR),
}


def _errors(costs: Floats, months: int, method: Method) -> Floats:
    """Of each month after each origin from 12 on, shape (origins, months)."""
    return rolling_errors(costs, months, _PATHS[method], YEAR)


def _mean_error(costs: Floats, months: int, method: Method) -> float:
    """Mean absolute error of a month, over all origins and up to `months` ahead."""
    return float(np.nanmean(np.abs(_errors(costs, months, method))))


def _unit_variance(costs: Floats, months: int, method: Method) -> float:
    """Mean over the origins of (error of the sum)² ÷ `_widening` of as many months."""
    errors = _errors(costs, months, method)
    spans = np.minimum(months, len(costs) - np.arange(YEAR, len(costs)))
    widenings = [
        _widening(method, int(span), t)
        for t, span in zip(range(YEAR, len(costs)), spans, strict=True)
    ]
    return float(np.mean(np.nansum(errors, axis=1) ** 2 / widenings))


def _widening(method: Method, months: int, n: int) -> float:
    """Variance of the error of the sum of so many months ÷ that of one month ahead.

    Where deviations (of the drift: changes) from month to month are independent.
    """
    if method is Method.SEASONAL:
        return months
    if method is Method.MEAN:
        return (months + months**2 / YEAR) / (1 + 1 / YEAR)
    walked = months * (months + 1) * (2 * months + 1) / 6
    slope = (months * (months + 1) / 2) ** 2 / (n - 1)
    return (walked + slope) / (1 + 1 / (n - 1))


def _held(costs: Floats, t: int, months: int) -> bool:
    """Whether the interval drawn after `t` months held what then came."""
    found = foretold(costs[:t], months)
    return abs(float(costs[t : t + months].sum()) - found.total) <= found.reach


def _refuse_other_years(left: int) -> None:
    if left < 0:
        raise SettingRefused(
            Sentence("That year ended before the last month of the ledger: take a later year.")
        )
    if left >= YEAR:
        raise SettingRefused(
            Sentence("No month of that year is in the ledger yet: take the year before it.")
        )


class Status(StrEnum):
    """How a year's budget stands."""

    SPENT = "spent"
    OVER = "over"
    AT_RISK = "at-risk"
    ON_PLAN = "on-plan"
    UNDER = "under"
    UNPLANNED = "unplanned"

    @property
    def label(self) -> Sentence:
        return _STATUSES[self]


_STATUSES: Mapping[Status, Sentence] = {
    Status.SPENT: Sentence("More than the year's budget is spent already"),
    Status.OVER: Sentence("The year's budget will not be enough"),
    Status.AT_RISK: Sentence("The year's budget may not be enough"),
    Status.ON_PLAN: Sentence("The year's budget is expected to be enough"),
    Status.UNDER: Sentence("Part of the year's budget will be left"),
    Status.UNPLANNED: Sentence("Nothing was planned for the year"),
}


def status(found: YearEnd, plan_minor: int | None) -> Status:
    """How the year's budget stands against what the year is expected to cost."""
    if plan_minor is None:
        return Status.UNPLANNED
    if found.spent_minor > plan_minor:
        return Status.SPENT
    if found.low_minor > plan_minor:
        return Status.OVER
    if found.expected_minor > plan_minor:
        return Status.AT_RISK
    return Status.UNDER if found.high_minor < plan_minor else Status.ON_PLAN
