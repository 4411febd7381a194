"""A device carries the customers someone needs on the road, and no more."""

from __future__ import annotations

import pytest
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.my_day import carrying, viewing
from goodwill.crm.customers.my_day.models import Viewed
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ...conftest import logged_in


def test_seen_ones_come_first_then_ones_own(by: Actor, manager: User, rep: User) -> None:
    own = changing.create(Customer(name="Own", owner=manager, team=manager.team), by)
    seen = changing.create(Customer(name="Seen", owner=rep, team=manager.team), by)
    changing.create(Customer(name="Never seen", owner=rep, team=manager.team), by)
    viewing.note(manager, seen)
    told = logged_in(manager).get(reverse("offline")).json()
    pages = [address for address in told["addresses"] if "/customers/" in address]
    assert told["addresses"][0] == reverse("my_day")
    assert [str(one.public_id) in page for one, page in zip((seen, own), pages, strict=True)] == [
        True,
        True,
    ]


def test_it_is_bounded(by: Actor, rep: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "AT_MOST", 3)
    for number in range(5):
        changing.create(Customer(name=f"C{number}", owner=rep), by)
    pages = [one for one in carrying.carried(rep).addresses if "/customers/" in one]
    assert len(pages) == 3


def test_the_version_changes_with_what_is_carried(by: Actor, rep: User) -> None:
    customer = changing.create(Customer(name="Own", owner=rep), by)
    before = carrying.carried(rep).version
    assert carrying.carried(rep).version == before
    changing.change(customer, {"city": "上海"}, by)
    assert carrying.carried(rep).version != before


def test_who_is_out_of_reach_now_is_not_carried(by: Actor, rep: User, outsider: User) -> None:
    customer = changing.create(Customer(name="Mine", owner=rep), by)
    viewing.note(rep, customer)
    changing.change(customer, {"owner": outsider}, by)
    assert viewing.latest(rep, Customer, 5) == []
    assert not [one for one in carrying.carried(rep).addresses if "/customers/" in one]


def test_only_the_latest_looks_are_remembered(
    by: Actor, rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "KEPT", 2)
    made = [changing.create(Customer(name=f"C{number}", owner=rep), by) for number in range(4)]
    for customer in made:
        viewing.note(rep, customer)
    assert viewing.latest(rep, Customer, 5) == [made[3], made[2]]
    assert Viewed.objects.count() == 2
