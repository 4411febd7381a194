"""Whether what each value class is promised is kept: visits, discounts, answers, who cares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.policies import checking
from goodwill.crm.value.policies.models import Policy
from goodwill.language import Sentence

VISITS, DISCOUNTS, ANSWERING, CARE = "visits", "discounts", "answers", "care"


def _definition(word: str, label: Sentence, meaning: Sentence, formula: Sentence) -> Definition:
    return Definition(f"policy_{word}", 1, label, meaning, formula, Unit.SHARE)


DEFINITIONS = {
    VISITS: _definition(
        VISITS,
        Sentence("Visited as promised"),
        Sentence("Of the customers of the class, how many were visited as often as promised."),
        Sentence("customers with enough visits in 365 days ÷ customers known for a year"),
    ),
    DISCOUNTS: _definition(
        DISCOUNTS,
        Sentence("Discounts within the limit"),
        Sentence("Of what the class bought, how many lines took no more off than is allowed."),
        Sentence("order lines within the limit ÷ order lines with a list price, 90 days"),
    ),
    ANSWERING: _definition(
        ANSWERING,
        Sentence("Answered in time"),
        Sentence("Of what customers of the class wrote, how much was answered in time."),
        Sentence("messages answered within the hours promised ÷ messages, 90 days"),
    ),
    CARE: _definition(
        CARE,
        Sentence("Looked after as promised"),
        Sentence("Of the customers of the class, how many have the person or team promised."),
        Sentence("customers with somebody who looks after them ÷ customers of the class"),
    ),
}


@dataclass(frozen=True)
class Kept:
    """One promise to one class: how far it is kept, and the word under which breaches stand."""

    word: str
    figure: Figure

    @property
    def breaches(self) -> int:
        return int(self.figure.denominator or 0) - int(self.figure.numerator or 0)


@dataclass(frozen=True)
class Breach:
    """A customer for whom a promise was not kept, and how."""

    customer: Customer
    told: Sentence
    on: date | None = None


def observed(policy: Policy, reach: Reach, today: date | None = None) -> Sequence[Kept]:
    """Each promise of a policy with how far it is kept, of the customers within reach."""
    day = today or timezone.localdate()
    counted = (
        (word, *_COUNTS[word](policy, reach, day))
        for word in DEFINITIONS
        if _is_promised(policy, word)
    )
    return [
        Kept(
            word,
            ratio(
                DEFINITIONS[word],
                all_ - broken,
                all_,
                as_of=day,
                n=all_,
                cut={"value_class": policy.value_class},
                part=Sentence("Class {word}", word=policy.value_class),
                method=METHODS[word],
            ),
        )
        for word, all_, broken in counted
    ]


METHODS = {
    VISITS: Sentence("Customers known for less than a year are left out."),
    DISCOUNTS: Sentence("Against the default price list that was valid on the day of the order."),
    ANSWERING: Sentence("What was written too lately to be late is left out."),
    CARE: Sentence("Whoever has left the company looks after nobody."),
}


def breaches(
    policy: Policy, word: str, reach: Reach, *, start: int = 0, most: int = 50
) -> list[Breach]:
    """For whom a promise was not kept, those most worth first; nothing if it was not promised."""
    if word not in DEFINITIONS or not _is_promised(policy, word):
        return []
    today = timezone.localdate()
    rows = list(_BREACHES[word](policy, reach, today)[start : start + most])
    if word == VISITS:
        made = checking.visits_made([row.customer_id for row in rows], today)
        return [_visit_told(row, policy, made.get(row.customer_id, 0)) for row in rows]
    return [_TOLD[word](row, policy) for row in rows]


def _is_promised(policy: Policy, word: str) -> bool:
    return {
        VISITS: bool(policy.visits_a_year),
        DISCOUNTS: policy.discount_limit_percent is not None,
        ANSWERING: policy.answer_within_hours is not None,
        CARE: policy.care in (Policy.Care.PERSON, Policy.Care.TEAM),
    }[word]


def _visit_told(row: Any, policy: Policy, made: int) -> Breach:
    told = Sentence(
        "{made} of {promised} visits in the last 365 days.",
        made=made,
        promised=policy.visits_a_year,
    )
    return Breach(row.customer, told)


def _discount_told(row: Any, policy: Policy) -> Breach:
    told = Sentence(
        "{product} for {percent} % less than the list price; the limit is {limit} %.",
        product=row.product.name,
        percent=round(100 * (1 - row.unit_price_minor / row.listed), 1),
        limit=float(policy.discount_limit_percent or 0),
    )
    return Breach(row.order.customer, told, row.order.ordered_on)


def _answer_told(row: Any, policy: Policy) -> Breach:
    told = Sentence(
        "“{subject}” was not answered within {hours} hours.",
        subject=row.subject,
        hours=policy.answer_within_hours,
    )
    return Breach(row.customer, told, timezone.localdate(row.happened_at))


def _care_told(row: Any, policy: Policy) -> Breach:
    return Breach(row.customer, Sentence("Nobody looks after them."))


_COUNTS = {
    VISITS: checking.visits_counted,
    DISCOUNTS: checking.discounts_counted,
    ANSWERING: checking.answers_counted,
    CARE: checking.care_counted,
}
_BREACHES = {
    VISITS: checking.too_few_visits,
    DISCOUNTS: checking.over_the_limit,
    ANSWERING: checking.unanswered,
    CARE: checking.alone,
}
_TOLD = {
    DISCOUNTS: _discount_told,
    ANSWERING: _answer_told,
    CARE: _care_told,
}
