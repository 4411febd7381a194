"""Days that come back every year: birthdays and anniversaries."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractDay, ExtractMonth

S = TypeVar("S", bound=QuerySet[Any])

LONGEST = timedelta(days=365)


def falling_between(records: S, field: str, first: date, last: date) -> S:
    """The records whose day, kept in `field`, comes back between these days, both included.

    They come in the order of the days, across the turn of the year too. What happened on
    29 February comes back on the 28th in years without one. Ranges of a year or more hold all.
    """
    held = records.exclude(**{field: None})
    in_year = ExtractMonth(field) * 100 + ExtractDay(field)
    marked = held.annotate(_in_year=in_year)
    if last - first >= LONGEST:
        return marked.order_by("_in_year", "pk")
    start, end = _place(first), _place(last)
    turns = start > end
    is_in = Q(_in_year__gte=start) | Q(_in_year__lte=end)
    if not turns:
        is_in = Q(_in_year__range=(start, end))
    if _celebrates_leap_day(first, last):
        is_in |= Q(_in_year=229)
    year = Case(When(_in_year__gte=start, then=Value(0)), default=Value(1)) if turns else Value(0)
    return marked.filter(is_in).annotate(_turn=year).order_by("_turn", F("_in_year"), "pk")


def comes_back_on(day: date, year: int) -> date:
    """The day of that year on which it is celebrated."""
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def _place(day: date) -> int:
    return day.month * 100 + day.day


def _celebrates_leap_day(first: date, last: date) -> bool:
    """Whether 28 February of a year without a 29th lies in the range."""
    years = (year for year in {first.year, last.year} if not isleap(year))
    return any(first <= date(year, 2, 28) <= last for year in years)
