"""The card of a record's files, and the door through which they leave."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from goodwill.crm.accounts.reading import kept
from goodwill.crm.records import asking, kinds
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.errors import BadAttachment, OutOfReach
from goodwill.crm.records.models import Record
from goodwill.crm.ui import toasting
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

HARMLESS = "default-src 'none'; img-src 'self'; sandbox"


@require_GET
def attachments(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """The card."""
    return _card(request, _record(request, kind, public_id))


@require_POST
def attach(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Take files in; those that are not taken are named with the reason."""
    record = _record(request, kind, public_id, "change")
    troubles = []
    for upload in request.FILES.getlist("files"):
        try:
            keeping.attach(record, upload, asking.me(request))
        except BadAttachment as refusal:
            troubles.append(say(refusal.sentence))
    return _card(request, record, troubles)


@require_safe
@cache_control(private=True, no_store=True)
def attachment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The file itself, always as something to save."""
    held, _ = _held(request, public_id)
    return _handed_out(held, as_attachment=True)


@require_safe
@cache_control(private=True, max_age=3600)
def attachment_picture(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The file as a picture within a page, if it is one that can do no harm."""
    held, _ = _held(request, public_id)
    if not held.is_picture:
        raise OutOfReach
    return _handed_out(held, as_attachment=False)


@require_POST
def remove_attachment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show it no longer, with a way back."""
    held, record = _held(request, public_id, "change")
    keeping.remove(held, record, asking.me(request))
    return toasting.toast(
        _card(request, record),
        Sentence("{name} was removed.", name=held.name),
        undo=reverse("restore_attachment", args=[held.public_id]),
    )


@require_POST
def restore_attachment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a removed file again."""
    held, record = _held(request, public_id, "change", is_removed=True)
    keeping.bring_back(held, record, asking.me(request))
    return _card(request, record)


def _card(request: HttpRequest, record: Record, troubles: list[str] | None = None) -> HttpResponse:
    told = {
        "record": record,
        "files": _files_of(record.kind, record.pk),
        "troubles": troubles or [],
        "may_change": asking.me(request).may(f"{record.kind}.change"),
    }
    status = 422 if troubles else 200
    return render(request, "records/_attachments.html", told, status=status)


@kept
def _files_of(kind: str, record: int) -> QuerySet[Any]:
    own = Attachment.objects.filter(kind=kind, record_id=record, deleted_at=None)
    return own.order_by("-at", "-pk")


def _handed_out(held: Attachment, *, as_attachment: bool) -> FileResponse:
    try:
        stream = held.file.open("rb")
    except FileNotFoundError as trouble:
        raise OutOfReach from trouble
    response = FileResponse(
        stream, as_attachment=as_attachment, filename=held.name, content_type=held.media_type
    )
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _held(
    request: HttpRequest, public_id: uuid.UUID, verb: str = "view", *, is_removed: bool = False
) -> tuple[Attachment, Record]:
    """The file and its record, if the person may do this with the record."""
    held = Attachment.objects.filter(public_id=public_id, deleted_at__isnull=not is_removed).first()
    if held is None:
        raise OutOfReach
    model = kinds.kind_of(held.kind).model
    record = model._default_manager.filter(pk=held.record_id).first()
    if record is None:
        raise OutOfReach
    return held, asking.found(request, model, record.public_id, verb)


def _record(request: HttpRequest, kind: str, public_id: uuid.UUID, verb: str = "view") -> Record:
    try:
        model = kinds.kind_of(kind).model
    except KeyError as trouble:
        raise OutOfReach from trouble
    return asking.found(request, model, public_id, verb)
