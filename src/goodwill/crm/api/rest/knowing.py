"""What programs must know first: who they act for, what there is, people, teams, saved views."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import Field, JsonValue, StrictBool, StrictStr

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import answer, said
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.finding import find
from goodwill.crm.records.kinds import Field as OfKind
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.lists import fields, saved, wanting
from goodwill.crm.records.models import SavedView
from goodwill.crm.ui.speaking import show

VERBS = ("view", "create", "change", "delete", "export", "share")
TEXT: Any = Query("", max_length=100, description="What people would type")
LIMIT: Any = Query(12, ge=1, le=60, description="At most so many")


class Me(Given):
    """The person a key acts for, and how far it goes."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    time_zone: str
    role: str
    team: uuid.UUID | None
    scope: str = Field(description="Whose records are seen: own, team, region or all")
    abilities: list[str] = Field(description="What both the role and the key allow")


class Person(Given):
    """Somebody who works here."""

    id: uuid.UUID
    name: str
    email: str
    team: uuid.UUID | None


class People(Given):
    """Everybody who works here."""

    items: list[Person]


class TeamGiven(Given):
    """A part of the company."""

    id: uuid.UUID
    name: str
    part_of: uuid.UUID | None
    is_region: bool


class Teams(Given):
    """The parts of the company."""

    items: list[TeamGiven]


class FieldGiven(Given):
    """One field of a kind of record."""

    name: str = Field(description="`custom.x` stands in `custom` as `x`")
    label: str
    sort: str
    to: str = Field(description="The kind that a link leads to")
    choices: dict[str, str]
    is_required: bool
    is_editable: bool
    is_sensitive: bool
    is_own: bool = Field(description="Whether it is one of the company's own")
    help: str


class KindGiven(Given):
    """A kind of record."""

    word: str
    one: str
    many: str
    may: list[str] = Field(description="What the person may do with such records")
    fields: list[FieldGiven]


class Kinds(Given):
    """All kinds of records that the person sees."""

    items: list[KindGiven]


class FoundGiven(Given):
    """A record that fits what was typed."""

    kind: str
    id: uuid.UUID
    title: str
    subtitle: str


class AllFound(Given):
    """Records that fit, the likeliest first."""

    items: list[FoundGiven]


class SavedViewGiven(Given):
    """A list as somebody keeps it."""

    id: uuid.UUID
    name: str
    where: dict[str, JsonValue] = Field(description="As the list takes it, as JSON")
    columns: list[str]
    sort: str
    audience: str = Field(description="Who else sees it: me, team or all")
    owner: uuid.UUID


class SavedViews(Given):
    """The saved views that the person sees."""

    items: list[SavedViewGiven]


class SavedViewNew(Shape):
    """A list to be kept."""

    name: StrictStr = Field(min_length=1, max_length=80)
    where: dict[str, JsonValue] = Field(default_factory=dict)
    columns: list[StrictStr] = Field(default_factory=list, max_length=100)
    sort: StrictStr = Field("", max_length=80)
    audience: SavedView.Audience = SavedView.Audience.ME
    is_pinned: StrictBool = False
    is_usual: StrictBool = False


def enter(offer: Offer) -> None:
    """What holds for all kinds."""
    for add in (_me, _people, _teams, _kinds, _find):
        add(offer)


def enter_views(offer: Offer, kind: Kind) -> None:
    """The saved views of one kind."""
    for add in (_views, _keep, _forget):
        add(offer, kind)


def _me(offer: Offer) -> None:
    @offer("GET /me", "read_me", "Who the key acts for", gives={200: Me})
    def view(request: HttpRequest) -> HttpResponse:
        """The person, and what both their role and the key allow."""
        person = me(request)
        return answer(
            {
                "id": person.public_id,
                "name": person.name,
                "email": person.email,
                "language": person.language,
                "time_zone": person.zone,
                "role": person.role.word,
                "team": person.team.public_id if person.team else None,
                "scope": person.reach.scope,
                "abilities": sorted(person.reach.abilities),
            }
        )


def _people(offer: Offer) -> None:
    @offer("GET /people", "list_people", "Who works here", gives={200: People})
    def view(request: HttpRequest) -> HttpResponse:
        """Everybody who is active: owners of records, doers of tasks."""
        people = User.objects.active().select_related("team").order_by("name", "pk")
        return answer({"items": [told_person(one) for one in people]})


def _teams(offer: Offer) -> None:
    @offer("GET /teams", "list_teams", "The teams", gives={200: Teams})
    def view(request: HttpRequest) -> HttpResponse:
        """The parts of the company, and what they are part of."""
        teams = Team.objects.select_related("parent").order_by("name", "pk")
        return answer({"items": [told_team(one) for one in teams]})


def _kinds(offer: Offer) -> None:
    @offer("GET /kinds", "list_kinds", "What kinds of records there are", gives={200: Kinds})
    def view(request: HttpRequest) -> HttpResponse:
        """With their fields, the company's own included, in the language that is asked for."""
        person = me(request)
        seen = [kind for kind in kinds() if person.may(f"{kind.word}.view")]
        return answer({"items": [_kind(kind, person) for kind in seen]})


def _find(offer: Offer) -> None:
    @offer("GET /find", "find", "Find records of any kind", gives={200: AllFound})
    def view(request: HttpRequest, q: str = TEXT, limit: int = LIMIT) -> HttpResponse:
        """By the beginnings of names and numbers, Chinese names also by sound and initials."""
        hits = find(q, me(request).reach, limit=limit)
        items = [
            {
                "kind": hit.kind.word,
                "id": hit.public_id,
                "title": hit.title,
                "subtitle": hit.subtitle,
            }
            for hit in hits
            if me(request).may(f"{hit.kind.word}.view")
        ]
        return answer({"items": items})


def _views(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/views",
        f"list_views_of_{kind.word}",
        f"List the saved views: {said(kind, many=True)}",
        gives={200: SavedViews},
    )
    def view(request: HttpRequest) -> HttpResponse:
        """The person's own and those shown to them."""
        must(request, f"{kind.word}.view")
        found = saved.views(kind, me(request))
        prefetch_related_objects(found, "owner")
        return answer({"items": [_view(one) for one in found]})


def _keep(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/views",
        f"create_view_of_{kind.word}",
        f"Save a view: {said(kind, many=True)}",
        gives={201: SavedViewGiven},
        takes=SavedViewNew,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """A list to come back to; to show it to others takes `views.share`."""
        must(request, f"{kind.word}.view")
        reach = me(request).reach
        told = {"sort": sent.sort, "columns": ",".join(sent.columns)}
        whole = wanting.wanted(kind, reach, told, SavedView(conditions=sent.where))
        kept = saved.Kept(sent.name, sent.audience, sent.is_pinned, sent.is_usual)
        return answer(_view(saved.save(kind, whole, kept, me(request))), 201)


def _forget(offer: Offer, kind: Kind) -> None:
    @offer(
        f"DELETE /{kind.word}/views/{{uuid:id}}",
        f"delete_view_of_{kind.word}",
        f"Forget a saved view: {said(kind, many=True)}",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The records stay."""
        must(request, f"{kind.word}.view")
        saved.delete(saved.found(kind, me(request), id), me(request))
        return HttpResponse(status=204)


def told_person(one: User) -> dict[str, Any]:
    team = one.team.public_id if one.team else None
    return {"id": one.public_id, "name": one.name, "email": one.email, "team": team}


def told_team(one: Team) -> dict[str, Any]:
    part_of = one.parent.public_id if one.parent else None
    return {"id": one.public_id, "name": one.name, "part_of": part_of, "is_region": one.is_region}


def _kind(kind: Kind, person: User) -> dict[str, Any]:
    return {
        "word": kind.word,
        "one": show(kind.one),
        "many": show(kind.many),
        "may": [verb for verb in VERBS if person.may(f"{kind.word}.{verb}")],
        "fields": [_field(one) for one in fields.seen(kind, person.reach).values()],
    }


def _field(one: OfKind) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": show(one.label),
        "sort": one.sort.value,
        "to": one.to,
        "choices": {value: show(words) for value, words in one.choices.items()},
        "is_required": one.is_required,
        "is_editable": one.is_editable,
        "is_sensitive": one.is_sensitive,
        "is_own": one.is_own,
        "help": show(one.help) if one.help else "",
    }


def _view(one: SavedView) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "name": one.name,
        "where": one.conditions,
        "columns": one.columns,
        "sort": one.sort,
        "audience": str(one.audience),
        "owner": one.owner.public_id,
    }
