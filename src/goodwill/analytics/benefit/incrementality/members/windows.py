"""From when to when members are watched, as far as there are data.

Periods are half-open: a window holds its first day and ends before `end_day`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goodwill.analytics.benefit.incrementality.members.findings import Finding
from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Window:
    """[start_day, end_day) for all, or for each member `days` from the day it was drawn.

    Parameters
    ----------
    start_day, end_day
        Days since 1970-01-01. With `days`, the campaign's own dates, which then only say
        what was known before it.
    days
        The length of each member's own window; None where the dates hold for all.
    """

    start_day: int
    end_day: int
    days: int | None = None

    @property
    def length(self) -> int:
        return self.end_day - self.start_day if self.days is None else self.days

    @property
    def is_of_member(self) -> bool:
        return self.days is not None


def observed(window: Window, first_day: int, last_day: int) -> tuple[Window, tuple[Finding, ...]]:
    """The window as far as orders reach, and what had to be cut off.

    Parameters
    ----------
    first_day, last_day
        The first and last day of which orders are known.

    Raises
    ------
    Undefined
        The window is empty, or lies wholly before or after the data.
    """
    _refuse_what_was_not_watched(window, first_day, last_day)
    late = _begin_late(window, first_day)
    if window.end_day <= last_day + 1 or window.is_of_member:
        return window, late
    cut = Window(window.start_day, last_day + 1)
    sentence = Sentence(
        "The orders end on {last}, before the campaign's last day {end}: {seen} of {length} days "
        "are measured, for all arms alike.",
        last=day_as_date(last_day),
        end=day_as_date(window.end_day - 1),
        seen=cut.length,
        length=window.length,
    )
    return cut, (
        *late,
        Finding("cut_short", window.length - cut.length, sentence, is_alarm=True),
    )


def _begin_late(window: Window, first_day: int) -> tuple[Finding, ...]:
    if first_day <= window.start_day:
        return ()
    missing = first_day - window.start_day
    sentence = Sentence(
        "The campaign starts on {start}, and the orders begin only on {first}: what members "
        "bought in between is not known, of any arm.",
        start=day_as_date(window.start_day),
        first=day_as_date(first_day),
    )
    return (Finding("begins_late", missing, sentence, is_alarm=True),)


def _refuse_what_was_not_watched(window: Window, first_day: int, last_day: int) -> None:
    start, end = day_as_date(window.start_day), day_as_date(window.end_day)
    if window.length < 1 or window.end_day <= window.start_day:
        raise Undefined(
            Sentence(
                "The campaign starts on {start} and ends before {end}: that is no time at all.",
                start=start,
                end=end,
            )
        )
    known = {"first": day_as_date(first_day), "last": day_as_date(last_day)}
    if window.start_day > last_day:
        raise Undefined(
            Sentence(
                "The campaign starts on {start}, and the orders end on {last}: nothing is known "
                "yet of what it brought. Add the orders since then.",
                start=start,
                last=known["last"],
            )
        )
    if window.end_day <= first_day:
        raise Undefined(
            Sentence(
                "The campaign ended before {end}, and the orders begin only on {first}: what "
                "members bought in its time is not known. Add the orders from {start} on.",
                start=start,
                end=end,
                first=known["first"],
            )
        )


def day_as_date(day: int) -> date:
    return date.fromordinal(EPOCH + day)
