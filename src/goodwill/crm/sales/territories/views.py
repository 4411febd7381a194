"""Territories: who looks after whom by rule, who would move, and moving them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.records import changing
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.sales.territories import assigning
from goodwill.crm.sales.territories.errors import BadTerritory
from goodwill.crm.sales.territories.forms import TerritoryForm
from goodwill.crm.sales.territories.models import Territory
from goodwill.crm.sales.territories.rules import FIELDS
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """All territories in the order in which they are asked, and how many each decides for."""
    must(request, "territories.view")
    idle = Territory.objects.present().filter(is_active=False).order_by("name")
    told = {
        "standings": assigning.standings(me(request).reach),
        "idle": idle.select_related("owner", "team"),
        "labels": FIELDS,
        "may_set": me(request).may("sales.manage"),
    }
    return render(request, "sales/territories/territories.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def new_territory(request: HttpRequest) -> HttpResponse:
    """A new territory, asked after all others."""
    must(request, "sales.manage")
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        last = Territory.objects.present().order_by("-place").first()
        made = Territory(place=last.place + 1 if last else 1, **_facts(form))
        if _kept(form, lambda: changing.create(made, actor(request))):
            return gone_to(request, reverse("territory", args=[made.public_id]))
    return render(request, "sales/territories/territory.html", {"form": form, "territory": None})


@require_http_methods(["GET", "HEAD", "POST"])
def territory(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One territory: its rules, and who would move."""
    must(request, "territories.view" if request.method != "POST" else "sales.manage")
    one = found(request, Territory, public_id)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid():
        by = actor(request)
        if _kept(form, lambda: changing.change(one, _facts(form), by)):
            tell_later(request, Sentence("The territory is kept."), undo=by.batch)
            return gone_to(request, reverse("territory", args=[public_id]))
    moving = assigning.moving(me(request).reach, one)
    told = {
        "form": form,
        "territory": one,
        "moving": moving.count(),
        "samples": moving.select_related("owner", "team").order_by("name_key")[: assigning.SHOWN],
        "may_set": me(request).may("sales.manage"),
        "labels": FIELDS,
    }
    return render(request, "sales/territories/territory.html", told)


@require_POST
def assign_territory(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Move customers to where the territory says."""
    must(request, "sales.manage")
    must(request, "customers.change")
    one = found(request, Territory, public_id)
    by, reach = actor(request), me(request).reach
    if assigning.moving(reach, one).count() > assigning.WHILE_WAITING:
        assigning.assign_later.enqueue(one.pk, me(request).pk, str(by.batch))
        tell_later(request, Sentence("They are being moved in the background."), undo=by.batch)
    else:
        moved = assigning.assign(one, reach, by)
        words = Sentence("{n} customer moved.", "{n} customers moved.", n=moved)
        tell_later(request, words, undo=by.batch if moved else None)
    return gone_to(request, reverse("territory", args=[public_id]))


@require_POST
def move_territory(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask a territory before the one above it, or after the one below it."""
    must(request, "sales.manage")
    one, by = found(request, Territory, public_id), actor(request)
    order = list(Territory.objects.in_force())
    ids = [each.pk for each in order]
    if one.pk in ids:
        at = ids.index(one.pk)
        to = at - 1 if request.POST.get("way") == "up" else at + 1
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            for place, each in enumerate(order, 1):
                changing.change(each, {"place": place}, by)
    return gone_to(request, reverse("territories"))


@require_POST
def remove_territory(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a territory into the bin."""
    must(request, "sales.manage")
    one, by = found(request, Territory, public_id), actor(request)
    changing.delete(one, by)
    tell_later(request, Sentence("The territory is gone."), undo=by.batch)
    return gone_to(request, reverse("territories"))


def _form(request: HttpRequest, one: Territory | None) -> TerritoryForm:
    rules = one.rules if one else {}
    chosen = {name: [*rules.get(name, []), *request.POST.getlist(name)] for name in FIELDS}
    values = assigning.common_values(me(request).reach, chosen)
    if request.method == "POST":
        return TerritoryForm(request.POST, values=values)
    if one is None:
        return TerritoryForm(values=values)
    initial = {"name": one.name, "owner": one.owner_id, "team": one.team_id}
    return TerritoryForm(initial={**initial, "is_active": one.is_active, **rules}, values=values)


def _facts(form: TerritoryForm) -> dict[str, object]:
    told = form.cleaned_data
    names = ("name", "owner", "team", "is_active")
    return {**{name: told[name] for name in names}, "rules": form.rules}


def _kept(form: TerritoryForm, keep: Callable[[], object]) -> bool:
    """Whether it could be kept; else the form says why."""
    try:
        keep()
    except BadTerritory as refusal:
        form.add_error(None, say(refusal.sentence))
        return False
    return True
