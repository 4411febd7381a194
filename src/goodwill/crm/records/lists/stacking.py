"""Boards by a link: a room says what their columns are, what they amount to, how cards move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Field, Kind

if TYPE_CHECKING:
    from goodwill.crm.records.lists.wanting import Wanted


@dataclass(frozen=True)
class Column:
    """One column of such a board.

    `value` is what addresses call it, `holding` which records stand in it; `count` and `amount`
    are what all of them amount to, where that is told; `says` what is to be known about it.
    `order` is how its cards stand where the list does not say.
    """

    value: str
    label: str
    holding: Q = field(default_factory=Q)
    count: int | None = None
    amount: str = ""
    says: str = ""
    order: str = ""


@dataclass(frozen=True)
class Switch:
    """Another set of columns that the same board may show."""

    label: str
    query: str
    is_current: bool


class Columns(Protocol):
    """What the columns are; with `is_told`, what each of them amounts to as well."""

    def __call__(
        self, kind: Kind, reach: Reach, wanted: Wanted, *, is_told: bool
    ) -> Sequence[Column]: ...


def _no_switches(kind: Kind, reach: Reach, wanted: Wanted) -> Sequence[Switch]:
    return ()


@dataclass(frozen=True)
class Stacking:
    """How records stand on a board by one of their links.

    `move` puts a card into the column of that value; where something must be asked first it
    does nothing and gives the address of a dialog that asks.
    """

    columns: Columns
    move: Callable[[Any, str, Actor], str]
    switches: Callable[[Kind, Reach, Wanted], Sequence[Switch]] = _no_switches


def enter(word: str, name: str, stacking: Stacking) -> None:
    """Let records of a kind stand on a board by the link of that name."""
    _STACKINGS[word, name] = stacking


def of(kind: Kind, by: Field | None) -> Stacking | None:
    """How records stand on a board by this field; None where its choices say that."""
    return _STACKINGS.get((kind.word, by.name)) if by is not None else None


def fields_of(kind: Kind, seen: Mapping[str, Field]) -> list[Field]:
    """The links of a kind by which there is a board."""
    return [one for one in seen.values() if (kind.word, one.name) in _STACKINGS]


_STACKINGS: dict[tuple[str, str], Stacking] = {}
