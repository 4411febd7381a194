"""The pages and parts of lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from goodwill.crm.records.lists import (
    board,
    calendar,
    cells,
    counting,
    fields,
    grouping,
    menus,
    paging,
    reading,
    sorting,
    wanting,
)
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
    told = {"one": one, "count": how(one.kind, one.reach, one.wanted), "listing": _address(one)}
    return render(request, "records/_list_count.html", told)


@require_safe
def groups(request: HttpRequest, word: str) -> HttpResponse:
    """How many records have each value of a field, and what the columns amount to."""
    one = asked(request, word)
    told: dict[str, Any] = {"one": one, "listing": _address(one), "trouble": None}
    try:
        told["groups"] = grouping.groups(one.kind, one.reach, one.wanted)
        told["aggregates"] = grouping.aggregates(one.kind, one.reach, one.wanted)
    except grouping.TooMany as refusal:
        told |= {"trouble": refusal.sentence, "groups": [], "aggregates": []}
    return render(request, "records/_list_groups.html", told)


@require_safe
def more(request: HttpRequest, word: str) -> HttpResponse:
    """The next cards of one column of a board."""
    one = asked(request, word)
    may_change, value = one.may("change"), request.GET.get("value", "")
    stack = board.stack(one.kind, one.reach, one.wanted, value)
    told = {**around(one), "stack": stack, "may_change": may_change}
    return render(request, "records/_list_cards.html", told)


def around(one: Asked) -> dict[str, Any]:
    """What a list shows around its records."""
    kind, wanted, seen = one.kind, one.wanted, fields.seen(one.kind, one.reach)
    names = reading.named(kind, wanted.conditions)
    return {
        "one": one,
        "kind": kind,
        "wanted": wanted,
        "listing": _address(one),
        "create": _create(one),
        "sentence": reading.sentence(kind, wanted.conditions, wanted.text, names),
        "may_share": one.reach.may("views.share"),
        "chips": reading.chips(kind, wanted.conditions, names),
        "fields": seen,
        "sortable": sorting.sortable(kind, one.reach),
        "menus": menus.menus(one),
    }


def _body(one: Asked) -> dict[str, Any]:
    """What stands in the list, by its shape."""
    may_change = one.may("change")
    if one.wanted.shape == wanting.BOARD:
        shown = board.stacks(one.kind, one.reach, one.wanted)
        switches = board.switches(one.kind, one.reach, one.wanted)
        told = {"stacks": shown, "switches": switches, "may_change": may_change}
        return {**told, "page": None, "rows": []}
    if one.wanted.shape == wanting.CALENDAR:
        dates = calendar.calendar(one.kind, one.reach, one.wanted)
        return {**_calendar(one, dates), "page": None, "rows": [], "may_change": may_change}
    found = paging.rows(one.kind, one.reach, one.wanted)
    rows = cells.lines(one.kind, found.records, one.wanted.columns)
    pencils = cells.pencils(one.kind, one.wanted.columns) if may_change else {}
    return {"page": found, "rows": rows, "may_change": may_change, "pencils": pencils}


def _calendar(one: Asked, shown: calendar.Calendar) -> dict[str, Any]:
    today = timezone.localdate()
    near = today if shown.span.first <= today <= shown.span.last else shown.span.first
    year, week, _ = near.isocalendar()
    return {
        "calendar": shown,
        "week": f"{year}-W{week:02}",
        "month": f"{near:%Y-%m}",
        "of_day": partial(calendar.of_day, one.wanted, one.kind),
    }


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
        return reverse(one.kind.new) if one.kind.new else reverse("new", args=[one.kind.word])
    except NoReverseMatch:
        return ""
