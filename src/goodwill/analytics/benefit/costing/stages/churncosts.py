"""What losing customers costs, with what is in the ledger and what is not kept apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from goodwill.analytics.benefit.costing.stages import costfigures_stage as figures
from goodwill.analytics.benefit.costing.stages.asking import Amount, Asked, estimated, told
from goodwill.analytics.benefit.costing.stages.spending import Spend, StageSpend
from goodwill.analytics.figure import Definition, Figure, major, money
from goodwill.language import Sentence


def churn_cost(costs: StageSpend, asked: Asked) -> tuple[Figure, ...]:
    """CO05 and its three parts: value lost and word of mouth are memo, winning back is ledger.

    CO05 is n/a while a part is unknown, and says in its method how much of it is in the ledger.
    """
    spend, lost = costs.of("churn", asked.periods), asked.values.lost
    here = told(costs, asked, asked.customers.lost or 0)
    spoken = asked.values.word_of_mouth_minor
    refusal = _lost_refused(asked)
    parts = (
        money(figures.LOST_VALUE, None, reason=refusal, **here)
        if lost is None or refusal
        else _valued(figures.LOST_VALUE, lost, 0, here),
        money(figures.WORD_OF_MOUTH, spoken, reason=_unless(spoken, NO_WORD_OF_MOUTH), **here),
        money(figures.REACQUISITION_SPEND, spend.amount_minor, method=estimated(spend), **here),
    )
    return (_whole(lost, spoken, spend, refusal, here), *parts)


def _lost_refused(asked: Asked) -> Sentence | None:
    lost, n = asked.values.lost, asked.customers.lost
    if lost is None:
        return NO_LOST_VALUE
    if n is not None and lost.customers != n:
        return Sentence(
            "The value lost is that of {valued} customers, but {lost} were lost: value them all.",
            valued=lost.customers,
            lost=n,
        )
    return None


def _unless(known: object | None, reason: Sentence) -> Sentence | None:
    return reason if known is None else None


def _valued(
    definition: Definition, amount: Amount, more_minor: int, here: dict[str, Any]
) -> Figure:
    """An amount, with what is known exactly added to it and to both ends of its interval."""
    interval: dict[str, Any] = {}
    if amount.low_minor is not None and amount.high_minor is not None:
        interval = {
            "low": major(amount.low_minor + more_minor, here["currency"]),
            "high": major(amount.high_minor + more_minor, here["currency"]),
            "level": 0.95,
        }
    return money(definition, amount.minor + more_minor, **(here | interval))


def _whole(
    lost: Amount | None,
    spoken: int | None,
    spend: Spend,
    refusal: Sentence | None,
    here: dict[str, Any],
) -> Figure:
    reason = refusal or _unless(spoken, NO_WORD_OF_MOUTH)
    if lost is None or spoken is None or reason is not None:
        return money(figures.CHURN_COST, None, reason=reason, **here)
    method = Sentence(
        "Of it {ledger} is in the ledger; {memo} is memo: it was never paid and enters no return.",
        ledger=money(figures.REACQUISITION_SPEND, spend.amount_minor, **here),
        memo=money(figures.CHURN_COST, lost.minor + spoken, **here),
    )
    whole = _valued(figures.CHURN_COST, lost, spoken + spend.amount_minor, here)
    return replace(whole, method=method)


NO_LOST_VALUE = Sentence(
    "The remaining lifetime value of the customers lost is not known: score customers first."
)
NO_WORD_OF_MOUTH = Sentence(
    "What those who left talk others out of is not known: measure word of mouth, or state 0."
)
