"""Gives a lead to a person or a pool, notes it down, and tells whoever gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.errors import NotThisLead
from goodwill.crm.sales.leads.models import DistributionRule, Handing, Lead, LeadPool
from goodwill.language import Sentence


@dataclass(frozen=True)
class Why:
    """What a lead is given for, and how soon it is to be accepted."""

    why: Handing.Why
    rule: DistributionRule | None = None
    accept_within: timedelta | None = None
    is_accepted: bool = False


BY_HAND = Why(Handing.Why.BY_HAND)


def to_person(lead: Lead, user: User, why: Why, by: Actor) -> Handing:
    """It is this person's now; whoever takes it themselves has accepted it.

    Raises
    ------
    NotThisLead
        If it was converted or given up.
    """
    _must_be_open(lead)
    now = timezone.now()
    is_accepted = why.is_accepted or user == by.user
    until = None if is_accepted or why.accept_within is None else now + why.accept_within
    pool = why.rule.pool if why.rule and why.rule.pool else lead.pool
    values: dict[str, Any] = {
        "owner": user,
        "team": user.team,
        "pool": pool,
        "assigned_at": now,
        "accept_by": until,
        "accepted_at": now if is_accepted else None,
        "escalated_at": None,
    }
    if lead.status in (Lead.Status.NEW, Lead.Status.WORKING):
        begun = Lead.Status.WORKING if is_accepted else Lead.Status.NEW
        values["status"] = begun.value
    with transaction.atomic():
        changing.change(lead, values, by)
        handing = _note(lead, why, by, to=user, at=now, until=until)
        if not is_accepted:
            _tell(handing, by)
    return handing


def to_pool(lead: Lead, pool: LeadPool, why: Why, by: Actor) -> Handing:
    """Nobody owns it now: whoever may take from the pool can.

    Raises
    ------
    NotThisLead
        If it was converted or given up.
    """
    _must_be_open(lead)
    values = {
        "owner": None,
        "team": None,
        "pool": pool,
        "status": Lead.Status.NEW.value,
        "assigned_at": None,
        "accept_by": None,
        "accepted_at": None,
        "escalated_at": None,
    }
    with transaction.atomic():
        changing.change(lead, values, by)
        return _note(lead, why, by, at=timezone.now(), pool=pool)


def _must_be_open(lead: Lead) -> None:
    if not lead.is_open:
        raise NotThisLead(Sentence("This lead was converted or given up already."))


def _note(
    lead: Lead,
    why: Why,
    by: Actor,
    *,
    at: datetime,
    to: User | None = None,
    pool: LeadPool | None = None,
    until: datetime | None = None,
) -> Handing:
    return Handing.objects.create(
        lead=lead,
        to=to,
        pool=pool,
        why=why.why,
        rule=why.rule,
        by=by.user,
        at=at,
        accept_by=until,
        accepted_at=at if to is not None and lead.accepted_at is not None else None,
    )


def _tell(handing: Handing, by: Actor) -> None:
    assert handing.to
    sentence = Sentence("A lead for you: {name}.", name=handing.lead.name)
    if handing.accept_by:
        sentence = Sentence(
            "A lead for you: {name}. Please accept it by {time}.",
            name=handing.lead.name,
            time=_clock(handing.accept_by),
        )
    key = f"lead:{handing.pk}"
    told = telling.news(Notice.Sort.TASK, sentence, handing.lead, key=key, by=by.user)
    telling.tell([handing.to], told)


def _clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")
