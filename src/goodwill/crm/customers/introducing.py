"""Keeps a person's whole name and its two parts in step, whichever of them someone writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers import naming
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.models import Change, Record
from goodwill.crm.ui.speaking import say

Values = Mapping[str, Any]

PARTS = ("family_name", "given_name")


def besides(reach: Reach) -> tuple[Mapping[str, forms.Field], str]:
    """A telephone number and an e-mail address, right behind the name: by them one is known."""
    if not reach.may("contact_points.create"):
        return {}, ""
    phone = forms.CharField(label=say("Phone"), required=False, max_length=60)
    phone.widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
    mail = forms.CharField(label=say("E-mail"), required=False, max_length=200)
    mail.widget.attrs |= {"inputmode": "email", "autocomplete": "off"}
    return {"phone": phone, "email": mail}, "name"


def create(values: Values, by: Actor) -> Record:
    """A new customer; a person's name is split unless its parts were given.

    Raises
    ------
    BadContactPoint
        If nobody could be reached by `phone` or `email`, where they are given.
    """
    filled = dict(values)
    reached_by = {sort: filled.pop(sort, "") for sort in ("phone", "email")}
    is_split = any(filled.get(part) for part in PARTS)
    if filled.get("sort") == Customer.Sort.PERSON and not is_split:
        filled |= _split(filled["name"])
    if not any(reached_by.values()):
        return saving.made(CUSTOMERS, filled, by)
    with transaction.atomic():
        made = saving.made(CUSTOMERS, filled, by)
        assert isinstance(made, Customer)
        for sort, given in reached_by.items():
            if given:
                points.add(made, sort, given, by)
    return made


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
