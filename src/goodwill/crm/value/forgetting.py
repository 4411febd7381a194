"""What plans, care actions and decisions forget of a person who is erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import finding, known_as, sealing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.models import Record
from goodwill.crm.value.key_customers.models import AccountPlan, Goal, Stakeholder
from goodwill.crm.value.stages.models import Transition
from goodwill.crm.value.suggesting.models import Decision, Drawn
from goodwill.crm.value.worklists.models import CareAction

NOBODY = "—"


def enter() -> None:
    """Have it asked whenever a person is erased."""
    rooms.also(forget)


def forget(customer: Customer) -> None:
    """What was decided about them goes; records keep days and amounts, but no word."""
    Stakeholder.objects.filter(person=customer).delete()
    Goal.objects.filter(plan__customer=customer).delete()
    Decision.objects.filter(customer=customer).delete()
    Drawn.objects.filter(customer=customer).delete()
    Transition.objects.filter(customer=customer).delete()
    plain = {"name": NOBODY, "ambition": "", "offer": "", "risks": ""}
    _empty(AccountPlan.objects.filter(customer=customer), plain)
    _empty(CareAction.objects.filter(customer=customer), {"what": "", "because": {}, "learned": ""})


def _empty(records: Iterable[Record], values: dict[str, Any]) -> None:
    for record in records:
        for name, value in values.items():
            setattr(record, name, value)
        record.custom = {}
        record.save()
        keeping.destroy_all_of(record)
        known_as.forget(record)
        sealing.empty_lines(record.kind, record.pk)
        finding.enter(record)
