"""Months, quarters and years of integer days, by arithmetic alone.

Dates and durations are not alike on every engine; whole numbers are.
"""

from __future__ import annotations

from datetime import date, timedelta

import narwhals as nw

from goodwill.analytics.numerics.division import floor_divided

EPOCH = date(1970, 1, 1)

_MARCH_1900 = -25_508
_FOUR_YEARS = 1461  # days


def month_of(day: nw.Expr) -> nw.Expr:
    """Months since January of year 0 (year × 12 + month − 1) of a day since 1970-01-01.

    From March 1900 to February 2100, where every fourth year is a leap year. Counted from
    March, the leap day is the last of its year, and months of 30.6 days hit every first.
    """
    since = day.cast(nw.Int64) - _MARCH_1900
    year = floor_divided(since * 4 + 3, _FOUR_YEARS)
    of_year = since - floor_divided(year * _FOUR_YEARS, 4)
    month = floor_divided(of_year * 5 + 2, 153)
    return year * 12 + month + (1900 * 12 + 2)


def month_index(on: date) -> int:
    """`month_of`, for one date here."""
    return on.year * 12 + on.month - 1


def first_of_month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def day_of(on: date) -> int:
    """Days since 1970-01-01."""
    return (on - EPOCH).days


def date_of(day: int) -> date:
    return EPOCH + timedelta(days=day)
