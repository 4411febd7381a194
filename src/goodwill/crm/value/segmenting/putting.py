"""Customers selected in a list, put into a static segment or taken out of one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.records.lists import doing
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import close, toast, trigger
from goodwill.crm.value.segmenting import keeping
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import Sentence

KIND = "customers"
MOST = 300


@require_POST
def segment_put(request: HttpRequest) -> HttpResponse:
    """The dialog: into which segment, or a new one."""
    must(request, "segments.change")
    told, customers = doing.seen(request, KIND)
    return _dialog(request, told, customers.count())


@require_POST
def segment_put_done(request: HttpRequest) -> HttpResponse:
    """Put them in, or take them out."""
    must(request, "segments.change")
    told, customers = doing.seen(request, KIND)
    try:
        words = _done(request, list(customers))
    except (OutOfReach, NotAllowed):
        raise
    except Refused as refusal:
        return _dialog(request, told, customers.count(), say(refusal.sentence))
    response = close(toast(HttpResponse(status=204), words))
    return trigger(response, "list-changed", "")


def _done(request: HttpRequest, customers: list[Any]) -> Sentence:
    by, name = actor(request), request.POST.get("name", "").strip()[:120]
    if name:
        must(request, "segments.create")
        keeping.make_of(name, customers, by)
        return Sentence(
            "{n} customer is in “{segment}” now.",
            "{n} customers are in “{segment}” now.",
            n=len(customers),
            segment=name,
        )
    one = _segment(request)
    if request.POST.get("verb") == "out":
        n = keeping.take_out(one, customers, by)
        return Sentence(
            "{n} customer taken out of “{segment}”.",
            "{n} customers taken out of “{segment}”.",
            n=n,
            segment=one.name,
        )
    n = keeping.put_in(one, customers, by)
    return Sentence(
        "{n} customer put into “{segment}”.",
        "{n} customers put into “{segment}”.",
        n=n,
        segment=one.name,
    )


def _segment(request: HttpRequest) -> Segment:
    asked = request.POST.get("segment", "")
    if not asked:
        raise Refused(Sentence("Choose a segment, or name a new one."))
    try:
        public_id = uuid.UUID(asked)
    except ValueError:
        raise OutOfReach from None
    found: Segment | None = _open_to(request).filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    return found


def _open_to(request: HttpRequest) -> Any:
    """The static segments that the person may change."""
    return Segment.objects.present().changeable(me(request).reach).filter(is_static=True)


def _dialog(
    request: HttpRequest, told: dict[str, object], customers: int, trouble: str = ""
) -> HttpResponse:
    shown = {
        **told,
        "customers": customers,
        "segments": _open_to(request).order_by("name", "pk")[:MOST],
        "may_create": me(request).may("segments.create"),
        "picked": request.POST.get("segment", ""),
        "trouble": trouble,
    }
    status = 422 if trouble else 200
    return render(request, "value/segments/_put.html", shown, status=status)
