"""What the room shows of the management page on its first page."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.ui.showing import day
from goodwill.crm.value import cards
from goodwill.crm.value.cards import Card
from goodwill.crm.value.scoring.running import latest
from goodwill.language import Sentence


def summary(me: User) -> Sentence | None:
    """As of when it speaks."""
    found = latest()
    return Sentence("As of {day}.", day=day(found.as_of)) if found else None


CARD = Card(
    "management",
    Sentence("Management"),
    Sentence("What the customers are worth, who carries us, what is at risk, what to decide."),
    "presentation-chart-line",
    "management",
    "value.see",
    summary,
    place=10,
)


def enter() -> None:
    """The card of the room's first page."""
    cards.enter(CARD)
