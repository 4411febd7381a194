"""Periods of a company's calendar: half-open spans of days, with the name that people give them.

`Period(name, start_day, end_day)`; `months(first, last)`, `quarters(…)`, `years(…)` give the
whole ones that touch the days from `first` to `last`; `layers(periods)` puts periods that
overlap apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Period:
    """Days from `start_day` up to, not with, `end_day`; days since 1970-01-01."""

    name: str
    start_day: int
    end_day: int

    @property
    def days(self) -> int:
        return self.end_day - self.start_day

    @property
    def starts_on(self) -> date:
        return date_of(self.start_day)

    @property
    def last_on(self) -> date:
        """The last day that belongs to it."""
        return date_of(self.end_day - 1)

    def trailing(self, days: int) -> Period:
        """The `days` up to its end, under the same name."""
        return Period(self.name, self.end_day - days, self.end_day)


def day_of(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def date_of(day: int) -> date:
    """The date of a number of days since 1970-01-01."""
    return date.fromordinal(day + EPOCH)


def months(first: date, last: date) -> tuple[Period, ...]:
    """The months, `2026-03`, that touch the days from `first` to `last`, both included."""
    return tuple(
        Period(f"{start.year}-{start.month:02}", day_of(start), day_of(end))
        for start, end in _spans(first, last, 1)
    )


def quarters(first: date, last: date) -> tuple[Period, ...]:
    """The quarters, `2026-Q1`, that touch the days from `first` to `last`, both included."""
    return tuple(
        Period(f"{start.year}-Q{(start.month + 2) // 3}", day_of(start), day_of(end))
        for start, end in _spans(first, last, 3)
    )


def years(first: date, last: date) -> tuple[Period, ...]:
    """The calendar years that touch the days from `first` to `last`, both included."""
    return tuple(
        Period(str(start.year), day_of(start), day_of(end))
        for start, end in _spans(first, last, 12)
    )


def layers(periods: Sequence[Period]) -> list[list[int]]:
    """Places of the periods, in groups of which no two overlap; as few groups as can be."""
    found: list[list[int]] = []
    for place in sorted(range(len(periods)), key=lambda i: (periods[i].start_day, i)):
        start = periods[place].start_day
        free = next((layer for layer in found if periods[layer[-1]].end_day <= start), None)
        if free is None:
            found.append([place])
        else:
            free.append(place)
    return found


def _spans(first: date, last: date, length: int) -> Iterator[tuple[date, date]]:
    index = (first.year * 12 + first.month - 1) // length * length
    while _month(index) <= last:
        yield _month(index), _month(index + length)
        index += length


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)
