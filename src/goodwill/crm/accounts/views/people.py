"""Who works here: the list, inviting, and one person's place, access and sessions."""

from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodwill.crm.accounts import devices, inviting, managing
from goodwill.crm.accounts.asking import me, must, then
from goodwill.crm.accounts.errors import AddressTaken
from goodwill.crm.accounts.forms import Invitation, Person
from goodwill.crm.accounts.models import User
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

MOST = 200
STATES = {
    "active": Q(is_active=True),
    "waiting": Q(is_active=True, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX),
    "inactive": Q(is_active=False),
}


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, by name."""
    must(request, "people.manage")
    state = request.GET.get("state", "active")
    asked = request.GET.get("q", "").strip()
    found = _people().filter(STATES.get(state, STATES["active"]))
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
    rows = list(found.order_by("name", "pk")[: MOST + 1])
    shown = {"people": rows[:MOST], "is_more": len(rows) > MOST, "state": state, "q": asked}
    return render(request, "accounts/people.html", shown)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invites somebody: by mail, or with a link to hand over."""
    must(request, "people.manage")
    form = Invitation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            by = me(request)
            person = inviting.invite(told["email"], told["name"], told["role"], told["team"], by)
        except AddressTaken as refusal:
            form.add_error("email", say(refusal.sentence))
        else:
            return _invited(request, person, send=told["send"])
    status = 422 if form.errors else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One person: name, role, team, and how they get in."""
    must(request, "people.manage")
    whom = _found(public_id)
    usual = {"name": whom.name, "role": whom.role, "team": whom.team}
    form = Person(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        managing.place(whom, **form.cleaned_data, by=me(request))
        return then(request, Sentence("{name} is saved.", name=whom.name), "person", public_id)
    status = 422 if form.errors else 200
    return render(request, "accounts/person.html", _shown(whom, form), status=status)


@require_POST
@never_cache
def new_link(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new invitation for somebody who has not come in yet."""
    must(request, "people.manage")
    whom = _found(public_id)
    managing.must_outrank(whom, me(request))
    if not inviting.is_waiting(whom):
        raise Http404
    return _invited(request, whom, send="send" in request.POST)


@require_POST
def deactivate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lets somebody in no longer."""
    must(request, "people.manage")
    whom = _found(public_id)
    managing.deactivate(whom, me(request))
    return _back(request, whom, Sentence("{name} cannot log in any more.", name=whom.name))


@require_POST
def activate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lets somebody in again."""
    must(request, "people.manage")
    whom = _found(public_id)
    managing.activate(whom, me(request))
    return _back(request, whom, Sentence("{name} can log in again.", name=whom.name))


@require_POST
def reset_second_factor(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forgets the second factor of somebody who lost it."""
    must(request, "people.manage")
    whom = _found(public_id)
    managing.reset_second_factor(whom, me(request))
    return _back(
        request, whom, Sentence("The second factor of {name} is forgotten.", name=whom.name)
    )


@require_POST
def end_sessions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Logs somebody out everywhere."""
    must(request, "people.manage")
    whom = _found(public_id)
    managing.end_sessions(whom, me(request))
    return _back(request, whom, Sentence("{name} is logged out everywhere.", name=whom.name))


def _people() -> QuerySet[User]:
    sorts = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=sorts)
    return User.objects.select_related("role", "team").annotate(has_factor=Exists(factors))


def _found(public_id: uuid.UUID) -> User:
    found = _people().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _shown(whom: User, form: Person) -> dict[str, object]:
    return {
        "whom": whom,
        "form": form,
        "is_waiting": inviting.is_waiting(whom),
        "sessions": devices.devices(whom)[:20],
        "tokens": whom.tokens.filter(ended_at=None).count(),
    }


def _invited(request: HttpRequest, whom: User, *, send: bool) -> HttpResponse:
    """The link, this once; people copy it or it goes out by mail."""
    path = reverse("invitation", args=[inviting.token(whom)])
    link = settings.CONFIGURATION.address.rstrip("/") + path
    if send:
        inviting.send(whom, link, me(request))
    shown = {"whom": whom, "link": link, "is_sent": send, "days": inviting.DAYS}
    response = render(request, "accounts/invited.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(request: HttpRequest, whom: User, words: Sentence) -> HttpResponse:
    return then(request, words, "person", whom.public_id)
