"""Changes what roles may see and do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.abilities import EVERYTHING, SPECIAL, VERBS
from goodwill.crm.accounts.errors import BadRole, NotYourself, OnlyAdministrators, StillNeeded
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.accounts.reach import Scope
from goodwill.language import Sentence


@dataclass(frozen=True)
class Grant:
    """What a role is to be."""

    name: str
    scope: Scope
    abilities: tuple[str, ...]
    hidden_fields: tuple[str, ...]
    needs_second_factor: bool


def change(role: Role, grant: Grant, by: User) -> None:
    """Change a role; whoever has it sees and does accordingly from their next click.

    Raises
    ------
    BadRole
        If an ability is none, or the name is taken.
    OnlyAdministrators
        If the role may do everything, or shall, and the person may not.
    NotYourself
        If people change what they themselves may do.
    """
    _must_be_possible(grant, role)
    _must_not_raise(role, grant, by)
    wanted = {
        "name": grant.name,
        "scope": str(grant.scope),
        "abilities": sorted(grant.abilities),
        "hidden_fields": sorted(grant.hidden_fields),
        "needs_second_factor": grant.needs_second_factor,
    }
    before = {word: _sorted(getattr(role, word)) for word in wanted}
    pairs = {word: (before[word], now) for word, now in wanted.items() if before[word] != now}
    if not pairs:
        return
    with transaction.atomic():
        for word, now in wanted.items():
            setattr(role, word, now)
        role.save()
        noting.note("roles", role, "changed", pairs, by)


def copy(role: Role, name: str, by: User) -> Role:
    """A new role that may what another may.

    Raises
    ------
    BadRole
        If the name is taken.
    OnlyAdministrators
        If the role may do everything and the person may not.
    """
    if role.is_everything and not by.role.is_everything:
        raise OnlyAdministrators
    _must_be_unnamed(name, None)
    with transaction.atomic():
        made = Role.objects.create(
            word=_free_word(name),
            name=name,
            scope=role.scope,
            abilities=role.abilities,
            hidden_fields=role.hidden_fields,
            needs_second_factor=role.needs_second_factor,
        )
        noting.note("roles", made, "created", {"like": (None, role.word)}, by)
    return made


def remove(role: Role, by: User) -> None:
    """Remove a role that nobody has.

    Raises
    ------
    StillNeeded
        If people have it.
    """
    people = role.people.count()
    if people:
        raise StillNeeded(role.name, people)
    with transaction.atomic():
        noting.note("roles", role, "deleted", {"word": (role.word, None)}, by)
        role.delete()


def _must_be_possible(grant: Grant, role: Role) -> None:
    _must_be_unnamed(grant.name, role)
    for ability in grant.abilities:
        if ability != EVERYTHING and ability not in SPECIAL and not _ABILITY.fullmatch(ability):
            raise BadRole(Sentence("{ability} is nothing a role can allow.", ability=ability))


def _must_not_raise(role: Role, grant: Grant, by: User) -> None:
    shall_everything = EVERYTHING in grant.abilities
    if (role.is_everything or shall_everything) and not by.role.is_everything:
        raise OnlyAdministrators
    if role == by.role and (not role.is_everything or not shall_everything):
        raise NotYourself


def _must_be_unnamed(name: str, role: Role | None) -> None:
    others = Role.objects.exclude(pk=role.pk) if role else Role.objects.all()
    if not name.strip() or others.filter(name__iexact=name).exists():
        raise BadRole(Sentence("There is a role called {name} already.", name=name))


def _free_word(name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:30] or "role"
    taken = set(Role.objects.values_list("word", flat=True)) | set(PRESETS)
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return next(word for word in (stem, *numbered) if word not in taken)


def _sorted(value: object) -> object:
    is_many = isinstance(value, Iterable) and not isinstance(value, str)
    return sorted(value) if is_many else value  # type: ignore[call-overload]


_ABILITY = re.compile(rf"(\*|[a-z_]+)\.(\*|{'|'.join(VERBS)})")
