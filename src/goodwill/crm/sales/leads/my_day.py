"""What of leads waits for somebody today: those to accept, and pools to take from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.my_day.blocks import Block
from goodwill.crm.sales.leads.handing import claiming
from goodwill.crm.sales.leads.models import Lead, LeadPool
from goodwill.language import Sentence

MOST = 8


@dataclass(frozen=True)
class Waiting:
    """Leads that the person has not accepted yet, the most urgent first; pools with leads."""

    waiting: Sequence[Lead]
    pools: Sequence[Any]


def waiting(person: User, today: date) -> Waiting | None:
    """Left out where nothing waits."""
    mine = Lead.objects.present().waiting().filter(owner=person)
    soonest = mine.order_by(F("accept_by").asc(nulls_last=True), "-received_at", "pk")
    free = Q(leads__owner=None, leads__deleted_at=None, leads__status__in=Lead.OPEN)
    ids = list(claiming.pools_of(person).values_list("pk", flat=True))
    pools = LeadPool.objects.filter(pk__in=ids).annotate(free=Count("leads", filter=free))
    found = Waiting(list(soonest[:MOST]), list(pools.filter(free__gt=0).order_by("name")))
    return found if found.waiting or found.pools else None


BLOCK = Block(
    "leads_to_accept",
    Sentence("New leads"),
    "inbox-arrow-down",
    12,
    waiting,
    "sales/leads/_waiting.html",
    "leads.change",
)
