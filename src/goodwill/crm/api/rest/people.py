"""Who works here, for those who look after people: invited, placed, let in or no longer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja.params.functions import Query
from pydantic import Field, StrictBool, StrictStr

from goodwill.crm.accounts import devices, inviting, managing
from goodwill.crm.accounts.abilities import EVERYTHING
from goodwill.crm.accounts.errors import OnlyAdministrators
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.views.people import MOST, STATES
from goodwill.crm.api.rest.knowing import Person, told_person
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, answer_once
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.language import Sentence

ABILITY = "people.manage"
STATE: Any = Query("active", description="waiting: invited, but not here yet")
TEXT: Any = Query("", max_length=100, description="Part of a name or an address")
Name = Annotated[StrictStr, Field(min_length=1, max_length=120)]
RoleWord = Annotated[
    StrictStr, Field(min_length=1, max_length=40, description="Its word: /api/v1/roles")
]


class PersonInvited(Shape):
    """Whom to invite, and where they stand."""

    email: Annotated[StrictStr, Field(min_length=3, max_length=254)]
    name: Name
    role: RoleWord
    team: Id | None = None
    send: StrictBool = Field(False, description="By mail; else the link is handed on")


class PersonToPlace(Shape):
    """What shall be otherwise; what is left out stays."""

    name: Name | None = None
    role: RoleWord | None = None
    team: Id | None = None


class LinkToSend(Shape):
    """How the link gets there."""

    send: StrictBool = Field(False, description="By mail; else the link is handed on")


class Account(Person):
    """Somebody who works here, and how they get in."""

    role: str
    is_active: bool
    is_waiting: bool = Field(description="Whether the invitation was not taken up yet")
    has_second_factor: bool
    joined_at: datetime
    last_login: datetime | None


class Accounts(Given):
    """By name; at most 200."""

    items: list[Account]
    is_more: bool


class Invited(Given):
    """Somebody, and the link that lets them in."""

    person: Account
    link: str | None = Field(
        description="Told this once; None where the request was answered before"
    )
    days: int = Field(description="So long it holds")


class Device(Given):
    """A browser that somebody is logged in with."""

    user_agent: str
    ip: str
    began_at: datetime
    last_seen_at: datetime


class Devices(Given):
    """The last seen first."""

    items: list[Device]


class SessionsEnded(Given):
    """How many sessions ended."""

    sessions: int


def enter(offer: Offer) -> None:
    """Everything that the pages of people do."""
    for add in (_accounts, _read, _invite, _place, _link):
        add(offer)
    _act(offer, "deactivate", "Let somebody in no longer", managing.deactivate)
    _act(offer, "activate", "Let somebody in again", managing.activate)
    _act(
        offer,
        "reset-second-factor",
        "Forget the second factor of somebody who lost it",
        managing.reset_second_factor,
    )
    _devices(offer)
    _end_sessions(offer)


def _accounts(offer: Offer) -> None:
    @offer(
        "GET /people/accounts", "list_accounts", "Who works here, and how", gives={200: Accounts}
    )
    def view(
        request: HttpRequest,
        state: Literal["active", "waiting", "inactive"] = STATE,
        q: str = TEXT,
    ) -> HttpResponse:
        """With roles and whether they are let in: for those who look after people."""
        must(request, ABILITY)
        asked, found = q.strip(), _people().filter(STATES[state])
        if asked:
            found = found.filter(Q(name__icontains=asked) | Q(email__icontains=asked))
        rows = list(found.order_by("name", "pk")[: MOST + 1])
        return answer({"items": [_told(one) for one in rows[:MOST]], "is_more": len(rows) > MOST})


def _read(offer: Offer) -> None:
    @offer(
        "GET /people/{uuid:id}", "read_account", "One person, and how they get in",
        gives={200: Account},
    )  # fmt: skip
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """For those who look after people."""
        return answer(_told(_found(request, id)))


def _invite(offer: Offer) -> None:
    @offer(
        "POST /people",
        "invite_person",
        "Invite somebody",
        gives={201: Invited},
        takes=PersonInvited,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """By mail, or with a link to hand on, which is told this once."""
        must(request, ABILITY)
        role, team = _role(request, sent.role), _team(sent.team)
        email = sent.email.strip()
        try:
            validate_email(email)
        except ValidationError as trouble:
            raise Invalid([Wrong("email", one) for one in trouble.messages]) from trouble
        person = inviting.invite(email, sent.name.strip(), role, team, me(request))
        response = _invited(request, person, send=sent.send, status=201)
        response.headers["Location"] = reverse("rest", args=[f"people/{person.public_id}"])
        return response


def _place(offer: Offer) -> None:
    @offer(
        "PATCH /people/{uuid:id}",
        "place_person",
        "Somebody's name, role and team",
        gives={200: Account},
        takes=PersonToPlace,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A new role ends their sessions."""
        whom = _found(request, id)
        role = whom.role if sent.role is None else _role(request, sent.role)
        team = _team(sent.team) if "team" in sent.model_fields_set else whom.team
        name = whom.name if sent.name is None else sent.name.strip()
        managing.place(whom, name, role, team, me(request))
        return answer(_told(whom))


def _link(offer: Offer) -> None:
    @offer(
        "POST /people/{uuid:id}/invitation",
        "renew_invitation",
        "A new invitation for somebody who has not come in yet",
        gives={200: Invited},
        takes=LinkToSend,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """By mail, or with a link to hand on, which is told this once."""
        whom = _found(request, id, is_changed=True)
        managing.must_outrank(whom, me(request))
        if not inviting.is_waiting(whom):
            raise OutOfReach
        return _invited(request, whom, send=sent.send)


def _act(offer: Offer, word: str, words: str, act: Callable[[User, User], None]) -> None:
    @offer(
        f"POST /people/{{uuid:id}}/{word}",
        f"{word.replace('-', '_')}_of_person" if "-" in word else f"{word}_person",
        words,
        gives={200: Account},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Nobody does it to themselves; their sessions end."""
        act(_found(request, id, is_changed=True), me(request))
        return answer(_told(_found(request, id)))


def _devices(offer: Offer) -> None:
    @offer(
        "GET /people/{uuid:id}/sessions",
        "list_sessions_of_person",
        "Where somebody is logged in",
        gives={200: Devices},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The browsers that are let in; keys of programs are none."""
        there = devices.devices(_found(request, id))
        return answer({"items": [
            {"user_agent": one.user_agent, "ip": one.ip, "began_at": plain(one.created_at),
             "last_seen_at": plain(one.last_seen_at)}
            for one in there
        ]})  # fmt: skip


def _end_sessions(offer: Offer) -> None:
    @offer(
        "POST /people/{uuid:id}/end-sessions",
        "end_sessions_of_person",
        "Log somebody out everywhere",
        gives={200: SessionsEnded},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Their keys open as before."""
        whom = _found(request, id, is_changed=True)
        return answer({"sessions": managing.end_sessions(whom, me(request))})


def must_hold(request: HttpRequest, role: Role) -> None:
    """Go on unless the role may do everything and the key may not, whoever made it.

    Raises
    ------
    OnlyAdministrators
        If so.
    """
    if role.is_everything and EVERYTHING not in me(request).reach.abilities:
        raise OnlyAdministrators


def _people() -> QuerySet[User]:
    sorts = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=sorts)
    return User.objects.select_related("role", "team").annotate(has_factor=Exists(factors))


def _found(request: HttpRequest, public_id: uuid.UUID, *, is_changed: bool = False) -> User:
    must(request, ABILITY)
    found = _people().filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    if is_changed:
        must_hold(request, found.role)
    return found


def _role(request: HttpRequest, word: str) -> Role:
    role = Role.objects.filter(word=word).first()
    if role is None:
        raise Invalid([Wrong("role", Sentence("There is no such role."))])
    must_hold(request, role)
    return role


def _team(public_id: uuid.UUID | None) -> Team | None:
    team = Team.objects.filter(public_id=public_id).first() if public_id else None
    if public_id and team is None:
        raise Invalid([Wrong("team", Sentence("There is no such team."))])
    return team


def _invited(request: HttpRequest, whom: User, *, send: bool, status: int = 200) -> HttpResponse:
    """The link opens what the invitation is for: it is told once and never kept."""
    path = reverse("invitation", args=[inviting.token(whom)])
    link = settings.CONFIGURATION.address.rstrip("/") + path
    if send:
        inviting.send(whom, link, me(request))
    person = _told(_people().get(pk=whom.pk))
    return answer_once({"person": person, "link": link, "days": inviting.DAYS}, "link", status)


def _told(one: User) -> dict[str, Any]:
    return {
        **told_person(one),
        "role": one.role.word,
        "is_active": one.is_active,
        "is_waiting": inviting.is_waiting(one),
        "has_second_factor": one.has_factor,  # type: ignore[attr-defined]
        "joined_at": plain(one.joined_at),
        "last_login": plain(one.last_login),
    }
