"""Visits: a round put together by what is at risk and place, logged in a tap, kept once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from crm.conftest import logged_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.erasing import erasing
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day import carrying
from goodwill.crm.customers.timeline import recording
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records import changing
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import merging
from goodwill.crm.records.models import new_id
from goodwill.crm.sales.visits import planning, whom
from goodwill.crm.sales.visits.errors import NotForThem, NotPlanned
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.value.scoring.models import Score, Valuation

pytestmark = pytest.mark.django_db

WEBM = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d")
HERE = {"latitude": 31.2304, "longitude": 121.4737}


@pytest.fixture
def seller(rep: User) -> User:
    rep.role.abilities = [*rep.role.abilities, "visits.create", "visits.change"]
    rep.role.save()
    return rep


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def customer(by: Actor, owner: User, name: str, **facts: Any) -> Customer:
    return changing.create(Customer(name=name, owner=owner, team=owner.team, **facts), by)


@pytest.fixture
def hengtai(by: Actor, seller: User) -> Customer:
    return customer(by, seller, "上海恒泰精密", city="上海")


def checked_in(one: Customer, seller: User, days: int, **place: float) -> None:
    told = Entry("visit", happened_at=timezone.now() - timedelta(days=days), place=place)
    recording.log(one, told, Actor(seller))


def valued(one: Customer, minor: int) -> None:
    run, _ = Valuation.objects.get_or_create(
        state="done",
        defaults={"as_of": date(2026, 3, 1), "currency": "CNY", "basis": "margin"},
    )
    facts = {"revenue_at_risk_minor": minor, "p_alive": 0.6, "purchase_days": 4}
    Score.objects.create(customer=one, valuation=run, as_of=date(2026, 3, 1), **facts)


def names(offers: list[whom.Offered]) -> list[str]:
    return [offer.customer.name for offer in offers]


def test_who_is_planned_twice_for_a_day_is_in_the_round_once(
    hengtai: Customer, seller: User, today: date
) -> None:
    by = Actor(seller)
    assert planning.plan(hengtai, today, by) == planning.plan(hengtai, today, by)
    assert list(planning.round_of(seller, today)) == [Visit.objects.get()]
    assert Visit.objects.get().owner == seller


def test_nobody_is_planned_who_does_not_want_to_be_contacted(
    by: Actor, seller: User, today: date
) -> None:
    silent = customer(by, seller, "Still", do_not_contact=True)
    with pytest.raises(NotForThem):
        planning.plan(silent, today, Actor(seller))
    assert whom.offered(seller, [], today) == []


def test_a_round_is_put_in_order_of_the_way(by: Actor, seller: User, today: date) -> None:
    far = {"far": 31.60, "middle": 31.30, "near": 31.21}
    for name, latitude in (("start", 31.20), *far.items()):
        one = customer(by, seller, name)
        checked_in(one, seller, 40, latitude=latitude, longitude=121.5)
        planning.plan(one, today, Actor(seller))
    nowhere = customer(by, seller, "nowhere", city="杭州")
    planning.plan(nowhere, today, Actor(seller))
    kilometres = planning.arrange(seller, today, Actor(seller))
    order = [visit.customer.name for visit in planning.round_of(seller, today)]
    assert order == ["start", "near", "middle", "far", "nowhere"]
    assert kilometres == pytest.approx(0.4 * 111.195, rel=1e-3)


def test_one_is_seen_earlier_moved_and_dropped(by: Actor, seller: User, today: date) -> None:
    act = Actor(seller)
    first, second = (planning.plan(customer(by, seller, name), today, act) for name in ("一", "二"))
    planning.earlier(second, act)
    assert list(planning.round_of(seller, today)) == [second, first]
    planning.move(first, today + timedelta(days=1), act)
    planning.drop(second, act, "closed")
    assert list(planning.round_of(seller, today)) == []
    with pytest.raises(NotPlanned):
        planning.drop(second, act)


def test_proposed_are_the_near_ones_first_then_by_what_is_at_risk(
    by: Actor, seller: User, hengtai: Customer, today: date
) -> None:
    checked_in(hengtai, seller, 40, **HERE)
    near = customer(by, seller, "near", city="北京")
    checked_in(near, seller, 50, latitude=31.25, longitude=121.48)
    same_city = customer(by, seller, "same city", city="上海")
    for one, minor in ((near, 100), (same_city, 5_000), (customer(by, seller, "far"), 9_000)):
        valued(one, minor)
    visited = customer(by, seller, "visited last week", city="上海")
    checked_in(visited, seller, 7)
    visits = [planning.plan(hengtai, today, Actor(seller))]
    offers = whom.offered(seller, visits, today)
    assert names(offers) == ["same city", "near", "far"]
    assert offers[1].kilometres == pytest.approx(2.3, abs=0.1)
    assert names(whom.offered(seller, [], today)) == ["far", "same city", "near"]


def test_who_sees_no_costs_is_told_of_revenue_at_risk_with_its_receipt(
    hengtai: Customer, seller: User, administrator: User
) -> None:
    valued(hengtai, 123_400)
    assert whom.shown_risk(seller.reach) == "revenue_at_risk"
    assert whom.shown_risk(administrator.reach) == "at_risk"
    body = logged_in(seller).get(reverse("round")).content.decode()
    receipt = reverse("worth_receipt", args=[hengtai.public_id, "revenue_at_risk"])
    assert receipt in body
    assert "1,234" in body


def test_a_visit_is_logged_once_with_memo_and_next_step_however_often_it_is_sent(
    hengtai: Customer, seller: User, today: date
) -> None:
    visit = planning.plan(hengtai, today, Actor(seller))
    browser, where = logged_in(seller), reverse("log_visit", args=[visit.public_id])
    for status in (201, 200):
        told = {
            "public_id": str(TOLD_ID),
            "text": "想要新报价",
            "reaction": "good",
            "next_step": "寄报价",
            "follow_up": "tomorrow",
            "memo": SimpleUploadedFile("memo.webm", WEBM, "audio/webm"),
        }
        answer = browser.post(where, told, headers={"X-Outbox": str(TOLD_ID)})
        assert answer.status_code == status, answer.content
    entry = Activity.objects.get(sort="visit")
    visit.refresh_from_db()
    assert (visit.status, visit.entry) == ("made", entry)
    assert (entry.subject, entry.reaction, entry.public_id) == ("想要新报价", "good", TOLD_ID)
    task = Activity.objects.get(sort="task")
    assert (task.subject, task.owner) == ("寄报价", seller)
    memo = Attachment.objects.get()
    assert (memo.kind, memo.record_id, memo.media_type) == ("activities", entry.pk, "audio/webm")
    body = browser.get(reverse("round")).content.decode()
    assert reverse("attachment", args=[memo.public_id]) in body


TOLD_ID = new_id()


def test_a_memo_that_is_not_taken_does_not_keep_the_visit_from_being_logged(
    hengtai: Customer, seller: User, today: date
) -> None:
    visit = planning.plan(hengtai, today, Actor(seller))
    memo = SimpleUploadedFile("memo.exe", b"MZ", "application/x")
    where = reverse("log_visit", args=[visit.public_id])
    headers = {"HX-Request": "true"}
    answer = logged_in(seller).post(where, {"text": "ok", "memo": memo}, headers=headers)
    assert "not taken" in answer["HX-Trigger"]
    assert Activity.objects.filter(sort="visit", subject="ok").exists()


def test_a_visit_logged_anywhere_marks_the_plan_and_taken_back_unmarks_it(
    hengtai: Customer, seller: User, today: date
) -> None:
    act = Actor(seller)
    visit = planning.plan(hengtai, today, act)
    entry = recording.log(hengtai, Entry("visit", "da"), act).entry
    visit.refresh_from_db()
    assert (visit.status, visit.entry) == ("made", entry)
    changing.delete(entry, act)
    visit.refresh_from_db()
    assert (visit.status, visit.entry) == ("planned", None)


def test_todays_round_stands_in_my_day_and_is_carried_along(
    hengtai: Customer, seller: User, today: date
) -> None:
    before = carrying.carried(seller)
    planning.plan(hengtai, today, Actor(seller), "Erneuerung")
    after = carrying.carried(seller)
    assert before.version != after.version
    assert reverse("round") in after.addresses
    assert after.addresses.count(reverse("customer", args=[hengtai.public_id])) == 1
    body = logged_in(seller).get(reverse("my_day")).content.decode()
    assert "Erneuerung" in body
    assert reverse("round") in body


def test_the_round_asks_as_often_for_many_as_for_few(by: Actor, seller: User, today: date) -> None:
    browser, asked = logged_in(seller), []
    browser.get(reverse("round"))
    for start in (0, 8):
        for number in range(start, start + 8):
            one = customer(by, seller, f"客户 {number}", city="上海")
            valued(one, number)
            if number % 2:
                planning.plan(one, today, Actor(seller))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("round"))
        asked.append(len(queries))
    assert asked[1] <= asked[0]


def test_merged_customers_keep_one_plan_of_a_day(
    by: Actor, hengtai: Customer, seller: User, today: date
) -> None:
    twin = customer(by, seller, "恒泰精密")
    for one in (hengtai, twin):
        planning.plan(one, today, Actor(seller))
    merging.merge(hengtai, [twin], {}, by)
    (left,) = Visit.objects.present()
    assert left.customer == hengtai


def test_erasing_a_person_empties_the_words_of_their_visits(
    by: Actor, seller: User, today: date
) -> None:
    person = customer(by, seller, "李娜", sort="person")
    visit = planning.plan(person, today, Actor(seller), "Geburtstag von Li Na")
    erasing.erase(person, by, "asked for it")
    visit.refresh_from_db()
    assert visit.purpose == ""
