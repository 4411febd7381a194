"""What people do about a lead besides changing it: note what happened, give it up."""

from __future__ import annotations

from django.db import transaction

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.errors import NotThisLead
from goodwill.crm.sales.leads.kinds import REASONS
from goodwill.crm.sales.leads.models import Lead, LeadEntry
from goodwill.crm.sales.leads.taking_in import touch
from goodwill.language import Sentence


def note(lead: Lead, sort: str, body: str, by: Actor, *, was_reached: bool = True) -> LeadEntry:
    """Keep what happened; whoever owns a new lead and does something about it has accepted it.

    Raises
    ------
    NotThisLead
        If it says nothing at all.
    """
    chosen = LeadEntry.Sort(sort)
    if chosen is LeadEntry.Sort.NOTE and not body.strip():
        raise NotThisLead(Sentence("Write what is to be remembered."))
    with transaction.atomic():
        entry = LeadEntry.objects.create(
            lead=lead, sort=chosen, body=body.strip(), was_reached=was_reached, by=by.user
        )
        if lead.status == Lead.Status.NEW and lead.owner_id and lead.owner == by.user:
            changing.change(lead, {"status": Lead.Status.WORKING.value}, by)
        touch(lead)
    return entry


def give_up(lead: Lead, because: str, by: Actor) -> None:
    """Nothing will come of it; the reason is counted.

    Raises
    ------
    NotThisLead
        If it is not open any more, or the reason is none of those that are counted.
    """
    if not lead.is_open:
        raise NotThisLead(Sentence("This lead was converted or given up already."))
    if because not in REASONS:
        raise NotThisLead(Sentence("Choose one of the reasons, so that they can be counted."))
    values = {"disqualified_because": because, "status": Lead.Status.DISQUALIFIED.value}
    changing.change(lead, values, by)


def take_up_again(lead: Lead, by: Actor) -> None:
    """It was given up too early.

    Raises
    ------
    NotThisLead
        If it was not given up.
    """
    if lead.status != Lead.Status.DISQUALIFIED:
        raise NotThisLead(Sentence("This lead was not given up."))
    changing.change(lead, {"status": Lead.Status.WORKING.value}, by)
