"""Working time between two moments: Monday to Friday, nine to five where the company is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = time(9), time(17)
MINUTES_A_DAY = 8 * 60
WORKING_DAYS = 5
WEEK = 7


def minutes_between(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Whole working minutes from one moment to a later one; 0 if it is not later."""
    if end <= start:
        return 0
    first, last = start.astimezone(zone), end.astimezone(zone)
    whole = _minutes_of_days(first.date(), last.date())
    return max(0, whole - _before(first) + _before(last))


def _minutes_of_days(first: date, last: date) -> int:
    """The working minutes of the days from the first up to, not with, the last."""
    weeks, rest = divmod((last - first).days, WEEK)
    days = weeks * WORKING_DAYS + sum(_works(first + timedelta(n)) for n in range(rest))
    return days * MINUTES_A_DAY


def _before(moment: datetime) -> int:
    """The working minutes of the moment's day that have passed by then."""
    if not _works(moment.date()):
        return 0
    passed = (moment.hour - BEGINS.hour) * 60 + moment.minute
    return min(MINUTES_A_DAY, max(0, passed))


def _works(day: date) -> bool:
    return day.weekday() < WORKING_DAYS
