"""Keeps a person's whole name and its two parts in step, whichever of them someone writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goodwill.crm.customers import naming
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.models import Change, Record

Values = Mapping[str, Any]

PARTS = ("family_name", "given_name")


def create(values: Values, by: Actor) -> Record:
    """A new customer; a person's name is split unless its parts were given."""
    filled = dict(values)
    is_split = any(filled.get(part) for part in PARTS)
    if filled.get("sort") == Customer.Sort.PERSON and not is_split:
        filled |= _split(filled["name"])
    return saving.made(CUSTOMERS, filled, by)


def change(record: Record, values: Values, by: Actor, seen: int | None) -> Change | None:
    """Change a customer; the other side of a person's name follows what was changed.

    Raises
    ------
    Clashing
        If someone changed the same fields since version `seen`.
    """
    assert isinstance(record, Customer)
    return changing.change(record, _in_step(record, values), by, seen=seen)


def _in_step(customer: Customer, values: Values) -> dict[str, Any]:
    filled = dict(values)
    if filled.get("sort", customer.sort) != Customer.Sort.PERSON:
        return filled
    is_renamed = filled.get("name", customer.name) != customer.name
    is_parted = any(
        filled.get(part, getattr(customer, part)) != getattr(customer, part) for part in PARTS
    )
    if is_parted and not is_renamed:
        family, given = (filled.get(part, getattr(customer, part)) for part in PARTS)
        country = filled.get("country", customer.country)
        whole = naming.display(family, given, country)
        return {**filled, "name": whole} if whole else filled
    if is_renamed and not is_parted:
        return {**filled, **_split(filled["name"])}
    return filled


def _split(name: str) -> dict[str, str]:
    parts = naming.split(name)
    return {"family_name": parts.family, "given_name": parts.given}
