"""Months, quarters and years as people choose them: `2026-11`, `2026-Q4`, `2026`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from goodwill.language import Sentence

EPOCH = date(1970, 1, 1)
_WORD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year."""

    first: date
    last: date

    @property
    def word(self) -> str:
        months = len(self.months)
        if months == 1:
            return f"{self.first:%Y-%m}"
        if months == 3:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first.year}"

    @property
    def name(self) -> Sentence:
        """As it is said."""
        months = len(self.months)
        year = str(self.first.year)
        if months == 1:
            return Sentence("{year}-{month}", year=year, month=f"{self.first.month:02d}")
        if months == 3:
            return Sentence("Quarter {n} of {year}", n=str((self.first.month + 2) // 3), year=year)
        return Sentence("The year {year}", year=year)

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months."""
        found = [self.first]
        while (after := _next_month(found[-1])) <= self.last:
            found.append(after)
        return tuple(found)

    @property
    def start_day(self) -> int:
        return day_of(self.first)

    @property
    def end_day(self) -> int:
        """The day after the last, as days since 1970-01-01."""
        return day_of(self.last) + 1

    def before(self) -> Period:
        """The period of the same length before it."""
        return _around(self.first - timedelta(days=1), len(self.months))

    def after(self) -> Period:
        return _around(self.last + timedelta(days=1), len(self.months))

    def a_year_before(self) -> Period:
        return _around(self.first.replace(year=self.first.year - 1), len(self.months))


def period(word: str, today: date, months: int = 1) -> Period:
    """The period of that word; without one, or with a strange one, that of today."""
    told = _WORD.fullmatch(word)
    if told is None or not 1980 <= int(told[1]) <= 2200:
        return _around(today, months)
    year, quarter, month = int(told[1]), told[2], told[3]
    if quarter:
        return _around(date(year, 3 * int(quarter), 1), 3)
    return _around(date(year, int(month), 1), 1) if month else _around(date(year, 1, 1), 12)


def last_of(month: date) -> date:
    """The last day of the month that begins then."""
    return _next_month(month) - timedelta(days=1)


def day_of(day: date) -> int:
    """A day as days since 1970-01-01."""
    return (day - EPOCH).days


def _around(day: date, months: int) -> Period:
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    last = first
    for _ in range(months):
        last = _next_month(last)
    return Period(first, last - timedelta(days=1))


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
