"""Keeps in history who tried to log in and could not: the first sign of somebody guessing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.signals import user_login_failed

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.models import User


def watch() -> None:
    """Begin to listen, once when Django starts."""
    user_login_failed.connect(_note)


def _note(credentials: dict[str, Any], **_: object) -> None:
    """What was typed is not kept: it may be somebody's password.

    A line is written for strangers too, so that the time it takes tells nobody who works here.
    """
    given = str(credentials.get("email") or credentials.get("username") or "")
    person = User.objects.filter(email__iexact=given).first()
    noting.note("people", person or _STRANGER, "login_refused", {}, None)


@dataclass(frozen=True)
class _Stranger:
    pk: int = 0


_STRANGER = _Stranger()
