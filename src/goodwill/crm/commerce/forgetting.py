"""What orders and contracts forget of a person who is erased; numbers, days and amounts stay."""

from __future__ import annotations

from typing import Any

from goodwill.crm.commerce.models import Contract, Order, OrderLine
from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.erasing.blackening import blackened, names_of
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import finding, sealing
from goodwill.crm.records.models import Record


def enter() -> None:
    """Have it asked whenever a person is erased."""
    rooms.also(forget)


def forget(customer: Customer) -> None:
    """Own fields go, and the name wherever it stands; so does history that held either.

    Accounts must be kept, so the history of other orders and files with them stay.
    """
    names = names_of(customer)
    barred = _barred_lines(customer, names)
    for order in Order.objects.filter(customer=customer):
        if order.pk in barred or order.custom:
            _empty(order, {})
    for contract in Contract.objects.filter(customer=customer):
        name = blackened(contract.name, names)
        if contract.custom or name != contract.name:
            _empty(contract, {"name": name})


def _barred_lines(customer: Customer, names: list[str]) -> set[int]:
    """Orders of which a line named the person, until now."""
    told = OrderLine.objects.filter(order__customer=customer).exclude(description="")
    found = []
    for line in told.iterator(chunk_size=500):
        text = blackened(line.description, names)
        if text != line.description:
            line.description = text[:240]
            found.append(line)
    OrderLine.objects.bulk_update(found, ["description"], batch_size=500)
    return {line.order_id for line in found}


def _empty(record: Record, values: dict[str, Any]) -> None:
    for name, value in {**values, "custom": {}}.items():
        setattr(record, name, value)
    record.save()
    sealing.empty_lines(record.kind, record.pk)
    finding.enter(record)
