"""Who sells, and in which teams: as far as a person sees."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.arranging import Place, tree
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.accounts.reach import Reach, Scope

SELLS = "opportunities.create"


@dataclass(frozen=True)
class Sellers:
    """People who sell, and the teams they stand in with all above them within sight."""

    people: tuple[User, ...]
    teams: tuple[Place, ...]
    sees_all: bool

    def of(self, team_id: int) -> list[User]:
        """Who stands in exactly that team."""
        return [one for one in self.people if one.team_id == team_id]

    def below(self, team_id: int) -> frozenset[int]:
        """The team and all its parts."""
        return below(self.teams, team_id)


def sellers(reach: Reach) -> Sellers:
    """Whom the person sees of those who sell: themselves, their team's, or all."""
    roles = [role.pk for role in Role.objects.all() if _sells(role)]
    people = User.objects.active().filter(role__in=roles).select_related("team")
    if reach.scope is Scope.OWN:
        people = people.filter(pk=reach.user_id)
    elif not reach.is_everything:
        people = people.filter(team_id__in=reach.team_ids)
    found = tuple(people.order_by("name", "pk"))
    return Sellers(found, _around(found, reach), reach.is_everything)


def _sells(role: Role) -> bool:
    """Sellers see a part of the customers and make opportunities; who sees all, watches."""
    reach = Reach(0, Scope(role.scope), frozenset(), frozenset(role.abilities), frozenset())
    return not reach.is_everything and reach.may(SELLS)


def _around(people: tuple[User, ...], reach: Reach) -> tuple[Place, ...]:
    """The teams of these people and those above them, as far as the person sees them."""
    if reach.scope is Scope.OWN:
        return ()
    places = tree()
    parents = {place.team.pk: place.team.parent_id for place in places}
    needed: set[int] = set()
    for one in people:
        here = one.team_id
        while here is not None and here not in needed:
            needed.add(here)
            here = parents.get(here)
    seen = needed if reach.is_everything else needed & reach.team_ids
    return tuple(place for place in places if place.team.pk in seen)


def below(places: tuple[Place, ...], team_id: int) -> frozenset[int]:
    """A team and all its parts among these."""
    parents = {place.team.pk: place.team.parent_id for place in places}
    found = {team_id}
    for place in places:  # each after the one it is part of
        if parents[place.team.pk] in found:
            found.add(place.team.pk)
    return frozenset(found)
