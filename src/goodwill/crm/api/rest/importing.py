"""Imports for programs: how far each is, what came of it, which rows it refused, and the way back.

Files on their way in are in `uploading`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja.params.functions import Query
from pydantic import Field

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by
from goodwill.crm.api.rest.shaping import Given
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.exchange.importing import exemplifying, leading, mending, running, taking_back
from goodwill.crm.exchange.importing.effects import Counts, Effect, Rejected
from goodwill.crm.exchange.importing.models import Import, RefusedRow
from goodwill.crm.exchange.importing.plan import Mode
from goodwill.crm.exchange.importing.views.asking import found_import, may_see
from goodwill.crm.exchange.importing.views.running import TYPES
from goodwill.crm.records.asking import me
from goodwill.crm.records.attaching.sniffing import cleaned
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

AT_ONCE = 50
MOST_REFUSED = 500
AFTER: Any = Query("", max_length=20, description="`next` of the page before")
VERB: Any = Query("created")
FORM: Any = Query("csv")
Verb = Literal[("created", "changed")]
State = Literal["ready", "waiting", "running", "paused", "done", "failed", "undoing", "undone"]
Number = Annotated[int, Field(ge=0)]


class CountsGiven(Given):
    """How many rows did what; `records` counts by kind and verb: `customers.created`."""

    rows: Number
    created: Number
    updated: Number
    unchanged: Number
    skipped: Number
    rejected: Number
    records: dict[str, int]


class RefusedRowGiven(Given):
    """A row that was not taken: where it stands, the column, why, and its cells."""

    row: int
    column: str
    reason: str
    cells: dict[str, str]


class MovedGiven(Given):
    """One field of an example, before and after, as people read it."""

    label: str
    before: str
    after: str


class ExampleGiven(Given):
    """What would become of one row."""

    row: int
    name: str
    is_new: bool
    fields: list[MovedGiven]


class EffectGiven(Given):
    """What it would do, before anything is done; at most a thousand refused rows."""

    counts: CountsGiven
    refused: list[RefusedRowGiven]
    examples: list[ExampleGiven]


class ImportUndone(Given):
    """How many were taken back, and how many left since somebody changed them."""

    taken_back: int
    left: int


class ImportGiven(Given):
    """One file, brought in by a plan."""

    id: uuid.UUID
    name: str
    kind: str = Field(description="What a row is")
    mode: Mode
    source: str
    by: uuid.UUID
    state: State = Field(description="ready: tried out, not begun")
    rows: int | None = Field(description="None until they were counted")
    rows_done: int
    share_done: float
    counts: CountsGiven
    refused: int = Field(description="So many rows are to be mended")
    trouble: str | None = Field(description="Why it stopped")
    undone: ImportUndone | None
    may_undo: bool = Field(description="Whether the person may take it back")
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class ImportTried(ImportGiven):
    """One import, and what its dry run found."""

    effect: EffectGiven | None = Field(description="None until it was tried out")


class Imports(Given):
    """The latest first, 50 at once."""

    items: list[ImportGiven]
    next: str | None = Field(description="The next page: send it as `after`")


class RefusedRows(Given):
    """In the order of the file."""

    items: list[RefusedRowGiven]
    next: str | None = Field(description="The next page: send it as `after`")


class BroughtRecord(Given):
    """A record that an import made or changed."""

    kind: str
    id: uuid.UUID
    name: str
    fields: list[str] = Field(description="What was changed, as people call it")


class BroughtRecords(Given):
    """In the order in which they came, of those the person sees."""

    items: list[BroughtRecord]
    hidden: int = Field(description="How many of this page the person does not see")
    next: str | None = Field(description="The next page: send it as `after`")


def enter(offer: Offer) -> None:
    """What is done with imports that are there."""
    for add in (_list, _read):
        add(offer)
    _act(offer, "pause", "Stop after the piece at hand", running.pause)
    _act(offer, "resume", "Go on where it stopped", running.resume)
    for add in (_undo, _refused, _refused_file, _records):
        add(offer)


def _list(offer: Offer) -> None:
    @offer("GET /imports", "list_imports", "What was brought in", gives={200: Imports})
    def view(request: HttpRequest, after: str = AFTER) -> HttpResponse:
        """The person's own; everybody's for whoever looks after data."""
        may_see(request)
        begun: QuerySet[Import] = Import.objects.exclude(state=Import.State.READY)
        if not me(request).may("data.manage"):
            begun = begun.filter(by=me(request))
        begun = begun.select_related("by").order_by("-pk")
        place = _place(after)
        rows = list((begun.filter(pk__lt=place) if place else begun)[: AT_ONCE + 1])
        more = str(rows[AT_ONCE - 1].pk) if len(rows) > AT_ONCE else None
        return answer({"items": [_told(request, one) for one in rows[:AT_ONCE]], "next": more})


def _read(offer: Offer) -> None:
    @offer(
        "GET /imports/{uuid:id}",
        "read_import",
        "One import: how far it is, and what came of it",
        gives={200: ImportTried},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Ask again while it is waiting, running or undoing."""
        return tried(request, found_import(request, id))


def _act(offer: Offer, word: str, words: str, act: Callable[[Import], None]) -> None:
    @offer(
        f"POST /imports/{{uuid:id}}/{word}",
        f"{word}_import",
        words,
        gives={200: ImportTried},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What is in stands; nothing is lost, and nothing comes twice."""
        import_ = found_import(request, id)
        act(import_)
        return tried(request, import_)


def _undo(offer: Offer) -> None:
    @offer(
        "POST /imports/{uuid:id}/undo",
        "undo_import",
        "Take a whole import back",
        gives={200: ImportTried},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What it changed, too; what somebody changed since is left. Large ones take a while."""
        import_ = found_import(request, id)
        taking_back.take_back(import_, by(request))
        import_.refresh_from_db()
        return tried(request, import_)


def _refused(offer: Offer) -> None:
    @offer(
        "GET /imports/{uuid:id}/refused",
        "list_refused_rows",
        "The rows that were not taken, and why",
        gives={200: RefusedRows},
    )
    def view(request: HttpRequest, id: uuid.UUID, after: str = AFTER) -> HttpResponse:
        """In the order of the file, 500 at once."""
        rows = found_import(request, id).refused.order_by("row", "pk")
        place = _place(after)
        some = list((rows.filter(row__gt=place) if place else rows)[: MOST_REFUSED + 1])
        more = str(some[MOST_REFUSED - 1].row) if len(some) > MOST_REFUSED else None
        return answer({"items": [_row(one) for one in some[:MOST_REFUSED]], "next": more})


def _refused_file(offer: Offer) -> None:
    @offer(
        "GET /imports/{uuid:id}/refused/file",
        "take_refused_rows",
        "The rows that were not taken as a file, to be mended and brought in again",
        gives={200: None},
        files=(TYPES["csv"].partition(";")[0], TYPES["xlsx"]),
    )
    def view(
        request: HttpRequest, id: uuid.UUID, form: Literal["csv", "xlsx"] = FORM
    ) -> HttpResponse:
        """With the reasons, in the language that is asked for."""
        import_ = found_import(request, id)
        if not import_.refused.exists():
            raise OutOfReach
        stem = import_.name.rpartition(".")[0] or import_.name
        name = cleaned(say("{name}, to mend", name=stem) + f".{form}")
        headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
        held = mending.file_of(import_, form)
        return HttpResponse(held, content_type=TYPES[form], headers=headers)


def _records(offer: Offer) -> None:
    @offer(
        "GET /imports/{uuid:id}/records",
        "list_imported_records",
        "What an import made or changed",
        gives={200: BroughtRecords},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, verb: Verb = VERB, after: str = AFTER
    ) -> HttpResponse:
        """Record by record, 50 at once, as far as the person sees them."""
        import_ = found_import(request, id)
        _place(after)
        page = leading.page_of(import_, verb, me(request), after)
        items = [
            {
                "kind": one.kind.word,
                "id": one.public_id,
                "name": one.name,
                "fields": list(one.fields),
            }
            for one in page.records
        ]
        return answer({"items": items, "hidden": page.hidden, "next": page.after or None})


def tried(request: HttpRequest, import_: Import, status: int = 200) -> HttpResponse:
    """An import with what its dry run found."""
    effect = None
    if import_.effect:
        effect = _effect(Effect.from_json(import_.effect), me(request).reach)
    return answer({**_told(request, import_), "effect": effect}, status)


def _told(request: HttpRequest, one: Import) -> dict[str, Any]:
    plan = one.planned
    return {
        "id": one.public_id,
        "name": one.name,
        "kind": plan.shape,
        "mode": plan.mode,
        "source": plan.source,
        "by": one.by.public_id,
        "state": one.state,
        "rows": one.rows,
        "rows_done": one.bookmark,
        "share_done": one.share_done,
        "counts": _counted(Counts.from_json(one.counts)),
        "refused": one.counts.get("rejected", 0),
        "trouble": show(one.why) if one.why is not None else None,
        "undone": one.undone or None,
        "may_undo": running.may_undo(one, me(request)),
        "made_at": plain(one.made_at),
        "started_at": plain(one.started_at),
        "ended_at": plain(one.ended_at),
    }


def _effect(effect: Effect, reach: Reach) -> dict[str, Any]:
    return {
        "counts": _counted(effect.counts),
        "refused": [_rejected(one) for one in effect.rejected],
        "examples": [
            {
                "row": one.row,
                "name": one.name,
                "is_new": one.is_new,
                "fields": [vars(field) for field in one.fields],
            }
            for one in exemplifying.told(effect.examples, reach)
        ],
    }


def _counted(counts: Counts) -> dict[str, Any]:
    told = counts.to_json()
    records = told.pop("told")
    return {**told, "records": records}


def _row(one: RefusedRow) -> dict[str, Any]:
    return row_told(one.row, one.column, show(one.why), one.cells)


def _rejected(one: Rejected) -> dict[str, Any]:
    return row_told(one.row, one.column, show(one.reason), one.cells)


def row_told(row: int, column: str, reason: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """A row that was not taken, wherever it came from."""
    return {"row": row, "column": column, "reason": reason, "cells": dict(cells)}


def _place(after: str) -> int | None:
    if after and not (after.isascii() and after.isdecimal()):
        words = Sentence("This page is not one of this list. Begin anew without it.")
        raise Invalid([Wrong("after", words)])
    return int(after) if after else None
