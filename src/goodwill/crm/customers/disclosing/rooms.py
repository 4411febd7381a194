"""Other rooms that know something of a person, and tell it with us."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.language import Sentence

Tell = Callable[[Customer, Reach], Iterable[dict[str, Any]]]
_ROOMS: dict[str, tuple[Sentence, Tell]] = {}


def also(word: str, heading: Sentence, tell: Tell) -> None:
    """Have a room tell what it knows of a person: things as names and values."""
    _ROOMS[word] = (heading, tell)


def all_tell(customer: Customer, reach: Reach) -> Iterable[tuple[str, Sentence, tuple[Any, ...]]]:
    """What each room knows, with its word and heading."""
    for word, (heading, tell) in _ROOMS.items():
        yield word, heading, tuple(tell(customer, reach))
