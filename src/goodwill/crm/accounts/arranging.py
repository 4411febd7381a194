"""Arranges teams as a tree: adds, renames, moves and removes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.errors import BadTeam, StillNeeded
from goodwill.crm.accounts.models import Team, User
from goodwill.language import Sentence


@dataclass(frozen=True)
class Place:
    """A team where it stands in the tree."""

    team: Team
    depth: int
    people: int


def tree() -> list[Place]:
    """All teams, each after the one it is part of, those side by side by name."""
    counted = Team.objects.annotate(
        n=models.Count("people", filter=models.Q(people__is_active=True))
    )
    parts: dict[int | None, list[Team]] = {}
    for team in counted.order_by("name", "pk"):
        parts.setdefault(team.parent_id, []).append(team)
    return list(_below(None, 0, parts))


def add(name: str, parent: Team | None, *, is_region: bool, by: User) -> Team:
    """A new team."""
    _must_be_unnamed(name, parent, None)
    with transaction.atomic():
        team = Team.objects.create(name=name, parent=parent, is_region=is_region)
        noting.note("teams", team, "created", {"name": (None, name)}, by)
    return team


def arrange(team: Team, name: str, parent: Team | None, *, is_region: bool, by: User) -> None:
    """Rename a team, move it with all its parts, or make it a region.

    Raises
    ------
    BadTeam
        If it would become part of itself, or the name is taken there.
    """
    _must_be_unnamed(name, parent, team)
    with transaction.atomic():
        if parent is not None and team.pk in _above(parent):
            raise BadTeam(Sentence("{name} cannot become a part of itself.", name=team.name))
        before = {"name": team.name, "parent": _name(team.parent), "is_region": team.is_region}
        team.name, team.parent, team.is_region = name, parent, is_region
        team.save()
        after = {"name": name, "parent": _name(parent), "is_region": is_region}
        pairs = {word: (before[word], now) for word, now in after.items() if before[word] != now}
        if pairs:
            noting.note("teams", team, "changed", pairs, by)


def remove(team: Team, by: User) -> None:
    """Remove a team in which nobody and nothing stands any more.

    Raises
    ------
    StillNeeded
        If people stand in it.
    BadTeam
        If other teams or records belong to it.
    """
    people = team.people.count()
    if people:
        raise StillNeeded(team.name, people)
    try:
        with transaction.atomic():
            noting.note("teams", team, "deleted", {"name": (team.name, None)}, by)
            team.delete()
    except models.ProtectedError as trouble:
        words = Sentence(
            "Teams or records still belong to {name}. Move them first.", name=team.name
        )
        raise BadTeam(words) from trouble


def _below(parent: int | None, depth: int, parts: dict[int | None, list[Team]]) -> Iterator[Place]:
    for team in parts.get(parent, []):
        yield Place(team, depth, team.n)  # type: ignore[attr-defined]
        yield from _below(team.pk, depth + 1, parts)


def _above(team: Team) -> set[int]:
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    found: set[int] = set()
    here: int | None = team.pk
    while here is not None and here not in found:
        found.add(here)
        here = parents[here]
    return found


def _must_be_unnamed(name: str, parent: Team | None, team: Team | None) -> None:
    beside = Team.objects.filter(parent=parent, name=name)
    if team is not None:
        beside = beside.exclude(pk=team.pk)
    if beside.exists():
        raise BadTeam(Sentence("There is a team called {name} here already.", name=name))


def _name(team: Team | None) -> str | None:
    return team.name if team else None
