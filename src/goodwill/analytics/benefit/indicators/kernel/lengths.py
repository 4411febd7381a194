"""How long periods are, and which come next.

`Length` (month, quarter, year); `length_of(period)`; `following(period, count)`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache

from goodwill.analytics.benefit.indicators.kernel.periods import (
    Period,
    date_of,
    months,
    quarters,
    years,
)
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Language, Sentence


class Length(StrEnum):
    """The lengths that a company's periods have."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> Sentence:
        return LENGTH_LABELS[self]

    @property
    def in_a_year(self) -> int:
        """How many of them a year has."""
        return IN_A_YEAR[self]

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


LENGTH_LABELS = {
    Length.MONTH: Sentence("month"),
    Length.QUARTER: Sentence("quarter"),
    Length.YEAR: Sentence("year"),
}
IN_A_YEAR = {Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 1}
WHOLE = {Length.MONTH: months, Length.QUARTER: quarters, Length.YEAR: years}


@lru_cache(maxsize=4096)
def length_of(period: Period) -> Length | None:
    """The length of a period of the calendar; None of any other span of days."""
    for length, whole in WHOLE.items():
        if whole(period.starts_on, period.last_on) == (
            Period(period.name, period.start_day, period.end_day),
        ):
            return length
    return None


def following(period: Period, count: int) -> tuple[Period, ...]:
    """The `count` periods of the same length that come next.

    Raises
    ------
    SettingRefused
        The period is no month, quarter or year.
    """
    length = length_of(period)
    if length is None:
        raise SettingRefused(
            Sentence("{period} is no month, quarter or year: ask for those.", period=period.name)
        )
    start = date_of(period.end_day)
    last = start.replace(year=start.year + count // length.in_a_year + 1)
    return WHOLE[length](start, last)[:count]


def season_place(period: Period, length: Length) -> int:
    """Which period of its year it is, from 1 on."""
    start: date = period.starts_on
    return (start.month - 1) // (12 // length.in_a_year) + 1
