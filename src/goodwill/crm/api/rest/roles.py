"""Roles and teams for programs: what people may, and where they stand."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from pydantic import Field, StrictBool, StrictStr

from goodwill.crm.accounts import arranging, granting
from goodwill.crm.accounts.abilities import EVERYTHING
from goodwill.crm.accounts.errors import OnlyAdministrators
from goodwill.crm.accounts.granting import Grant
from goodwill.crm.accounts.models import Role, Team
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.api.rest.knowing import TeamGiven, told_team
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.people import must_hold
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import NotAllowed, OutOfReach
from goodwill.crm.records.kinds import kinds
from goodwill.crm.ui.speaking import show
from goodwill.language import Sentence

OF_ROLES, OF_PEOPLE = "roles.manage", "people.manage"
MOST = 1000
Name = Annotated[StrictStr, Field(min_length=1, max_length=120)]
Words = Annotated[list[Annotated[StrictStr, Field(max_length=120)]], Field(max_length=MOST)]


class RoleNew(Shape):
    """A new role begins as another was."""

    name: Name
    like: Annotated[StrictStr, Field(max_length=40, description="The word of the other")]


class RoleChange(Shape):
    """What shall be otherwise; what is left out stays."""

    name: Name | None = None
    scope: Scope | None = None
    abilities: Words | None = Field(
        None, description="Such as `customers.change`, `*.view`, `data.import`"
    )
    hidden_fields: Words | None = Field(None, description="Such as `orders.cost_minor`")
    needs_second_factor: StrictBool | None = None


class RoleGiven(Given):
    """What people with a job may see and do."""

    word: str
    name: str
    title: str = Field(description="The name in the language that is asked for")
    scope: Scope = Field(description="Whose records are seen")
    abilities: list[str]
    hidden_fields: list[str]
    needs_second_factor: bool
    people: int = Field(description="How many have it")


class Roles(Given):
    """By name."""

    items: list[RoleGiven]


class TeamNew(Shape):
    """A new part of the company."""

    name: Name
    part_of: Id | None = None
    is_region: StrictBool = False


class TeamChange(Shape):
    """What shall be otherwise; what is left out stays."""

    name: Name | None = None
    part_of: Id | None = None
    is_region: StrictBool | None = None


class TeamRead(TeamGiven):
    """A part of the company, and who stands in it."""

    people: list[uuid.UUID]


def enter(offer: Offer) -> None:
    """Everything that the pages of roles do."""
    for add in (_list, _read, _make, _change, _remove):
        add(offer)


def enter_teams(offer: Offer) -> None:
    """Everything that the pages of teams do."""
    for add in (_read_team, _add_team, _arrange_team, _remove_team):
        add(offer)


def _list(offer: Offer) -> None:
    @offer("GET /roles", "list_roles", "What roles there are", gives={200: Roles})
    def view(request: HttpRequest) -> HttpResponse:
        """For those who look after roles, or invite people into them."""
        if not (me(request).may(OF_ROLES) or me(request).may(OF_PEOPLE)):
            raise NotAllowed
        return answer({"items": [_told(one) for one in _roles().order_by("name", "pk")]})


def _read(offer: Offer) -> None:
    @offer("GET /roles/{slug:word}", "read_role", "One role", gives={200: RoleGiven})
    def view(request: HttpRequest, word: str) -> HttpResponse:
        """Whose records people with it see, and what they may do with them."""
        return answer(_told(_found(request, word)))


def _make(offer: Offer) -> None:
    @offer("POST /roles", "create_role", "A new role", gives={201: RoleGiven}, takes=RoleNew)
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """It begins as another was."""
        must(request, OF_ROLES)
        like = Role.objects.filter(word=sent.like).first()
        if like is None:
            raise Invalid([Wrong("like", Sentence("There is no such role."))])
        must_hold(request, like)
        made = granting.copy(like, sent.name.strip(), me(request))
        response = answer(_told(_roles().get(pk=made.pk)), 201)
        response.headers["Location"] = reverse("rest", args=[f"roles/{made.word}"])
        return response


def _change(offer: Offer) -> None:
    @offer(
        "PATCH /roles/{slug:word}",
        "change_role",
        "What a role sees and may do",
        gives={200: RoleGiven},
        takes=RoleChange,
    )
    def view(request: HttpRequest, word: str, sent: Any) -> HttpResponse:
        """Whoever has it sees and does accordingly from then on."""
        role = _found(request, word)
        must_hold(request, role)
        grant = Grant(
            name=role.name if sent.name is None else sent.name.strip(),
            scope=Scope(sent.scope or role.scope),
            abilities=tuple(_given(sent.abilities, role.abilities)),
            hidden_fields=tuple(_given(sent.hidden_fields, role.hidden_fields)),
            needs_second_factor=role.needs_second_factor
            if sent.needs_second_factor is None
            else sent.needs_second_factor,
        )
        _must_be_fields(grant.hidden_fields, role)
        if EVERYTHING in grant.abilities and EVERYTHING not in me(request).reach.abilities:
            raise OnlyAdministrators
        granting.change(role, grant, me(request))
        return answer(_told(_roles().get(pk=role.pk)))


def _remove(offer: Offer) -> None:
    @offer("DELETE /roles/{slug:word}", "remove_role", "Remove a role", gives={204: None})
    def view(request: HttpRequest, word: str) -> HttpResponse:
        """One that nobody has."""
        role = _found(request, word)
        must_hold(request, role)
        granting.remove(role, me(request))
        return HttpResponse(status=204)


def _read_team(offer: Offer) -> None:
    @offer("GET /teams/{uuid:id}", "read_team", "One team", gives={200: TeamRead})
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What it is part of, and who stands in it."""
        return _team_told(_team(request, id))


def _add_team(offer: Offer) -> None:
    @offer("POST /teams", "create_team", "A new team", gives={201: TeamRead}, takes=TeamNew)
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """A part of the company, or of another team."""
        must(request, OF_PEOPLE)
        parent = _parent(sent.part_of)
        name = sent.name.strip()
        team = arranging.add(name, parent, is_region=sent.is_region, by=me(request))
        response = _team_told(team, 201)
        response.headers["Location"] = reverse("rest", args=[f"teams/{team.public_id}"])
        return response


def _arrange_team(offer: Offer) -> None:
    @offer(
        "PATCH /teams/{uuid:id}",
        "arrange_team",
        "A team's name and place",
        gives={200: TeamRead},
        takes=TeamChange,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """It moves with all its parts."""
        team = _team(request, id)
        parent = _parent(sent.part_of) if "part_of" in sent.model_fields_set else team.parent
        name = team.name if sent.name is None else sent.name.strip()
        is_region = team.is_region if sent.is_region is None else sent.is_region
        arranging.arrange(team, name, parent, is_region=is_region, by=me(request))
        return _team_told(team)


def _remove_team(offer: Offer) -> None:
    @offer("DELETE /teams/{uuid:id}", "remove_team", "Remove a team", gives={204: None})
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """One in which nobody and nothing stands any more."""
        arranging.remove(_team(request, id), me(request))
        return HttpResponse(status=204)


def _roles() -> QuerySet[Role]:
    return Role.objects.annotate(n=Count("people", filter=Q(people__is_active=True)))


def _found(request: HttpRequest, word: str) -> Role:
    must(request, OF_ROLES)
    role = _roles().filter(word=word).first()
    if role is None:
        raise OutOfReach
    return role


def _given(sent: list[str] | None, before: list[str]) -> list[str]:
    return before if sent is None else list(dict.fromkeys(sent))


def _must_be_fields(hidden: tuple[str, ...], role: Role) -> None:
    known = {f"{kind.word}.{one.name}" for kind in kinds() for one in kind.all_fields()}
    known |= set(role.hidden_fields)
    words = Sentence("There is no such field.")
    wrong = [Wrong(f"hidden_fields.{n}", words) for n, one in enumerate(hidden) if one not in known]
    if wrong:
        raise Invalid(wrong)


def _told(role: Role) -> dict[str, Any]:
    facts = ("word", "name", "scope", "abilities", "hidden_fields", "needs_second_factor")
    told = {name: getattr(role, name) for name in facts}
    title = role.title if isinstance(role.title, str) else show(role.title)
    return {**told, "title": title, "people": role.n}  # type: ignore[attr-defined]


def _team(request: HttpRequest, public_id: uuid.UUID) -> Team:
    must(request, OF_PEOPLE)
    team = Team.objects.select_related("parent").filter(public_id=public_id).first()
    if team is None:
        raise OutOfReach
    return team


def _parent(public_id: uuid.UUID | None) -> Team | None:
    team = Team.objects.filter(public_id=public_id).first() if public_id else None
    if public_id and team is None:
        raise Invalid([Wrong("part_of", Sentence("There is no such team."))])
    return team


def _team_told(team: Team, status: int = 200) -> HttpResponse:
    people = team.people.filter(is_active=True).order_by("name", "pk")
    ids = list(people.values_list("public_id", flat=True))
    return answer({**told_team(team), "people": ids}, status)
