"""Files of records, for programs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import UploadedFile
from ninja.params.functions import File
from pydantic import Field

from goodwill.crm.api.rest.offering import BINARY, Offer
from goodwill.crm.api.rest.records import answer, found, said
from goodwill.crm.api.rest.shaping import Given
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.records.asking import me
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.models import Record

FILE: Any = File(..., description="The file")


class AttachmentGiven(Given):
    """A file of a record."""

    id: uuid.UUID = Field(description="The file itself: /api/v1/attachments/{id}")
    name: str
    size: int
    media_type: str
    sha256: str
    at: datetime
    by: uuid.UUID | None


class Attachments(Given):
    """The files of a record, latest first."""

    items: list[AttachmentGiven]


def enter(offer: Offer, kind: Kind) -> None:
    """Files of one kind."""
    _list(offer, kind)
    _attach(offer, kind)


def enter_files(offer: Offer) -> None:
    """The files themselves."""
    _read(offer)
    _remove(offer)
    _bring_back(offer)


def _list(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/{{uuid:id}}/attachments",
        f"list_attachments_of_{kind.word}",
        f"The files of one: {said(kind)}",
        gives={200: Attachments},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Latest first."""
        record = found(request, kind, id)
        files = Attachment.objects.of(record).present().select_related("by").order_by("-at", "-pk")
        return answer({"items": [_told(one) for one in files]})


def _attach(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/{{uuid:id}}/attachments",
        f"attach_to_{kind.word}",
        f"Attach a file to one: {said(kind)}",
        gives={201: AttachmentGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID, file: UploadedFile = FILE) -> HttpResponse:
        """As multipart/form-data; what is no known sort of file is refused."""
        record = found(request, kind, id, "change")
        return answer(_told(keeping.attach(record, file, me(request))), 201)


def _read(offer: Offer) -> None:
    @offer(
        "GET /attachments/{uuid:id}",
        "read_attachment",
        "The file itself",
        gives={200: None},
        files=(BINARY,),
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponseBase:
        """As something to save."""
        held, _ = _held(request, id)
        try:
            stream = held.file.open("rb")
        except FileNotFoundError:
            raise OutOfReach from None
        return FileResponse(stream, as_attachment=True, filename=held.name, content_type=BINARY)


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /attachments/{uuid:id}",
        "remove_attachment",
        "Remove a file",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """It comes back for 30 days."""
        held, record = _held(request, id, "change")
        keeping.remove(held, record, me(request))
        return HttpResponse(status=204)


def _bring_back(offer: Offer) -> None:
    @offer(
        "POST /attachments/{uuid:id}/restore",
        "restore_attachment",
        "Bring a file back",
        gives={200: AttachmentGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """One that was removed."""
        held, record = _held(request, id, "change", is_removed=True)
        keeping.bring_back(held, record, me(request))
        return answer(_told(held))


def _held(
    request: HttpRequest, public_id: uuid.UUID, verb: str = "view", *, is_removed: bool = False
) -> tuple[Attachment, Record]:
    held = Attachment.objects.filter(public_id=public_id, deleted_at__isnull=not is_removed).first()
    if held is None:
        raise OutOfReach
    kind = kind_of(held.kind)
    record = kind.model._default_manager.filter(pk=held.record_id).first()
    if record is None:
        raise OutOfReach
    return held, found(request, kind, record.public_id, verb)


def _told(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "name": one.name,
        "size": one.size,
        "media_type": one.media_type,
        "sha256": one.sha256,
        "at": plain(one.at),
        "by": one.by.public_id if one.by else None,
    }
