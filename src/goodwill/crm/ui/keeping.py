"""What stands around every page is drawn once for all pages where it is the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf
from jinja2 import Environment, pass_environment
from markupsafe import Markup

from goodwill.crm.ui import speaking
from goodwill.crm.ui.addresses import reverse_to
from goodwill.crm.ui.rooms import Room

PIECES = 512
"""So many are kept; the largest has some 60 kB."""


class Person(NamedTuple):
    """What the frame of a page says of the person in front of it."""

    name: str
    email: str
    initials: str
    theme: str
    density: str
    language: str
    sees_bin: bool


def look_of(me: Any) -> Person:
    """What is shown of a user who has logged in."""
    sees_bin = me.may("customers.delete")
    return Person(me.name, me.email, me.initials, me.theme, me.density, me.language, sees_bin)


def room_of(rooms: Sequence[Room], path: str) -> str:
    """The word of the room that an address lies in; empty outside all of them."""
    for room in rooms:
        where = reverse_to(room.address)
        if path == where or (where != "/" and path.startswith(where)):
            return room.word
    return ""


@pass_environment
def draw_once(environment: Environment, template: str, **facts: Hashable) -> Markup:
    """A template that knows nothing but these facts and the reader's language, drawn once.

    It sees neither the request nor the person, so what one reader is shown cannot come from what
    another was.

    Raises
    ------
    TypeError
        If a fact cannot be told from others (is not hashable).
    """
    where = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    draw = _draw.__wrapped__ if environment.auto_reload else _draw
    return draw(environment, template, speaking.current().tag, where, tuple(facts.items()))


@lru_cache(maxsize=PIECES)
def _draw(
    environment: Environment,
    template: str,
    language: str,
    where: tuple[str, str],
    facts: tuple[tuple[str, Hashable], ...],
) -> Markup:
    return Markup(environment.get_template(template).render(dict(facts)))  # noqa: S704
