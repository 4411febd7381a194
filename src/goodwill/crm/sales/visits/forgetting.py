"""What visits say in words of a person goes when the person is erased."""

from __future__ import annotations

from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import finding, sealing
from goodwill.crm.sales.visits.models import Visit


def enter() -> None:
    rooms.also(forget)


def forget(customer: Customer) -> None:
    """Empty the words of the person's visits; that there were any stays."""
    for visit in Visit.objects.filter(customer=customer):
        visit.purpose, visit.dropped_because, visit.custom = "", "", {}
        visit.save()
        sealing.empty_lines("visits", visit.pk)
        finding.enter(visit)
    Visit.objects.filter(person=customer).update(person=None)
