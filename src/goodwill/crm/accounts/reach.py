"""How far a person sees: whose records, which fields, which verbs.

Worked out once per request from the role and the teams, and handed to every query, so that
a page, a list, a search, the API and an export cannot differ in what they show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from goodwill.crm.accounts.abilities import both, is_allowed


class Scope(StrEnum):
    """Whose records a role sees, from narrow to wide."""

    OWN = "own"
    TEAM = "team"
    REGION = "region"
    ALL = "all"


@dataclass(frozen=True)
class Reach:
    """What one person may see and do."""

    user_id: int
    scope: Scope
    team_ids: frozenset[int]
    abilities: frozenset[str]
    hidden_fields: frozenset[str]
    stands_in: frozenset[int] = frozenset()
    """The person's team and those it is part of: what is shared with these is shared with them."""

    def may(self, ability: str) -> bool:
        """Whether the person may do this: `customers.change`."""
        return is_allowed(ability, self.abilities)

    def sees(self, kind: str, field: str) -> bool:
        """Whether a field of a kind of record is shown to the person."""
        return f"{kind}.{field}" not in self.hidden_fields

    @property
    def is_everything(self) -> bool:
        return self.scope is Scope.ALL


def widest(user_id: int) -> Reach:
    """The reach of the installation itself: jobs, imports by the administrator, tests."""
    return Reach(user_id, Scope.ALL, frozenset(), frozenset({"*.*"}), frozenset())


def narrowed(reach: Reach, abilities: Iterable[str]) -> Reach:
    """The same person through a token that allows less: only what both allow."""
    return replace(reach, abilities=both(reach.abilities, abilities))
