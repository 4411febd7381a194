"""What stands on the first page of Data; each part of the room enters its card when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from goodwill.crm.accounts.models import User
from goodwill.crm.ui.addresses import address_if_any
from goodwill.language import Sentence

ABILITIES = ("data.import", "data.manage", "customers.merge")
"""Whoever has one of them finds the room."""


def _nothing(me: User) -> Sentence | None:
    return None


@dataclass(frozen=True)
class Card:
    """One part of the room: what it is for, where it is, and how it stands today.

    Of several abilities one is enough. `summary` says in one sentence what waits there for this
    person, in a constant number of queries; None where there is nothing to say.
    """

    word: str
    name: Sentence
    says: Sentence
    icon: str
    address: str
    """The name of the address of its first page."""
    ability: str | tuple[str, ...] = ""
    summary: Callable[[User], Sentence | None] = _nothing
    place: int = 50


@dataclass(frozen=True)
class Shown:
    """A card as one person sees it."""

    card: Card
    where: str
    summary: Sentence | None


def enter(*cards: Card) -> None:
    """Add cards to the first page of the room."""
    for card in cards:
        _CARDS[card.word] = card


def cards_for(me: User) -> list[Shown]:
    """The cards that a person's role lets them see, in the order of `place`."""
    seen = sorted(
        (card for card in _CARDS.values() if may_see(me, card)),
        key=lambda card: (card.place, card.word),
    )
    places = ((card, address_if_any(card.address)) for card in seen)
    return [Shown(card, where, card.summary(me)) for card, where in places if where]


def may_see(me: User, card: Card) -> bool:
    """Whether the person's role includes one of the card's abilities."""
    needed = (card.ability,) if isinstance(card.ability, str) else card.ability
    return not any(needed) or any(me.may(ability) for ability in needed)


_CARDS: dict[str, Card] = {}
