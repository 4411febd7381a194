"""Months, quarters and years of integer days, by arithmetic alone.

Dates and durations are not alike on every engine; whole numbers are.
"""

from __future__ import annotations

from datetime import date, timedelta

import narwhals as nw

EPOCH = date(1970, 1, 1)

_TO_MARCH_OF_YEAR_0 = 719_468
_ERA = 146_097  # days in 400 years


def month_of(day: nw.Expr) -> nw.Expr:
    """Months since January of year 0 (year × 12 + month − 1) of a day since 1970-01-01.

    References
    ----------
    Richards (2013), in Urban & Seidelmann, Explanatory Supplement to the Astronomical
    Almanac, ch. 15: years that begin in March have their leap day at the end.
    """
    days = day.cast(nw.Int64) + _TO_MARCH_OF_YEAR_0
    era = days // _ERA
    of_era = days - era * _ERA
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (year_of_era * 365 + year_of_era // 4 - year_of_era // 100)
    from_march = (of_year * 5 + 2) // 153
    return ((era * 400 + year_of_era) * 12 + from_march + 2).cast(nw.Int64)


def quarter_of(day: nw.Expr) -> nw.Expr:
    """Quarters since the first of year 0."""
    return (month_of(day) // 3).cast(nw.Int64)


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
