"""Promises to each value class, whether they are kept, and to whom they were not."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from crm.conftest import logged_in
from crm.value.valued import customer, scored, valuation
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order, OrderLine, Price, PriceList, Product
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.value.policies import observing
from goodwill.crm.value.policies.models import Policy

TODAY = timezone.localdate()


@pytest.fixture
def class_a(rep: User, outsider: User) -> list[Customer]:
    """Two customers of class A with Jonas, one in the West."""
    of = valuation()
    made = [customer("Anna", rep), customer("Bo", rep), customer("Elsewhere", outsider)]
    for one in made:
        scored(one, of)
    return made


def happened(one: Customer, sort: str, hours_ago: float, by: Actor, **more: object) -> Activity:
    at = timezone.now() - timedelta(hours=hours_ago)
    told = {"customer": one, "sort": sort, "subject": f"{sort} {hours_ago}", "happened_at": at}
    return changing.create(Activity(**told, **more), by)


def kept(policy: Policy, user: User) -> dict[str, tuple[object, object]]:
    return {
        one.word: (one.figure.numerator, one.figure.denominator)
        for one in observing.observed(policy, user.reach)
    }


def test_what_is_not_promised_is_not_checked(class_a: list[Customer], rep: User) -> None:
    assert kept(Policy.objects.create(value_class="A"), rep) == {}


def test_visits_are_counted_for_a_year_of_those_known_so_long(
    class_a: list[Customer], rep: User, administrator: User, by: Actor
) -> None:
    anna, bo, _ = class_a
    fresh = customer("Fresh", rep, known_on=TODAY - timedelta(days=30))
    scored(fresh, anna.score.valuation)
    policy = Policy.objects.create(value_class="A", visits_a_year=2)
    for hours in (10, 5000):
        happened(anna, "visit", hours, by)
    happened(bo, "visit", 9000, by)
    happened(bo, "call", 10, by)
    assert kept(policy, rep) == {"visits": (1, 2)}
    assert kept(policy, administrator) == {"visits": (1, 3)}
    (breach,) = observing.breaches(policy, "visits", rep.reach)
    assert breach.customer == bo
    assert str(breach.told) == "0 of 2 visits in the last 365 days."


def test_discounts_are_held_against_the_list_price_of_that_day(
    class_a: list[Customer], rep: User, by: Actor
) -> None:
    policy = Policy.objects.create(value_class="A", discount_limit_percent=Decimal("10.00"))
    tea = changing.create(Product(number="P-1", name="龙井"), by)
    listed = PriceList(name="2026", currency="CNY", valid_from=TODAY - timedelta(days=100))
    listed.is_default = True
    changing.create(listed, by)
    changing.create(Price(price_list=listed, product=tea, amount_minor=10_000), by)
    order = Order(customer=class_a[0], number="SO-1", ordered_on=TODAY, currency="CNY")
    changing.create(order, by)
    for position, price in enumerate((10_000, 9_000, 8_999), start=1):
        facts = {"quantity_thousandths": 1000, "unit_price_minor": price, "amount_minor": price}
        OrderLine.objects.create(order=order, position=position, product=tea, **facts)
    assert kept(policy, rep) == {"discounts": (2, 3)}
    (breach,) = observing.breaches(policy, "discounts", rep.reach)
    assert str(breach.told) == "龙井 for 10 % less than the list price; the limit is 10 %."


def test_messages_are_answered_in_time_by_whatever_way(
    class_a: list[Customer], rep: User, by: Actor
) -> None:
    anna, bo, _ = class_a
    policy = Policy.objects.create(value_class="A", answer_within_hours=4)
    happened(anna, "email", 100, by, is_inbound=True)
    happened(anna, "call", 97, by)
    happened(bo, "message", 100, by, is_inbound=True)
    happened(bo, "email", 95, by)
    happened(bo, "message", 1, by, is_inbound=True)
    assert kept(policy, rep) == {"answers": (1, 2)}
    (breach,) = observing.breaches(policy, "answers", rep.reach)
    assert breach.customer == bo
    assert "was not answered within 4 hours" in str(breach.told)


def test_whoever_left_the_company_looks_after_nobody(
    class_a: list[Customer], rep: User, outsider: User, administrator: User
) -> None:
    policy = Policy.objects.create(value_class="A", care="person")
    outsider.is_active = False
    outsider.save()
    assert kept(policy, administrator) == {"care": (2, 3)}
    (breach,) = observing.breaches(policy, "care", administrator.reach)
    assert breach.customer.name == "Elsewhere"


def test_promises_are_changed_by_those_who_manage_with_a_line_of_history(
    administrator: User, rep: User
) -> None:
    address = reverse("policy", args=["A"])
    told = {"says": "先来先得", "visits_a_year": "4", "care": "person", "warns": "on"}
    assert logged_in(rep).post(address, told).status_code == 403
    browser = logged_in(administrator)
    assert "Visits a year" in browser.get(address).content.decode()
    browser.post(address, told)
    policy = Policy.objects.get()
    assert (policy.visits_a_year, policy.warns, policy.answer_within_hours) == (4, True, None)
    line = Change.objects.get(kind="policies")
    assert line.fields["visits_a_year"] == [None, 4]
    assert "先来先得" in browser.get(reverse("policies")).content.decode()
    assert browser.get(reverse("policy", args=["X"])).status_code == 404


def test_the_list_of_breaches_can_be_taken_away(
    class_a: list[Customer], administrator: User, by: Actor
) -> None:
    Policy.objects.create(value_class="A", visits_a_year=1)
    changing.change(class_a[1], {"name": "=1+1"}, by)
    browser, address = logged_in(administrator), reverse("breaches", args=["A", "visits"])
    assert "0 of 1 visits" in browser.get(address).content.decode()
    told = b"".join(browser.get(address, {"as": "csv"}).streaming_content).decode()
    assert len(told.splitlines()) == 4
    assert "'=1+1" in told
    page = browser.get(reverse("policies")).content.decode()
    assert "3 not kept" in page
