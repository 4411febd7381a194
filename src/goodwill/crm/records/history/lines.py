"""The history of a record as people read it: who, when, from where, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing
from goodwill.crm.records.editing.building import currency_of
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.models import Change, Record
from goodwill.crm.records.wording import Names, Worded, worded
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

AT_ONCE = 100

VERBS: Mapping[str, Sentence] = {
    "created": Sentence("Created"),
    "changed": Sentence("Changed"),
    "deleted": Sentence("Put into the bin"),
    "restored": Sentence("Brought back"),
    "merged": Sentence("Merged"),
    "merged_away": Sentence("Became part of another"),
    "moved": Sentence("Went along in a merge"),
    "unmerged": Sentence("Separated again"),
    "erased": Sentence("Erased"),
}
"""What is told in a record's history; who looked at it is told in the audit."""

MERGE = "merge"
"""Under this word the line of a merge names it."""

UNDOABLE = ("changed", "deleted", "restored")

SOURCES: Mapping[str, Sentence] = {
    "api": Sentence("through the API"),
    "import": Sentence("by import"),
    "job": Sentence("by Goodwill itself"),
    "offline": Sentence("recorded offline"),
    "assistant": Sentence("by an assistant"),
    "demo": Sentence("simulated"),
}


@dataclass(frozen=True)
class Moved:
    """One field of a line: what it was and what it became."""

    name: str
    label: str
    before: Worded
    after: Worded


@dataclass(frozen=True)
class Line:
    """One line of a record's history."""

    version: int
    verb: str
    said: str
    by: User | None
    at: datetime
    source: str
    batch: UUID
    moved: tuple[Moved, ...]
    merge: str = ""
    """The public id of the merge that the line tells of."""

    @property
    def is_undoable(self) -> bool:
        return self.verb in UNDOABLE


def lines(
    record: Record, reach: Reach, *, field: str = "", before: int | None = None
) -> list[Line]:
    """The latest lines of a record's history that the person may see, newest first.

    `field` keeps those that changed this field, `before` those of earlier versions.
    """
    told = changes_of(record)
    if field:
        told = told.filter(fields__has_key=field)
    if before:
        told = told.filter(version__lt=before)
    return worded_lines(record, list(told[:AT_ONCE]), reach)


def changes_of(record: Record) -> QuerySet[Change]:
    """All lines of a record that tell of its making and changing, newest first."""
    own = Change.objects.filter(kind=record.kind, record_id=record.pk, verb__in=VERBS)
    return own.select_related("by").order_by("-version", "-pk")


def worded_lines(record: Record, changes: list[Change], reach: Reach) -> list[Line]:
    """Lines in words; what the person may not see is left out."""
    kind, currency = kind_of(record), currency_of(record)
    known = fields_by_name(kind)
    seen = [(change, _seen(kind, change, reach)) for change in changes]
    pairs = [pair for _, moved in seen for pair in moved.items()]
    values = ((kind, known[name], v) for name, pair in pairs if name in known for v in pair)
    names = Names(reach).look_up(values)
    return [
        _line(
            change,
            tuple(_moved(name, pair, known, names, currency) for name, pair in moved.items()),
        )
        for change, moved in seen
        if moved or not change.fields
    ]


def compared(record: Record, reach: Reach, earlier: int, later: int) -> list[Moved]:
    """The fields that differ between two versions of a record."""
    kind, currency = kind_of(record), currency_of(record)
    known = {n: f for n, f in fields_by_name(kind).items() if reach.sees(kind.word, n)}
    stored = [name for name in known if _is_kept(kind, name)]
    was, became = (changing.values_at(record, stored, version) for version in (earlier, later))
    differing = [name for name in stored if was[name] != became[name]]
    values = ((kind, known[name], side[name]) for name in differing for side in (was, became))
    names = Names(reach).look_up(values)
    return [_moved(name, (was[name], became[name]), known, names, currency) for name in differing]


def fields_by_name(kind: Kind) -> dict[str, Field]:
    of_merges = (
        Field("merged", Sentence("What became part of it"), Sort.LINKS, to=kind.word),
        Field("merged_into", Sentence("What it is part of"), Sort.LINK, to=kind.word),
    )
    return {field.name: field for field in (*of_merges, *kind.all_fields())}


def _is_kept(kind: Kind, name: str) -> bool:
    return name.startswith(changing.OWN_FIELD) or name in changing.written(kind.model)


def _seen(kind: Kind, change: Change, reach: Reach) -> dict[str, Any]:
    return {
        name: pair
        for name, pair in change.fields.items()
        if name != MERGE and reach.sees(kind.word, name)
    }


def _moved(
    name: str, pair: Iterable[Any], known: Mapping[str, Field], names: Names, currency: str
) -> Moved:
    field = known.get(name) or Field(name, _Raw(name))
    before, after = (worded(field, value, names, currency) for value in pair)
    return Moved(name, show(field.label), before, after)


def _line(change: Change, moved: tuple[Moved, ...]) -> Line:
    return Line(
        version=change.version,
        verb=change.verb,
        said=say(VERBS[change.verb]),
        by=change.by,
        at=change.at,
        source=say(SOURCES[change.source]) if change.source in SOURCES else "",
        batch=change.batch,
        moved=moved,
        merge=change.fields[MERGE][1] if MERGE in change.fields else "",
    )


@dataclass(frozen=True)
class _Raw:
    """A field that is described no longer, by the name it was kept under."""

    name: str

    def said_in(self, language: object) -> str:
        return self.name.removeprefix(changing.OWN_FIELD).replace("_", " ")
