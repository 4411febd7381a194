"""Six customers, some of them the same, with everything that may point at a customer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Contract, Order, OrderLine
from goodwill.crm.customers.models import (
    Activity,
    Consent,
    ContactPoint,
    Customer,
    Notice,
    Relation,
    Tag,
    Timer,
    Viewed,
)
from goodwill.crm.records import changing, known_as, sharing
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Record, SavedView

HISTORY = {"Change", "Seal", "Merge", "Merged", "Move"}
FOLLOWING = {"Entry", "MatchKey", "Profile"}
"""The indexes of search and of duplicates, which follow from the records."""
STAMPS = {"version", "changed_at", "changed_by_id"}
"""When a record's history was written last, and how often: of history, too."""
Dump = dict[str, dict[Any, dict[str, Any]]]


@dataclass
class World:
    """The customers by letter, and who changes them."""

    customers: dict[str, Customer]
    by: Actor

    def __getitem__(self, letter: str) -> Customer:
        return Customer.objects.get(pk=self.customers[letter].pk)


def dump() -> Dump:
    """Every row of every table, history and what is made anew apart."""
    return {
        model._meta.label: {row["pk"]: row for row in _rows(model)}
        for model in apps.get_models(include_auto_created=True)
        if model.__name__ not in HISTORY | FOLLOWING
    }


def differing(one: Dump, other: Dump) -> list[str]:
    """Each cell that differs, and what stands there on both sides."""
    return [
        f"{label} {pk} {column}: {was.get(column)!r} {now.get(column)!r}"
        for label in one
        for pk in one[label].keys() | other[label].keys()
        for was, now in [(one[label].get(pk, {}), other[label].get(pk, {}))]
        for column in was.keys() | now.keys()
        if was.get(column) != now.get(column)
    ]


def _rows(model: type[models.Model]) -> list[dict[str, Any]]:
    columns = [one.attname for one in model._meta.concrete_fields]
    if issubclass(model, Record):
        columns = [name for name in columns if name not in STAMPS]
    return list(model._base_manager.order_by("pk").values("pk", *columns))


def build(by: Actor, rep: User) -> World:
    """Everything there is to point at customers, alike and different ones of each."""
    assert by.user is not None
    facts: dict[str, dict[str, Any]] = {
        "a": {"name": "上海恒泰精密", "number": "K-1", "city": "上海", "owner": by.user},
        "b": {"name": "Hengtai Precision", "number": "K-2", "segment": "tools", "owner": rep},
        "c": {"name": "Hengtai", "legal_name": "Hengtai Ltd", "do_not_contact": True},
        "d": {"name": "恒泰", "country": "CN", "custom": {"vat": "91310000"}},
        "e": {"name": "李伟", "sort": "person", "family_name": "李", "given_name": "伟"},
        "f": {"name": "Li Wei", "sort": "person", "family_name": "Li", "born_on": date(1980, 1, 2)},
    }
    made = {
        letter: changing.create(Customer(**{**told, "notes": f"of {letter}"}), by)
        for letter, told in facts.items()
    }
    world = World(made, by)
    _ways_and_ties(world)
    _trade(world)
    _by_kind_and_id(world, rep)
    return world


def _ways_and_ties(world: World) -> None:
    made, by = world.customers, world.by
    shared, own = (Tag.objects.create(name=name) for name in ("machines", "east"))
    for letter, tags in {"a": [own], "b": [shared], "c": [shared, own], "d": [shared]}.items():
        made[letter].tags.set(tags)
    for letter in "abcd":
        _point(world, letter, "+862155550123", is_primary=letter != "a")
        _point(world, letter, f"+86215555{ord(letter)}", is_primary=letter == "a")
    changing.change(made["c"], {"parent": made["d"]}, by)
    changing.change(made["d"], {"parent": made["a"]}, by)
    changing.change(made["e"], {"parent": made["b"]}, by)
    for customer, person in ("ae", "be", "bf", "ab", "cd"):
        tie = Relation(customer=made[customer], person=made[person], role="buyer", is_main=True)
        changing.create(tie, by)
    for letter in "ab":
        Consent.objects.create(
            public_id=uuid.uuid4(), customer=made[letter], topic="*", channel="email",
            state="refused", basis="request",
        )  # fmt: skip


def _point(world: World, letter: str, number: str, *, is_primary: bool = False) -> ContactPoint:
    point = ContactPoint(customer=world.customers[letter], sort="phone", given=number)
    point.value, point.is_primary = number, is_primary
    return changing.create(point, world.by)


def _trade(world: World) -> None:
    made, by = world.customers, world.by
    for letter in "abcdef":
        of = {"customer": made[letter], "currency": "CNY"}
        order = Order(number=f"O-{letter}", ordered_on=date(2026, 3, 2), **of)
        changing.create(order, by)
        OrderLine.objects.create(order=order, position=1, quantity_thousandths=1, amount_minor=5)
        contract = Contract(number=f"V-{letter}", name="Care", starts_on=date(2026, 1, 1), **of)
        changing.create(contract, by)
    for customer, person in ("ae", "be", "bc", "cb"):
        call = Activity(customer=made[customer], person=made[person], sort="call", subject="?")
        call.about_kind, call.about_id = "customers", made[person].public_id
        changing.create(call, by)


def _by_kind_and_id(world: World, rep: User) -> None:
    made, by = world.customers, world.by
    assert by.user is not None
    for letter in "abc":
        customer = made[letter]
        sharing.share(customer, rep, by.user, may_change=letter == "b")
        known_as.remember(customer, "erp", f"ERP-{letter}")
        Viewed.objects.create(person=rep, kind="customers", record_id=customer.pk)
        Attachment.objects.create(
            kind="customers", record_id=customer.pk, name="x.pdf", size=1, file=f"x/{letter}"
        )
        Notice.objects.create(
            person=rep, key=letter, about_kind="customers", about_id=customer.public_id
        )
    Timer.objects.create(person=rep, customer=made["b"])
    named = [str(made[letter].public_id) for letter in "abd"]
    asked = {"all": [{"field": "parent", "any_of": named}]}
    SavedView.objects.create(kind="customers", name="Parts", owner=rep, conditions=asked)
