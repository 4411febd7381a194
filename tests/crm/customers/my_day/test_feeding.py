"""A calendar program reads tasks and meetings under a secret address."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.my_day import feeding
from goodwill.crm.customers.timeline import planning
from goodwill.crm.customers.timeline.planning import Plan
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ...conftest import logged_in


def test_tasks_stand_in_it_with_their_customer(by: Actor, rep: User) -> None:
    customer = changing.create(Customer(name="上海恒泰精密", owner=rep), by)
    due_at = timezone.now() + timedelta(days=1)
    planning.plan(customer, Plan("报价", due_at), Actor(rep))
    feed = feeding.renew(rep)
    answer = Client().get(reverse("calendar", args=[feed.token]))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["summary"]) == "报价 · 上海恒泰精密"
    assert abs(event["dtstart"].dt - due_at) < timedelta(seconds=1)


def test_a_new_address_ends_the_old_one(rep: User) -> None:
    old = feeding.renew(rep).token
    assert logged_in(rep).post(reverse("new_calendar_feed")).status_code == 302
    assert Client().get(reverse("calendar", args=[old])).status_code == 404


def test_who_has_left_is_read_no_more(rep: User) -> None:
    feed = feeding.renew(rep)
    rep.is_active = False
    rep.save()
    assert Client().get(reverse("calendar", args=[feed.token])).status_code == 404


def test_the_page_tells_how(rep: User) -> None:
    browser = logged_in(rep)
    assert browser.get(reverse("calendar_feed")).status_code == 200
    browser.post(reverse("new_calendar_feed"))
    assert ".ics" in browser.get(reverse("calendar_feed")).text
