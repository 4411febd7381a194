"""What leads know of a person: told to whoever asks for it, and forgotten with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import auditing, known_as, sealing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.models import Entry, Share
from goodwill.crm.sales.leads.models import Lead

NOBODY = "—"
EMPTIED: dict[str, Any] = {
    "name": NOBODY,
    "person_name": "",
    "title": "",
    "email": "",
    "phone": "",
    "web": "",
    "city": "",
    "message": "",
    "interest": "",
    "consent": {},
    "reasons": {},
    "custom": {},
}


def forget(customer: Customer) -> None:
    """Leads that became the person, or came from them, keep when and whence and nothing else.

    A lead that became an organisation where the person works keeps the organisation's name.
    """
    for lead in _of(customer):
        values = dict(EMPTIED)
        if lead.customer_id != customer.pk:
            values["name"] = lead.company or NOBODY
        else:
            values["company"] = ""
        for name, value in values.items():
            setattr(lead, name, value)
        lead.version += 1
        lead.save()
        lead.entries.update(body="")
        keeping.destroy_all_of(lead)
        known_as.forget(lead)
        Share.objects.filter(kind=Lead.kind, record_id=lead.pk).delete()
        Entry.objects.filter(kind=Lead.kind, record_id=lead.pk).delete()
        sealing.empty_lines(Lead.kind, lead.pk)
        auditing.note(lead, sealing.ERASED, {}, None, "job")


def known(customer: Customer, reach: Reach) -> Iterator[dict[str, Any]]:
    """What stands in these leads, for the person to have."""
    for lead in _of(customer):
        entries = [
            {"at": entry.at.isoformat(), "sort": entry.sort, "body": entry.body}
            for entry in lead.entries.order_by("at", "pk")
        ]
        told = {
            "received_at": lead.received_at.isoformat(),
            **{name: getattr(lead, name) for name in TOLD},
            "consent": lead.consent,
            "entries": entries,
        }
        yield {name: value for name, value in told.items() if value not in ("", None, [], {})}


TOLD = ("name", "company", "person_name", "title", "email", "phone", "web", "country", "city",
        "language", "source", "campaign", "interest", "message", "may_contact")  # fmt: skip


def _of(customer: Customer) -> QuerySet[Lead]:
    found: QuerySet[Lead] = Lead.objects.filter(Q(customer=customer) | Q(person=customer))
    return found.order_by("pk")
