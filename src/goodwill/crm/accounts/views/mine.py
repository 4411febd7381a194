"""One's own settings: how it looks, how one logs in, and the keys of one's programs."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.usersessions.views import ListUserSessionsView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import FormView

from goodwill.crm.accounts import devices, tokens
from goodwill.crm.accounts.asking import me, must, then
from goodwill.crm.accounts.forms import Mine, NewToken
from goodwill.crm.accounts.models import Token
from goodwill.crm.accounts.second_factor import has_one
from goodwill.crm.ui.speaking import current
from goodwill.language import Sentence


@require_http_methods(["GET", "POST"])
def my_settings(request: HttpRequest) -> HttpResponse:
    """Name, language, zone, colours, spacing; and the ways to one's password and keys."""
    user = me(request)
    form = Mine(request.POST or None, instance=user, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        return then(request, Sentence("Your settings are saved."), "me")
    shown = {
        "form": form,
        "has_second_factor": has_one(user),
        "tokens": user.tokens.filter(ended_at=None).order_by("-created_at"),
    }
    return render(request, "accounts/me.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def new_token(request: HttpRequest) -> HttpResponse:
    """Makes a key for a program and shows it, this once."""
    must(request, "api.use")
    form = NewToken(me(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = tokens.make(me(request), told["name"], told["abilities"], told["days"])
        return render(request, "accounts/token_made.html", {"made": made})
    status = 422 if form.errors else 200
    return render(request, "accounts/new_token.html", {"form": form}, status=status)


@require_POST
def end_token(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lets a key of one's own open nothing any more."""
    token = get_object_or_404(Token, public_id=public_id, user=me(request), ended_at=None)
    tokens.end(token, me(request))
    return then(request, Sentence("{name} opens nothing any more.", name=token.name), "me")


class Devices(ListUserSessionsView):  # type: ignore[misc]
    """Where one is logged in, and out of all others: allauth's page, asking for all at once."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        there = devices.devices(me(self.request))
        told = FormView.get_context_data(self, **given)
        return {**told, "sessions": there, "session_count": len(there), "show_last_seen_at": True}


def closed(request: HttpRequest, **_: object) -> HttpResponse:
    """Stands where allauth would let people change what only administrators may."""
    raise Http404


def _usual(request: HttpRequest) -> dict[str, object]:
    """Who has chosen nothing yet finds what the page is shown in, and keeps it by saving."""
    zone = me(request).zone or timezone.get_current_timezone_name()
    return {"language": current().tag, "zone": zone}
