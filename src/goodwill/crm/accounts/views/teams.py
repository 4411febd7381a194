"""The teams of the company as a tree."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from goodwill.crm.accounts import arranging
from goodwill.crm.accounts.asking import me, must, then
from goodwill.crm.accounts.errors import BadTeam
from goodwill.crm.accounts.forms import TeamForm
from goodwill.crm.accounts.models import Team
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The tree, and a form for one more."""
    must(request, "people.manage")
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = arranging.add(**form.cleaned_data, by=me(request))
        except BadTeam as refusal:
            form.add_error("name", say(refusal.sentence))
        else:
            return then(request, Sentence("{name} is added.", name=team.name), "teams")
    shown = {"tree": arranging.tree(), "form": form}
    return render(request, "accounts/teams.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One team: its name, what it is part of, and who stands in it."""
    must(request, "people.manage")
    one = get_object_or_404(Team, public_id=public_id)
    usual = {"name": one.name, "parent": one.parent, "is_region": one.is_region}
    form = TeamForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            arranging.arrange(one, **form.cleaned_data, by=me(request))
        except BadTeam as refusal:
            form.add_error("parent", say(refusal.sentence))
        else:
            return then(request, Sentence("{name} is saved.", name=one.name), "teams")
    people = one.people.filter(is_active=True).select_related("role").order_by("name")
    shown = {"team": one, "form": form, "people": people}
    return render(request, "accounts/team.html", shown, status=422 if form.errors else 200)


@require_POST
def remove_team(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Removes a team in which nobody stands."""
    must(request, "people.manage")
    one = get_object_or_404(Team, public_id=public_id)
    arranging.remove(one, me(request))
    return then(request, Sentence("{name} is removed.", name=one.name), "teams")
