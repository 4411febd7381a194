"""Tells history what was done to people, roles, teams and tokens.

History belongs to the records, which stand above the people: they say here where lines go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from goodwill.crm.accounts.models import User


class Kept(Protocol):
    """Whatever has an id to be found by."""

    @property
    def pk(self) -> Any: ...


Pairs = Mapping[str, tuple[Any, Any]]
"""Each field's value before and after."""

Keep = Callable[[str, int, str, Pairs, User | None], None]


def note(kind: str, of: Kept, verb: str, pairs: Pairs, by: User | None) -> None:
    """Keep one line of history: `note("people", user, "invited", {}, me)`."""
    _KEEP(kind, of.pk, verb, pairs, by)


def keep_with(keep: Keep) -> None:
    """Who keeps history: set once when Django starts."""
    global _KEEP  # noqa: PLW0603
    _KEEP = keep


def _nowhere(kind: str, record_id: int, verb: str, pairs: Pairs, by: User | None) -> None:
    """Before the records are there, there is no history to keep."""


_KEEP: Keep = _nowhere
