"""The kinds of cost that belong to a stage of the relationship: a word that tells the stage too."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.language import Sentence


@dataclass(frozen=True)
class StageKind:
    """A kind of cost that tells its stage and, where one fits, its sub-category."""

    code: str
    requirement: str
    stage: Stage
    subcategory: str
    label: Sentence


def _of(code: str, requirement: str, stage: Stage, subcategory: str, label: Sentence) -> StageKind:
    return StageKind(code, requirement, stage, subcategory, label)


STAGE_KINDS: tuple[StageKind, ...] = (
    _of("acquire-research", "R274", Stage.ACQUIRE, "market-research",
        Sentence("Market research to win customers")),
    _of("acquire-advertising", "R275", Stage.ACQUIRE, "advertising",
        Sentence("Advertising, public relations and events to win customers")),
    _of("sales-team", "R276", Stage.ACQUIRE, "pay",
        Sentence("Sales team: pay, commission, training")),
    _of("sales-tools", "R277", Stage.ACQUIRE, "hardware",
        Sentence("Tools and devices of the sales team")),
    _of("first-contact", "R278", Stage.ACQUIRE, "relationship-care",
        Sentence("Enquiries and reception of new customers")),
    _of("customer-service", "R279", Stage.RETAIN, "service-centre",
        Sentence("Customer service and after-sales service")),
    _of("loyalty-programme", "R280", Stage.RETAIN, "relationship-care",
        Sentence("Loyalty programme: points and members' benefits")),
    _of("customer-care", "R281", Stage.RETAIN, "relationship-care",
        Sentence("Care: events, gifts, greetings")),
    _of("early-warning", "R282", Stage.RETAIN, "analysis-tools",
        Sentence("Early warning of customers about to leave")),
    _of("development", "R283", Stage.EXPAND, "advertising",
        Sentence("Developing new groups of customers and regions")),
    _of("expansion-care", "R284", Stage.EXPAND, "relationship-care",
        Sentence("Keeping the relationships newly developed")),
    _of("expansion-partners", "R285", Stage.EXPAND, "partners",
        Sentence("Partners: agreements, training, joint promotion")),
    _of("lost-sales", "R286", Stage.CHURN, "missed-market-share",
        Sentence("Sales lost with customers who left")),
    _of("reacquisition", "R287", Stage.CHURN, "relationship-care",
        Sentence("Winning lost customers back")),
)  # fmt: skip

ADVERTISING_SCALE = Sentence(
    "As an example of scale: television advertising takes several hundred thousand a month, "
    "customer care some ten thousands a year."
)
EARLY_WARNING_SCALE = Sentence(
    "As an example of scale: early warning for some thousands kept customers from leaving."
)
PERSONNEL_SCALE = Sentence("Personnel is one of the largest costs of a CRM.")
REACQUISITION_RULE = Sentence("Winning a lost customer back costs more than winning a new one.")
"""What is commonly said, to stand as a benchmark beside the company's own figures."""
