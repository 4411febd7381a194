"""Records by what other systems call them: read, made or changed, however often it is sent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Path
from pydantic import BaseModel, Field, StrictStr, StringConstraints, ValidationError, create_model

from goodwill.crm.api.rest import making, problems, shaping, taking
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, made, said, shown
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.records import changing, known_as, sharing
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OnlyShown, OutOfReach
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import ExternalId, Record

AT_ONCE = 200
LONGEST_SOURCE = 60
LONGEST_VALUE = 200

SOURCE: Any = Path(..., max_length=LONGEST_SOURCE, description="The other system: `erp`")
VALUE: Any = Path(..., max_length=LONGEST_VALUE, description="What it calls the record")


class ExternalIdGiven(Given):
    """What another system calls a record."""

    source: str
    value: str
    at: datetime


class ExternalIds(Given):
    """What other systems call a record."""

    items: list[ExternalIdGiven]


class UpsertDone(Given):
    """What became of one of many."""

    external_id: str
    done: str = Field(description="created, changed, unchanged or refused")
    id: uuid.UUID | None
    version: int | None
    problem: dict[str, Any] | None = Field(description="Why it was refused: a problem of RFC 9457")


class UpsertsDone(Given):
    """What became of each, in the order they were sent."""

    items: list[UpsertDone]


def enter(offer: Offer, kind: Kind) -> None:
    """What other systems call records of one kind."""
    for add in (_names, _name, _unname, _read, _upsert, _upsert_many):
        add(offer, kind)


def _names(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/{{uuid:id}}/external-ids",
        f"list_external_ids_of_{kind.word}",
        f"What other systems call one: {said(kind)}",
        gives={200: ExternalIds},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """By source."""
        return _told(found(request, kind, id))


def _name(offer: Offer, kind: Kind) -> None:
    @offer(
        f"PUT /{kind.word}/{{uuid:id}}/external-ids/{{source}}/{{path:value}}",
        f"name_{kind.word}",
        f"Say what another system calls one: {said(kind)}",
        gives={200: ExternalIds},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, source: str = SOURCE, value: str = VALUE
    ) -> HttpResponse:
        """Refused where it calls another record so."""
        record = found(request, kind, id, "change")
        known_as.remember(record, source, value)
        return _told(record)


def _unname(offer: Offer, kind: Kind) -> None:
    @offer(
        f"DELETE /{kind.word}/{{uuid:id}}/external-ids/{{source}}/{{path:value}}",
        f"unname_{kind.word}",
        f"Forget what another system calls one: {said(kind)}",
        gives={204: None},
    )
    def view(
        request: HttpRequest, id: uuid.UUID, source: str = SOURCE, value: str = VALUE
    ) -> HttpResponse:
        """The record stays."""
        record = found(request, kind, id, "change")
        held = ExternalId.objects.filter(kind=kind.word, record_id=record.pk)
        if not held.filter(source=source, value=value).delete()[0]:
            raise OutOfReach
        return HttpResponse(status=204)


def _read(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/by-external-id/{{source}}/{{path:value}}",
        f"read_{kind.word}_by_external_id",
        f"Read one by what another system calls it: {said(kind)}",
        gives={200: shaping.given(kind.word)},
    )
    def view(request: HttpRequest, source: str = SOURCE, value: str = VALUE) -> HttpResponse:
        """One record, with its version as ETag."""
        record = known_as.find(kind.model, source, value)
        if record is None:
            raise OutOfReach
        return shown(request, found(request, kind, record.public_id))


def _upsert(offer: Offer, kind: Kind) -> None:
    @offer(
        f"PUT /{kind.word}/by-external-id/{{source}}/{{path:value}}",
        f"upsert_{kind.word}",
        f"Make or change one by what another system calls it: {said(kind)}",
        gives={200: shaping.given(kind.word), 201: shaping.given(kind.word)},
        takes=shaping.change(kind.word),
    )
    def view(
        request: HttpRequest, sent: BaseModel, source: str = SOURCE, value: str = VALUE
    ) -> HttpResponse:
        """Made if it is not known yet, with what a new one needs; else changed, also in the bin."""
        with transaction.atomic():
            record, done = _put(request, kind, sent, source, value)
        return made(request, kind, record) if done == "created" else shown(request, record)


def _upsert_many(offer: Offer, kind: Kind) -> None:
    @offer(
        f"PUT /{kind.word}/by-external-id/{{source}}",
        f"upsert_many_{kind.word}",
        f"Make or change many by what another system calls them: {said(kind, many=True)}",
        gives={200: UpsertsDone},
        takes=_many(kind),
    )
    def view(request: HttpRequest, sent: Any, source: str = SOURCE) -> HttpResponse:
        """Each by itself: what is refused is told, the others are kept. One action to undo."""
        return answer({"items": [_one_of_many(request, kind, source, one) for one in sent.items]})


def _many(kind: Kind) -> type[BaseModel]:
    key = Annotated[StrictStr, StringConstraints(min_length=1, max_length=LONGEST_VALUE)]
    name = kind.model.__name__
    fields: dict[str, Any] = {
        "external_id": (key, ...),
        "values": (shaping.change(kind.word), ...),
    }
    one: Any = create_model(f"{name}Upsert", __base__=Shape, **fields)
    items: dict[str, Any] = {"items": (Annotated[list[one], Field(max_length=AT_ONCE)], ...)}
    made_: type[BaseModel] = create_model(f"{name}Upserts", __base__=Shape, **items)
    return made_


def _one_of_many(request: HttpRequest, kind: Kind, source: str, one: Any) -> dict[str, Any]:
    told = {"external_id": one.external_id, "id": None, "version": None, "problem": None}
    try:
        with transaction.atomic():
            record, done = _put(request, kind, one.values, source, one.external_id)
    except Exception as trouble:
        problem = problems.of(request, trouble)
        return {**told, "done": "refused", "problem": problems.content(problem)}
    return {**told, "done": done, "id": record.public_id, "version": record.version}


def _put(
    request: HttpRequest, kind: Kind, sent: BaseModel, source: str, value: str
) -> tuple[Record, str]:
    """The record as it stands now, and what was done."""
    record = known_as.find(kind.model, source, value)
    if record is None:
        must(request, f"{kind.word}.create")
        values = taking.values(kind, me(request).reach, _as_new(kind, sent))
        record = making.create(kind, taking.whole(kind, values), by(request))
        known_as.remember(record, source, value)
        return record, "created"
    return _changed(request, kind, sent, record)


def _changed(
    request: HttpRequest, kind: Kind, sent: BaseModel, record: Record
) -> tuple[Record, str]:
    reach = me(request).reach
    seen = kind.model._default_manager.within(reach)
    if not seen.filter(pk=record.pk).exists():
        raise OutOfReach
    held: Any = kind.model._default_manager.select_for_update().get(pk=record.pk)
    must(request, f"{kind.word}.change")
    if sharing.is_only_shown(held, reach):
        raise OnlyShown
    version = held.version
    if held.deleted_at is not None:
        must(request, f"{kind.word}.delete")
        changing.restore(held, by(request))
    making.change(held, taking.values(kind, reach, sent, held), by(request), None)
    return held, "unchanged" if held.version == version else "changed"


def _as_new(kind: Kind, sent: BaseModel) -> BaseModel:
    """What was sent, with what a new record needs.

    Raises
    ------
    Invalid
        If something is missing.
    """
    held = sent.model_dump(mode="json", exclude_unset=True)
    try:
        return shaping.new(kind.word).model_validate(held)
    except ValidationError as trouble:
        wrong = [Wrong(".".join(map(str, one["loc"])), one["msg"]) for one in trouble.errors()]
        raise Invalid(wrong) from trouble


def _told(record: Record) -> HttpResponse:
    held = known_as.ids_of(record)
    items = [{"source": one.source, "value": one.value, "at": plain(one.at)} for one in held]
    return answer({"items": items})
