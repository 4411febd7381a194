"""Records shown to people and teams outside whose reach they lie, for programs."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import StrictBool

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, found, said
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.records import sharing
from goodwill.crm.records.asking import me
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

PERSON: Any = Query(None, description="With this person")
TEAM: Any = Query(None, description="With this team")


class ShareGiven(Given):
    """With whom a record is shared."""

    person: uuid.UUID | None
    team: uuid.UUID | None
    may_change: bool
    by: uuid.UUID
    at: datetime


class Shares(Given):
    """With whom a record is shared."""

    items: list[ShareGiven]


class ShareNew(Shape):
    """A person or a team, and whether they may also change it."""

    person: Id | None = None
    team: Id | None = None
    may_change: StrictBool = False


def enter(offer: Offer, kind: Kind) -> None:
    """Sharing of one kind."""
    _list(offer, kind)
    _share(offer, kind)
    _unshare(offer, kind)


def _list(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/{{uuid:id}}/shares",
        f"list_shares_of_{kind.word}",
        f"With whom one is shared: {said(kind)}",
        gives={200: Shares},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """People and teams outside whose reach it lies."""
        return _told(found(request, kind, id, "share"))


def _share(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/{{uuid:id}}/shares",
        f"share_{kind.word}",
        f"Share one: {said(kind)}",
        gives={201: Shares},
        takes=ShareNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """With a person or a team, to look at or to change."""
        record = found(request, kind, id, "share")
        whom = _whom(sent.person, sent.team)
        sharing.share(record, whom, me(request), may_change=sent.may_change)
        return _told(record, 201)


def _unshare(offer: Offer, kind: Kind) -> None:
    @offer(
        f"DELETE /{kind.word}/{{uuid:id}}/shares",
        f"unshare_{kind.word}",
        f"Share one no longer: {said(kind)}",
        gives={200: Shares},
    )
    def view(
        request: HttpRequest,
        id: uuid.UUID,
        person: uuid.UUID | None = PERSON,
        team: uuid.UUID | None = TEAM,
    ) -> HttpResponse:
        """With one person or team."""
        record = found(request, kind, id, "share")
        whom = _whom(person, team)
        column = {"user": whom} if isinstance(whom, User) else {"team": whom}
        one = sharing.shares(record).filter(**column).first()
        if one is None:
            raise OutOfReach
        sharing.unshare(one, record, me(request))
        return _told(record)


def _whom(person: uuid.UUID | None, team: uuid.UUID | None) -> User | Team:
    if (person is None) == (team is None):
        raise Invalid([Wrong("person", Sentence("Name a person or a team."))])
    whom: User | Team | None = None
    if person is not None:
        whom = User.objects.active().filter(public_id=person).first()
    elif team is not None:
        whom = Team.objects.filter(public_id=team).first()
    if whom is None:
        place = "team" if person is None else "person"
        raise Invalid([Wrong(place, Sentence("There is no such person or team."))])
    return whom


def _told(record: Record, status: int = 200) -> HttpResponse:
    items = [
        {
            "person": one.user.public_id if one.user else None,
            "team": one.team.public_id if one.team else None,
            "may_change": one.may_change,
            "by": one.by.public_id,
            "at": plain(one.at),
        }
        for one in sharing.shares(record)
    ]
    return answer({"items": items}, status)
