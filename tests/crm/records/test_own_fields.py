"""A company's own fields are typed, checked, and everywhere a built-in field is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, kinds
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import BadOwnField, BadOwnValue, OwnFieldMissing, OwnValueTaken
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.lists import fields as list_fields
from goodwill.crm.records.own_fields import defining, indexing, knowing
from goodwill.crm.records.own_fields.defining import Wanted
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.language import speak

from ..conftest import logged_in


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    knowing.forget()
    yield
    knowing.forget()


@pytest.fixture
def hengtai(by: Actor) -> Customer:
    return changing.create(Customer(name="恒泰精密"), by)


def floor(**more: Any) -> OwnField:
    return defining.add("customers", "floor", Wanted({"en": "Floor"}, Sort.NUMBER, **more))


def test_a_field_is_part_of_its_kind_at_once_and_speaks_its_language(db: None) -> None:
    labels = {"en": "Floor area", "zh-Hans": "楼面面积"}
    defining.add("customers", "area", Wanted(labels, Sort.NUMBER, help={"en": "In m²"}))
    field = kinds.kind_of("customers").field("custom.area")
    assert (field.sort, field.is_own) == (Sort.NUMBER, True)
    assert speak("zh-Hans").show(field.label) == "楼面面积"
    assert speak("zh-Hant").show(field.label) == "楼面面积"
    assert speak("en").show(field.label) == "Floor area"
    assert "custom.area" not in {one.name for one in kinds.kind_of("contact_points").all_fields()}


@pytest.mark.parametrize(
    ("sort", "given", "held"),
    [
        (Sort.TEXT, "  two   words ", "two words"),
        (Sort.LONG, "one\ntwo", "one\ntwo"),
        (Sort.NUMBER, Decimal("12.50"), 12.5),
        (Sort.NUMBER, "1e3", 1000),
        (Sort.DAY, date(2026, 3, 1), "2026-03-01"),
        (Sort.MOMENT, datetime(2026, 3, 1, 6, 30, tzinfo=UTC), "2026-03-01T06:30:00Z"),
        (Sort.YES, True, True),
        (Sort.CHOICE, "a", "a"),
        (Sort.EMAIL, "Li@Example.com", "li@example.com"),
        (Sort.PHONE, "138 0013 8000", "+8613800138000"),
        (Sort.WEB, "example.com", "https://example.com"),
        (Sort.COUNTRY, "cn", "CN"),
    ],
)
def test_a_value_is_kept_in_the_form_of_its_sort(
    hengtai: Customer, by: Actor, sort: Sort, given: Any, held: Any
) -> None:
    choices = [("a", {"en": "A"})] if sort is Sort.CHOICE else []
    defining.add("customers", "own", Wanted({"en": "Own"}, sort, choices=choices))
    line = changing.change(hengtai, {"custom.own": given}, by)
    assert Customer.objects.get(pk=hengtai.pk).custom == {"own": held}
    assert line is not None
    assert line.fields == {"custom.own": [None, held]}
    changing.undo(line, by)
    assert Customer.objects.get(pk=hengtai.pk).custom == {}


@pytest.mark.parametrize(
    ("sort", "given"),
    [
        (Sort.TEXT, "x" * 401),
        (Sort.NUMBER, "twelve"),
        (Sort.NUMBER, "NaN"),
        (Sort.NUMBER, "12345678901234567"),
        (Sort.DAY, "2026-02-30"),
        (Sort.MOMENT, "2026-03-01T12:00"),
        (Sort.YES, "perhaps"),
        (Sort.CHOICE, "z"),
        (Sort.EMAIL, "li at example"),
        (Sort.PHONE, "12"),
        (Sort.WEB, "javascript:alert(1)"),
        (Sort.COUNTRY, "China"),
    ],
)
def test_a_value_of_another_sort_is_refused(
    hengtai: Customer, by: Actor, sort: Sort, given: Any
) -> None:
    choices = [("a", {"en": "A"})] if sort is Sort.CHOICE else []
    defining.add("customers", "own", Wanted({"en": "Own"}, sort, choices=choices))
    with pytest.raises(BadOwnValue, match="Own must be"):
        changing.change(hengtai, {"custom.own": given}, by)
    with pytest.raises(BadOwnValue):
        changing.create(Customer(name="New", custom={"own": given}), by)
    assert Customer.objects.get(pk=hengtai.pk).custom == {}


def test_a_required_field_is_not_emptied(hengtai: Customer, by: Actor) -> None:
    floor(is_required=True)
    changing.change(hengtai, {"custom.floor": 3}, by)
    with pytest.raises(OwnFieldMissing):
        changing.change(hengtai, {"custom.floor": None}, by)
    changing.change(hengtai, {"name": "恒泰"}, by)


def test_a_unique_field_holds_a_value_once(hengtai: Customer, by: Actor) -> None:
    floor(is_unique=True)
    other = changing.create(Customer(name="Other", custom={"floor": 3}), by)
    with pytest.raises(OwnValueTaken, match="another record has 3 already"):
        changing.change(hengtai, {"custom.floor": "3.0"}, by)
    changing.delete(other, by)
    changing.change(hengtai, {"custom.floor": 3}, by)


def test_fields_that_cannot_be_are_refused(db: None) -> None:
    floor()
    refused = [
        ("customers", "floor", Wanted({"en": "Again"})),
        ("customers", "Floor Area", Wanted({"en": "Spaces"})),
        ("dragons", "age", Wanted({"en": "Age"})),
        ("customers", "nameless", Wanted({"en": " "})),
        ("customers", "choice", Wanted({"en": "Choice"}, Sort.CHOICE)),
        ("customers", "link", Wanted({"en": "Link"}, Sort.LINK)),
        ("customers", "once", Wanted({"en": "Once"}, Sort.YES, is_unique=True)),
    ]
    for kind, name, wanted in refused:
        with pytest.raises(BadOwnField):
            defining.add(kind, name, wanted)
    assert OwnField.objects.count() == 1


def test_what_would_break_values_is_refused(hengtai: Customer, by: Actor) -> None:
    two = [("a", {"en": "A"}), ("b", {"en": "B"})]
    row = defining.add("customers", "size", Wanted({"en": "Size"}, Sort.CHOICE, choices=two))
    changing.change(hengtai, {"custom.size": "b"}, by)
    with pytest.raises(BadOwnField, match="in use"):
        defining.redefine(row, Wanted({"en": "Size"}, Sort.CHOICE, choices=two[:1]))
    with pytest.raises(BadOwnField, match="sort"):
        defining.redefine(row, Wanted({"en": "Size"}, Sort.TEXT))
    plan = defining.add("customers", "plan", Wanted({"en": "Plan"}))
    for name in ("One", "Two"):
        changing.create(Customer(name=name, custom={"plan": "same"}), by)
    with pytest.raises(BadOwnField, match="share"):
        defining.redefine(plan, Wanted({"en": "Plan"}, is_unique=True))


def test_a_retired_field_shows_nowhere_and_comes_back_with_what_it_held(
    hengtai: Customer, by: Actor
) -> None:
    row = floor(is_indexed=True)
    changing.change(hengtai, {"custom.floor": 3}, by)
    defining.retire(row)
    assert not list(knowing.fields_of("customers"))
    assert not indexing.is_there(row)
    defining.revive(row)
    assert kinds.kind_of("customers").field("custom.floor").is_indexed
    assert Customer.objects.get(pk=hengtai.pk).custom == {"floor": 3}


def test_a_change_in_another_process_shows_with_the_next_request(
    administrator: User, by: Actor
) -> None:
    row = floor()
    browser = logged_in(administrator)
    assert kinds.kind_of("customers").field("custom.floor")
    OwnField.objects.filter(pk=row.pk).update(labels={"en": "Storey"}, version=row.version + 1)
    page = browser.get("/settings/fields/").content.decode()
    assert "Storey" in page
    field = kinds.kind_of("customers").field("custom.floor")
    assert speak("en").show(field.label) == "Storey"


def test_own_fields_are_asked_for_once_and_not_for_every_row(db: None) -> None:
    floor()
    list(knowing.fields_of("customers"))
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            kinds.kind_of("customers").all_fields()
    assert len(queries) <= 1


@pytest.mark.parametrize("sort", [Sort.TEXT, Sort.NUMBER])
def test_a_list_sorted_by_an_indexed_field_uses_its_index(db: None, sort: Sort) -> None:
    row = defining.add("customers", "own", Wanted({"en": "Own"}, sort, is_indexed=True))
    assert indexing.is_there(row)
    field = kinds.kind_of("customers").field("custom.own")
    listed = list_fields.with_own(Customer.objects.all(), (field,))
    sorted_ = listed.order_by(list_fields.path(field), "id").values("id")[:50]
    if connection.vendor == "sqlite":
        assert indexing.index_name(row) in sorted_.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        assert indexing.index_name(row) in sorted_.explain()


def test_a_field_hidden_from_a_role_is_not_seen_by_its_people(rep: User) -> None:
    row = floor(hidden_from=["sales_rep"])
    rep.role = Role.objects.get(pk=rep.role_id)
    assert not rep.reach.sees("customers", "custom.floor")
    assert defining.hidden_from(row) == ["sales_rep"]
    defining.redefine(row, Wanted({"en": "Floor"}, Sort.NUMBER))
    assert defining.hidden_from(row) == []


def test_an_administrator_adds_moves_and_retires_fields(administrator: User) -> None:
    browser = logged_in(administrator)
    told = {"label_en": "Size", "label_zh_hans": "规模", "name": "size", "sort": "choice"}
    page = "/settings/fields/customers/add/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, told).status_code == 422
    assert (
        browser.post(page, {**told, "choices": "s | Small | 小\nl | Large | 大"}).status_code == 302
    )
    assert (
        browser.post(page, {"label_en": "Floor", "name": "floor", "sort": "number"}).status_code
        == 302
    )
    size = OwnField.objects.get(name="size")
    assert size.choices == [
        ["s", {"en": "Small", "zh-Hans": "小"}],
        ["l", {"en": "Large", "zh-Hans": "大"}],
    ]
    browser.post("/settings/fields/customers/floor/move/", {"to": "up"})
    assert [one.name for one in knowing.fields_of("customers")] == ["custom.floor", "custom.size"]
    there = "/settings/fields/customers/size/"
    assert "规模" in browser.get(there).content.decode()
    assert browser.post(there, {**told, "label_en": "Scale", "choices": "s\nl"}).status_code == 302
    assert OwnField.objects.get(name="size").labels["en"] == "Scale"
    browser.post(f"{there}retire/")
    assert [one.name for one in knowing.fields_of("customers")] == ["custom.floor"]
    assert "Use again" in browser.get("/settings/fields/").content.decode()


def test_only_those_who_manage_settings_see_the_pages(rep: User) -> None:
    browser = logged_in(rep)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert browser.get("/settings/fields/").status_code == 403
    assert browser.post("/settings/fields/customers/add/", {}).status_code == 403
