"""Finds lines of history by person, kind, record, verb and day, within the reader's reach."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from goodwill.crm.accounts.models import Role, Team, Token, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.auditing import saying
from goodwill.crm.records.editing.building import currency_of
from goodwill.crm.records.kinds import Field, Kind, kind_of, kinds
from goodwill.crm.records.models import Change, Record
from goodwill.crm.records.wording import Names

AT_ONCE = 50
OF_PEOPLE = ("people", "roles", "teams", "tokens", "webhooks", "assistants")
"""What history tells of besides records."""


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for; empty means any."""

    by: str = ""
    kind: str = ""
    record: str = ""
    verb: str = ""
    day: str = ""
    after: str = ""


@dataclass(frozen=True)
class Shown:
    """A line as it is shown: what it is about, and each field before and after."""

    line: Change
    kind: Kind | None
    title: str
    public_id: uuid.UUID | None
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Page:
    """Some lines, the latest first, and where the next ones begin."""

    lines: tuple[Shown, ...]
    after: str


def page(reach: Reach, wanted: Wanted) -> Page:
    """The lines asked for, after those that were shown; a constant number of queries."""
    found = _narrowed(lines(reach), wanted).select_related("by").order_by("-at", "-pk")
    rows = list(found[: AT_ONCE + 1])
    shown = rows[:AT_ONCE]
    after = _cursor(shown[-1]) if len(rows) > AT_ONCE else ""
    return Page(tuple(_shown(shown, reach)), after)


def lines(reach: Reach) -> QuerySet[Change]:
    """The lines that somebody who may see the audit sees: of people, and of records in reach."""
    seen = Q(kind__in=OF_PEOPLE)
    for kind in kinds():
        if not reach.may(f"{kind.word}.view"):
            continue
        mine = Q(kind=kind.word)
        if not reach.is_everything:
            within = kind.model.objects.within(reach).order_by().values("pk")
            mine &= Q(record_id__in=within)
        seen |= mine
    return Change.objects.filter(seen)


def _narrowed(found: QuerySet[Change], wanted: Wanted) -> QuerySet[Change]:
    if wanted.by:
        found = found.filter(by__public_id=_uuid(wanted.by))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.record:
        found = found.filter(record_id=_record_id(wanted.kind, wanted.record))
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.day:
        start = _start(wanted.day)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if wanted.after:
        at, pk = _place(wanted.after)
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    return found


def _shown(rows: list[Change], reach: Reach) -> Iterable[Shown]:
    records = _records(rows)
    names = Names(reach).look_up(_links(rows))
    for line in rows:
        kind, record = _kind(line.kind), records.get((line.kind, line.record_id))
        currency = currency_of(record) if isinstance(record, Record) else ""
        fields = tuple(saying.fields(line, kind, reach, names, currency))
        title = str(record) if record else ""
        yield Shown(line, kind, title, getattr(record, "public_id", None), fields)


def _links(rows: list[Change]) -> Iterable[tuple[Kind, Field, Any]]:
    """Every value of the lines that may be a link, for its name."""
    known = {word: _kind(word) for word in {line.kind for line in rows}}
    for line in rows:
        kind = known[line.kind]
        for one in kind.all_fields() if kind else ():
            for value in line.fields.get(one.name, ()):
                yield kind, one, value  # type: ignore[misc]


def _records(rows: list[Change]) -> dict[tuple[str, int], Any]:
    """What the lines are about, one query a kind."""
    found: dict[tuple[str, int], Any] = {}
    for word in {line.kind for line in rows}:
        model = _model(word)
        ids = {line.record_id for line in rows if line.kind == word}
        for record in model._default_manager.filter(pk__in=ids) if model else ():
            found[word, record.pk] = record
    return found


def _model(word: str) -> Any:
    kind = _kind(word)
    return kind.model if kind else _MODELS.get(word)


def _kind(word: str) -> Kind | None:
    try:
        return kind_of(word)
    except KeyError:
        return None


def _record_id(word: str, public_id: str) -> int:
    model = _model(word)
    if model is None:
        return 0
    known = model._default_manager.filter(public_id=_uuid(public_id))
    return known.values_list("pk", flat=True).first() or 0


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _start(day: str) -> datetime:
    try:
        found = parse_date(day)
    except ValueError:
        found = None
    midnight = datetime.combine(found or timezone.localdate(), datetime.min.time())
    return timezone.make_aware(midnight)


def _cursor(line: Change) -> str:
    return f"{line.at.isoformat()},{line.pk}"


def _place(cursor: str) -> tuple[datetime, int]:
    at, _, pk = cursor.rpartition(",")
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    return moment or timezone.now(), int(pk) if pk.isdecimal() else 0


_MODELS: Mapping[str, Any] = {"people": User, "teams": Team, "tokens": Token, "roles": Role}
