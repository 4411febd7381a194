"""What the room enters when Django starts."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.crm.accounts.models import User
from goodwill.crm.customers import cards as customer_cards
from goodwill.crm.customers.my_day import blocks
from goodwill.crm.value import cards
from goodwill.crm.value.scoring import afterwards
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.suggesting import finders, finding, offers, suggestions, trying
from goodwill.language import Sentence

MINE_AT_MOST = 6


def enter() -> None:
    """Finders, the card on customers' pages, the block of my day, and what valuations bring."""
    suggestions.enter("at_risk", finders.at_risk)
    suggestions.enter("contracts", finders.ending_contracts)
    suggestions.enter("due", finders.due_orders)
    suggestions.enter("promised", finders.promised_visits)
    suggestions.enter("offers", offers.offers)
    afterwards.also(_after)
    customer_cards.enter(
        customer_cards.Card(
            "suggestions",
            Sentence("What to do next"),
            "customers.view",
            place=1,
            style="value/value.css",
        )
    )
    blocks.enter(
        blocks.Block(
            "suggested",
            Sentence("Suggested next"),
            "light-bulb",
            22,
            mine,
            "value/suggesting/_mine.html",
            "customers.view",
            roles=("sales_rep", "sales_manager", "administrator"),
        )
    )
    cards.enter(
        cards.Card(
            "suggesting",
            Sentence("Suggestions"),
            Sentence(
                "What was made of them, and whether they pay: compared with customers left without."
            ),
            "light-bulb",
            "suggesting",
            "value.see",
            place=50,
        )
    )


def mine(person: User, today: date) -> Any:
    """The first things to do with one's own customers."""
    return finding.first_of_own(person, MINE_AT_MOST, today) or None


def _after(valuation: Valuation) -> None:
    offers.keep(valuation)
    trying.draw(valuation)
    trying.measure()
