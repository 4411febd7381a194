"""What is suggested to a person: for one customer, and the first of all of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.seeing import scores_within, worth_for
from goodwill.crm.value.suggesting import trying
from goodwill.crm.value.suggesting.models import Decision
from goodwill.crm.value.suggesting.suggestions import Asked, Suggestion, found

LOOKED_AT = 150
"""Of one's own customers those of whom most is expected, so many."""


@dataclass(frozen=True)
class Suggested:
    """What is suggested for a customer; nothing where they are left alone to compare with."""

    suggestions: Sequence[Suggestion]
    is_left_alone: bool
    is_valued: bool


@dataclass(frozen=True)
class Next:
    """A customer and the first thing to do."""

    customer: Customer
    suggestion: Suggestion


def suggested(customer: Customer, reach: Reach, today: date | None = None) -> Suggested:
    """Everything that is suggested for one customer, without what was decided on already."""
    score: Score | None = getattr(customer, "score", None)
    if customer.pk in trying.left_alone(trying.running(), [customer]):
        return Suggested((), is_left_alone=True, is_valued=score is not None)
    scores = {customer.pk: score} if score else {}
    ours = _undecided(Asked([customer], scores, reach, today or timezone.localdate()))
    return Suggested(ours.get(customer.pk, ()), is_left_alone=False, is_valued=score is not None)


def first_of_own(person: User, at_most: int, today: date | None = None) -> list[Next]:
    """The first thing to do with each of one's own customers, the most pressing first."""
    worth = worth_for(person.reach)
    own = scores_within(person.reach).filter(customer__owner=person, customer__do_not_contact=False)
    listed = own.select_related("customer", "valuation").order_by(
        f"-{worth.at_risk}", f"-{worth.expected}", "customer_id"
    )
    scores = {score.customer_id: score for score in listed[:LOOKED_AT]}
    customers = [score.customer for score in scores.values()]
    alone = trying.left_alone(trying.running(), customers)
    seen = [one for one in customers if one.pk not in alone]
    kept = {one.pk: scores[one.pk] for one in seen}
    every = _undecided(Asked(seen, kept, person.reach, today or timezone.localdate()))
    nexts = [Next(one, every[one.pk][0]) for one in seen if every.get(one.pk)]
    nexts.sort(key=lambda one: (one.suggestion.place, -one.suggestion.minor, one.customer.pk))
    return nexts[:at_most]


def one_of(customer: Customer, word: str, reach: Reach) -> Suggestion | None:
    """The suggestion of that word, if it is still made."""
    every = suggested(customer, reach).suggestions
    return next((one for one in every if one.word == word), None)


def _undecided(asked: Asked) -> dict[int, list[Suggestion]]:
    if not asked.customers:
        return {}
    done = set(_decided(list(asked.ids), asked.today))
    return {
        key: [one for one in ours if (key, one.word) not in done]
        for key, ours in found(asked).items()
    }


@kept
def _decided(customers: list[int], today: date) -> QuerySet[Any]:
    found = Decision.objects.filter(customer__in=customers, until__gte=today)
    return found.values_list("customer_id", "suggestion")
