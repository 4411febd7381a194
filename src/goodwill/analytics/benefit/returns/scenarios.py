"""What the programme returns if things go worse, as meant, better, or later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.delays import delayed
from goodwill.analytics.benefit.returns.flows import Flows, product
from goodwill.analytics.benefit.returns.measuring import Returns, returns
from goodwill.language import Sentence

FEWER_BENEFITS = Decimal("0.8")
MORE_COSTS = Decimal("1.10")
LATE_YEARS = Decimal(1)


class Case(StrEnum):
    """The four scenarios, from which none is left out."""

    PESSIMISTIC = "pessimistic"
    BASE = "base"
    OPTIMISTIC = "optimistic"
    LATE = "late"

    @property
    def label(self) -> Sentence:
        return LABELS[self]

    @property
    def meaning(self) -> Sentence:
        return MEANINGS[self]


@dataclass(frozen=True)
class Scenario:
    """One case and all its returns; their figures carry the case in `cut`."""

    case: Case
    returns: Returns


def scenarios(appraisal: Appraisal) -> tuple[Scenario, ...]:
    """Pessimistic, base, optimistic and late, in this order."""
    adjusted = appraisal.lines.adjusted
    flows = {
        Case.PESSIMISTIC: Flows(
            tuple(product(amount, FEWER_BENEFITS) for amount in adjusted.benefits),
            tuple(product(amount, MORE_COSTS) for amount in adjusted.costs),
        ),
        Case.BASE: adjusted,
        Case.OPTIMISTIC: appraisal.lines.realised,
        Case.LATE: delayed(adjusted, LATE_YEARS),
    }
    return tuple(_scenario(case, flows[case], appraisal) for case in Case)


def _scenario(case: Case, flows: Flows, appraisal: Appraisal) -> Scenario:
    terms = replace(appraisal.terms, cut={"scenario": case.value}, part=case.label)
    return Scenario(case, returns(flows, terms))


LABELS = {
    Case.PESSIMISTIC: Sentence("Pessimistic"),
    Case.BASE: Sentence("Base"),
    Case.OPTIMISTIC: Sentence("Optimistic"),
    Case.LATE: Sentence("Late"),
}
MEANINGS = {
    Case.PESSIMISTIC: Sentence("A fifth less benefits and a tenth more costs than in the base."),
    Case.BASE: Sentence("Risk-adjusted: benefits and costs by their means."),
    Case.OPTIMISTIC: Sentence("Unadjusted: everything comes as planned."),
    Case.LATE: Sentence(
        "All benefits of the base come one year later, and those of the last year after the "
        "horizon; costs stay."
    ),
}
