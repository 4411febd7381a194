"""Days as periods: one code for each day there is, so that facts only look theirs up."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from goodwill.analytics.information.pivoting.cube import Flags, Ints, Question, Shift

EPOCH = date(1970, 1, 1)

NAMES: dict[str, Callable[[date], str]] = {
    "year": lambda on: f"{on.year:04}",
    "quarter": lambda on: f"{on.year:04}-Q{(on.month + 2) // 3}",
    "month": lambda on: f"{on.year:04}-{on.month:02}",
    "week": lambda on: f"{on.isocalendar().year:04}-W{on.isocalendar().week:02}",
    "weekday": lambda on: str(on.isoweekday()),
}


@dataclass(frozen=True)
class Days:
    """The days from the first to the last of some facts, as they stand after a shift."""

    begin: int
    dates: tuple[date, ...]

    @classmethod
    def of(cls, day: Ints, shift: Shift) -> Days:
        if not len(day):
            return cls(0, ())
        begin, end = int(day.min()), int(day.max())
        dates = (EPOCH + timedelta(days=number) for number in range(begin, end + 1))
        return cls(begin, tuple(moved(on, shift) for on in dates))

    def within(self, asked: Question) -> Flags | None:
        """Which days lie in the period asked for; None where all are wanted."""
        if asked.first is None and asked.last is None:
            return None
        first, last = asked.first or date.min, asked.last or date.max
        return np.array([first <= on <= last for on in self.dates], dtype=np.bool_)

    def codes(self, time: str) -> tuple[Ints, tuple[str, ...]]:
        """A code for each day, and the name of each code in the order of time."""
        named = [NAMES[time](on) for on in self.dates]
        names = tuple(sorted(set(named)))
        places = {name: place for place, name in enumerate(names)}
        return np.array([places[name] for name in named], dtype=np.int32), names


def moved(on: date, shift: Shift) -> date:
    """The day so many months and days later."""
    if shift.months:
        year, month = divmod(on.year * 12 + on.month - 1 + shift.months, 12)
        on = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    return on + timedelta(days=shift.days)
