"""What the room enters when Django starts."""

from __future__ import annotations

from goodwill.crm.value import cards
from goodwill.language import Sentence


def enter() -> None:
    cards.enter(
        cards.Card(
            "policies",
            Sentence("Policies"),
            Sentence("What customers of each value class are promised, and whether it is kept."),
            "shield-check",
            "policies",
            "customers.view",
            place=60,
        )
    )
