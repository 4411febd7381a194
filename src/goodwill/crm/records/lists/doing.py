"""What is done with a list: many records changed or deleted, cards moved, files taken away."""

from __future__ import annotations

import uuid

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goodwill.crm.records.asking import actor, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.lists import board, bulk, columnar, exporting, saved
from goodwill.crm.records.lists.asking import Asked, asked
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.ui.toasting import close, toast, trigger
from goodwill.language import Sentence

FILES = {
    "xlsx": (
        exporting.xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "parquet": (columnar.parquet, "application/vnd.apache.parquet"),
}
"""Forms of a file besides CSV: who writes it, and what browsers call it."""


@require_POST
def edit(request: HttpRequest, word: str) -> HttpResponse:
    """The dialog in which one field of all selected records is changed."""
    one, records = _selected(request, word, "change")
    known = bulk.editable(one.kind, one.reach)
    field = known.get(request.POST.get("field", "")) or next(iter(known.values()))
    told = {
        **_told(request, one),
        "known": known,
        "field": field,
        "options": bulk.value_options(one.kind, one.reach, field),
        "records": records.count(),
    }
    return render(request, "records/_list_bulk.html", told)


@require_POST
def preview(request: HttpRequest, word: str) -> HttpResponse:
    """How many records would change, and some of them before and after."""
    one, records = _selected(request, word, "change")
    name, told = request.POST.get("field", ""), request.POST.get("value", "")
    field, value = bulk.understood(one.kind, one.reach, name, told)
    shown = bulk.preview(one.kind, records, field, value)
    return render(
        request,
        "records/_list_preview.html",
        {**_told(request, one), "preview": shown, "value": told},
    )


@require_POST
def change(request: HttpRequest, word: str) -> HttpResponse:
    """Change them all; the message that follows offers to take it back."""
    one, records = _selected(request, word, "change")
    name, told = request.POST.get("field", ""), request.POST.get("value", "")
    field, value = bulk.understood(one.kind, one.reach, name, told)
    by = actor(request)
    count = bulk.change(records, field, value, by)
    return _done(by, Sentence("{n} record changed.", "{n} records changed.", n=count))


@require_POST
def delete(request: HttpRequest, word: str) -> HttpResponse:
    """Put them all into the bin; the message that follows offers to take it back."""
    _, records = _selected(request, word, "delete")
    by = actor(request)
    count = bulk.delete(records, by)
    return _done(by, Sentence("{n} record deleted.", "{n} records deleted.", n=count))


@require_POST
def move(request: HttpRequest, word: str, public_id: uuid.UUID) -> HttpResponse:
    """Put a card into another column of a board."""
    must(request, f"{word}.change")
    one = asked(request, word, "change", {"view": saved.NONE})
    to = (request.POST.get("field", ""), request.POST.get("value", ""))
    by = actor(request)
    asks = board.move(one.kind, one.reach, public_id, to, by)
    if asks:
        return trigger(HttpResponse(status=204), "asks", asks)
    return _done(by, Sentence("Moved."))


@require_POST
def export(request: HttpRequest, word: str) -> HttpResponseBase:
    """The whole list as a file, noted in history."""
    one = asked(request, word, "export", _list(request))
    asked_for = request.POST.get("form", "")
    form = asked_for if asked_for in FILES else "csv"
    exporting.note(one.kind, one.reach, one.wanted, one.me, form)
    name = f"{word}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form in FILES:
        written, content_type = FILES[form]
        held = written(one.kind, one.reach, one.wanted)
        return FileResponse(held, as_attachment=True, filename=name, content_type=content_type)
    lines = exporting.csv_lines(one.kind, one.reach, one.wanted)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def seen(request: HttpRequest, word: str) -> tuple[dict[str, object], Rows]:
    """What a dialog about selected records shows, and the records that the person sees."""
    one = asked(request, word, "view", _list(request))
    selection = bulk.selected(request.POST.getlist("selected"), request.POST.get("all") == "1")
    return _told(request, one), bulk.seen(one.kind, one.reach, one.wanted, selection)


def _selected(request: HttpRequest, word: str, verb: str) -> tuple[Asked, Rows]:
    one = asked(request, word, verb, _list(request))
    is_all = request.POST.get("all") == "1"
    selection = bulk.selected(request.POST.getlist("selected"), is_all)
    return one, bulk.chosen(one.kind, one.reach, one.wanted, selection)


def _list(request: HttpRequest) -> dict[str, str]:
    """The list in which the records were selected, as the form carries it along."""
    told = QueryDict(request.POST.get("list", ""))
    return {name: told[name] for name in told} or {"view": saved.NONE}


def _told(request: HttpRequest, one: Asked) -> dict[str, object]:
    return {
        "one": one,
        "kind": one.kind,
        "list": request.POST.get("list", ""),
        "is_all": request.POST.get("all") == "1",
        "selected": request.POST.getlist("selected"),
    }


def _done(by: Actor, words: Sentence) -> HttpResponse:
    """The list loads itself anew, and a message offers to take back what was done."""
    try:
        undo = reverse("undo", args=[by.batch])
    except NoReverseMatch:
        undo = ""
    response = HttpResponse(status=204)
    return trigger(close(toast(response, words, undo=undo)), "list-changed", "")
