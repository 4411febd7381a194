"""Changing many records at once leaves what changing them one by one leaves."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import ContactPoint, Customer, Tag
from goodwill.crm.records import changing, changing_many, sealing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OwnValueTaken, Refused
from goodwill.crm.records.finding import find
from goodwill.crm.records.models import Change, Entry
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.defining import Wanted

NAMES = ("上海恒泰精密", "Øresund Foods A/S", "臺灣銀行", "王芳", "Ann O'Neil", "a" * 180)


def customers(owner: User) -> list[Customer]:
    return [
        Customer(
            name=name,
            sort="person" if n % 3 == 0 else "organisation",
            number=f"C{n}",
            city="上海" if n % 2 else "",
            born_on=date(1980, 2, 29) if n % 3 == 0 else None,
            owner=owner if n % 2 else None,
            team=owner.team,
            do_not_contact=n == 1,
            custom={"colour": "red", "empty": ""} if n % 2 else {},
        )
        for n, name in enumerate(NAMES)
    ]


def left(batch: Any) -> list[dict[str, Any]]:
    """What stands in the tables, without what counts up or tells the time."""
    found = []
    for line in Change.objects.filter(batch=batch).order_by("pk"):
        assert changing.digest(line) == line.digest
        record = changing.model_of(line.kind)._default_manager.get(pk=line.record_id)
        facts = {
            field.attname: getattr(record, field.attname)
            for field in record._meta.concrete_fields
            if field.name not in ("id", "public_id", "created_at", "changed_at", "deleted_at")
        }
        entry = Entry.objects.filter(kind=line.kind, record_id=record.pk)
        told = (line.kind, line.version, line.verb, line.fields, line.by_id, line.source)
        found.append(
            {
                "line": told,
                "record": facts,
                "is_in_bin": record.deleted_at is not None,
                "tags": sorted(record.tags.values_list("name", flat=True)),
                "entry": list(entry.values_list("title", "subtitle", "sound", "words")),
            }
        )
    return found


def test_many_made_and_changed_at_once_are_as_those_one_by_one(administrator: User) -> None:
    tags = [Tag.objects.create(name=name) for name in ("fair", "展会")]
    one, other = Actor(administrator, "import"), Actor(administrator, "import")
    singles = customers(administrator)
    for n, record in enumerate(singles):
        changing.create(record, one, many={"tags": tags[: n % 3]})
    together = customers(administrator)
    changing_many.create_many(together, other, many=[{"tags": tags[: n % 3]} for n in range(6)])
    assert left(one.batch) == left(other.batch)
    values: list[dict[str, Any]] = [
        {"name": "上海恒泰电子", "custom.colour": "blue"},
        {"city": "上海"},
        {"tags": tags},
        {"parent": None, "born_on": date(1990, 1, 1), "do_not_contact": True},
        {"name": "Ann O'Neil"},
        {"custom.colour": ""},
    ]
    one, other = Actor(administrator, "import"), Actor(administrator, "import")
    lines = [changing.change(record, to, one) for record, to in zip(singles, values, strict=True)]
    told = changing_many.change_many_each(list(zip(together, values, strict=True)), other)
    assert left(one.batch) == left(other.batch)
    assert [line and line.fields for line in lines] == told
    one, other = Actor(administrator), Actor(administrator)
    for record in singles[:3]:
        changing.delete(record, one)
    changing_many.delete_many(together[:3], other)
    assert left(one.batch) == left(other.batch)
    for record in singles[:2]:
        changing.restore(record, one)
    changing_many.restore_many(together[:2], other)
    assert left(one.batch) == left(other.batch)
    sealing.seal()
    assert sealing.verify().is_whole
    assert len(find("hengtai", administrator.reach)) == 2


def test_what_is_refused_is_left_out_and_the_rest_kept(by: Actor) -> None:
    heng, tai = (changing.create(Customer(name=name), by) for name in ("Heng", "Tai"))
    changing.change(tai, {"parent": heng}, by)
    refused: list[tuple[int, Refused]] = []
    told = changing_many.change_many_each(
        [(heng, {"parent": tai, "city": "上海"}), (tai, {"city": "苏州"})],
        by,
        refusing=lambda place, why: refused.append((place, why)),
    )
    assert [place for place, _ in refused] == [0]
    assert told[0] is None
    assert told[1] == {"city": ["", "苏州"]}
    heng.refresh_from_db()
    assert (heng.city, heng.parent_id, heng.version) == ("", None, 1)
    with pytest.raises(Refused):
        changing_many.change_many_each([(heng, {"parent": tai})], by)


def test_one_record_in_two_pairs_is_changed_twice(by: Actor) -> None:
    heng = changing.create(Customer(name="Heng"), by)
    changing_many.change_many_each([(heng, {"city": "A"}), (heng, {"city": "B"})], by)
    assert (heng.city, heng.version) == ("B", 3)


def test_a_unique_own_field_is_unique_among_those_made_at_once(administrator: User) -> None:
    by = Actor(administrator)
    defining.add("customers", "vat", Wanted({"en": "VAT"}, is_unique=True))
    both = [Customer(name="A", custom={"vat": "1"}), Customer(name="B", custom={"vat": "1"})]
    with pytest.raises(OwnValueTaken):
        changing_many.create_many(both, by)
    refused: list[int] = []
    kept = changing_many.create_many(both, by, refusing=lambda place, _: refused.append(place))
    assert [one.name for one in kept] == ["A"]
    assert refused == [1]


def test_records_seen_through_another_one_are_found_by_its_name(by: Actor) -> None:
    heng = changing.create(Customer(name="Heng"), by)
    orders = [
        Order(customer=heng, number=f"N{n}", ordered_on=date(2026, 3, 1), currency="CNY")
        for n in range(3)
    ]
    points = [ContactPoint(customer=heng, sort="email", given="A@B.example")]
    changing_many.create_many(orders, by)
    changing_many.create_many(points, by)
    assert points[0].value == "a@b.example"
    assert Entry.objects.filter(kind="orders", subtitle="Heng").count() == 3


def test_many_at_once_take_a_tenth_of_the_time(administrator: User) -> None:
    by, n = Actor(administrator), 60
    singles = [Customer(name=f"Delta {m}", number=str(m)) for m in range(n)]
    together = [Customer(name=f"Delta {m}", number=str(m)) for m in range(20 * n)]
    began = time.process_time()
    for record in singles:
        changing.create(record, by)
    slow = (time.process_time() - began) / n
    began = time.process_time()
    changing_many.create_many(together, by)
    assert (time.process_time() - began) / (20 * n) < slow / 5, "aim: a tenth; measured idle"
