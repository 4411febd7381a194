"""The months that the company has seen: what is paid, planned and counted goes by them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodwill.demo.calendar import as_date
from goodwill.demo.columns import Ints
from goodwill.demo.company import Company

MINUTES_A_DAY = 480


def month_of(day: Ints) -> Ints:
    """Months since January 1970."""
    return np.asarray(day, np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(int)


def first_day(month: Ints) -> Ints:
    """The first day of months since January 1970, as days since then."""
    return np.asarray(month, np.int64).astype("datetime64[M]").astype("datetime64[D]").astype(int)


@dataclass(frozen=True)
class Months:
    """From the month of the opening to that of the as-of date; places count from 0."""

    start_day: int
    end_day: int

    @cached_property
    def numbers(self) -> Ints:
        first, last = month_of(np.array([self.start_day, self.end_day - 1]))
        return np.arange(first, last + 1)

    @cached_property
    def days(self) -> Ints:
        """The first day of each."""
        return first_day(self.numbers)

    @cached_property
    def work_days(self) -> Ints:
        """Mondays to Fridays of each, within the company's life."""
        day = np.arange(self.start_day, self.end_day)
        worked = day[(day + 3) % 7 < 5]
        return np.bincount(self.place(worked), minlength=len(self))

    def __len__(self) -> int:
        return len(self.numbers)

    def place(self, day: Ints) -> Ints:
        return np.asarray(month_of(day) - self.numbers[0])

    def name(self, place: int) -> str:
        return f"{as_date(int(self.days[place])):%Y%m}"


def months(company: Company) -> Months:
    return Months(company.start_day, company.end_day)
