"""Keys with which programs act for a person, within what both may do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.models import Token, User
from goodwill.crm.accounts.reach import narrowed

START = "gw_"
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Made:
    """A new token, and its key: the only time that anybody sees it."""

    token: Token
    key: str


def make(user: User, name: str, abilities: Iterable[str], days: int | None) -> Made:
    """A key that may do these things in the person's name, for so many days or until ended."""
    key = START + secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(days=days) if days else None
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            name=name,
            start=key[:10],
            digest=_digest(key),
            abilities=sorted(abilities),
            expires_at=until,
        )
        noting.note("tokens", token, "created", {"abilities": (None, token.abilities)}, user)
    return Made(token, key)


def end(token: Token, by: User) -> None:
    """Let the key open nothing any more."""
    with transaction.atomic():
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        noting.note("tokens", token, "ended", {"name": (token.name, None)}, by)


def bearer(key: str) -> User | None:
    """The person a key acts for, seeing and doing no more than the key allows; None for no key."""
    now = timezone.now()
    in_force = Token.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), ended_at=None)
    known = in_force.select_related("user__role").filter(digest=_digest(key)).first()
    if known is None or not known.user.is_active or not known.user.may("api.use"):
        return None
    if known.last_used_at is None or now - known.last_used_at > TOUCH_EVERY:
        Token.objects.filter(pk=known.pk).update(last_used_at=now)
    user: User = known.user
    user.reach = narrowed(user.reach, known.abilities)
    return user


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
