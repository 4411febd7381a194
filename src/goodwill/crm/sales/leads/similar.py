"""Who a lead may be that is known already: other leads, and customers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.duplicates.suspecting import Draft, Suspect, similar_to
from goodwill.crm.sales.leads.models import Lead

FEW = 5
SURE = 0.9
"""From this score on a customer is taken to be the one the lead names."""


@dataclass(frozen=True)
class Similar:
    """Leads and customers that may be the same, as far as the person may see them."""

    leads: list[Lead]
    customers: list[Suspect]

    def __bool__(self) -> bool:
        return bool(self.leads or self.customers)


def similar(lead: Lead, reach: Reach) -> Similar:
    """Who it may be that is known already, the likeliest first."""
    seen = Lead.objects.present().within(reach)
    others = seen.filter(_same(lead)).exclude(pk=lead.pk).order_by("-received_at", "-pk")
    customers = similar_to(draft(lead), reach) if reach.may("customers.view") else []
    return Similar(list(others[:FEW]), customers)


def first_of(lead: Lead) -> Lead | None:
    """The open lead that this one repeats: it came from the same mailbox or telephone."""
    if not (lead.email_key or lead.phone_key):
        return None
    same = Q()
    for name in ("email_key", "phone_key"):
        if getattr(lead, name):
            same |= Q(**{name: getattr(lead, name)})
    others = Lead.objects.present().open().filter(same, duplicate_of=None).exclude(pk=lead.pk)
    found: Lead | None = others.order_by("received_at", "pk").first()
    return found


def draft(lead: Lead) -> Draft:
    """What is known of the lead, as duplicates of customers are looked for."""
    is_company = bool(lead.company)
    return Draft(
        name=lead.company or lead.person_name or lead.name,
        sort="organisation" if is_company or not lead.person_name else "person",
        city=lead.city,
        country=lead.country,
        phone=lead.phone,
        email=lead.email,
    )


def _same(lead: Lead) -> Q:
    same = Q(name_key=lead.name_key, city=lead.city) if lead.name_key else Q(pk=None)
    for name in ("email_key", "phone_key"):
        if getattr(lead, name):
            same |= Q(**{name: getattr(lead, name)})
    return same
