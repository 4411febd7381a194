"""The dialogs of lists: conditions, columns, saved views."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.records.asking import me
from goodwill.crm.records.lists import fields, filtering, saved
from goodwill.crm.records.lists.asking import Asked, asked, kind_or_nothing
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.records.models import SavedView

PLACES = "place"


@require_safe
def conditions(request: HttpRequest, word: str) -> HttpResponse:
    """The editor of conditions."""
    one = asked(request, word)
    lines = filtering.lines(one.kind, one.reach, one.wanted.conditions)
    told = {"lines": lines or [filtering.line(one.kind, one.reach, 0)], "trouble": None}
    return render(request, "records/_list_filter.html", {**_editing(one), **told})


@require_safe
def line(request: HttpRequest, word: str) -> HttpResponse:
    """One row of the editor, after its field or question was changed or a row was added."""
    one = asked(request, word, given={"view": saved.NONE})
    place = request.GET.get(PLACES, "0")
    at = int(place) if place.isdecimal() and len(place) < 4 else 0
    words = (request.GET.get(f"field-{at}", ""), request.GET.get(f"op-{at}", ""))
    given = [held for held in request.GET.getlist(f"value-{at}") if held]
    group = request.GET.get(f"group-{at}", "")
    row = filtering.line(one.kind, one.reach, at, words, (given, group))
    return render(request, "records/_list_line.html", {**_editing(one), "line": row})


@require_safe
def apply(request: HttpRequest, word: str) -> HttpResponse:
    """The list with the conditions that the editor says."""
    one = asked(request, word, given=_kept(request))
    try:
        built = filtering.put_together(one.kind, one.reach, request.GET)
    except NotUnderstood as refusal:
        rows = [_line(one, request, place) for place in filtering.places(request.GET)]
        told = {**_editing(one), "lines": rows, "trouble": refusal.sentence}
        return render(request, "records/_list_filter.html", told, status=422)
    return _to(request, one, where=built.text() or "-")


@require_safe
def columns(request: HttpRequest, word: str) -> HttpResponse:
    """Which columns the list shows, in which order, and what it is grouped by."""
    one = asked(request, word)
    seen = fields.seen(one.kind, one.reach)
    shown = [held.name for held in one.wanted.columns]
    rest = [name for name in seen if name not in shown]
    told = {"ordered": [seen[name] for name in [*shown, *rest]], "shown": shown}
    return render(request, "records/_list_columns.html", {**_editing(one), **told})


@require_safe
def arrange(request: HttpRequest, word: str) -> HttpResponse:
    """The list with the columns that were ticked, in the order in which they stood."""
    one = asked(request, word, given=_kept(request))
    seen = fields.seen(one.kind, one.reach)
    names = [name for name in request.GET.getlist("column") if name in seen]
    return _to(request, one, columns=",".join(names))


@require_safe
def keeping(request: HttpRequest, word: str) -> HttpResponse:
    """The dialog in which a list is kept as a view."""
    one = asked(request, word)
    may_share = one.reach.may("views.share")
    told = {**_editing(one), "may_share": may_share, "audiences": SavedView.Audience}
    return render(request, "records/_list_keep.html", told)


@require_POST
def keep(request: HttpRequest, word: str) -> HttpResponse:
    """Keep the list as a new view, or in place of one's own."""
    one = asked(request, word, given=_kept(request, request.POST.get("list", "")))
    kept = saved.Kept(
        name=request.POST.get("name", ""),
        audience=_audience(request.POST.get("audience", "")),
        is_pinned="is_pinned" in request.POST,
        is_usual="is_usual" in request.POST,
    )
    view = one.wanted.view
    if view is not None and view.owner_id == one.me.pk and "is_new" not in request.POST:
        saved.change(view, one.wanted, kept, one.me)
    else:
        view = saved.save(one.kind, one.wanted, kept, one.me)
    return _gone(request, f"{reverse(word)}?view={view.public_id}")


@require_POST
def forget(request: HttpRequest, word: str, public_id: uuid.UUID) -> HttpResponse:
    """Delete a view of one's own."""
    kind = kind_or_nothing(word)
    saved.delete(saved.found(kind, me(request), public_id), me(request))
    return _gone(request, f"{reverse(word)}?view={saved.NONE}")


def _editing(one: Asked) -> dict[str, object]:
    return {
        "one": one,
        "kind": one.kind,
        "wanted": one.wanted,
        "listing": reverse(one.kind.word),
        "fields": filtering.filterable(one.kind, one.reach),
    }


def _kept(request: HttpRequest, text: str | None = None) -> dict[str, str]:
    """The list from which an editor was opened, as the form carries it along."""
    told = QueryDict(request.GET.get("list", "") if text is None else text)
    return {name: told[name] for name in told} or {"view": saved.NONE}


def _line(one: Asked, request: HttpRequest, place: int) -> filtering.Line:
    words = (request.GET.get(f"field-{place}", ""), request.GET.get(f"op-{place}", ""))
    group = request.GET.get(f"group-{place}", "")
    held = (request.GET.getlist(f"value-{place}"), group)
    return filtering.line(one.kind, one.reach, place, words, held)


def _to(request: HttpRequest, one: Asked, **changes: str) -> HttpResponse:
    return _gone(request, f"{reverse(one.kind.word)}?{one.wanted.query(**changes)}")


def _gone(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page, from a dialog too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _audience(told: str) -> str:
    return told if told in SavedView.Audience.values else SavedView.Audience.ME
