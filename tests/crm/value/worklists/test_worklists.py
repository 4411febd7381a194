"""Whom to keep and who is about to be lost: seen within reach, taken on once, counted later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from crm.conftest import logged_in
from crm.value.valued import AT_RISK, LOSING, customer, scored, valuation
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.errors import ThereAlready
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.worklists import acting, reading, warning
from goodwill.crm.value.worklists.acting import Intent
from goodwill.crm.value.worklists.models import CareAction


@pytest.fixture
def valued(rep: User) -> Valuation:
    rep.role.abilities = [*rep.role.abilities, "care_actions.*"]
    rep.role.save()
    return valuation()


@pytest.fixture
def leaving(rep: User, valued: Valuation) -> Customer:
    """上海恒泰 used to buy every month and has been silent for 120 days."""
    one = customer("上海恒泰", rep)
    scored(one, valued, **{**AT_RISK, "last_order_on": valued.as_of - timedelta(days=120)})
    return one


def ordered(one: Customer, minor: int, on: date, by: Actor, **more: object) -> Order:
    number = f"SO-{Order.objects.count() + 1}"
    told = {"customer": one, "number": number, "currency": "CNY", "amount_minor": minor}
    return changing.create(Order(ordered_on=on, **{**told, **more}), by)


def test_the_list_says_who_why_and_what_it_is_about(
    rep: User, outsider: User, valued: Valuation, leaving: Customer
) -> None:
    steady, elsewhere = customer("Steady", rep), customer("Elsewhere", outsider)
    scored(steady, valued)
    scored(elsewhere, valued, **AT_RISK)
    page = logged_in(rep).get(reverse("worklist", args=["lost"])).content.decode()
    assert "上海恒泰" in page
    assert "silent for 120 days: 4 times as long" in page, page[page.index("Usually") :][:200]
    assert "CN¥6,000.00" in page, "revenue at risk, for the rep sees no costs"
    assert "3,000.00" not in page, "value at risk comes from costs"
    assert "Steady" not in page
    assert "Elsewhere" not in page


def test_whoever_sees_costs_sees_value_and_the_figures_add_up(
    administrator: User, valued: Valuation, leaving: Customer
) -> None:
    scored(customer("Another", administrator), valued, **AT_RISK)
    found = reading.worklist("lost", administrator.reach)
    count, much = found.figures
    assert (count.value, count.n) == (2, 2)
    assert much.definition.id == "value_at_risk"
    assert much.value == 6000
    assert [row.minor for row in found.rows] == [300_000, 300_000]


def test_the_list_of_losses_says_what_they_cost_and_is_shown_to_those_who_see_costs(
    administrator: User, rep: User, valued: Valuation, by: Actor
) -> None:
    one = customer("Much ado", administrator)
    scored(one, valued, orders=2, **LOSING)
    ordered(one, 100_000, valued.as_of, by, cost_minor=80_000)
    ordered(one, -20_000, valued.as_of, by, sort="return", cost_minor=-16_000)
    address = reverse("worklist", args=["negative"])
    assert logged_in(rep).get(address).status_code == 403
    told = logged_in(administrator).get(address).content.decode()
    assert "Prices 62.5 % higher would have covered it." in told, "500 ÷ (1,000 − 200)"
    assert "looking after them cost CN¥660.00" in told, "800 − 640 of margin, and 500 of loss"
    assert "Goods for CN¥200.00 came back" in told


def test_taking_on_keeps_what_is_known_and_happens_once(rep: User, leaving: Customer) -> None:
    browser = logged_in(rep)
    address = reverse("take_on", args=[leaving.public_id, "lost"])
    assert "Until" in browser.get(address).content.decode()
    told = {"action": "visit", "what": "Ask Li why", "due_on": "2026-04-01"}
    browser.post(address, told)
    action = CareAction.objects.get()
    assert (action.owner, action.at_risk_minor, action.p_alive) == (rep, 600_000, 0.4)
    assert "Somebody has taken 上海恒泰 on already." in browser.post(address, told).content.decode()
    page = browser.get(reverse("care_action", args=[action.public_id])).content.decode()
    assert "silent for 120 days" in page
    assert "Taken on by Jonas" in browser.get("/value/worklists/lost/").content.decode()
    assert "Ask Li why" in browser.get(reverse("my_day")).content.decode()


def test_what_came_of_it_stands_on_the_timeline_and_comes_off_the_list(
    rep: User, leaving: Customer
) -> None:
    action = acting.take(leaving, Intent("lost"), Actor(rep))
    browser, address = logged_in(rep), reverse("close_care_action", args=[action.public_id])
    assert browser.post(address, {"outcome": "open"}).status_code == 200
    browser.post(address, {"outcome": "stays", "learned": "Their buyer had changed."})
    action.refresh_from_db()
    assert (action.outcome, action.closed_on) == ("stays", timezone.localdate())
    entry = Activity.objects.get(customer=leaving)
    assert entry.subject == "About to be lost: Stays"
    assert entry.body == "Their buyer had changed."
    acting.take(leaving, Intent("lost"), Actor(rep))


def test_what_they_bought_since_is_counted_for_a_year(
    rep: User, leaving: Customer, by: Actor
) -> None:
    action = acting.take(leaving, Intent("lost"), Actor(rep))
    today = timezone.localdate()
    ordered(leaving, 70_000, today, by)
    ordered(leaving, -10_000, today, by, sort="return")
    ordered(leaving, 99_000, today - timedelta(days=1), by)
    ordered(leaving, 99_000, today + timedelta(days=366), by)
    assert acting.count_bought(today + timedelta(days=365)) == 1
    assert acting.count_bought(today + timedelta(days=365)) == 1
    action.refresh_from_db()
    assert action.bought_minor == 60_000
    again, since = reading.results("lost", rep.reach, today)
    assert (again.value, again.numerator, again.n) == (1.0, 1, 1)
    assert since.value == 600
    assert "Gross" in str(again.method)


def test_owners_are_warned_once_of_those_whose_class_is_promised_it(
    rep: User, valued: Valuation, leaving: Customer
) -> None:
    ordinary = customer("Ordinary", rep)
    scored(ordinary, valued, **{**AT_RISK, "value_class": "C"})
    assert warning.warn() == 0, "nobody is promised a warning yet"
    Policy.objects.create(value_class="A", warns=True)
    assert (warning.warn(), warning.warn()) == (1, 0)
    action = CareAction.objects.get()
    assert (action.customer, action.owner) == (leaving, rep)
    assert Notice.objects.get(person=rep).about_id == action.public_id


def test_two_cannot_take_the_same_customer_from_one_list(rep: User, leaving: Customer) -> None:
    acting.take(leaving, Intent("lost"), Actor(rep))
    with pytest.raises(ThereAlready):
        acting.take(leaving, Intent("lost"), Actor(rep))
    acting.take(leaving, Intent("keep"), Actor(rep))
