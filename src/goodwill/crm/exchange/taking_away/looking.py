"""Exports as history keeps them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, kinds
from goodwill.crm.records.lists import conditions, reading
from goodwill.crm.records.lists.conditions import ALL, Conditions, NotUnderstood
from goodwill.crm.records.models import Change
from goodwill.language import Sayable, Sentence

AT_ONCE = 50


@dataclass(frozen=True)
class TakenAway:
    """One file: who took it when, what the list was, and how many records it held.

    `what` is None where the filter names what the reader may not see, or is there no more.
    """

    by: User | None
    at: datetime
    kind: Kind
    count: int
    form: str
    what: Sentence | None
    columns: tuple[Sayable, ...]
    sensitive: tuple[Sayable, ...]


@dataclass(frozen=True)
class Page:
    """Some exports, the latest first, and where the earlier ones begin."""

    rows: tuple[TakenAway, ...]
    after: str = ""


def page(reach: Reach, after: str = "") -> Page:
    """Exports of the kinds that the reader may see; a constant number of queries."""
    words = [kind.word for kind in kinds() if reach.may(f"{kind.word}.view")]
    found = Change.objects.filter(verb="exported", record_id=0, kind__in=words)
    found = found.filter(_earlier(after)).select_related("by").order_by("-at", "-pk")
    lines = list(found[: AT_ONCE + 1])
    shown = lines[:AT_ONCE]
    more = _cursor(shown[-1]) if len(lines) > AT_ONCE else ""
    return Page(tuple(_told(shown, reach)), more)


def _told(lines: Iterable[Change], reach: Reach) -> Iterator[TakenAway]:
    known = {kind.word: kind for kind in kinds()}
    held = {line.pk: _conditions(known[line.kind], reach, _after(line, "filter")) for line in lines}
    names = _names(lines, known, held)
    for line in lines:
        kind, asked = known[line.kind], held[line.pk]
        fields = tuple(_fields(kind, reach, _after(line, "columns") or ()))
        text = str(_after(line, "text") or "")
        yield TakenAway(
            by=line.by,
            at=line.at,
            kind=kind,
            count=int(_after(line, "records") or 0),
            form=str(_after(line, "form") or "csv").upper(),
            what=None if asked is None else reading.sentence(kind, asked, text, names[line.kind]),
            columns=tuple(one.label for one in fields),
            sensitive=tuple(one.label for one in fields if one.is_sensitive),
        )


def _names(
    lines: Iterable[Change], known: Mapping[str, Kind], held: Mapping[int, Conditions | None]
) -> dict[str, Any]:
    """How linked records of all filters are called, asked once for each kind."""
    found: dict[str, Any] = {}
    for word in {line.kind for line in lines}:
        parts = [held[line.pk] for line in lines if line.kind == word]
        together = Conditions(ALL, tuple(part for part in parts if part))
        found[word] = reading.named(known[word], together)
    return found


def _conditions(kind: Kind, reach: Reach, told: Any) -> Conditions | None:
    try:
        return conditions.read(kind, reach, told or {})
    except NotUnderstood:
        return None


def _fields(kind: Kind, reach: Reach, names: Iterable[str]) -> Iterator[Field]:
    known = {one.name: one for one in kind.all_fields()}
    return (known[name] for name in names if name in known and reach.sees(kind.word, name))


def _after(line: Change, name: str) -> Any:
    """What a line tells under a word: history keeps it as before and after."""
    pair = line.fields.get(name)
    return pair[1] if isinstance(pair, list) and len(pair) == 2 else None


def _cursor(line: Change) -> str:
    return f"{line.at.isoformat()},{line.pk}"


def _earlier(cursor: str) -> Q:
    at, _, pk = cursor.rpartition(",")
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    if moment is None or not pk.isdecimal():
        return Q()
    return Q(at__lt=moment) | Q(at=moment, pk__lt=int(pk))
