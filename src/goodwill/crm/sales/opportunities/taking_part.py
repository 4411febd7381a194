"""Who at the customer has a say in it."""

from __future__ import annotations

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities.models import Opportunity, Stakeholder


def put(
    opportunity: Opportunity, person: Customer, role: str, stance: str, actor: Actor
) -> Stakeholder:
    """Note somebody's role and stance; who is there already has them changed."""
    del actor
    told = {"role": role, "stance": stance}
    return Stakeholder.objects.update_or_create(
        opportunity=opportunity, person=person, defaults=told
    )[0]


def remove(stakeholder: Stakeholder) -> None:
    """Take somebody out again."""
    stakeholder.delete()
