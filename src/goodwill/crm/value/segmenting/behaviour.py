"""What customers do, as segments may ask for it; each room enters what it knows of it.

A `Behaviour` is one value for each customer: the day of the last order. A `Journal` holds what
happened on which day, and a `Measure` asks it how often or how much within the last so many days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from goodwill.crm.records.kinds import Field, Sort
from goodwill.language import Sayable

Rows = Callable[[], "QuerySet[Any]"]
DOES = "does."


@dataclass(frozen=True)
class Behaviour:
    """One value for each customer.

    `field` is named `does.<word>`. `rows` gives (customer's primary key, value), a customer at
    most once; where the database cannot tell, `reckon` makes these of all its rows. `otherwise`
    holds for those whom they do not give. Who asks must be able to view
    the kind `about`, and see the fields that `needs` names (`orders.amount_minor`).
    """

    field: Field
    rows: Rows
    otherwise: int | None = None
    about: str = "customers"
    needs: tuple[str, ...] = ()
    reckon: Callable[[list[tuple[Any, ...]]], Iterable[tuple[int, Any]]] | None = None


@dataclass(frozen=True)
class Journal:
    """What happened on which day.

    `rows` gives (customer's primary key, day or moment, amount, what, once): `what` and `once`
    are numbers; of several rows with the same `once` one is counted. `parts` says how many of
    the five there are; `is_moment` that the second is a moment.
    """

    word: str
    rows: Rows
    parts: int = 3
    is_moment: bool = False


@dataclass(frozen=True)
class Among:
    """A few records that each `what` of a journal is one of.

    `options` are their public ids and names; `key` is the `what` of one, None where it is gone.
    """

    options: Callable[[], Mapping[UUID, str]]
    key: Callable[[UUID], int | None]


@dataclass(frozen=True)
class Measure:
    """How often something happened, or how much it came to.

    `journal` is asked; `detail` where somebody asks for one product or family, if it is another.
    `choices` names each `what` of the journal, where it tells apart a few sorts; `among` where
    these are records. `is_now` says that it is not about a time: nobody asks for its last days.
    """

    word: str
    label: Sayable
    journal: str
    sort: Sort = Sort.NUMBER
    detail: str = ""
    choices: Mapping[int, Sayable] = field(default_factory=dict)
    among: Among | None = None
    is_now: bool = False
    about: str = "orders"
    needs: tuple[str, ...] = ()

    @property
    def is_sum(self) -> bool:
        return self.sort is Sort.MONEY

    @property
    def field(self) -> Field:
        """The measure as something to ask a number of."""
        return Field(f"{DOES}{self.word}", self.label, self.sort)


def enter(*things: Behaviour | Journal | Measure) -> None:
    """Let segments ask for them."""
    for one in things:
        if isinstance(one, Behaviour):
            _BEHAVIOURS[one.field.name] = one
        elif isinstance(one, Journal):
            _JOURNALS[one.word] = one
        else:
            _MEASURES[one.word] = one


def behaviours() -> Mapping[str, Behaviour]:
    """All of them, by the name of the field."""
    return _BEHAVIOURS


def journals() -> Mapping[str, Journal]:
    return _JOURNALS


def measures() -> Mapping[str, Measure]:
    return _MEASURES


_BEHAVIOURS: dict[str, Behaviour] = {}
_JOURNALS: dict[str, Journal] = {}
_MEASURES: dict[str, Measure] = {}
