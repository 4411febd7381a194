"""Icons: Heroicons from their package, drawn into the page."""

from __future__ import annotations

from functools import cache

from heroicons.jinja import heroicon_micro, heroicon_outline
from markupsafe import Markup


@cache
def icon(name: str, *, small: bool = False) -> Markup:
    """One icon, hidden from screen readers: the words beside it or its label say what it means."""
    draw = heroicon_micro if small else heroicon_outline
    return Markup(draw(name, size=16 if small else 20, **{"aria-hidden": "true"}))  # noqa: S704
