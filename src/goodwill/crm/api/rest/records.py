"""What programs can do with records of every kind: list, read, make, change, delete, bring back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja.params.functions import Header, Query
from pydantic import BaseModel

from goodwill.crm.api.rest import making, repeating, shaping, taking
from goodwill.crm.api.rest.listing import Asked, listed
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.remembering import as_told, outdated
from goodwill.crm.api.rest.telling import Teller
from goodwill.crm.records import asking, binning, changing
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Clashing, OutOfReach
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.models import Record
from goodwill.language import english

SOURCE = "api"
ASKED: Any = Query(...)
FIELDS: Any = Query(
    "", description="Only these fields, by commas; sensitive ones only if named here"
)
IF_MATCH: Any = Header(
    None, alias="If-Match", description="Refuse (412) unless it has this version"
)
IF_NONE: Any = Header(None, alias="If-None-Match", description="Answer 304 if it has this version")
SEEN: Any = Query(
    None,
    ge=1,
    le=2**31 - 1,
    description=(
        "The version you looked at: what others changed since stands beside your changes; "
        "only where both changed the same field is it refused (409)"
    ),
)


def by(request: HttpRequest) -> Actor:
    """The person as the one who changes something through the API."""
    return Actor(me(request), source=SOURCE)


def found(
    request: HttpRequest,
    kind: Kind,
    public_id: uuid.UUID,
    verb: str = "view",
    *,
    lock: bool = False,
) -> Any:
    """The record, if the person may do this with it; locked until the transaction ends.

    Raises
    ------
    OutOfReach
        If there is none, it is in the bin, or it is not within the person's reach.
    NotAllowed
        If key or role do not include the verb.
    OnlyShown
        If it was shared to look at, not to change.
    """
    record: Any = asking.found(request, kind.model, public_id, verb)
    if lock:
        record = kind.model._default_manager.select_for_update().get(pk=record.pk)
        if record.deleted_at is not None:
            raise OutOfReach
    return record


def shown(
    request: HttpRequest, record: Record, fields: str = "", status: int = 200
) -> HttpResponse:
    """The record as it stands now, with its version as ETag."""

    teller = Teller(kind_of(record), me(request), fields)
    response = answer(teller.tell(record), status)
    response.headers["ETag"] = etag(record)
    return response


def answer(content: Any, status: int = 200) -> HttpResponse:
    """JSON as it is read by people, too."""
    return JsonResponse(
        content, status=status, safe=False, json_dumps_params={"ensure_ascii": False}
    )


def answer_once(content: dict[str, Any], secret: str, status: int = 200) -> HttpResponse:
    """JSON whose secret is told this once: what is sent again is answered without it."""
    response = answer(content, status)
    response.headers["Cache-Control"] = "no-store"
    return repeating.kept_without(response, answer({**content, secret: None}, status))


def etag(record: Record) -> str:
    return f'"{record.version}"'


def is_met(condition: str, record: Record) -> bool:
    """Whether one of the tags of a condition is the record's (RFC 9110, 13.1.1)."""
    tags = {one.strip().removeprefix("W/") for one in condition.split(",")}
    return condition.strip() == "*" or etag(record) in tags


def enter(offer: Offer, kind: Kind) -> None:
    """The operations of one kind."""
    for add in (_list, _read, _create, _change, _delete, _restore, _bin):
        add(offer, kind)


def said(kind: Kind, many: bool = False) -> str:
    return english().show(kind.many if many else kind.one).lower()


def _list(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}",
        f"list_{kind.word}",
        f"List {said(kind, many=True)}",
        gives={200: shaping.page(kind.word)},
    )
    def view(request: HttpRequest, asked: Asked = ASKED) -> HttpResponse:
        """Filtered, sorted and found as in the pages, of those the person may see."""
        return answer(listed(kind, me(request), asked))


def _read(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/{{uuid:id}}",
        f"read_{kind.word}",
        f"Read one: {said(kind)}",
        gives={200: shaping.given(kind.word), 304: None},
    )
    def view(
        request: HttpRequest,
        id: uuid.UUID,
        fields: str = FIELDS,
        if_none_match: str | None = IF_NONE,
    ) -> HttpResponse:
        """One record, with its version as ETag."""
        record = found(request, kind, id)
        if if_none_match and is_met(if_none_match, record):
            return HttpResponse(status=304, headers={"ETag": etag(record)})
        return shown(request, record, fields)


def _create(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}",
        f"create_{kind.word}",
        f"Make one: {said(kind)}",
        gives={201: shaping.given(kind.word)},
        takes=shaping.new(kind.word),
    )
    def view(request: HttpRequest, sent: BaseModel) -> HttpResponse:
        """A new record; whoever makes it owns it unless told otherwise."""
        must(request, f"{kind.word}.create")
        with transaction.atomic():
            values = taking.whole(kind, taking.values(kind, me(request).reach, sent))
            record = making.create(kind, values, by(request))
        return made(request, kind, record)


def _change(offer: Offer, kind: Kind) -> None:
    @offer(
        f"PATCH /{kind.word}/{{uuid:id}}",
        f"change_{kind.word}",
        f"Change one: {said(kind)}",
        gives={200: shaping.given(kind.word)},
        takes=shaping.change(kind.word),
    )
    def view(
        request: HttpRequest,
        id: uuid.UUID,
        sent: BaseModel,
        seen: int | None = SEEN,
        if_match: str | None = IF_MATCH,
    ) -> HttpResponse:
        """The fields that are sent get new values; the others stay.

        With `If-Match` only if nobody changed the record meanwhile; with `seen` changes of
        different fields are put together.
        """
        with transaction.atomic():
            record = found(request, kind, id, "change", lock=True)
            values = taking.values(kind, me(request).reach, sent, record)
            try:
                _must_match(record, if_match, values)
                making.change(record, values, by(request), seen)
            except Clashing as trouble:
                raise as_told(trouble, record, me(request).reach) from trouble
        return shown(request, record)


def _delete(offer: Offer, kind: Kind) -> None:
    @offer(
        f"DELETE /{kind.word}/{{uuid:id}}",
        f"delete_{kind.word}",
        f"Delete one: {said(kind)}",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID, if_match: str | None = IF_MATCH) -> HttpResponse:
        """Into the bin, from which it comes back for 30 days."""
        with transaction.atomic():
            record = found(request, kind, id, "delete", lock=True)
            _must_match(record, if_match, {})
            making.delete(record, by(request))
        return HttpResponse(status=204)


def _restore(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/{{uuid:id}}/restore",
        f"restore_{kind.word}",
        f"Bring one back: {said(kind)}",
        gives={200: shaping.given(kind.word)},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Out of the bin."""
        must(request, f"{kind.word}.delete")
        with transaction.atomic():
            binned = binning.binned(kind, me(request).reach).filter(public_id=id).first()
            if binned is None:
                raise OutOfReach
            changing.restore(binned, by(request))
        return shown(request, binned)


def _bin(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/bin",
        f"list_deleted_{kind.word}",
        f"List the bin: {said(kind, many=True)}",
        gives={200: shaping.page(kind.word)},
    )
    def view(request: HttpRequest, fields: str = FIELDS) -> HttpResponse:
        """The latest 100 that were deleted and may be brought back."""
        must(request, f"{kind.word}.delete")
        teller = Teller(kind, me(request), fields)
        binned = binning.binned(kind, me(request).reach).order_by("-deleted_at", "-pk")
        items = teller.tell_all(list(binned[:IN_BIN]))
        return answer({"items": items, "next": None, "previous": None})


def made(request: HttpRequest, kind: Kind, record: Record) -> HttpResponse:
    """A new record, and where it is read."""
    response = shown(request, record, status=201)
    response.headers["Location"] = reverse("rest", args=[f"{kind.word}/{record.public_id}"])
    return response


def _must_match(record: Record, condition: str | None, values: dict[str, Any]) -> None:
    if condition and not is_met(condition, record):
        raise outdated(record, condition, values)


IN_BIN = 100
