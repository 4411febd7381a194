"""Orders of a person who is erased keep their amounts, and nothing that says whose they are."""

from __future__ import annotations

from datetime import date

from crm.commerce.conftest import DAY

from goodwill.crm.commerce import ordering, renewing
from goodwill.crm.commerce.models import OrderLine, Product
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.customers.erasing.erasing import erase
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.models import Change
from goodwill.crm.records.own_fields import defining


def test_the_name_and_own_fields_go_and_the_amounts_stay(tea: Product, by: Actor) -> None:
    defining.add("orders", "note", defining.Wanted({"en": "Note"}, Sort.TEXT))
    who = Customer(name="王小明", sort="person", family_name="王", given_name="小明")
    person = changing.create(who, by)
    asked = {"customer": person, "ordered_on": DAY, "custom.note": "王小明喜欢绿茶"}
    order = ordering.draft(asked, by)
    line = ordering.add(order, Wanted(tea, 3_000), by)
    OrderLine.objects.filter(pk=line.pk).update(description="给王小明的茶")
    ordering.confirm(order, by)
    plain = ordering.draft({"customer": person, "ordered_on": DAY}, by)
    contract = renewing.begin(
        {"customer": person, "name": "年约 王小明", "starts_on": date(2026, 1, 1)}, by
    )

    erase(person, by, "asked for it")

    for record in (order, line, contract, plain):
        record.refresh_from_db()
    assert (order.amount_minor, order.custom, contract.name) == (38_400, {}, "年约 ▮▮▮")
    assert line.description == "给▮▮▮的茶"
    told = Change.objects.filter(kind__in=["orders", "contracts"]).exclude(record_id=plain.pk)
    assert told.count() >= 2
    assert not any("王小明" in str(each.fields) for each in told)
    kept = Change.objects.filter(kind="orders", record_id=plain.pk)
    assert any(each.fields for each in kept), "the history of an order that names nobody stays"
