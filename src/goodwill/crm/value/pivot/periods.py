"""Which time a table is about, and which earlier time it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from goodwill.analytics.information.pivoting import Shift
from goodwill.analytics.information.pivoting.calendar_codes import moved
from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence

ALL, BETWEEN = "all", "between"
USUAL = "last_12_months"
PERIODS: Mapping[str, Sentence] = {
    "this_month": Sentence("This month"),
    "last_month": Sentence("Last month"),
    "this_quarter": Sentence("This quarter"),
    "last_quarter": Sentence("Last quarter"),
    "this_year": Sentence("This year"),
    "last_year": Sentence("Last year"),
    USUAL: Sentence("Last 12 months"),
    ALL: Sentence("All there is"),
    BETWEEN: Sentence("From … to …"),
}
NOT, BEFORE, YEAR = "", "before", "year"
COMPARED: Mapping[str, Sentence] = {
    NOT: Sentence("Nothing"),
    BEFORE: Sentence("The time before"),
    YEAR: Sentence("The year before"),
}


@dataclass(frozen=True)
class Period:
    """Days, both included; None where nothing bounds them."""

    first: date | None = None
    last: date | None = None

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with a month, so that months can be moved whole."""
        return self.first is not None and self.first.day == 1


def period(word: str, as_of: date, first: str = "", last: str = "") -> Period:
    """The days that a word means, up to the day that the figures are of.

    Raises
    ------
    Refused
        A day cannot be read, or the first comes after the last.
    """
    month = as_of.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    year = month.replace(month=1)
    before = timedelta(days=1)
    found = {
        "this_month": Period(month, as_of),
        "last_month": Period(_months(month, -1), month - before),
        "this_quarter": Period(quarter, as_of),
        "last_quarter": Period(_months(quarter, -3), quarter - before),
        "this_year": Period(year, as_of),
        "last_year": Period(_months(year, -12), year - before),
        USUAL: Period(_months(month, -11), as_of),
    }
    if word == BETWEEN:
        return _between(first, last)
    return found.get(word, Period())


def shift(word: str, of: Period) -> Shift | None:
    """By how much earlier days are moved to be compared; None where nothing is compared."""
    if word == YEAR:
        return Shift(months=12)
    if word != BEFORE or of.first is None or of.last is None:
        return None
    if of.is_whole_months:
        return Shift(
            months=(of.last.year - of.first.year) * 12 + of.last.month - of.first.month + 1
        )
    return Shift(days=(of.last - of.first).days + 1)


def earlier(of: Period, by: Shift) -> Period:
    """The days that are compared with."""
    back = Shift(-by.months, -by.days)
    return Period(
        None if of.first is None else moved(of.first, back),
        None if of.last is None else moved(of.last, back),
    )


def _months(on: date, months: int) -> date:
    return moved(on, Shift(months=months))


def _between(first: str, last: str) -> Period:
    try:
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
    except ValueError:
        raise Refused(Sentence("Give days as 2026-03-31.")) from None
    if days[0] and days[1] and days[0] > days[1]:
        raise Refused(Sentence("The first day must not come after the last."))
    return Period(*days)
