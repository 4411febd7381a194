"""What stands on the first page of Sales; each part of the room enters its card when it starts."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.cards import Card, Shown, may_see
from goodwill.crm.ui.addresses import address_if_any

__all__ = ["ABILITIES", "Card", "cards_for", "enter"]

ABILITIES = ("leads.view", "opportunities.view", "quotes.view", "visits.view", "sales.manage")
"""Whoever has one of them finds the room."""


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


_CARDS: dict[str, Card] = {}
