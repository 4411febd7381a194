"""Named sets that records may be in, kept by higher rooms: customers in segments.

Lists ask for them as they ask for links to many, and saved views keep them by their public ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field

WORDS = ("is", "is_not", "any_of", "none_of")
"""What can be asked: whether a record is in a set, in one of several, in none of them."""


@dataclass(frozen=True)
class Sets:
    """The sets that records of a kind may be in, of those that a person may see.

    `options` are their public ids and names, the likeliest first. `members` is the condition for
    records in one of some sets; sets that the person does not see hold nobody. `called` names
    sets that conditions hold.
    """

    field: Field
    options: Callable[[Reach], list[tuple[str, str]]]
    members: Callable[[Reach, list[UUID]], Q]
    called: Callable[[Iterable[UUID]], Mapping[UUID, str]]


def enter(kind: str, sets: Sets) -> None:
    """Let lists of a kind ask for them."""
    _SETS.setdefault(kind, {})[sets.field.name] = sets


def known(kind: str) -> Mapping[str, Sets]:
    """The sets that records of a kind may be in, by the name of their field."""
    return _SETS.get(kind, {})


_SETS: dict[str, dict[str, Sets]] = {}
