"""People, the teams they stand in, and the roles that say what they may do."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from goodwill.crm.accounts import hiding
from goodwill.crm.accounts.abilities import EVERYTHING
from goodwill.crm.accounts.reach import Reach, Scope
from goodwill.language import Language, Sayable, speak


class Company(models.Model):
    """The company this installation belongs to, as the first administrator introduced it."""

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    zone = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A part of the company; parts have parts. A team may be the head of a region."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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

    @property
    def title(self) -> Sayable | str:
        """What the role is called, in the reader's language as long as nobody renamed it."""
        from goodwill.crm.accounts.presets import PRESETS

        preset = PRESETS.get(self.word)
        return preset.name if preset and preset.name.text == self.name else self.name

    @property
    def is_everything(self) -> bool:
        """Whether people with this role may do everything there is."""
        return EVERYTHING in self.abilities


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

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
        scope = Scope(self.role.scope)
        teams = _Teams() if self.team_id and scope is not Scope.ALL else None
        return Reach(
            user_id=self.pk,
            scope=scope,
            team_ids=teams.within(self.team_id, scope) if teams else frozenset(),
            abilities=frozenset(self.role.abilities) if self.is_active else frozenset(),
            hidden_fields=hiding.completed(self.role.hidden_fields),
            stands_in=teams.above(self.team_id) if teams else frozenset(),
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


class Token(models.Model):
    """A key with which a program acts for a person, within what both may do.

    The key is shown once; kept are its first signs, to tell keys apart, and its SHA-256.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    abilities = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created_at"], name="token_of_person")
        ]

    def __str__(self) -> str:
        return self.name


class _Teams:
    """The tree of teams, read once."""

    def __init__(self) -> None:
        self.by_id = {team.pk: team for team in Team.objects.all()}

    def above(self, team_id: int | None) -> frozenset[int]:
        """A team and all that it is part of."""
        found = set()
        while team_id is not None and team_id not in found:
            found.add(team_id)
            team_id = self.by_id[team_id].parent_id
        return frozenset(found)

    def within(self, team_id: int | None, scope: Scope) -> frozenset[int]:
        """The teams whose records somebody in this team sees."""
        if scope not in (Scope.TEAM, Scope.REGION) or team_id is None:
            return frozenset()
        head = self._region(team_id) if scope is Scope.REGION else team_id
        return frozenset(pk for pk in self.by_id if head in self.above(pk))

    def _region(self, team_id: int) -> int:
        """The nearest team above that is a region; without one, the topmost."""
        team = self.by_id[team_id]
        while not team.is_region and team.parent_id is not None:
            team = self.by_id[team.parent_id]
        return team.pk
