"""The figures of a choice of uplift model, with their receipts."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice
from goodwill.analytics.campaigns.uplift.curves import AUUC, QINI, QINI_SHARE
from goodwill.analytics.campaigns.uplift.policies import (
    POLICY_VALUE,
    SHARE_TO_TREAT,
    SLEEPING_DOGS,
    WASTED_CONTACTS,
)
from goodwill.analytics.figure import Definition, Figure, Grade
from goodwill.analytics.figure.amounts import major
from goodwill.analytics.numerics.effects import LEVEL
from goodwill.analytics.value.advising.judging import Interval
from goodwill.language import Sentence


def figures(choice: UpliftChoice, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """AUUC, Qini, shares and money of the ordering to use, for the audience of the campaign.

    The money is of the whole audience: per member times members in the table.
    """
    shown, worth = choice.ordering, choice.policy
    part = choice.best.learner.sentence if choice.model is not None else _rule(choice)
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": choice.members,
        "grade": Grade.RANDOM_HOLDOUT,
        "part": part,
    }
    plain = (
        (AUUC, shown.auuc),
        (QINI, shown.qini),
        (QINI_SHARE, shown.qini_share),
        (SHARE_TO_TREAT, worth.best_share),
        (SLEEPING_DOGS, worth.sleeping_share),
    )
    made = [_figure(definition, found, choice, **told) for definition, found in plain]
    contacts = round(worth.targeting.wasted_share * choice.contacted)
    wasted = Figure(WASTED_CONTACTS, contacts, method=choice.method, **told)
    return (*made, _money(choice, currency, **told), wasted)


def _rule(choice: UpliftChoice) -> Sentence:
    return Sentence("everybody alike") if choice.rule is None else choice.rule.sentence


def _figure(definition: Definition, found: Interval, choice: UpliftChoice, **told: Any) -> Figure:
    return Figure(
        definition,
        found.value,
        low=found.low,
        high=found.high,
        level=LEVEL,
        method=choice.method,
        **told,
    )


def _money(choice: UpliftChoice, currency: str, **told: Any) -> Figure:
    profit = choice.policy.targeting.profit
    value, low, high = (
        major(round(each * choice.of), currency) for each in (profit.value, profit.low, profit.high)
    )
    return Figure(
        POLICY_VALUE,
        value,
        low=low,
        high=high,
        level=LEVEL,
        currency=currency,
        method=choice.method,
        **told,
    )
