"""Sales in Chinese at the desk: a manager decides on a discount, an executive looks at value."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from crm.value.valued import LOSING, scored, valuation
from django.urls import reverse
from playwright.sync_api import Page, expect

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes import approving, quoting
from goodwill.crm.sales.quotes.models import Quote
from goodwill.language import Language, speak

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]


@pytest.fixture
def chinese(manager: User, rep: User) -> Language:
    """Mei decides about the discounts of her team, and reads Chinese."""
    manager.role.abilities = [*manager.role.abilities, "quotes.approve", "value.see"]
    manager.role.save()
    User.objects.update(language="zh-Hans")
    return speak("zh-Hans")


@pytest.fixture
def quote(rep: User, by: Actor) -> Quote:
    """Jonas gives a quarter off, and asks for leave."""
    customer = changing.create(Customer(name="上海恒泰精密", owner=rep, team=rep.team), by)
    product = changing.create(Product(number="P-1", name="压机", currency="CNY"), by)
    made = quoting.draft({"customer": customer, "name": "两台压机", "owner": rep}, Actor(rep))
    line = quoting.Wanted(product, 2_000, 1_000_00, discount_thousandths=25_000)
    quoting.add(made, line, Actor(rep))
    approving.ask(made, Actor(rep), "老客户，明年还要四台")
    return made


def test_a_manager_grants_a_discount(
    window: Window, chinese: Language, quote: Quote, manager: User
) -> None:
    say = chinese.say
    manager.refresh_from_db()
    page: Page = window(manager, reverse("quote", args=[quote.public_id]))
    page.get_by_role("button", name=say("Decide")).first.click()
    dialog = page.locator("#dialog-frame")
    expect(dialog).to_contain_text("老客户，明年还要四台")
    dialog.locator("textarea").fill("可以，下不为例")
    dialog.get_by_role("button", name=say("Approve")).click()
    expect(page.locator("body")).to_contain_text(say("The quote is approved."))
    quote.refresh_from_db()
    assert quote.status == Quote.Status.APPROVED
    assert not [one for one in page.troubles if one.startswith("error")]  # type: ignore[attr-defined]


def test_an_executive_sees_who_carries_the_company_and_why(
    window: Window, chinese: Language, rep: User, by: Actor
) -> None:
    role = Role.objects.create(
        word="executive", name="Executive", scope="all", abilities=["*.view", "value.see"]
    )
    boss = User.objects.create_user("boss@example.com", "x" * 12, name="沈岚", role=role)
    boss.language = "zh-Hans"
    boss.save()
    done = valuation()
    for name, told in (("恒泰", {"profit_minor": 900_000}), ("远山", LOSING)):
        scored(changing.create(Customer(name=name, owner=rep, team=rep.team), by), done, **told)
    page: Page = window(boss, reverse("management"))
    expect(page.locator("main")).to_contain_text("恒泰")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator("main a.figure").first.click()
    expect(page.locator(".receipt__number").locator("visible=true").first).to_be_visible()
    page.goto(page.url.split("/value/")[0] + reverse("won_and_lost"))
    expect(page.locator("h1")).to_be_visible()
    assert not [one for one in page.troubles if one.startswith("error")]  # type: ignore[attr-defined]
