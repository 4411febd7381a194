"""What a role may let people do: one word for the kind of record, one for the verb.

An ability is written `customers.change`. `*` stands for every kind or every verb, but never
for one of the special abilities: those are granted by name, or all at once by `*.*`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from goodwill.language import Sentence

VERBS = ("view", "create", "change", "delete", "export", "share")
"""What can be allowed for each kind of record."""

SPECIAL = (
    "people.manage",
    "roles.manage",
    "settings.manage",
    "audit.view",
    "customers.erase",
    "customers.merge",
    "data.import",
    "data.manage",
    "value.see",
    "value.manage",
    "sales.manage",
    "quotes.approve",
    "views.share",
    "api.use",
)
"""What can be allowed besides, each by name."""

SAID: Mapping[str, Sentence] = {
    "people.manage": Sentence("Invite people, change their role and team"),
    "roles.manage": Sentence("Change what roles allow"),
    "settings.manage": Sentence("Change the settings of the installation"),
    "audit.view": Sentence("See who did what"),
    "customers.erase": Sentence("Erase people as privacy law asks"),
    "customers.merge": Sentence("Merge customers that are there twice"),
    "data.import": Sentence("Bring in files"),
    "data.manage": Sentence("Look after connections, data quality and the warehouse"),
    "value.see": Sentence("See what customers are worth, across the company or the team"),
    "value.manage": Sentence("Run the value models, set policies and suggestions"),
    "sales.manage": Sentence("Set up pipelines, pools, targets and territories"),
    "quotes.approve": Sentence("Approve quotes with a large discount"),
    "views.share": Sentence("Share saved views with the team"),
    "api.use": Sentence("Make keys for programs"),
}
"""What each of them means, as whoever grants it reads it."""

EVERYTHING = "*.*"


def is_allowed(ability: str, granted: Iterable[str]) -> bool:
    """Whether one of the granted abilities covers this one."""
    return any(covers(one, ability) for one in granted)


@lru_cache(maxsize=10_000)
def covers(granted: str, ability: str) -> bool:
    """Whether one granted ability includes another: `*.view` includes `customers.view`."""
    if granted in (ability, EVERYTHING):
        return True
    if ability in SPECIAL:
        return False
    return all(have in (want, "*") for have, want in zip(*_parts(granted, ability), strict=True))


def both(some: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """What two sets of abilities allow alike: `*.view` and `customers.*` → `customers.view`."""
    others = tuple(others)
    met = (_meeting(one, other) for one in some for other in others)
    return frozenset(ability for ability in met if ability)


def _meeting(one: str, other: str) -> str:
    if covers(one, other):
        return other
    if covers(other, one):
        return one
    if one in SPECIAL or other in SPECIAL:
        return ""
    pairs = tuple(zip(*_parts(one, other), strict=True))
    if not all("*" in pair or pair[0] == pair[1] for pair in pairs):
        return ""
    met = ".".join(b if a == "*" else a for a, b in pairs)
    return "" if met in SPECIAL else met


def _parts(*abilities: str) -> tuple[tuple[str, str], ...]:
    split = (ability.partition(".") for ability in abilities)
    return tuple((kind, verb) for kind, _, verb in split)
