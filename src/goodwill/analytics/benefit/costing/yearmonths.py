"""Months written as whole numbers, 202603 for March 2026, and how far apart they are."""

from __future__ import annotations

from goodwill.analytics.information.calendar import date_of, day_of, first_of_month, month_index
from goodwill.analytics.numerics.arrays import Integers
from goodwill.language import Sentence


def index_of(period: int) -> int:
    """Months since January of year 0: 202603 → 24314."""
    return period // 100 * 12 + period % 100 - 1


def period_at(index: int) -> int:
    """The reverse of `index_of`: 24314 → 202603."""
    return index // 12 * 100 + index % 12 + 1


def later(period: int, months: int) -> int:
    """So many months later; earlier with a negative number."""
    return period_at(index_of(period) + months)


def months_between(first: int, last: int) -> int:
    """From 202511 to 202603 it is 4."""
    return index_of(last) - index_of(first)


def span(first: int, last: int) -> tuple[int, ...]:
    """Every month from the first to the last, both included."""
    return tuple(period_at(i) for i in range(index_of(first), index_of(last) + 1))


def months_of_year(periods: Integers) -> Integers:
    """1 for January to 12 for December, shape (periods,)."""
    return periods % 100


def period_on(day: int) -> int:
    """The month of a day since 1970-01-01."""
    return period_at(month_index(date_of(day)))


def first_day(period: int) -> int:
    """The first day of a month, in days since 1970-01-01."""
    return day_of(first_of_month(index_of(period)))


def is_period(period: int) -> bool:
    return 1 <= period % 100 <= 12 and 1900 <= period // 100 < 2100


def said(period: int) -> str:
    """As people and files write it: 2026-03."""
    return f"{period // 100}-{period % 100:02}"


def not_a_month(period: int) -> Sentence:
    return Sentence(
        "{period} is not a month: write year and month together, such as 202603.",
        period=str(period),
    )
