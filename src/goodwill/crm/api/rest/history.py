"""What happened to records, for programs; and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import Field, JsonValue

from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import answer, by, found, said, shown
from goodwill.crm.api.rest.remembering import Memory
from goodwill.crm.api.rest.shaping import LARGEST_COUNT, Given
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.records import auditing
from goodwill.crm.records.asking import me
from goodwill.crm.records.history import lines, undoing
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.models import Change, Record

FIELD: Any = Query("", max_length=100, description="Only lines that changed this field")
BEFORE: Any = Query(None, ge=1, le=LARGEST_COUNT, description="Only lines of earlier versions")


class HistoryField(Given):
    """One field of a line: what it was and what it became."""

    field: str
    before: JsonValue
    after: JsonValue


class HistoryLine(Given):
    """What somebody did to a record at one time."""

    version: int
    verb: str
    at: datetime
    by: uuid.UUID | None
    source: str = Field(description="web, api, import, job, offline …")
    batch: uuid.UUID = Field(description="Lines of one action share it: /api/v1/undo/{batch}")
    is_undoable: bool
    fields: list[HistoryField]


class History(Given):
    """The latest lines, newest first."""

    items: list[HistoryLine]
    next: int | None = Field(description="The older ones: send it as `before`")


class TakenBack(Given):
    """A record of which something was taken back."""

    kind: str
    id: uuid.UUID
    version: int


class AllTakenBack(Given):
    """The records of which something was taken back."""

    items: list[TakenBack]


def enter(offer: Offer, kind: Kind) -> None:
    """History of one kind."""
    _history(offer, kind)
    _undo_line(offer, kind)


def enter_undo(offer: Offer) -> None:
    @offer(
        "POST /undo/{uuid:batch}",
        "undo",
        "Take back all of one action",
        gives={200: AllTakenBack},
    )
    def view(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
        """All or nothing; refused where something was changed again since."""
        with transaction.atomic():
            taken_back = undoing.undo_action(batch, by(request), me(request))
        return answer({"items": list(_records(taken_back))})


def _history(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/{{uuid:id}}/history",
        f"read_history_of_{kind.word}",
        f"What happened to one: {said(kind)}",
        gives={200: History},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, field: str = FIELD, before: int | None = BEFORE
    ) -> HttpResponse:
        """Who, when, from where, and what stood in each field before; newest first."""
        record = found(request, kind, id)
        changes = lines.changes_of(record)
        if field:
            changes = changes.filter(fields__has_key=field)
        if before:
            changes = changes.filter(version__lt=before)
        return answer(_told(request, record, list(changes[: lines.AT_ONCE])))


def _undo_line(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/{{uuid:id}}/history/{{int:version}}/undo",
        f"undo_line_of_{kind.word}",
        f"Take back one line: {said(kind)}",
        gives={200: shaping.given(kind.word)},
    )
    def view(request: HttpRequest, id: uuid.UUID, version: int) -> HttpResponse:
        """The line that led to this version; refused where a field was changed again since."""
        with transaction.atomic():
            record = found(request, kind, id, "change")
            undoing.undo_line(record, version, by(request), me(request))
            record = kind.model._default_manager.get(pk=record.pk)
        return shown(request, record)


def _told(request: HttpRequest, record: Record, changes: list[Change]) -> dict[str, Any]:
    kind = kind_of(record)
    memory = Memory(kind, me(request).reach)
    memory.learn(_pairs(change) for change in changes)
    items = [_line(change, memory) for change in changes]
    _note_sensitive(request, record, items)
    is_full = len(changes) == lines.AT_ONCE
    seen = [
        item
        for item, change in zip(items, changes, strict=True)
        if item["fields"] or not change.fields
    ]
    return {"items": seen, "next": changes[-1].version if is_full else None}


def _line(change: Change, memory: Memory) -> dict[str, Any]:
    moved = {name: pair for name, pair in _pairs(change).items() if memory.sees(name)}
    return {
        "version": change.version,
        "verb": change.verb,
        "at": plain(change.at),
        "by": change.by.public_id if change.by else None,
        "source": change.source,
        "batch": change.batch,
        "is_undoable": change.verb in lines.UNDOABLE,
        "fields": [
            {"field": name, "before": memory.read(name, before), "after": memory.read(name, after)}
            for name, (before, after) in moved.items()
        ],
    }


def _pairs(change: Change) -> dict[str, list[Any]]:
    """Before and after by field; other lines keep what they tell as it is."""
    return {
        name: pair if isinstance(pair, list) and len(pair) == 2 else [None, pair]
        for name, pair in change.fields.items()
    }


def _note_sensitive(request: HttpRequest, record: Record, items: list[dict[str, Any]]) -> None:
    sensitive = {one.name for one in kind_of(record).all_fields() if one.is_sensitive}
    told = {moved["field"] for item in items for moved in item["fields"]} & sensitive
    if told:
        auditing.note_seen(record, told, me(request), "api")


def _records(taken_back: Iterable[Change]) -> Iterable[dict[str, Any]]:
    places = dict.fromkeys((line.kind, line.record_id) for line in taken_back)
    for word, pk in places:
        record = kind_of(word).model._default_manager.get(pk=pk)
        yield {"kind": word, "id": record.public_id, "version": record.version}
