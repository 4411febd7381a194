"""What the risks of a programme cost on average, each by its chance and its damage."""

from __future__ import annotations

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.programme import Hazard
from goodwill.analytics.figure import Definition, Figure, Grade, Unit
from goodwill.language import Sentence

EXPECTED_LOSS = Definition(
    "expected_loss",
    1,
    Sentence("Expected loss from a risk"),
    Sentence("What a risk costs on average. It is told beside the return, not taken off again."),
    Sentence("chance × what it would cost"),
    Unit.MONEY,
)
DEFINITIONS = (EXPECTED_LOSS,)


def expected_loss(appraisal: Appraisal, hazard: Hazard) -> Figure:
    """Chance × damage; somebody's estimate."""
    return appraisal.terms.money(
        EXPECTED_LOSS,
        hazard.expected,
        n=1,
        grade=Grade.EXPERT_ESTIMATE,
        cut={"risk": hazard.id},
        part=Sentence("{entry}", entry=hazard.name),
    )
