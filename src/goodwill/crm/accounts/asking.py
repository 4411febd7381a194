"""Who asks, and may they: the first lines of every view."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.accounts.models import User
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


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


def then(request: HttpRequest, words: Sentence, where: str, *arguments: object) -> HttpResponse:
    """Go to a page that says what was done."""
    messages.success(request, say(words))
    return redirect(where, *arguments)
