"""A customer's page shows what is next, what is known and what must be known, to whom it may."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers import cards, warning
from goodwill.crm.customers.cards import Card
from goodwill.crm.customers.models import Activity, ContactPoint, Customer, Tag
from goodwill.crm.customers.portraying import portrait
from goodwill.crm.records import changing, kinds
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Field
from goodwill.crm.ui import within
from goodwill.language import Sentence


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(
        Customer(name="上海恒泰精密", city="上海", stage="repeat", owner=rep, team=rep.team), by
    )


@pytest.fixture
def jonas(rep: User) -> Client:
    return logged_in(rep)


def page(client: Client, customer: Customer) -> str:
    return client.get(reverse("customer", args=[customer.public_id])).content.decode()


def task(customer: Customer, by: Actor, **facts: object) -> Activity:
    return changing.create(Activity(customer=customer, sort="task", **facts), by)


def test_the_page_tells_who_it_is(jonas: Client, hengtai: Customer) -> None:
    shown = page(jonas, hengtai)
    assert "<h1>上海恒泰精密</h1>" in shown
    assert "Repeat customer" in shown
    assert reverse("timeline", args=[hengtai.public_id]) in shown


@pytest.mark.parametrize(("tag", "word"), [("zh-Hans", "zh-Hans"), ("zh-Hant", "zh-Hant")])
def test_the_page_is_there_in_every_language(
    rep: User, hengtai: Customer, tag: str, word: str
) -> None:
    rep.language = tag
    rep.save()
    assert f'<html lang="{word}"' in page(logged_in(rep), hengtai)


def test_the_task_due_first_is_next(rep: User, hengtai: Customer, by: Actor) -> None:
    now = timezone.now()
    task(hengtai, by, subject="Later", due_at=now + timedelta(days=9))
    task(hengtai, by, subject="续约", due_at=now - timedelta(days=1))
    task(hengtai, by, subject="Done", due_at=now - timedelta(days=2), done_at=now)
    shown = portrait(hengtai, rep)
    assert shown.next is not None
    assert (shown.next.subject, shown.is_late) == ("续约", True)


def test_the_head_is_told_anew_after_a_fact_was_changed(jonas: Client, hengtai: Customer) -> None:
    edit = reverse("edit_field", args=["customers", hengtai.public_id, "name"])
    kept = jonas.post(edit, {"name": "苏州恒泰", "seen": 1}, headers={"HX-Request": "true"})
    assert "changed-customers" in json.loads(kept.headers["HX-Trigger"])
    head = jonas.get(reverse("customer_head", args=[hengtai.public_id])).content.decode()
    assert "<h1>苏州恒泰</h1>" in head
    assert "changed-customers from:body" in head


def test_what_is_next_is_told_anew_after_something_was_done(
    jonas: Client, hengtai: Customer, by: Actor
) -> None:
    first = task(hengtai, by, subject="First", due_at=timezone.now())
    task(hengtai, by, subject="Second", due_at=timezone.now() + timedelta(days=1))
    address = reverse("customer_next", args=[hengtai.public_id])
    assert "First" in jonas.get(address).content.decode()
    done = jonas.post(
        reverse("finish_next", args=[first.public_id]), headers={"HX-Request": "true"}
    )
    assert {"logged", "toast"} <= set(json.loads(done.headers["HX-Trigger"]))
    for told in (done.content.decode(), jonas.get(address).content.decode()):
        assert "Second" in told
        assert "First" not in told


def test_private_tasks_of_others_are_not_next(rep: User, hengtai: Customer, by: Actor) -> None:
    task(hengtai, by, subject="Between us", due_at=timezone.now(), is_private=True)
    assert portrait(hengtai, rep).next is None


def test_with_nothing_planned_the_page_offers_to_plan(jonas: Client, hengtai: Customer) -> None:
    assert "Nothing is planned" in page(jonas, hengtai)


def test_who_does_not_want_to_be_contacted_is_said_at_once(
    jonas: Client, hengtai: Customer, by: Actor
) -> None:
    changing.change(hengtai, {"do_not_contact": True}, by)
    assert "Does not want to be contacted." in page(jonas, hengtai)


def test_other_rooms_add_warnings_and_cards(
    jonas: Client, hengtai: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = within._answer

    def tired(request: HttpRequest, address: str) -> HttpResponse:
        if "contracts" in address:
            raise TimeoutError
        return answer(request, address)

    monkeypatch.setattr(within, "_answer", tired)
    monkeypatch.setattr(warning, "_WARNERS", [lambda customer, me: [Sentence("Contract ends.")]])
    monkeypatch.setattr(
        cards,
        "_CARDS",
        {
            "quick": Card("orders_of", Sentence("Quick card")),
            "tired": Card("contracts_of", Sentence("Tired card")),
            "barred": Card("timeline", Sentence("Barred card"), "people.manage"),
            "later": Card("no_such_address", Sentence("Later card")),
        },
    )
    shown = page(jonas, hengtai)
    assert "Contract ends." in shown
    assert 'aria-label="Tired card"' in shown
    assert f'hx-get="{reverse("contracts_of", args=[hengtai.public_id])}"' in shown
    assert "Quick card" not in shown
    assert 'id="orders_of"' in shown
    assert "Barred card" not in shown
    assert "Later card" not in shown


def test_hidden_fields_are_nowhere_on_the_page(rep: User, hengtai: Customer, by: Actor) -> None:
    changing.change(hengtai, {"segment": "secret segment", "number": "C-4711"}, by)
    rep.role.hidden_fields = ["customers.segment", "customers.number", "customers.stage"]
    rep.role.save()
    shown = page(logged_in(rep), hengtai)
    assert "secret segment" not in shown
    assert "C-4711" not in shown
    assert "Repeat customer" not in shown


def test_a_group_out_of_reach_is_not_named(jonas: Client, hengtai: Customer, by: Actor) -> None:
    changing.change(hengtai, {"parent": changing.create(Customer(name="秘密集团"), by)}, by)
    shown = page(jonas, hengtai)
    assert "秘密集团" not in shown
    assert "Outside your reach" in shown


def test_own_fields_stand_among_the_facts(
    rep: User, hengtai: Customer, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        kinds, "_OWN_FIELDS", lambda word: (Field("custom.floor", Sentence("Floor")),)
    )
    changing.change(hengtai, {"custom.floor": "12 B"}, by)
    told = [fact for group in portrait(hengtai, rep).groups for fact in group.filled]
    assert ("Floor", "12 B") in [(fact.label, fact.value.text) for fact in told]


def test_empty_fields_are_folded_away(rep: User, hengtai: Customer) -> None:
    about = portrait(hengtai, rep).groups[0]
    assert "stage" in [fact.name for fact in about.filled]
    assert "category" in [fact.name for fact in about.empty]
    assert "born_on" not in [fact.name for fact in about.empty]


def test_the_first_choice_is_called(rep: User, hengtai: Customer, by: Actor) -> None:
    for number, first in (("021 5555 0001", True), ("021 5555 0002", False)):
        changing.create(
            ContactPoint(
                customer=hengtai, sort="phone", given=number, value=number, is_primary=first
            ),
            by,
        )
    phone = portrait(hengtai, rep).phone
    assert phone is not None
    assert phone.is_primary


def test_who_may_only_look_is_not_offered_to_change(rep: User, hengtai: Customer) -> None:
    rep.role.abilities = ["*.view"]
    rep.role.save()
    shown = page(logged_in(rep), hengtai)
    assert "data-edit" not in shown
    assert reverse("delete", args=["customers", hengtai.public_id]) not in shown


def test_deleting_goes_to_the_list_and_offers_the_way_back(
    jonas: Client, hengtai: Customer
) -> None:
    delete = reverse("delete", args=["customers", hengtai.public_id])
    gone = jonas.post(delete, headers={"HX-Request": "true"})
    assert gone.headers["HX-Redirect"] == reverse("customers")
    after = jonas.get(reverse("bin")).content.decode()
    assert 'data-undo="/undo/' in after
    address = after.split('data-undo="')[1].split('"')[0]
    back = jonas.post(address, headers={"HX-Request": "true"})
    assert back.headers["HX-Redirect"] == reverse("customer", args=[hengtai.public_id])
    assert Customer.objects.present().get() == hengtai


def test_the_page_takes_the_same_queries_however_much_there_is(
    jonas: Client, rep: User, hengtai: Customer, by: Actor
) -> None:
    tag = Tag.objects.create(name="展会")
    group = changing.create(Customer(name="恒泰集团", owner=rep), by)
    changing.change(hengtai, {"tags": [tag], "parent": group}, by)
    task(hengtai, by, subject="One", due_at=timezone.now())
    page(jonas, hengtai)
    with CaptureQueriesContext(connection) as few:
        page(jonas, hengtai)
    for number in range(6):
        more = Tag.objects.create(name=f"Tag {number}")
        changing.change(hengtai, {"tags": [tag, more]}, by)
        changing.create(Customer(name=f"Part {number}", parent=hengtai, owner=rep), by)
        task(hengtai, by, subject="More", due_at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        page(jonas, hengtai)
    assert len(many) == len(few)
    assert len(many) <= 40  # the timeline and twelve cards are in it
