"""Who may see a customer: those who can be mentioned, and be given tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from goodwill.crm.accounts.abilities import is_allowed
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Share


def who_see(customer: Customer) -> QuerySet[User]:
    """The people within whose reach a customer lies; the mirror of `records.reaching.within`."""
    teams = _tree()
    seen = Q(role__scope=Scope.ALL) | Q(pk=customer.owner_id)
    if customer.team_id:
        seen |= _by_scope(teams, customer.team_id)
    shares = Share.objects.filter(kind=customer.kind, record_id=customer.pk)
    for user_id, team_id in shares.values_list("user_id", "team_id"):
        seen |= Q(pk=user_id) if user_id else _by_scope(teams, team_id) | _below(teams, team_id)
    return User.objects.active().filter(seen, role_id__in=_roles()).order_by("name", "pk")


def sees(person: User, customer: Customer) -> bool:
    """Whether a person may see a customer."""
    return who_see(customer).filter(pk=person.pk).exists()


@dataclass(frozen=True)
class _Place:
    parent_id: int | None
    is_region: bool


_Tree = Mapping[int, _Place]


def _tree() -> _Tree:
    rows = Team.objects.values_list("pk", "parent_id", "is_region")
    return {pk: _Place(parent_id, is_region) for pk, parent_id, is_region in rows}


def _roles() -> Iterable[int]:
    """The roles that let people see what happened with customers."""
    return [role.pk for role in Role.objects.all() if is_allowed("activities.view", role.abilities)]


def _by_scope(teams: _Tree, team_id: int) -> Q:
    """People whose team or region includes this team."""
    above = set(_above(teams, team_id))
    regions = [pk for pk in teams if _region(teams, pk) in above]
    in_team = Q(role__scope=Scope.TEAM, team_id__in=above)
    return in_team | Q(role__scope=Scope.REGION, team_id__in=regions)


def _below(teams: _Tree, team_id: int) -> Q:
    """Everyone who stands in this team or in a part of it."""
    return Q(team_id__in=[pk for pk in teams if team_id in _above(teams, pk)])


def _above(teams: _Tree, team_id: int) -> list[int]:
    found = [team_id]
    while (parent := teams[found[-1]].parent_id) is not None:
        found.append(parent)
    return found


def _region(teams: _Tree, team_id: int) -> int:
    """The nearest team above that is a region; without one, the topmost."""
    above = _above(teams, team_id)
    return next((pk for pk in above if teams[pk].is_region), above[-1])
