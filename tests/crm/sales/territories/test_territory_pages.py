"""Territories on their pages: who would move, moving them, and taking it back."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in
from crm.sales.selling_history import customer_of

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.sales.territories import assigning
from goodwill.crm.sales.territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(rep: User, outsider: User) -> list[Customer]:
    return [
        customer_of(rep, name="甲", country="CN", region="CN-SH"),
        customer_of(outsider, name="乙", country="CN", region="CN-SH"),
        customer_of(outsider, name="丙", country="CN", region="CN-ZJ"),
    ]


def test_a_territory_is_made_shows_who_would_move_and_moves_them(
    administrator: User, rep: User, customers: list[Customer]
) -> None:
    browser = logged_in(administrator)
    told = {"name": "Shanghai", "owner": rep.pk, "is_active": "on", "region": ["CN-SH"]}
    assert browser.post("/territories/new/", told).status_code == 302
    made = Territory.objects.get()
    assert made.rules == {"region": ["CN-SH"]}
    page = browser.get(f"/territories/{made.public_id}/").content.decode()
    assert "乙" in page
    assert "甲" not in page.split('id="moving"')[1]
    listed = browser.get("/territories/").content.decode()
    assert "Shanghai" in listed
    assert browser.post(f"/territories/{made.public_id}/assign/").status_code == 302
    assert set(Customer.objects.filter(owner=rep).values_list("name", flat=True)) == {"甲", "乙"}
    batch = Change.objects.filter(kind="customers").latest("pk").batch
    undoing_many.undo_batch(batch, Actor(administrator))
    assert Customer.objects.get(name="乙").owner != rep


def test_the_earlier_territory_decides_and_the_order_can_be_turned(
    administrator: User, rep: User, teams: dict[str, Team], customers: list[Customer], by: Actor
) -> None:
    first = changing.create(
        Territory(name="China", place=1, rules={"country": ["CN"]}, team=teams["west"]), by
    )
    second = changing.create(
        Territory(name="Shanghai", place=2, rules={"region": ["CN-SH"]}, owner=rep), by
    )
    standings = assigning.standings(administrator.reach)
    assert [(one.customers, one.moving) for one in standings] == [(3, 1), (0, 0)]
    browser = logged_in(administrator)
    browser.post(f"/territories/{second.public_id}/move/", {"way": "up"})
    standings = assigning.standings(administrator.reach)
    assert [one.territory.name for one in standings] == ["Shanghai", "China"]
    assert [(one.customers, one.moving) for one in standings] == [(2, 1), (1, 0)]
    browser.post(f"/territories/{first.public_id}/remove/")
    assert [one.territory.name for one in assigning.standings(administrator.reach)] == ["Shanghai"]


def test_only_customers_within_reach_are_moved(
    manager: User, rep: User, customers: list[Customer], by: Actor
) -> None:
    made = changing.create(
        Territory(name="Shanghai", rules={"region": ["CN-SH"]}, owner=manager), by
    )
    assert [one.name for one in assigning.moving(manager.reach, made)] == ["甲"]
    assert assigning.assign(made, manager.reach, Actor(manager)) == 1
    assert assigning.assign(made, manager.reach, Actor(manager)) == 0
    assert Customer.objects.get(name="乙").owner != manager


def test_a_territory_without_anything_chosen_says_so(administrator: User, rep: User) -> None:
    page = logged_in(administrator).post("/territories/new/", {"name": "X", "owner": rep.pk})
    assert page.status_code == 200
    assert "Choose at least one value" in page.content.decode()
