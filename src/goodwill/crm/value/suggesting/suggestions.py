"""A suggestion, and who finds some: parts and rooms enter their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from goodwill.analytics.figure import Figure
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.models import Score
from goodwill.language import Sentence


class Place(IntEnum):
    """What comes first: what can be lost, then what was promised, then what can be won."""

    LOSING = 10
    PROMISED = 20
    WINNING = 30


@dataclass(frozen=True)
class Suggestion:
    """One thing to do next with a customer.

    Parameters
    ----------
    word
        Which one, the same every time it is found: `offer:…`, `at_risk`.
    does
        What to do, as a task would be called.
    because
        Why, from the customer's own facts.
    minor
        What it is about, to be put in order among those of its place.
    figure
        What it is expected to bring on top, with its interval; None where that is not known.
    product
        The public id of what is offered.
    """

    word: str
    does: Sentence
    because: Sentence
    icon: str
    place: Place
    minor: int = 0
    figure: Figure | None = None
    product: str = ""


@dataclass(frozen=True)
class Asked:
    """For whom suggestions are looked for, who will read them, and on which day."""

    customers: Sequence[Customer]
    scores: Mapping[int, Score]
    reach: Reach
    today: date

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.customers]


Found = Mapping[int, Sequence[Suggestion]]
"""By the customer's key."""
Finder = Callable[[Asked], Found]


def enter(word: str, finder: Finder) -> None:
    """Have a finder asked whenever suggestions are looked for: for many customers at once, in
    a number of queries that does not grow with them."""
    _FINDERS[word] = finder


def found(asked: Asked) -> dict[int, list[Suggestion]]:
    """All suggestions for each of the customers, the first to do first."""
    every: dict[int, list[Suggestion]] = {}
    for finder in _FINDERS.values():
        for customer, suggestions in finder(asked).items():
            every.setdefault(customer, []).extend(suggestions)
    return {customer: sorted(ours, key=_order) for customer, ours in every.items()}


def _order(one: Suggestion) -> tuple[int, int, str]:
    return one.place, -one.minor, one.word


_FINDERS: dict[str, Finder] = {}
