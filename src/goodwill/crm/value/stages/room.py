"""What the room enters when Django starts."""

from __future__ import annotations

from goodwill.crm.value import cards
from goodwill.crm.value.scoring import afterwards
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.stages.recording import record
from goodwill.language import Sentence


def enter() -> None:
    """Moves are kept after each valuation."""
    afterwards.also(_after)
    cards.enter(
        cards.Card(
            "stages",
            Sentence("Loyalty stages"),
            Sentence("How many customers are in each stage, who moves up and who falls back."),
            "arrow-trending-up",
            "stages",
            "value.see",
            place=30,
        )
    )


def _after(valuation: Valuation) -> None:
    record(valuation)
