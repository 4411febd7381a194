"""A day of those who work with it: sales rep on the phone, service agent, administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.language import Language, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

in_both = pytest.mark.parametrize("tag", ["en", "zh-Hans"])

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

Window = Callable[..., Any]


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    made = Customer(name="上海恒泰精密机械", city="上海", owner=rep, team=rep.team)
    return changing.create(made, by)


def speaking(user: User, tag: str) -> Language:
    user.language = tag
    user.save()
    return speak(tag)


@in_both
def test_a_visit_in_a_cellar_is_logged_once(
    window: Window, rep: User, hengtai: Customer, tag: str
) -> None:
    say = speaking(rep, tag).say
    page = window(rep, reverse("customer", args=[hengtai.public_id]), 390, 780)
    page.get_by_role("button", name=say("Visit"), exact=True).locator("visible=true").click()
    form = page.locator("#dialog form[data-log]")
    form.wait_for()
    page.context.set_offline(True)
    expect(form.locator("[name=sort][value=visit]")).to_be_checked()
    form.locator("textarea").fill("在地下室：想要新报价")
    form.get_by_role("button", name=say("Log"), exact=True).click()
    expect(page.locator(".bottom__waiting")).to_be_visible()
    assert not Activity.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".bottom__waiting")).not_to_be_visible()
    entry = Activity.objects.get()
    assert (entry.sort, entry.customer, entry.owner) == ("visit", hengtai, rep)
    assert "想要新报价" in entry.subject + entry.body
    assert not page.evaluate(SIDEWAYS)


@in_both
def test_a_call_is_answered_and_followed_up(
    window: Window, manager: User, hengtai: Customer, tag: str
) -> None:
    """By keyboard from anywhere: find, see what was, log how it went, have it come back."""
    say = speaking(manager, tag).say
    page: Page = window(manager, "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("hengtai")
    page.locator(".palette__row").filter(has_text=hengtai.name).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('customer', args=[hengtai.public_id])}")
    log = page.locator("#log")
    log.get_by_role("radio", name=say("Call"), exact=True).check()
    log.locator("textarea").fill("机器有噪音，明天寄零件")
    log.get_by_role("radio", name=say("Displeased")).check()
    log.get_by_role("radio", name=say("Tomorrow")).check()
    log.get_by_role("button", name=say("Log"), exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("机器有噪音")
    call = Activity.objects.get(sort="call")
    assert (call.reaction, call.owner) == ("bad", manager)
    follow_up = Activity.objects.get(sort="task")
    assert (follow_up.owner, follow_up.done_at) == (manager, None)
    page.goto(page.url.split("/customers/")[0] + "/")
    expect(page.locator("main")).to_contain_text(hengtai.name)


@in_both
def test_what_was_changed_and_taken_back_stands_in_the_audit(
    window: Window, administrator: User, hengtai: Customer, tag: str
) -> None:
    say = speaking(administrator, tag).say
    page: Page = window(administrator, reverse("customer", args=[hengtai.public_id]))
    where = say("{label}: {value}. Change", label=say("City"), value="上海")
    page.get_by_role("button", name=where).click()
    page.locator("input[name=city]").fill("苏州")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(say("Saved."))
    page.locator(".toast").get_by_role("button", name=say("Undo")).click()
    expect(page.locator("body")).to_contain_text("上海")
    page.wait_for_timeout(300)
    hengtai.refresh_from_db()
    assert hengtai.city == "上海"
    page.goto(page.url.split("/customers/")[0] + reverse("audit"))
    expect(page.locator("main")).to_contain_text("苏州")
    assert Change.objects.filter(kind="customers", record_id=hengtai.pk).count() == 3
