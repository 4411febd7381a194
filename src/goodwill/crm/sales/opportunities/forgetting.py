"""What opportunities know of a person: told to whoever asks for it, and forgotten with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import auditing, known_as, sealing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.models import Entry, Share
from goodwill.crm.sales.opportunities.models import Opportunity, Stakeholder

NOBODY = "—"
EMPTIED = ("next_step", "notes", "lost_note")
TOLD = ("name", "status", "opened_on", "closed_on", "next_step", "notes", "lost_note")


def forget(customer: Customer) -> None:
    """Sales to the person keep their sums and dates, and no words; elsewhere they are left out."""
    Stakeholder.objects.filter(person=customer).delete()
    for one in _naming(customer):
        if one.customer_id == customer.pk:
            one.name, one.custom = NOBODY, {}
            for name in EMPTIED:
                setattr(one, name, "")
        if one.person_id == customer.pk:
            one.person = None
        one.version += 1
        one.save()
        if one.customer_id == customer.pk:
            keeping.destroy_all_of(one)
            known_as.forget(one)
            Share.objects.filter(kind=Opportunity.kind, record_id=one.pk).delete()
            Entry.objects.filter(kind=Opportunity.kind, record_id=one.pk).delete()
            sealing.empty_lines(Opportunity.kind, one.pk)
            auditing.note(one, sealing.ERASED, {}, None, "job")


def known(customer: Customer, reach: Reach) -> Iterator[dict[str, Any]]:
    """What might be sold to the person, and where they have a say."""
    for one in _naming(customer):
        if one.customer_id == customer.pk:
            told = {name: getattr(one, name) for name in TOLD}
            yield {name: str(value) for name, value in told.items() if value not in ("", None)}
    parts = Stakeholder.objects.filter(person=customer).select_related("opportunity")
    for part in parts.order_by("pk"):
        told = {"name": part.opportunity.name, "role": part.role, "stance": part.stance}
        yield {**told, **({"note": part.note} if part.note else {})}


def _naming(customer: Customer) -> QuerySet[Opportunity]:
    found: QuerySet[Opportunity] = Opportunity.objects.filter(
        Q(customer=customer) | Q(person=customer)
    )
    return found.order_by("pk")
