"""Taking a customer on, and saying what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import telling as noticing
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.bought import bought
from goodwill.crm.value.errors import NotOfThem, ThereAlready
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.worklists.kinds import LISTS, OUTCOMES
from goodwill.crm.value.worklists.models import CareAction
from goodwill.crm.value.worklists.reasons import why
from goodwill.language import Sentence

DUE_DAYS = 7
"""How long there is to act unless somebody says otherwise."""


@dataclass(frozen=True)
class Intent:
    """What shall be done with a customer from a list, by whom, until when."""

    worklist: str
    action: str = CareAction.Action.CALL
    what: str = ""
    owner: User | None = None
    due_on: date | None = None


def take(customer: Customer, intent: Intent, actor: Actor) -> CareAction:
    """Take a customer from a list on; what is known of them today is kept with it.

    Raises
    ------
    ThereAlready
        If somebody has taken them from this list already and it is still to be done.
    """
    open_ = CareAction.objects.present().filter(outcome=CareAction.Outcome.OPEN)
    if open_.filter(customer=customer, worklist=intent.worklist).exists():
        raise ThereAlready(
            Sentence("Somebody has taken {customer} on already.", customer=customer.name)
        )
    today = timezone.localdate()
    owner = intent.owner or actor.user or customer.owner
    action = CareAction(
        customer=customer,
        worklist=intent.worklist,
        action=intent.action,
        what=intent.what,
        owner=owner,
        team=owner.team if owner else customer.team,
        due_on=intent.due_on or today + timedelta(days=DUE_DAYS),
        begun_on=today,
        **_known(customer, intent.worklist),
    )
    with transaction.atomic():
        changing.create(action, actor)
        _tell_owner(action, actor)
    return action


def begin(values: Mapping[str, Any], by: Actor) -> CareAction:
    """The same from a form for a new one; what else is known of it comes from the customer."""
    wanted = {name: value for name, value in values.items() if value not in (None, "")}
    intent = {one.name: wanted[one.name] for one in fields(Intent) if one.name in wanted}
    own = {name: value for name, value in wanted.items() if name.startswith("custom.")}
    action = take(wanted["customer"], Intent(**intent), by)
    if own:
        changing.change(action, own, by)
    return action


def close(action: CareAction, outcome: str, actor: Actor, *, learned: str = "") -> None:
    """Say what came of it; the customer's timeline tells it too.

    Raises
    ------
    NotOfThem
        If nothing came of it yet.
    """
    if outcome == CareAction.Outcome.OPEN or outcome not in CareAction.Outcome.values:
        raise NotOfThem(Sentence("Say what came of it."))
    with transaction.atomic():
        values = {"outcome": outcome, "learned": learned, "closed_on": timezone.localdate()}
        changing.change(action, values, actor)
        words = Sentence(
            "{list}: {outcome}", list=LISTS[action.worklist], outcome=OUTCOMES[outcome]
        )
        tell(action.customer, "note", words, actor=actor, about=action, body=learned)


def count_bought(today: date | None = None) -> int:
    """Count what customers bought since they were taken on; how many were counted.

    It is counted for a year, once a day, and can be done again without harm.
    """
    day = today or timezone.localdate()
    watched = CareAction.objects.present().filter(
        begun_on__gte=day - timedelta(days=CareAction.WATCHED_DAYS + 1)
    )
    done = 0
    for begun in watched.order_by("begun_on").values_list("begun_on", flat=True).distinct():
        actions = list(watched.filter(begun_on=begun).only("pk", "customer_id", "currency"))
        last = min(day, begun + timedelta(days=CareAction.WATCHED_DAYS))
        for currency in {one.currency or settings.CONFIGURATION.currency for one in actions}:
            done += _count(actions, (begun, last), currency, day)
    return done


def _count(actions: list[CareAction], between: tuple[date, date], currency: str, day: date) -> int:
    ours = [one for one in actions if (one.currency or currency) == currency]
    found = bought([one.customer_id for one in ours], *between, currency)
    for one in ours:
        one.bought_minor = found.get(one.customer_id, 0)
        one.counted_on, one.currency = day, currency
    CareAction.objects.bulk_update(ours, ["bought_minor", "counted_on", "currency"], 500)
    return len(ours)


def _known(customer: Customer, worklist: str) -> dict[str, Any]:
    """What the last valuation says of the customer, in revenue: everybody may see that."""
    score = Score.objects.select_related("valuation").filter(customer=customer).first()
    if score is None:
        return {"currency": settings.CONFIGURATION.currency}
    reason = why(score, worklist)
    return {
        "because": wording.kept(reason) if reason else {},
        "currency": score.valuation.currency or settings.CONFIGURATION.currency,
        "expected_minor": score.expected_revenue_minor,
        "at_risk_minor": score.revenue_at_risk_minor,
        "p_alive": score.p_alive,
    }


def _tell_owner(action: CareAction, actor: Actor) -> None:
    if action.owner is None or action.owner == actor.user:
        return
    sentence = Sentence(
        "{list}: {customer}. Do something until {day}.",
        list=LISTS[action.worklist],
        customer=action.customer.name,
        day=action.due_on,
    )
    noticing.tell([action.owner], noticing.news(Notice.Sort.TASK, sentence, action, by=actor.user))
