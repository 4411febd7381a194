"""What the room shows of the warehouse on its first page."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.cards import Card
from goodwill.crm.exchange.refreshing import keeping
from goodwill.crm.ui.showing import ago
from goodwill.language import Sentence


def summary(me: User) -> Sentence | None:
    """As of when the tables are."""
    found = keeping.current()
    if found is None:
        return Sentence("Not made yet.")
    return Sentence("As of {ago}.", ago=ago(found.as_of))


CARD = Card(
    "warehouse",
    Sentence("Warehouse"),
    Sentence("The tables that analyses read, kept up to date with the records."),
    "circle-stack",
    "warehouse",
    "data.manage",
    summary,
    place=70,
)
