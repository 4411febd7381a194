"""Class, stage, rhythm and reason of a customer, each as the number that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.value.today.rhythm import rule
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.value.scoring.kinds import CLASSES, LOST, STAGES
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.scoring.worth import NEVER_BOUGHT, method
from goodwill.crm.value.worklists.reasons import at_risk
from goodwill.language import Sentence

CLASS = Definition(
    "customer_value_class",
    1,
    Sentence("Place by value so far"),
    Sentence(
        "The class follows from the place among all customers: the best 20 % are class A, the "
        "next 30 % class B, the rest class C; whoever costs more than they bring is class N."
    ),
    Sentence("1 + customers of more value so far"),
    Unit.NUMBER,
)
STAGE = Definition(
    "customer_stage",
    1,
    Sentence("Days with a purchase"),
    Sentence(
        "The loyalty stage follows from the days on which they bought: none is a suspect or, "
        "having asked, a prospect; one is a first-time customer; two or more a repeat customer."
    ),
    Sentence("number of days on which the customer bought"),
    Unit.NUMBER,
)
SILENCE = Definition(
    "customer_silence",
    1,
    Sentence("Days since the last order"),
    Sentence("How long they have been silent, which is set beside how often they buy."),
    Sentence("day of the valuation − day of the last order"),
    Unit.DAYS,
)
WAIT = Definition(
    "customer_wait",
    1,
    Sentence("Days until the next order"),
    Sentence(
        "Half of such customers, if they stay, have bought again after so many days. It is told of "
        "those who are more likely still a customer than not."
    ),
    Sentence("median wait, given the purchases so far, in days from the day of the valuation"),
    Unit.DAYS,
)
NOT_LIKELY = Sentence("They are more likely no customer any more than still one.")


def figures(score: Score, reach: Reach) -> dict[str, Figure]:
    """What class, stage, reason and next order rest on, as far as the person may see it."""
    return {
        word: make(score)
        for word, (field, make) in _FIGURES.items()
        if reach.sees("customers", f"score.{field}")
    }


def _class(score: Score) -> Figure:
    told = _told(score, score.rank)
    told["part"] = CLASSES.get(score.value_class)
    told["method"] = Sentence(
        "Of {n} customer valued; those of the same value are in the same class.",
        "Of {n} customers valued; those of the same value are in the same class.",
        n=score.valuation.customers,
    )
    return Figure(CLASS, score.rank, **{**told, "n": score.valuation.customers})


def _stage(score: Score) -> Figure:
    told = _told(score, score.purchase_days) | {"reason": None}
    told["part"] = STAGES.get(score.stage)
    told["method"] = rule() if score.stage == LOST else None
    return Figure(STAGE, score.purchase_days, **told)


def _silence(score: Score) -> Figure:
    last = score.last_order_on
    days = (score.as_of - last).days if last else None
    return Figure(SILENCE, days, **_told(score, days), method=at_risk(score))


def _wait(score: Score) -> Figure:
    next_on = score.next_order_on
    days = (next_on - score.as_of).days if next_on else None
    told = _told(score, days)
    if days is None and score.p_alive is not None:
        told["reason"] = NOT_LIKELY
    return Figure(WAIT, days, **told, method=method(score))


def _told(score: Score, value: Any) -> dict[str, Any]:
    reason = None if value is not None else NEVER_BOUGHT
    return {"as_of": score.as_of, "n": score.orders, "reason": reason}


_FIGURES: Mapping[str, tuple[str, Callable[[Score], Figure]]] = {
    "class": ("value_class", _class),
    "stage": ("stage", _stage),
    "why": ("churn_reason", _silence),
    "next_order": ("next_order_on", _wait),
}
