"""Where a person goes after an action, and what they are told there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse

from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


def gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go to another page; where a fragment was asked for, the browser is told to."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def tell_later(request: HttpRequest, words: Sentence, *, undo: UUID | None = None) -> None:
    """Say this on the next page, with the way back."""
    tag = reverse("undo", args=[undo]) if undo else ""
    messages.success(request, say(words), extra_tags=tag)


def page_of(kind: Kind, record: Record) -> str:
    """The record's own page; its customer's, its list or the first page where it has none."""
    if kind.page and kind.page == "customer" and kind.model.reach_through:
        return reverse(kind.page, args=[getattr(record, kind.model.reach_through).public_id])
    if kind.page:
        return reverse(kind.page, args=[record.public_id])
    return list_of(kind)


def list_of(kind: Kind) -> str:
    """The list of a kind; the first page where it has none."""
    try:
        return reverse(kind.word)
    except NoReverseMatch:
        return "/"
