"""The pages and parts of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from goodwill.crm.records.lists import cells, counting, fields, paging, reading, sorting, wanting
from goodwill.crm.records.lists.asking import Asked, asked

View = Callable[..., HttpResponse]


def page(word: str) -> View:
    """The view of a kind's list: as a table, a board or a calendar."""

    @require_safe
    def shown(request: HttpRequest) -> HttpResponse:
        return listed(request, word)

    shown.__name__ = word
    return shown


def listed(request: HttpRequest, word: str) -> HttpResponse:
    """The list as a page, or the list alone where htmx asks."""
    one = asked(request, word)
    response = render(request, _template(request), {**around(one), **_body(one)})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
def count(request: HttpRequest, word: str) -> HttpResponse:
    """How many records the list holds; `exact` counts them all."""
    one = asked(request, word)
    how = counting.exact if request.GET.get("exact") else counting.count
    told = {"one": one, "count": how(one.kind, one.reach, one.wanted), "address": _address(one)}
    return render(request, "records/_list_count.html", told)


def around(one: Asked) -> dict[str, Any]:
    """What a list shows around its records."""
    kind, wanted, seen = one.kind, one.wanted, fields.seen(one.kind, one.reach)
    names = reading.named(kind, wanted.conditions)
    return {
        "one": one,
        "kind": kind,
        "wanted": wanted,
        "address": _address(one),
        "create": _create(one),
        "sentence": reading.sentence(kind, wanted.conditions, wanted.text, names),
        "chips": reading.chips(kind, wanted.conditions, names),
        "fields": seen,
        "sortable": sorting.sortable(kind, one.reach),
        "boards": wanting.boards(seen),
        "calendars": wanting.calendars(seen),
        "groups": wanting.groups(seen),
    }


def _body(one: Asked) -> dict[str, Any]:
    found = paging.rows(one.kind, one.reach, one.wanted)
    rows = cells.lines(one.kind, found.records, one.wanted.columns, one.may("change"))
    return {"page": found, "rows": rows}


def _template(request: HttpRequest) -> str:
    is_part = request.headers.get("HX-Target") == "list"
    return "records/_list.html" if is_part else "records/list.html"


def _address(one: Asked) -> str:
    return reverse(one.kind.word)


def _create(one: Asked) -> str:
    """Where a new record is made; empty if the person may not or there is no such page."""
    if not one.may("create"):
        return ""
    try:
        return reverse("create", args=[one.kind.word])
    except NoReverseMatch:
        return ""
