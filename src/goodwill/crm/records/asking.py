"""What every view asks first: who is it, may they, and is the record within their reach."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from goodwill.crm.accounts.asking import me, must
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.records import sharing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed, OnlyShown, OutOfReach, Refused
from goodwill.crm.records.merging import following
from goodwill.crm.records.merging.errors import MergedAway
from goodwill.crm.records.merging.models import Merged
from goodwill.crm.records.models import Record

__all__ = ["actor", "answer_refusals", "found", "me", "must"]

R = TypeVar("R", bound=Record)


def actor(request: HttpRequest) -> Actor:
    """The person as the one who changes something, in an action of its own."""
    return Actor(me(request))


def found(request: HttpRequest, model: type[R], public_id: uuid.UUID, verb: str = "view") -> R:
    """The record, if the person may do this with it.

    Raises
    ------
    OutOfReach
        If there is none, it is in the bin, or it is not within the person's reach.
    MergedAway
        If it is part of another now, which is within reach.
    NotAllowed
        If the role does not include the verb for this kind of record.
    OnlyShown
        If the record was shared with the person to look at, not to change.
    """
    reach = me(request).reach
    # The parts of a page ask for the same record as the page around them.
    known: dict[object, R] = request.__dict__.setdefault("records_found", {})
    record = known.get((model, public_id))
    if record is None:
        record = next(iter(_named(reach, public_id, model=model)), None)
        if record is None:
            raise _elsewhere(model, public_id, reach) or OutOfReach
        if request.method == "GET":
            known[model, public_id] = record
    must(request, f"{model.kind}.{verb}")
    if verb != "view" and sharing.is_only_shown(record, reach):
        raise OnlyShown
    return record


@kept
def _named(reach: Reach, public_id: uuid.UUID, *, model: type[Record]) -> QuerySet[Any]:
    return model._default_manager.present().within(reach).filter(public_id=public_id)


def _elsewhere(model: type[Record], public_id: uuid.UUID, reach: Reach) -> MergedAway | None:
    """Where a merged record went, if the person may see what it is part of."""
    away = Merged.objects.filter(kind=model.kind, public_id=public_id).first()
    if away is None:
        return None
    seen = model.objects.present().within(reach)
    survivor = seen.filter(pk=following.end_of(model.kind, away.record_id)).first()
    return MergedAway(survivor) if survivor is not None else None


def _same_page_of(request: HttpRequest, survivor: Record) -> str:
    """The same address of the record that the one asked for is part of; empty if there is none."""
    match = request.resolver_match
    if match is None or match.url_name is None or "public_id" not in match.kwargs:
        return ""
    where = reverse(match.url_name, kwargs={**match.kwargs, "public_id": survivor.public_id})
    asked = request.META.get("QUERY_STRING", "")
    return f"{where}?{asked}" if asked else where


def answer_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a refusal becomes a page, or a message where a part of a page was asked for."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, Refused):
            return None
        if isinstance(refusal, MergedAway) and request.method in ("GET", "HEAD"):
            where = _same_page_of(request, refusal.survivor)
            if where:
                return HttpResponseRedirect(where)
        status = next(code for sort, code in _STATUS if isinstance(refusal, sort))
        page = "ui/_refusal.html" if request.headers.get("HX-Request") else "ui/refusal.html"
        return render(request, page, {"refusal": refusal, "status": status}, status=status)

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer


_STATUS = ((OutOfReach, 404), (NotAllowed, 403), (Refused, 422))
