"""Flags of months whose cost, or cost per unit of work, is outside its usual range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, isfinite

import numpy as np

from goodwill.analytics.benefit.costing.watching.flags import Flag, Rule
from goodwill.analytics.benefit.costing.watching.outliers import THRESHOLD, Ranges, ranges
from goodwill.analytics.benefit.costing.watching.series import Series
from goodwill.analytics.benefit.costing.watching.variances import Work, split
from goodwill.analytics.benefit.costing.yearmonths import months_of_year
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence


@dataclass(frozen=True)
class Rules:
    """When a cost is flagged.

    Parameters
    ----------
    floor_minor
        A difference from budget up to this many minor units is never flagged. It depends on
        the company's currency and size, so there is no default.
    budget_share
        Nor is one up to this share of the budget.
    threshold
        |modified z| above it is flagged.
    days
        Two entries of one vendor and amount at most so many days apart may be the same.
    """

    floor_minor: int
    budget_share: Decimal = Decimal("0.10")
    threshold: float = THRESHOLD
    days: int = 3

    def __post_init__(self) -> None:
        limits = (self.floor_minor, self.budget_share, self.days)
        if any(limit < 0 for limit in limits) or self.threshold <= 0:
            raise SettingRefused(
                Sentence("The limits above which a cost is flagged cannot be negative.")
            )


def unusual(series: Series, rules: Rules) -> tuple[Flag, ...]:
    """Months outside the usual range; of the cost per unit of work where work is known.

    Where the work is known a month with more of it costs more, and that is no anomaly: only
    the cost of one unit is judged. Months without work then have none and are not judged.

    Raises
    ------
    TooFew
        Fewer than 12 months, or with work known fewer than 12 with any.
    """
    if series.quantities is None:
        found = ranges(_floats(series.amounts), months_of_year(series.periods), rules.threshold)
        everything = np.arange(len(series.periods))
        return tuple(_flags(series, found, everything, np.ones(len(everything))))
    worked = np.flatnonzero(series.quantities > 0)
    quantities = series.quantities[worked]
    each = series.amounts[worked] / quantities
    found = ranges(each, months_of_year(series.periods[worked]), rules.threshold)
    return tuple(_flags(series, found, worked, quantities))


def _flags(series: Series, found: Ranges, months: Integers, quantities: Floats) -> Iterator[Flag]:
    rule = Rule.LEVEL if series.quantities is None else Rule.RATIO
    rounding = _rounding(rule, quantities)
    apart = np.abs(series.amounts[months] - found.expected * quantities)
    for i in np.flatnonzero(found.is_out & (apart > rounding)):
        month, times = int(months[i]), float(quantities[i])
        standard = _standard(series, float(found.expected[i]), months, quantities)
        actual = series.work(month)
        z, middle = float(found.z[i]), round(float(found.expected[i]) * times)
        yield Flag(
            rule=rule,
            where=series.cut,
            period=int(series.periods[month]),
            amount_minor=actual.amount_minor,
            expected_minor=standard.amount_minor,
            low_minor=min(middle, ceil(float(found.low[i]) * times)),
            high_minor=max(middle, floor(float(found.high[i]) * times)),
            z=z if isfinite(z) else None,
            split=split(standard, actual),
            remark=_remark(found, int(i)),
        )


def _rounding(rule: Rule, quantities: Floats) -> Floats:
    """By how much rounding to minor units alone can move a month's cost from what is expected.

    Half a unit of its own, and as much again in each unit of the usual month.
    """
    if rule is Rule.LEVEL:
        return np.zeros(len(quantities))
    return np.asarray(1 + quantities / np.median(quantities), dtype=np.float64)


def _standard(series: Series, each: float, months: Integers, quantities: Floats) -> Work:
    """The usual quantity at the usual price, and the minutes that one usually takes."""
    if series.quantities is None:
        return Work(round(each))
    quantity = float(np.median(quantities))
    if series.minutes is None:
        return Work(round(each * quantity), quantity)
    minutes = float(np.median(series.minutes[months] / quantities))
    return Work(round(each * quantity), quantity, minutes)


def _remark(found: Ranges, i: int) -> Sentence | None:
    if found.is_either[i]:
        return EITHER_YEAR
    return None if found.season is not None else NO_SEASON


def _floats(amounts: Integers) -> Floats:
    return amounts.astype(np.float64)


EITHER_YEAR = Sentence(
    "This calendar month has been seen in two years only and they differ: it cannot be told "
    "which of the two is unusual."
)
NO_SEASON = Sentence(
    "The season is not taken out: that needs 24 months or more, and a usual cost above zero in "
    "each calendar month."
)
