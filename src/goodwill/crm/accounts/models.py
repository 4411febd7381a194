"""People, the teams they stand in, and the roles that say what they may do."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from goodwill.crm.accounts.reach import Reach, Scope
from goodwill.language import Language, speak


class Team(models.Model):
    """A part of the company; parts have parts. A team may be the head of a region."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    is_region = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "name"], name="one_name_per_team")
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What people with a job may see and do."""

    word = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=10, default=Scope.OWN)
    abilities = models.JSONField(default=list)
    hidden_fields = models.JSONField(default=list, blank=True)
    needs_second_factor = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """People by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def active(self) -> models.QuerySet[User]:
        return self.filter(is_active=True)


class User(AbstractBaseUser):
    """Someone who works here, and how they like it to look."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="people")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=10, default="system")
    density = models.CharField(max_length=12, default="comfortable")

    objects: ClassVar[Users] = Users()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def reach(self) -> Reach:
        """What this person may see and do, as of the first time it is asked."""
        return Reach(
            user_id=self.pk,
            scope=Scope(self.role.scope),
            team_ids=_teams_within_reach(self),
            abilities=frozenset(self.role.abilities) if self.is_active else frozenset(),
            hidden_fields=frozenset(self.role.hidden_fields),
        )

    def may(self, ability: str) -> bool:
        return self.reach.may(ability)

    @property
    def speaks(self) -> Language:
        return speak(self.language or "en")

    @property
    def initials(self) -> str:
        """Two letters of a Western name, the family name of a Chinese one."""
        words = self.name.split()
        if len(words) > 1:
            return (words[0][0] + words[-1][0]).upper()
        return self.name[:1].upper()


def _teams_within_reach(user: User) -> frozenset[int]:
    """The ids of the teams whose records the role lets the person see."""
    if user.team_id is None or user.role.scope not in (Scope.TEAM, Scope.REGION):
        return frozenset()
    teams = {team.pk: team for team in Team.objects.all()}
    head = user.team_id
    if user.role.scope == Scope.REGION:
        head = _head_of_region(head, teams)
    parts: dict[int | None, list[int]] = {}
    for team in teams.values():
        parts.setdefault(team.parent_id, []).append(team.pk)
    found, waiting = set(), [head]
    while waiting:
        team_id = waiting.pop()
        found.add(team_id)
        waiting.extend(parts.get(team_id, []))
    return frozenset(found)


def _head_of_region(team_id: int, teams: dict[int, Team]) -> int:
    """The nearest team above that is a region; without one, the topmost."""
    team = teams[team_id]
    while not team.is_region and team.parent_id is not None:
        team = teams[team.parent_id]
    return team.pk
