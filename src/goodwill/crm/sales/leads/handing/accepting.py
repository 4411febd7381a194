"""Accepting a lead or giving it back, and what happens when nobody does."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.errors import NotThisLead
from goodwill.crm.sales.leads.handing import distributing, giving
from goodwill.crm.sales.leads.models import Handing, Lead, LeadPool
from goodwill.language import Sentence

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500
GIVEN_ON_AFTER = timedelta(hours=4)
"""So long after the escalation a lead still not accepted goes to somebody else."""


def accept(lead: Lead, by: Actor) -> None:
    """Whoever owns the lead looks after it from now on.

    Raises
    ------
    NotThisLead
        If it is somebody else's, or not open any more.
    """
    _must_be_mine(lead, by.user)
    if lead.accepted_at is not None:
        return
    now = timezone.now()
    values = {"accepted_at": now, "touched_at": now, "status": Lead.Status.WORKING.value}
    with transaction.atomic():
        changing.change(lead, values, by)
        Handing.objects.filter(lead=lead, to=by.user, accepted_at=None).update(accepted_at=now)


def give_back(lead: Lead, by: Actor) -> None:
    """Whoever owns the lead cannot look after it: the rules decide again, without them.

    Raises
    ------
    NotThisLead
        If it is somebody else's, not open any more, or there is nobody to take it.
    """
    _must_be_mine(lead, by.user)
    assert by.user
    with transaction.atomic():
        if lead.pool is not None:
            giving.to_pool(lead, lead.pool, giving.Why(Handing.Why.GIVEN_BACK), by)
        elif not distributing.distribute(lead, by, without={by.user.pk}):
            raise NotThisLead(
                Sentence("Nobody else can take it: give it to a colleague or give it up.")
            )


def escalate() -> int:
    """Tell whoever is to know that leads were not accepted in time; later give them on."""
    now, by = timezone.now(), Actor(None, source="job")
    late = Lead.objects.present().waiting().filter(accept_by__lt=now).order_by("accept_by", "pk")
    told = 0
    for lead in late.filter(escalated_at=None).select_related("owner")[:MOST_AT_ONCE]:
        with transaction.atomic():
            Lead.objects.filter(pk=lead.pk, escalated_at=None).update(escalated_at=now)
            _tell(lead)
        told += 1
    for lead in late.filter(escalated_at__lt=now - GIVEN_ON_AFTER)[:MOST_AT_ONCE]:
        if distributing.distribute(lead, by, without={lead.owner_id}, why=Handing.Why.ESCALATED):
            told += 1
    return told


def recycle() -> int:
    """Leads of pools that nobody touched for too long fall back into them; how many."""
    back, by = 0, Actor(None, source="job")
    for pool in LeadPool.objects.exclude(back_after_days=None):
        since = timezone.now() - timedelta(days=pool.back_after_days or 0)
        for lead in _untouched(pool, since)[:MOST_AT_ONCE]:
            owner = lead.owner
            with transaction.atomic():
                giving.to_pool(lead, pool, giving.Why(Handing.Why.RECYCLED), by)
                sentence = Sentence(
                    "{name} went back to {pool}: nobody did anything about it for {n} day.",
                    "{name} went back to {pool}: nobody did anything about it for {n} days.",
                    name=lead.name,
                    pool=pool.name,
                    n=pool.back_after_days,
                )
                key = f"lead-back:{lead.pk}:{lead.version}"
                news = telling.news(Notice.Sort.OTHER, sentence, lead, key=key)
                telling.tell([owner] if owner else [], news)
            back += 1
    return back


def _untouched(pool: LeadPool, since: datetime) -> QuerySet[Lead]:
    held = Lead.objects.present().filter(
        pool=pool, status__in=(Lead.Status.NEW, Lead.Status.WORKING)
    )
    last = Coalesce("touched_at", "accepted_at", "assigned_at", "received_at")
    late: QuerySet[Lead] = held.exclude(owner=None).alias(last=last).filter(last__lt=since)
    return late.select_related("owner").order_by("pk")


def _must_be_mine(lead: Lead, user: User | None) -> None:
    if not lead.is_open:
        raise NotThisLead(Sentence("This lead was converted or given up already."))
    if user is None or lead.owner_id != user.pk:
        raise NotThisLead(Sentence("Only whoever has the lead can do this."))


def _tell(lead: Lead) -> None:
    handing = lead.handings.select_related("rule__escalate_to").order_by("-at", "-pk").first()
    rule = handing.rule if handing else None
    above = rule.escalate_to if rule and rule.escalate_to else None
    people = [person for person in (lead.owner, above) if person is not None]
    sentence = Sentence(
        "{name} was not accepted in time by {person}.",
        name=lead.name,
        person=lead.owner.name if lead.owner else "",
    )
    key = f"lead-late:{lead.pk}:{handing.pk if handing else 0}"
    telling.tell(people, telling.news(Notice.Sort.TASK, sentence, lead, key=key))
