"""When people buy: the Chinese business year as a clock that runs fast and slow.

A process with the rate λ·season(t) is a process with the constant rate λ on the clock
Λ(t) = ∫ season. So everything that is bought is drawn on that clock and read off as a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from goodwill.demo.columns import Floats, Ints

EPOCH = date(1970, 1, 1)

# The first day of the Chinese New Year, by the lunar calendar.
NEW_YEARS = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25),
    2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
    2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
USUAL_NEW_YEAR = (2, 5)


@dataclass(frozen=True)
class Clock:
    """The buying time of one kind of customer; one unit is one average day.

    `elapsed[k]` is what has passed when day `first_day + k` begins.
    """

    first_day: int
    elapsed: Floats

    def at(self, day: Floats | Ints | int) -> Floats:
        """Buying time passed at a (fractional) day."""
        return np.asarray(np.interp(day, self._days, self.elapsed))

    def moment(self, elapsed: Floats) -> Floats:
        """The (fractional) day at which so much buying time has passed."""
        return np.asarray(np.interp(elapsed, self.elapsed, self._days))

    @property
    def _days(self) -> Floats:
        return self.first_day + np.arange(len(self.elapsed), dtype=np.float64)


def clock(kind: str, first_day: int, days: int) -> Clock:
    """The clock of `organisation` or `person`, from `first_day` on."""
    pace = _organisation_pace if kind == "organisation" else _person_pace
    weights = np.array([pace(as_date(first_day + k)) for k in range(days)])
    weights /= weights.mean()
    return Clock(first_day, np.concatenate([[0.0], np.cumsum(weights)]))


def as_date(day: int) -> date:
    return EPOCH + timedelta(days=int(day))


def as_day(day: date) -> int:
    return (day - EPOCH).days


def _organisation_pace(day: date) -> float:
    pace = 0.12 if day.weekday() >= 5 else 1.0
    if day.month == 10 and day.day <= 7:
        pace *= 0.15
    if day.month in {7, 8}:
        pace *= 0.88
    if day.month == 12:
        pace *= 1.25  # what is left of the budget
    return pace * _new_year(day, during=0.06, before=1.25)


def _person_pace(day: date) -> float:
    pace = 1.2 if day.weekday() >= 5 else 1.0
    if day.month == 11 and 1 <= day.day <= 12:
        pace *= 5.0 if day.day == 11 else 1.8
    if day.month == 6 and 10 <= day.day <= 19:
        pace *= 3.0 if day.day == 18 else 1.4
    if day.month in {7, 8}:
        pace *= 0.92
    return pace * _new_year(day, during=0.35, before=1.45)


def _new_year(day: date, *, during: float, before: float) -> float:
    """Three busy weeks before the Spring Festival, then nearly two of rest."""
    month, first = NEW_YEARS.get(day.year, USUAL_NEW_YEAR)
    distance = (day - date(day.year, month, first)).days
    if -2 <= distance <= 9:
        return during
    return before if -23 <= distance < -2 else 1.0
