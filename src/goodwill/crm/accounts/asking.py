"""Who asks, and may they: the first lines of every view."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.accounts.models import User


def me(request: HttpRequest) -> User:
    """The person who asks; `only_known_people` has seen to it that there is one."""
    return cast(User, request.user)


def must(request: HttpRequest, ability: str) -> None:
    """Go on only if the person's role includes the ability.

    Raises
    ------
    NotAllowed
        If it does not.
    """
    if not me(request).may(ability):
        raise NotAllowed
