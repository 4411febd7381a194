"""What a company that works with value has decided: policies, plans, segments, a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Sum

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.site.filling.run import Filling, kept
from goodwill.crm.value.key_customers.models import AccountPlan, Goal, Stakeholder
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.segmenting.models import Segment
from goodwill.crm.value.suggesting import trying
from goodwill.crm.value.suggesting.models import Decision, Drawn, Trial
from goodwill.language import Sentence

PLANS = 3
BEGUN = timedelta(weeks=8)
LEFT_ALONE = 0.2
MOST_DRAWN = 5_000
DECIDED = 40
YEAR = timedelta(days=365)
GROWTH = 1.15
"""So much more than in the year before is to be bought."""

POLICIES: Mapping[str, Mapping[str, Any]] = {
    "A": {
        "says": Sentence("They know whom to call, and hear of every price change from a person."),
        "visits_a_year": 4,
        "discount_limit_percent": 15,
        "answer_within_hours": 4,
        "care": "person",
        "warns": True,
    },
    "B": {
        "says": Sentence("Looked after by the team; what they might need is offered in time."),
        "visits_a_year": 1,
        "discount_limit_percent": 10,
        "answer_within_hours": 24,
        "care": "team",
        "warns": False,
    },
    "C": {
        "says": Sentence("Served well by the shop and the order desk, without visits."),
        "discount_limit_percent": 5,
        "answer_within_hours": 48,
        "care": "self_service",
        "warns": False,
    },
    "N": {
        "says": Sentence("No discounts, and freight is charged, until they bring what they cost."),
        "discount_limit_percent": 0,
        "care": "self_service",
        "warns": False,
    },
}
AMBITION = Sentence("We are their first choice, and plan the year together.")
OFFER = Sentence("One contact for everything, delivery within two days, a visit every quarter.")
RISKS = Sentence("A competitor made an offer; their head of purchasing is new.")
GOALS = (
    Sentence("Sell more than last year"),
    Sentence("Agree on a contract for the year"),
)
STEPS = (
    (Sentence("Present the plan for the year"), 6),
    (Sentence("Invite their head of purchasing"), 13),
)
ROLES = (("decides", "for_us"), ("buys", "neutral"))
SEGMENTS: Sequence[tuple[Sentence, Sentence, Mapping[str, Any]]] = (
    (
        Sentence("Regular customers gone quiet"),
        Sentence("Call them before somebody else does."),
        {
            "all": [
                {"did": "orders", "from": 3, "days": 730},
                {"none": [{"did": "orders", "from": 1, "days": 120}]},
            ]
        },
    ),
    (
        Sentence("Organisations with an offer on the table"),
        Sentence("What the week's round begins with."),
        {
            "all": [
                {"field": "sort", "is": "organisation"},
                {"did": "open_opportunities", "from": 1},
            ]
        },
    ),
)


def set_up(filling: Filling) -> None:
    """Write all of it; the scores come with the first valuation."""
    for value_class, promised in POLICIES.items():
        says = filling.say(promised["says"])
        filling.rows(Policy).write(1, **{**promised, "says": says, "value_class": value_class})
    by = User.objects.filter(role__word="administrator").order_by("pk").first()
    assert by is not None
    _plans(filling)
    _segments(filling, by)
    _comparison(filling, by)


def _plans(filling: Filling) -> None:
    """A plan for those organisations that bought most in the last year."""
    sold = Order.objects.filter(
        sort="sale",
        ordered_on__gt=filling.today - YEAR,
        customer__sort="organisation",
        currency=filling.currency,
        customer__owner__isnull=False,
    ).exclude(status__in=Order.NOT_BINDING)
    most = sold.order_by().values_list("customer_id").annotate(sum=Sum("amount_minor"))
    bought = dict(most.order_by("-sum", "customer_id")[:PLANS])
    customers = Customer.objects.in_bulk(list(bought))
    for place, (pk, amount) in enumerate(bought.items()):
        _plan(filling, customers[pk], int(amount), place)


def _plan(filling: Filling, customer: Customer, bought: int, place: int) -> None:
    began = filling.today - timedelta(days=60 + 7 * place)
    name = filling.say(Sentence("{customer} {year}", customer=customer.name, year=str(began.year)))
    [public_id] = filling.rows(AccountPlan).public_ids(1)
    [plan] = filling.rows(AccountPlan).write(
        1,
        public_id=public_id,
        customer_id=customer.pk,
        owner_id=customer.owner_id,
        team_id=customer.team_id,
        name=name[:200],
        ambition=filling.say(AMBITION),
        offer=filling.say(OFFER),
        risks=filling.say(RISKS),
        review_on=filling.today + timedelta(days=20 + 9 * place),
        reviewed_on=filling.today - timedelta(days=10),
        **kept(_at(filling, began), np.array([customer.owner_id])),
    )
    wanted = [int(round(bought * GROWTH, -4)), None]
    filling.rows(Goal).write(
        len(GOALS),
        plan_id=int(plan),
        text=[filling.say(one) for one in GOALS],
        amount_minor=wanted,
        currency=[filling.currency, ""],
        from_on=began,
        by_on=began + YEAR,
    )
    ties = customer.relations.filter(until=None).order_by("pk")
    people = dict.fromkeys(ties.values_list("person_id", flat=True))
    for person, (role, stance) in zip(people, ROLES, strict=False):
        told = {"plan_id": int(plan), "person_id": person, "role": role, "stance": stance}
        filling.rows(Stakeholder).write(1, **told)
    for words, days in STEPS:
        due = _at(filling, filling.today + timedelta(days=days), 10)
        filling.rows(Activity).write(
            1,
            customer_id=customer.pk,
            sort="task",
            subject=filling.say(words),
            happened_at=_at(filling, began),
            due_at=due,
            owner_id=customer.owner_id,
            team_id=customer.team_id,
            about_kind=AccountPlan.kind,
            about_id=public_id,
            **kept(_at(filling, began), np.array([customer.owner_id])),
        )


def _segments(filling: Filling, by: User) -> None:
    for name, purpose, conditions in SEGMENTS:
        asked = Segment(conditions=conditions)
        asked.complete()
        filling.rows(Segment).write(
            1,
            name=filling.say(name),
            purpose=filling.say(purpose),
            conditions=dict(conditions),
            asks=asked.asks,
            audience=Segment.Audience.ALL.value,
            owner_id=by.pk,
            team_id=by.team_id,
            **kept(_at(filling, filling.today - timedelta(days=30)), np.array([by.pk])),
        )


def _comparison(filling: Filling, by: User) -> None:
    """Eight weeks ago some of those who buy were drawn to be left without suggestions."""
    began = filling.today - BEGUN
    seed = filling.randomness.bytes(16).hex()
    [pk] = filling.rows(Trial).write(
        1, share=LEFT_ALONE, seed=seed, begun_on=began, is_running=True, by_id=by.pk
    )
    known = Customer.objects.buying().filter(known_on__lt=began).order_by("pk")
    told = list(known.values_list("pk", "public_id", "owner_id")[:MOST_DRAWN])
    trial = Trial.objects.get(pk=int(pk))
    arms = trying.arms_of(trial, [str(public_id) for _, public_id, _ in told])
    ids = [one for one, _, _ in told]
    filling.rows(Drawn).write(len(ids), trial_id=trial.pk, customer_id=ids, arm=arms, on=began)
    treated = [
        (customer, owner)
        for (customer, _, owner), arm in zip(told, arms, strict=True)
        if arm == Drawn.Arm.TREATED and owner is not None
    ]
    _decisions(filling, treated[:: max(1, len(treated) // DECIDED)][:DECIDED])


def _decisions(filling: Filling, decided: Sequence[tuple[int, int]]) -> None:
    """What people made of suggestions since; what they let be comes again after a while."""
    reasons = [one.value for one in Decision.Reason]
    words = ("due", "at_risk", "promised_visit")
    for place, (customer, owner) in enumerate(decided):
        on = filling.today - timedelta(days=2 + place % 50)
        is_taken = place % 5 < 3
        filling.rows(Decision).write(
            1,
            customer_id=customer,
            suggestion=words[place % len(words)],
            state="accepted" if is_taken else "dismissed",
            reason="" if is_taken else reasons[place % len(reasons)],
            made="activities" if is_taken else "",
            by_id=owner,
            at=_at(filling, on),
            until=on + timedelta(days=60),
        )


def _at(filling: Filling, day: date, hour: int = 11) -> Any:
    """A moment of a day, as rows are written."""
    return filling.at(np.array([day], "M8[D]"), hour * 3600)
