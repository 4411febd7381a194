"""What changed since comes to the same tables as everything anew; nothing is missed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from crm.exchange.refreshing.conftest import rows, tables
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce import ordering, returning
from goodwill.crm.commerce.models import Contract, Order, Product, ProductFamily
from goodwill.crm.customers.erasing import erasing
from goodwill.crm.customers.models import Activity, Customer, Relation
from goodwill.crm.exchange.refreshing import current, keeping, refresh
from goodwill.crm.records import binning
from goodwill.crm.records.changing import Actor, change, create, delete, restore
from goodwill.crm.records.merging import merge, unmerge
from goodwill.crm.records.merging.models import Merge
from goodwill.crm.records.models import Change

pytestmark = pytest.mark.django_db
Sell = Callable[..., Order]


def is_as_if_made_anew(folder: Path) -> None:
    """Refresh by what changed, and hold it against all made anew beside it."""
    assert refresh(folder).how == "changes"
    anew = folder.with_name("anew")
    assert refresh(anew, anew=True).how == "full"
    assert tables(folder) == tables(anew)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def customer(by: Actor, name: str = "恒泰", **facts: Any) -> Customer:
    return create(Customer(name=name, **facts), by)


def test_the_first_refresh_makes_all_tables(folder: Path, by: Actor, sold: Sell) -> None:
    who = customer(by, number="K-1", region="CN-SH", country="CN", known_on=date(2026, 1, 2))
    order = sold(who, 3)
    made = refresh(folder)
    assert made.how == "full"
    assert [row["name"] for row in rows(folder, "customers")] == ["恒泰"]
    [line] = rows(folder, "order_lines")
    assert line["order_no"] == order.number
    assert line["customer_id"] == str(who.public_id)
    assert (line["quantity"], line["amount"], line["cost"]) == (
        Decimal("3.000"),
        Decimal("297.00"),
        Decimal("180.00"),
    )
    assert line["order_date"] == date(2026, 3, 1)
    assert made.tables["order_lines"].rows == 1
    assert current(folder) == made


def test_without_changes_nothing_is_written_again(folder: Path, by: Actor, sold: Sell) -> None:
    sold(customer(by))
    first = refresh(folder)
    again = refresh(folder)
    assert again.as_of > first.as_of
    assert not any(table.written for table in again.tables.values())
    assert tables(folder)["order_lines"]


def test_only_the_parts_of_changed_records_are_written(folder: Path, by: Actor, sold: Sell) -> None:
    many = [customer(by, f"Customer {n}") for n in range(12)]
    refresh(folder)
    change(many[0], {"city": "上海"}, by)
    made = refresh(folder)
    assert (made.tables["customers"].looked_at, made.tables["customers"].written) == (1, 1)
    assert made.tables["customers"].parts > 2


def test_random_work_comes_to_the_same_tables(
    folder: Path, by: Actor, sold: Sell, tea: Product
) -> None:
    chance = random.Random(7)
    for n in range(6):
        sold(customer(by, f"Customer {n}"), n + 1)
    refresh(folder)
    for _ in range(4):
        for _ in range(6):
            _something(chance, by, sold, tea)
        is_as_if_made_anew(folder)


def _something(chance: random.Random, by: Actor, sold: Sell, tea: Product) -> None:
    here = list(Customer.objects.present().buying().order_by("pk"))
    who = chance.choice(here) if here else customer(by, "Another")
    agreed = Order.objects.present().filter(status="confirmed", sort="sale").order_by("pk")
    order = chance.choice(list(agreed)) if agreed else sold(who)
    match chance.randrange(12):
        case 0:
            customer(by, f"New {chance.random()}")
        case 1:
            change(who, {"city": chance.choice(("上海", "Berlin")), "segment": "retail"}, by)
        case 2:
            sold(who, chance.randint(1, 5))
        case 3:
            line = order.lines.get()
            left = returning.returnable(order)
            if left:
                returning.take_back(order, {line.pk: 1000}, date(2026, 4, 1), by)
        case 4:
            change(order, {"customer": chance.choice(here)}, by)
        case 5:
            delete(order, by)
        case 6:
            delete(who, by)
        case 7:
            binned = Customer.objects.exclude(deleted_at=None).order_by("pk").first()
            if binned:
                restore(binned, by)
        case 8:
            _met(who, by)
        case 9:
            person = create(Customer(name="李雷", sort="person", is_customer=False), by)
            create(Relation(customer=who, person=person, role="buyer"), by)
        case 10:
            change(tea, {"name": f"Tea {chance.random()}"}, by)
        case 11:
            _agree(who, by)


def _met(who: Customer, by: Actor, **facts: Any) -> Activity:
    return create(Activity(customer=who, sort="call", subject="Hello", minutes=5, **facts), by)


def _agree(who: Customer, by: Actor) -> Contract:
    number = f"CT{Contract.objects.count():04}"
    facts = {"starts_on": date(2026, 1, 1), "currency": "CNY", "amount_minor": 500}
    return create(Contract(customer=who, number=number, name="Supply", **facts), by)


def test_a_new_name_reaches_contacts_and_products(folder: Path, by: Actor, tea: Product) -> None:
    person = create(Customer(name="李雷", sort="person", is_customer=False), by)
    create(Relation(customer=customer(by), person=person, role="buyer"), by)
    family = create(ProductFamily(name="Tea"), by)
    change(tea, {"family": family}, by)
    refresh(folder)
    change(person, {"name": "韩梅梅"}, by)
    change(family, {"name": "茶"}, by)
    is_as_if_made_anew(folder)
    assert [row["name"] for row in rows(folder, "contacts")] == ["韩梅梅"]
    assert [row["category"] for row in rows(folder, "products")] == ["茶"]


def test_a_merge_moves_what_was_bought_and_back(folder: Path, by: Actor, sold: Sell) -> None:
    kept, other = customer(by, "恒泰"), customer(by, "恒泰精密")
    sold(other, 2)
    _met(other, by)
    refresh(folder)
    merge(kept, [other], {}, by)
    is_as_if_made_anew(folder)
    assert [row["customer_id"] for row in rows(folder, "order_lines")] == [str(kept.public_id)]
    assert [row["name"] for row in rows(folder, "customers")] == ["恒泰"]
    unmerge(Merge.objects.get(), Actor(by.user))
    is_as_if_made_anew(folder)
    assert [row["customer_id"] for row in rows(folder, "order_lines")] == [str(other.public_id)]
    assert [row["customer_id"] for row in rows(folder, "interactions")] == [str(other.public_id)]


def test_who_is_erased_leaves_no_name_behind(folder: Path, by: Actor, sold: Sell) -> None:
    who = customer(by, "王小明", sort="person")
    sold(who)
    _met(who, by)
    refresh(folder)
    erasing.erase(who, by, "Asked for it on the phone")
    is_as_if_made_anew(folder)
    made = current(folder)
    assert made
    files = [file.read_bytes() for file in made.folder.rglob("*.parquet")]
    assert not any("王小明".encode() in content for content in files)
    assert "王小明" not in str(tables(folder))


def test_what_leaves_the_bin_for_good_stays_away(folder: Path, by: Actor) -> None:
    who = customer(by)
    _met(who, by)
    refresh(folder)
    delete(who, by)
    is_as_if_made_anew(folder)
    binning.purge(timezone.now() + timedelta(days=31))
    is_as_if_made_anew(folder)
    assert rows(folder, "interactions") == []


def test_drafts_private_entries_and_people_of_customers_are_no_rows(
    folder: Path, by: Actor, tea: Product
) -> None:
    who = customer(by)
    draft = ordering.draft({"customer": who, "ordered_on": date(2026, 3, 1)}, by)
    ordering.add(draft, ordering.Wanted(tea, 1000, 9900), by)
    _met(who, by, is_private=True)
    create(Customer(name="李雷", sort="person", is_customer=False), by)
    refresh(folder)
    assert rows(folder, "order_lines") == rows(folder, "interactions") == []
    assert len(rows(folder, "customers")) == 1
    ordering.confirm(draft, by)
    is_as_if_made_anew(folder)
    assert len(rows(folder, "order_lines")) == 1


def test_amounts_keep_the_decimals_of_their_currency(folder: Path, by: Actor, sold: Sell) -> None:
    sold(customer(by))
    refresh(folder)
    refresh(folder)
    order = sold(customer(by, "Kuwait Trading"))
    change(order, {"currency": "KWD"}, by)
    made = refresh(folder)
    assert made.how == "full"  # the decimals of the tables before were too few
    amounts = {row["currency"]: row["amount"] for row in rows(folder, "order_lines")}
    assert amounts == {"CNY": Decimal("99.000"), "KWD": Decimal("9.900")}
    is_as_if_made_anew(folder)


def test_days_are_those_of_the_company(folder: Path, by: Actor, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    late = timezone.datetime.fromisoformat("2026-03-01T17:30:00+00:00")  # 01:30 on the 2nd
    _met(customer(by), by, happened_at=late)
    refresh(folder)
    assert [row["started_on"] for row in rows(folder, "interactions")] == [date(2026, 3, 2)]


def test_after_a_week_all_is_made_anew(
    folder: Path, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer(by)
    refresh(folder)
    Customer.objects.update(city="past history")
    assert refresh(folder).how == "changes"
    monkeypatch.setattr(keeping, "ANEW_AFTER", timedelta(0))
    assert refresh(folder).how == "full"
    assert [row["city"] for row in rows(folder, "customers")] == ["past history"]


def test_tables_of_another_installation_are_not_taken_further(folder: Path, by: Actor) -> None:
    customer(by)
    refresh(folder)
    Change.objects.update(digest="of another history")
    assert refresh(folder).how == "full"
    Change.objects.all().delete()
    assert refresh(folder).how == "full"


def test_people_are_told_once(folder: Path, administrator: User, rep: User) -> None:
    refresh(folder)
    rep.delete()
    is_as_if_made_anew(folder)
    assert [row["user_id"] for row in rows(folder, "users")] == [str(administrator.public_id)]
