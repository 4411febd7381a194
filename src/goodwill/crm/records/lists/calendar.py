"""A calendar of records by a day or a moment: a month or a week, and on a phone an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date
from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import cells, conditions, paging, scoping
from goodwill.crm.records.lists.cells import Row
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.ui import speaking

MOST = 400
"""So many records a calendar shows at once."""
A_DAY = 4


@dataclass(frozen=True)
class Span:
    """The days a calendar shows, whole weeks, and what it is about."""

    first: date
    last: date
    word: str
    """As addresses say it: `2026-11`, `2026-W47`."""
    title: str
    before: str
    after: str
    month: int = 0


@dataclass(frozen=True)
class Day:
    """One day and its first records; `more` is how many are not shown."""

    day: date
    entries: tuple[Row, ...]
    more: int
    is_today: bool
    is_outside: bool

    @property
    def weekday(self) -> str:
        return str(format_date(self.day, "EEE d", locale=speaking.current().locale))


@dataclass(frozen=True)
class Calendar:
    """Weeks of days; `is_cut` says that there are more records than it shows."""

    span: Span
    weeks: list[list[Day]]
    is_cut: bool

    @property
    def weekdays(self) -> list[str]:
        locale = speaking.current().locale
        return [str(format_date(one.day, "EEE", locale=locale)) for one in self.weeks[0]]


def span(told: str) -> Span:
    """The days an address names; this month where it names none."""
    today = timezone.localdate()
    try:
        if "W" in told:
            return _week(date.fromisoformat(f"{told}-1"))
        return _month(date.fromisoformat(f"{told}-01"))
    except ValueError:
        return _month(today.replace(day=1))


def calendar(kind: Kind, reach: Reach, wanted: Wanted) -> Calendar:
    """The records of the wanted days."""
    days = span(wanted.when)
    records = _records(kind, reach, wanted, days) if wanted.by else []
    is_cut, records = len(records) > MOST, records[:MOST]
    shown = wanted.columns[:2]
    rows = cells.lines(kind, paging.filled(records, shown), shown)
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        by_day.setdefault(_day(row.record, wanted.by), []).append(row)
    count = (days.last - days.first).days + 1
    each = [days.first + timedelta(days=place) for place in range(count)]
    made = [_shown(day, by_day.get(day, []), days) for day in each]
    return Calendar(days, [made[place : place + 7] for place in range(0, count, 7)], is_cut)


def of_day(wanted: Wanted, kind: Kind, day: date) -> str:
    """The address of the list of one day's records."""
    if wanted.by is None:
        return wanted.query(shape="list")
    one = conditions.condition(kind, wanted.by, "is", day.isoformat())
    return wanted.query(shape="list", by="", when="", where=wanted.conditions.also(one).text())


def _records(kind: Kind, reach: Reach, wanted: Wanted, days: Span) -> list[Any]:
    if wanted.by is None:
        return []
    name = wanted.by.name
    first, beyond = _bounds(wanted.by, days.first), _bounds(wanted.by, days.last, 1)
    inside = {f"{name}__gte": first, f"{name}__lt": beyond}
    sets = [
        one.filter(**inside).order_by(name, "pk")
        for one in scoping.parts(kind, reach, wanted.matching(kind, reach))
    ]
    ids = scoping.first_ids(sets, name, False, MOST + 1)
    return list(kind.model.objects.filter(pk__in=ids).order_by(name, "pk"))


def _bounds(field: Field, day: date, more: int = 0) -> date | datetime:
    then = day + timedelta(days=more)
    if field.sort is Sort.DAY:
        return then
    return timezone.make_aware(datetime.combine(then, time.min))


def _day(record: Any, field: Field | None) -> date:
    value = getattr(record, field.name) if field else None
    if isinstance(value, datetime):
        return timezone.localdate(value)
    return value if isinstance(value, date) else timezone.localdate()


def _shown(day: date, rows: list[Row], days: Span) -> Day:
    most = A_DAY if days.month else len(rows)
    outside = bool(days.month) and day.month != days.month
    today = day == timezone.localdate()
    return Day(day, tuple(rows[:most]), max(0, len(rows) - most), today, outside)


def _month(first: date) -> Span:
    after = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    end = after - timedelta(days=1)
    return Span(
        first - timedelta(days=first.weekday()),
        end + timedelta(days=6 - end.weekday()),
        f"{first:%Y-%m}",
        str(format_date(first, _MONTH[speaking.current().tag], locale=speaking.current().locale)),
        f"{before:%Y-%m}",
        f"{after:%Y-%m}",
        first.month,
    )


def _week(monday: date) -> Span:
    last = monday + timedelta(days=6)
    year, week, _ = monday.isocalendar()
    shown = [speaking.show(monday), speaking.show(last)]
    before, after = ((monday + timedelta(days=move)).isocalendar() for move in (-7, 7))
    return Span(
        monday,
        last,
        f"{year}-W{week:02}",
        " – ".join(shown),
        f"{before[0]}-W{before[1]:02}",
        f"{after[0]}-W{after[1]:02}",
    )


_MONTH = {"en": "MMMM y", "zh-Hans": "y年M月", "zh-Hant": "y年M月"}
