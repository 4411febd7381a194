"""What a role may let people do: one word for the kind of record, one for the verb.

An ability is written `customers.change`. `*` stands for every kind or every verb.
"""

from __future__ import annotations

from collections.abc import Iterable

VERBS = ("view", "create", "change", "delete", "export", "share")
"""What can be allowed for each kind of record."""

SPECIAL = (
    "people.manage",
    "roles.manage",
    "settings.manage",
    "audit.view",
    "customers.erase",
    "views.share",
    "api.use",
)
"""What can be allowed besides, each by name."""


def is_allowed(ability: str, granted: Iterable[str]) -> bool:
    """Whether one of the granted abilities covers this one."""
    kind, _, verb = ability.partition(".")
    return not {ability, f"{kind}.*", f"*.{verb}", "*.*"}.isdisjoint(granted)
