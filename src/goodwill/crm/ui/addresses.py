"""Addresses of pages. A page names hundreds, most alike: each pattern is worked out once."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

ANY = str(UUID(int=0))
"""Stands for a record's id in a pattern."""


def reverse_to(name: str, *arguments: object, **named: object) -> str:
    """The address of a page."""
    ids = [one for one in arguments if isinstance(one, UUID)]
    if named or len(ids) > 1:
        return reverse(name, args=arguments or None, kwargs=named or None)
    asked = tuple(ANY if isinstance(one, UUID) else str(one) for one in arguments)
    found = _pattern(name, asked, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return found.replace(ANY, str(ids[0])) if ids else found


def address_if_any(name: str, *arguments: object, **named: object) -> str:
    """The address of a page, or nothing where this installation has none of that name."""
    try:
        return reverse_to(name, *arguments, **named)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=4096)
def _pattern(name: str, arguments: tuple[str, ...], urlconf: str, prefix: str) -> str:
    return reverse(name, urlconf, args=arguments)
