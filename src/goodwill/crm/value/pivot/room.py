"""What the room shows of tables of figures on its first page."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.ui.showing import ago
from goodwill.crm.value import cards
from goodwill.crm.value.cards import Card
from goodwill.crm.value.pivot import building
from goodwill.language import Sentence


def summary(me: User) -> Sentence | None:
    """As of when the figures are."""
    found = building.latest_made()
    return Sentence("Figures of {ago}.", ago=ago(found.noted.tables_as_of)) if found else None


CARD = Card(
    "pivot",
    Sentence("Analysis"),
    Sentence("Any figure by customer, product, department, region, channel and time."),
    "table-cells",
    "pivot",
    "orders.view",
    summary,
    place=40,
)


def enter() -> None:
    """The card of the room's first page."""
    cards.enter(CARD)
