"""An account plan: goals in money, who has a say, steps in somebody's day, reviews."""

from __future__ import annotations

from datetime import timedelta

import pytest
from crm.conftest import logged_in
from crm.value.valued import customer, scored, valuation
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.erasing.erasing import erase
from goodwill.crm.customers.models import Activity, Customer, Relation
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.key_customers import planning, reaching
from goodwill.crm.value.key_customers.models import AccountPlan, Stakeholder
from goodwill.crm.value.key_customers.planning import Say, Wish


@pytest.fixture
def hengtai(rep: User) -> Customer:
    rep.role.abilities = [*rep.role.abilities, "account_plans.*"]
    rep.role.save()
    return customer("上海恒泰", rep)


@pytest.fixture
def plan(rep: User, hengtai: Customer) -> AccountPlan:
    return planning.begin({"customer": hengtai, "name": "恒泰 2026"}, Actor(rep))


@pytest.fixture
def li(rep: User, hengtai: Customer) -> Customer:
    li = customer("李娜", rep, sort="person", is_customer=False)
    changing.create(Relation(customer=hengtai, person=li, role="buyer"), Actor(rep))
    return li


def test_a_plan_is_made_from_the_customers_page_and_is_the_only_one(
    rep: User, hengtai: Customer
) -> None:
    browser, new = logged_in(rep), reverse("new", args=["account_plans"])
    told = {"customer": str(hengtai.public_id), "name": "恒泰 2026", "status": "active"}
    browser.post(new, told)
    plan = AccountPlan.objects.get()
    assert plan.owner == rep
    again = browser.post(new, told)
    assert "has an account plan" in again.content.decode() or again.status_code in (409, 422, 400)
    assert AccountPlan.objects.count() == 1
    card = browser.get(reverse("account_plan_of", args=[hengtai.public_id])).content.decode()
    assert "恒泰 2026" in card


def test_a_goal_in_money_is_measured_by_what_was_bought_since(
    rep: User, plan: AccountPlan, by: Actor
) -> None:
    today = timezone.localdate()
    browser = logged_in(rep)
    told = {"text": "Second plant", "amount": "1000", "by_on": today + timedelta(days=90)}
    page = browser.post(reverse("add_goal", args=[plan.public_id]), told)
    assert "Second plant" in page.content.decode()
    for minor, on in ((25_000, today), (90_000, today - timedelta(days=1))):
        facts = {"number": f"N-{minor}", "currency": "CNY", "amount_minor": minor}
        changing.create(Order(customer=plan.customer, ordered_on=on, **facts), by)
    (come,) = reaching.come(plan)
    assert come.figure is not None
    assert come.figure.value == pytest.approx(0.25)
    assert (come.figure.numerator, come.figure.denominator) == (250, 1000)
    assert not come.is_late


def test_a_goal_without_money_is_reached_when_somebody_says_so(
    rep: User, plan: AccountPlan
) -> None:
    goal = planning.add_goal(plan, Wish("Meet the board"), Actor(rep))
    address = reverse("settle_goal", args=[plan.public_id, goal.pk])
    browser = logged_in(rep)
    assert "reached on" in browser.post(address).content.decode()
    assert "reached on" not in browser.post(address).content.decode()
    browser.post(address, {"drop": "yes"})
    assert not plan.goals.exists()


def test_people_of_the_customer_have_a_say_and_nobody_else(
    rep: User, plan: AccountPlan, li: Customer
) -> None:
    stranger = customer("Stranger", rep, sort="person")
    address = reverse("add_plan_stakeholder", args=[plan.public_id])
    told = {"person": str(li.public_id), "role": "decides", "stance": "against"}
    page = logged_in(rep).post(address, told).content.decode()
    assert "李娜" in page
    assert "Against us" in page
    logged_in(rep).post(address, {**told, "person": str(stranger.public_id)})
    assert [one.person for one in plan.stakeholders.all()] == [li]


def test_a_step_stands_in_the_day_of_whoever_does_it(rep: User, plan: AccountPlan) -> None:
    told = {"text": "Invite them to the plant", "due_on": timezone.localdate()}
    page = logged_in(rep).post(reverse("add_step", args=[plan.public_id]), told)
    assert "Invite them to the plant" in page.content.decode()
    task = Activity.objects.get(sort="task")
    assert (task.about_kind, task.about_id) == ("account_plans", plan.public_id)
    assert "Invite them" in logged_in(rep).get(reverse("my_day")).content.decode()


def test_a_review_is_kept_and_the_next_one_is_to_come(rep: User, plan: AccountPlan) -> None:
    browser, address = logged_in(rep), reverse("review_plan", args=[plan.public_id])
    today = timezone.localdate()
    assert "a day to come" in browser.post(address, {"next_on": today}).content.decode()
    browser.post(address, {"next_on": today + timedelta(days=90), "note": "On its way."})
    plan.refresh_from_db()
    assert (plan.reviewed_on, plan.review_on) == (today, today + timedelta(days=90))
    assert Activity.objects.get(sort="note").body == "On its way."


def test_customers_of_class_a_without_a_plan_are_proposed_to_those_who_may_see_them(
    rep: User, outsider: User, plan: AccountPlan
) -> None:
    of = valuation()
    scored(plan.customer, of)
    scored(customer("Worth it", rep), of)
    scored(customer("Class C", rep), of, value_class="C")
    scored(customer("Elsewhere", outsider), of)
    page = logged_in(rep).get(reverse("key_customers")).content.decode()
    assert "恒泰 2026" in page
    proposed = page[page.index("Worth a plan") :]
    assert "Worth it" in proposed
    for name in ("Class C", "Elsewhere", "上海恒泰"):
        assert name not in proposed


def test_a_plan_out_of_reach_is_not_there(outsider: User, plan: AccountPlan) -> None:
    assert (
        logged_in(outsider).get(reverse("account_plan", args=[plan.public_id])).status_code == 404
    )


def test_whoever_is_erased_has_no_say_any_more(
    rep: User, plan: AccountPlan, li: Customer, by: Actor
) -> None:
    planning.name(plan, Say(li, Stakeholder.Role.DECIDES, note="Likes tea"), Actor(rep))
    erase(li, by, "Asked for it by letter")
    assert not plan.stakeholders.exists()
