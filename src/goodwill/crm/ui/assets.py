"""What the shell is made of: its sheets and scripts, and the version of all of them."""

from __future__ import annotations

import hashlib
from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import get_script_prefix

LOOK = ("layers", "tokens", "base", "figure", "finding", "receipt")
SHEETS = ("shell", "controls", "lists", "pieces", "timeline", "floats", "entrance", "paper")
EARLY = "early"
SCRIPTS = (
    "toasts",
    "dialogs",
    "drawer",
    "menus",
    "palette",
    "keys",
    "theme",
    "guard",
    "trouble",
    "logging",
    "outbox",
    "installing",
)
ENTRANCE_SCRIPTS = ("menus", "installing")
HTMX = "django_htmx/htmx-2.min.js"


def sheets() -> tuple[str, ...]:
    """The addresses of the style sheets in the order in which they are read."""
    names = [f"look/{name}.css" for name in LOOK] + [f"ui/{name}.css" for name in SHEETS]
    return _addresses(tuple(names), *_where())


def scripts(names: tuple[str, ...] = SCRIPTS) -> tuple[str, ...]:
    """The addresses of the scripts; each is a module of its own and needs no other."""
    return _addresses(tuple(f"ui/{name}.js" for name in names), *_where())


def early() -> str:
    """The address of the script that is read before anything is shown."""
    return scripts((EARLY,))[0]


@cache
def _addresses(names: tuple[str, ...], storage: type, prefix: str) -> tuple[str, ...]:
    """Asked for by every page; they change only where files are collected anew, at a start."""
    return tuple(static(name) for name in names)


def _where() -> tuple[type, str]:
    return staticfiles_storage.__class__, get_script_prefix()


def everything() -> list[str]:
    """What a device keeps so that the shell opens without a connection."""
    return [*sheets(), early(), *scripts(), static(HTMX)]


def version() -> str:
    """Changes whenever one of them does: its name carries its content's hash where files are
    collected; elsewhere the content itself is read."""
    told = hashlib.sha256("\n".join(everything()).encode())
    for name in [f"look/{name}.css" for name in LOOK] + [
        *(f"ui/{name}.css" for name in SHEETS),
        *(f"ui/{name}.js" for name in (EARLY, *SCRIPTS)),
    ]:
        found = finders.find(name)
        if found:
            with open(found, "rb") as file:
                told.update(file.read())
    return told.hexdigest()[:12]
