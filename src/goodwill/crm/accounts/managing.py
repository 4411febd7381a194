"""Changes who people are here: their role and team, whether they may log in, and how."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts import devices, noting
from goodwill.crm.accounts.errors import NotYourself, OnlyAdministrators
from goodwill.crm.accounts.models import Role, Team, User


def must_outrank(whom: User | Role, by: User) -> None:
    """Go on unless this concerns somebody who may do everything and the person may not.

    Raises
    ------
    OnlyAdministrators
        If it does.
    """
    role = whom if isinstance(whom, Role) else whom.role
    if role.is_everything and not by.role.is_everything:
        raise OnlyAdministrators


def place(person: User, name: str, role: Role, team: Team | None, by: User) -> None:
    """Change a person's name, role and team; a new role ends their sessions.

    Raises
    ------
    NotYourself
        If people change their own role.
    OnlyAdministrators
        If the person or the new role may do everything and the other may not.
    """
    must_outrank(person, by)
    must_outrank(role, by)
    if person == by and role != person.role:
        raise NotYourself
    wanted: dict[str, Any] = {"name": name, "role": role, "team": team}
    before = {field: getattr(person, field) for field in wanted}
    pairs = {f: (_said(before[f]), _said(now)) for f, now in wanted.items() if before[f] != now}
    if not pairs:
        return
    with transaction.atomic():
        person.name, person.role, person.team = name, role, team
        person.save(update_fields=["name", "role", "team"])
        noting.note("people", person, "changed", pairs, by)
        if "role" in pairs:
            devices.end_all(person)


def deactivate(person: User, by: User) -> None:
    """Let the person in no longer, from this moment; what they did stays theirs."""
    _must_be_other(person, by)
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        person.tokens.filter(ended_at=None).update(ended_at=timezone.now())
        devices.end_all(person)
        noting.note("people", person, "deactivated", {}, by)


def activate(person: User, by: User) -> None:
    """Let the person in again."""
    _must_be_other(person, by)
    with transaction.atomic():
        person.is_active = True
        person.save(update_fields=["is_active"])
        noting.note("people", person, "activated", {}, by)


def reset_second_factor(person: User, by: User) -> None:
    """Forget the person's second factor, for somebody who lost it; they log in and set up anew."""
    _must_be_other(person, by)
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        devices.end_all(person)
        noting.note("people", person, "second_factor_reset", {}, by)


def end_sessions(person: User, by: User) -> int:
    """Log the person out everywhere; how many sessions ended."""
    must_outrank(person, by)
    with transaction.atomic():
        ended = devices.end_all(person)
        noting.note("people", person, "sessions_ended", {"sessions": (ended, 0)}, by)
    return ended


def _must_be_other(person: User, by: User) -> None:
    if person == by:
        raise NotYourself
    must_outrank(person, by)


def _said(value: object) -> object:
    if isinstance(value, Role):
        return value.word
    return str(value) if isinstance(value, Team) else value
