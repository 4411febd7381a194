"""Takes leads in, however they come: known ones recognised, scored, and given to somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.models import Change, Record
from goodwill.crm.sales.leads import similar
from goodwill.crm.sales.leads.handing import distributing
from goodwill.crm.sales.leads.models import Lead
from goodwill.crm.sales.leads.scoring import telling

Values = Mapping[str, Any]
AT_ONCE = 500


def take_in(values: Values, by: Actor) -> Lead:
    """A new lead.

    Somebody who writes it down keeps it, unless they named another owner; from a form or a
    program it goes to whom the rules say. A lead from the same mailbox or telephone as one that
    is open is marked as its repeat and goes to the same person.
    """
    lead = Lead()
    many = saving.fill(lead, values)
    lead.complete()
    lead.duplicate_of = lead.duplicate_of or similar.first_of(lead)
    is_typed = by.user is not None and by.source == "web"
    if lead.owner is None and is_typed and "owner" not in values:
        lead.owner = by.user
    if lead.owner is None and lead.duplicate_of is not None:
        lead.owner = lead.duplicate_of.owner
    if lead.owner is not None:
        lead.team = lead.team or lead.owner.team
        lead.assigned_at = timezone.now()
        lead.accepted_at = timezone.now() if lead.owner == by.user else None
    with transaction.atomic():
        changing.create(lead, by, many=many)
        telling.tell([lead])
        if lead.owner is None and lead.pool is None:
            distributing.distribute(lead, by)
    return lead


def create(values: Values, by: Actor) -> Record:
    """As forms and the API make one."""
    return take_in(values, by)


def change(record: Record, values: Values, by: Actor, seen: int | None) -> Change | None:
    """Change a lead; what somebody changes is touched, and scored anew.

    Raises
    ------
    Clashing
        If someone changed the same fields since version `seen`.
    """
    assert isinstance(record, Lead)
    with transaction.atomic():
        line = changing.change(record, values, by, seen=seen)
        if line is not None:
            touch(record)
            telling.tell([record])
    return line


def touch(lead: Lead) -> None:
    """Somebody did something about it now; keeps it from falling back into its pool."""
    lead.touched_at = timezone.now()
    Lead.objects.filter(pk=lead.pk).update(touched_at=lead.touched_at)


def catch_up() -> int:
    """Score and give away what came in many at once; how many were looked at."""
    by, done = Actor(None, source="job"), telling.tell_waiting()
    waiting = Lead.objects.present().filter(owner=None, pool=None, status=Lead.Status.NEW)
    for lead in waiting.order_by("received_at", "pk")[:AT_ONCE]:
        distributing.distribute(lead, by)
    return done
