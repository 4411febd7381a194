"""Who is what to whom, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.errors import BadRelation
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ..conftest import logged_in


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="恒泰精密", country="CN", owner=rep), by)


@pytest.fixture
def li(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="李娜", sort="person", is_customer=False, owner=rep), by)


def test_a_new_person_is_made_with_the_relation_and_their_name_split(
    hengtai: Customer, by: Actor
) -> None:
    relation = relations.relate_new(hengtai, "欧阳娜娜", Tie("buyer"), by)
    person = relation.person
    assert (person.family_name, person.given_name) == ("欧阳", "娜娜")
    assert (person.country, person.owner) == ("CN", hengtai.owner)
    assert not person.is_customer


def test_one_main_contact_at_a_time(hengtai: Customer, li: Customer, by: Actor) -> None:
    first = relations.relate(hengtai, li, Tie("buyer", is_main=True), by)
    second = relations.relate_new(hengtai, "王芳", Tie("decision_maker", is_main=True), by)
    first.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)


def test_nobody_is_related_to_themselves(hengtai: Customer, by: Actor) -> None:
    with pytest.raises(BadRelation, match="themselves"):
        relations.relate(hengtai, hengtai, Tie("buyer"), by)


def test_the_same_is_not_said_twice(hengtai: Customer, li: Customer, by: Actor) -> None:
    relations.relate(hengtai, li, Tie("buyer"), by)
    with pytest.raises(BadRelation, match="known already"):
        relations.relate(hengtai, li, Tie("buyer"), by)


def test_a_person_without_a_name_is_not_made(hengtai: Customer, by: Actor) -> None:
    with pytest.raises(BadRelation, match="name"):
        relations.relate_new(hengtai, "  ", Tie("buyer"), by)
    assert Customer.objects.count() == 1


def test_an_ended_relation_stays_on_record_and_may_begin_anew(
    hengtai: Customer, li: Customer, by: Actor
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    relation = relations.relate(hengtai, li, Tie("buyer", date(2020, 5, 1), is_main=True), by)
    with pytest.raises(BadRelation):
        relations.end(relation, date(2019, 1, 1), by)
    relations.end(relation, yesterday, by)
    assert relations.is_over(relation)
    assert not relation.is_main
    relations.relate(hengtai, li, Tie("buyer"), by)
    assert hengtai.relations.present().count() == 2


def test_the_card_shows_both_sides_and_dims_what_is_over(
    hengtai: Customer, li: Customer, by: Actor, rep: User
) -> None:
    relation = relations.relate(hengtai, li, Tie("buyer"), by)
    browser = logged_in(rep)
    there = browser.get(f"/customers/{hengtai.public_id}/relations/").content.decode()
    assert "李娜" in there
    here = browser.get(f"/customers/{li.public_id}/relations/").content.decode()
    assert "恒泰精密" in here
    assert "Buyer there" in here
    assert "dimmed" not in here
    day = timezone.localdate() - timedelta(days=1)
    relations.end(relation, day, by)
    ended = browser.get(f"/customers/{hengtai.public_id}/relations/").content.decode()
    assert "dimmed" in ended


def test_whom_a_person_may_not_see_is_not_on_the_card(
    hengtai: Customer, by: Actor, rep: User, outsider: User
) -> None:
    secret = changing.create(Customer(name="Vera's own", sort="person", owner=outsider), by)
    relations.relate(hengtai, secret, Tie("partner"), by)
    page = logged_in(rep).get(f"/customers/{hengtai.public_id}/relations/").content.decode()
    assert "Vera" not in page


def test_a_known_or_a_new_person_is_added_in_one_dialog(
    hengtai: Customer, li: Customer, administrator: User
) -> None:
    browser = logged_in(administrator)
    page = f"/customers/{hengtai.public_id}/relations"
    assert 'name="role"' in browser.get(f"{page}/?add=yes").content.decode()
    offered = browser.get(f"{page}/known/", {"name": "李"}).content.decode()
    assert str(li.public_id) in offered
    assert "New person: 李" in offered
    known = {"name": "李", "person": str(li.public_id), "role": "buyer", "is_main": "on"}
    assert browser.post(f"{page}/add/", known).status_code == 200
    assert browser.post(f"{page}/add/", known).status_code == 422
    new = {"name": "Anna van der Berg", "person": "", "role": "employee"}
    assert browser.post(f"{page}/add/", new).status_code == 200
    people = {one.person.name: one.role for one in hengtai.relations.all()}
    assert people == {"李娜": "buyer", "Anna van der Berg": "employee"}


def test_relations_end_resume_and_go_on_the_card(
    hengtai: Customer, li: Customer, by: Actor, administrator: User
) -> None:
    relation = relations.relate(hengtai, li, Tie("buyer"), by)
    browser = logged_in(administrator)
    there = f"/relations/{relation.public_id}"
    browser.post(f"{there}/end/", {"until": "2026-01-31"})
    relation.refresh_from_db()
    assert relation.until == date(2026, 1, 31)
    browser.post(f"{there}/end/", {"resume": "yes"})
    browser.post(f"{there}/prefer/")
    relation.refresh_from_db()
    assert (relation.until, relation.is_main) == (None, True)


def test_relations_out_of_reach_are_not_touched(
    hengtai: Customer, li: Customer, by: Actor, outsider: User
) -> None:
    relation = relations.relate(hengtai, li, Tie("buyer"), by)
    browser = logged_in(outsider)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert browser.get(f"/customers/{hengtai.public_id}/relations/").status_code == 404
    assert browser.post(f"/relations/{relation.public_id}/end/").status_code in (403, 404)
    relation.refresh_from_db()
    assert relation.until is None


def test_the_relations_card_asks_equally_often_for_few_and_many(
    hengtai: Customer, by: Actor, administrator: User
) -> None:
    browser = logged_in(administrator)
    counts = []
    for batch in range(3):
        for number in range(4):
            relations.relate_new(hengtai, f"Person {batch} {number}", Tie("user"), by)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/customers/{hengtai.public_id}/relations/")
        counts.append(len(queries))
    assert counts[1] == counts[2]
