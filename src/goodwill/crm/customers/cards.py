"""What stands beside the timeline on a customer's page; other rooms add theirs when they start."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.models import User
from goodwill.language import Sentence


@dataclass(frozen=True)
class Card:
    """A part of the customer's page.

    `address` names an address that takes the customer's public id and answers with an element
    that stands in the card's place. Cards stand in the order of `place`, the lowest first.
    `style` is the static file that says how a card of another room looks. Cards are put into the
    page; one that fails is asked for once more when the page stands.
    """

    address: str
    title: Sentence
    ability: str = ""
    place: int = 50
    style: str = ""


def enter(*cards: Card) -> None:
    """Add cards to every customer's page."""
    for card in cards:
        _CARDS[card.address] = card


def cards_for(me: User) -> list[Card]:
    """The cards that a person's role lets them see, in their order."""
    seen = (card for card in _CARDS.values() if not card.ability or me.may(card.ability))
    return sorted(seen, key=lambda card: (card.place, card.address))


_CARDS: dict[str, Card] = {}

enter(
    Card("reaching", Sentence("How to reach them"), "contact_points.view", place=10),
    Card("customer_relations", Sentence("People and relations"), "relations.view", place=20),
    Card("consent", Sentence("Consent"), "customers.view", place=30),
    Card("customer_files", Sentence("Files"), "customers.view", place=60),
)
