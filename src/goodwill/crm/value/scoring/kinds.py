"""The fields that a valuation puts beside each customer, for lists, filters, files and programs."""

from __future__ import annotations

from goodwill.analytics.value.outlook.potential import Cell
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.analytics.value.today.rfm import Segment
from goodwill.analytics.value.today.rhythm import Rhythm
from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.crm.accounts.presets import COSTS
from goodwill.crm.records.kinds import Field, Sort
from goodwill.language import Sentence

LOST = "lost"
COST = COSTS[-1]
"""Who does not see what products cost sees nothing that is worked out from it."""

CLASSES = {one.value: one.label for one in ValueClass}
STAGES = {one.value: one.label for one in LoyaltyStage} | {LOST: Sentence("Lost customer")}
QUADRANTS = {one.value: one.label for one in Cell}
RHYTHMS = {one.value: one.label for one in Rhythm}
SEGMENTS = {one.value: one.label for one in Segment}
REASONS = {
    "once": Sentence("Bought once only"),
    "twice": Sentence("Bought twice only"),
    "overdue": Sentence("Silent for longer than usual"),
    "unsure": Sentence("Bought seldom so far"),
}


def _money(name: str, label: Sentence, help: Sentence | None = None, **more: object) -> Field:
    return Field(f"score.{name}", label, Sort.MONEY, help=help, **more)  # type: ignore[arg-type]


def _choice(name: str, label: Sentence, choices: dict[str, Sentence], **more: bool) -> Field:
    return Field(f"score.{name}", label, Sort.CHOICE, choices, **more)  # type: ignore[arg-type]


SCORES = (
    _choice("value_class", Sentence("Value class"), CLASSES, is_indexed=True),
    _money("revenue_minor", Sentence("Revenue so far"), is_indexed=True),
    _money(
        "profit_minor",
        Sentence("Value so far"),
        Sentence("Margin; less the cost to serve, where that is known."),
        hidden_with=(COST,),
    ),
    _money(
        "expected_minor",
        Sentence("Expected value"),
        Sentence("All that is expected of them from now on, discounted to today."),
        is_indexed=True,
        hidden_with=(COST,),
    ),
    _money("expected_low_minor", Sentence("Expected value, low end"), hidden_with=(COST,)),
    _money("expected_high_minor", Sentence("Expected value, high end"), hidden_with=(COST,)),
    _money("year_minor", Sentence("Expected value of the next 365 days"), hidden_with=(COST,)),
    _money(
        "at_risk_minor",
        Sentence("Value at risk"),
        Sentence("What they would bring more if they certainly stayed."),
        is_indexed=True,
        hidden_with=(COST,),
    ),
    _money("expected_revenue_minor", Sentence("Expected revenue of the next 365 days")),
    _money(
        "revenue_at_risk_minor",
        Sentence("Revenue at risk"),
        Sentence("What they would buy more for in 365 days if they certainly stayed."),
        is_indexed=True,
    ),
    Field(
        "score.p_alive",
        Sentence("Chance that they are still a customer"),
        Sort.SHARE,
        is_indexed=True,
    ),
    Field("score.churn_risk", Sentence("Churn risk"), Sort.SHARE),
    Field("score.next_order_on", Sentence("Next order expected"), Sort.DAY, is_indexed=True),
    Field("score.expected_orders", Sentence("Expected orders of the next 365 days"), Sort.NUMBER),
    Field("score.last_order_on", Sentence("Last order"), Sort.DAY),
    Field("score.orders", Sentence("Orders so far"), Sort.NUMBER),
    _choice("stage", Sentence("Loyalty stage by orders"), STAGES, is_indexed=True),
    _choice("quadrant", Sentence("Potential"), QUADRANTS),
    _choice("rhythm", Sentence("Rhythm of buying"), RHYTHMS),
    _choice("rfm_segment", Sentence("Recency and frequency"), SEGMENTS),
    _choice("residual_class", Sentence("Class by expected value"), CLASSES),
    _choice("churn_reason", Sentence("Why at risk"), REASONS),
    _choice("then_class", Sentence("Value class a month ago or more"), CLASSES),
    Field("score.rank", Sentence("Place by value"), Sort.NUMBER),
    Field("score.as_of", Sentence("Valued as of"), Sort.DAY),
)
