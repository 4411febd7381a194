"""A customer's page by keyboard and by thumb: change, leave, take back, choose, in any light."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def hengtai(by, rep):
    group = changing.create(Customer(name="恒泰控股（集团）股份有限公司", sort="group"), by)
    facts = {"segment": "机械制造", "credit_rating": "AAA", "parent": group, "owner": rep}
    return changing.create(
        Customer(name="上海恒泰精密机械制造有限公司浦东新区分公司", city="上海", **facts),
        by,
        many={"tags": [Tag.objects.create(name="展会")]},
    )


def address(customer):
    return reverse("customer", args=[customer.public_id])


def fact(page, name):
    return page.locator(f"[id^=fact-customers-][id$=-{name}]")


def found(page, within):
    told = Axe().run(page, context=within, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


def test_a_field_is_changed_and_taken_back_by_keyboard(window, administrator, hengtai):
    page = window(administrator, address(hengtai))
    opener = fact(page, "segment").locator("[data-edit]")
    opener.focus()
    page.keyboard.press("e")
    box = fact(page, "segment").locator("input[name=segment]")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.type("泵")
    page.keyboard.press("Enter")
    expect(opener).to_have_text("泵")
    expect(opener).to_be_focused()
    page.locator(".toast__undo").click()
    expect(opener).to_have_text("机械制造")
    hengtai.refresh_from_db()
    assert hengtai.segment == "机械制造"


def test_two_people_choose_in_place(window, administrator, rep, hengtai):
    page = window(administrator, address(hengtai))
    fact(page, "city").locator("[data-edit]").click()
    fact(page, "city").locator("input[name=city]").fill("无锡")
    changing.change(Customer.objects.get(pk=hengtai.pk), {"city": "苏州"}, Actor(rep), seen=1)
    page.keyboard.press("Enter")
    choice = page.get_by_role("group", name="Two people changed this at once")
    expect(choice).to_contain_text("Jonas Lindqvist")
    assert found(page, ".clashing") == []
    choice.get_by_label("无锡").check()
    choice.get_by_role("button", name="Keep what I chose").click()
    expect(fact(page, "city").locator("[data-edit]")).to_have_text("无锡")
    hengtai.refresh_from_db()
    assert hengtai.city == "无锡"


def test_a_link_is_looked_up_while_typing(window, administrator, by, hengtai):
    changing.create(Customer(name="苏州工业园区"), by)
    page = window(administrator, address(hengtai))
    fact(page, "parent").locator("[data-edit]").click()
    expect(fact(page, "parent").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("suzhou")
    page.get_by_label("苏州工业园区").check()
    page.keyboard.press("Enter")
    expect(fact(page, "parent").locator("a")).to_have_text("苏州工业园区")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anyone(window, administrator, hengtai, scheme):
    page = window(administrator, address(hengtai), color_scheme=scheme, reduced_motion="reduce")
    fact(page, "segment").locator("[data-edit]").click()
    page.locator("input[name=segment]").wait_for()
    for part in (".customer__head", ".customer__next", ".aside .card:last-of-type"):
        assert found(page, part) == []
    for other in ("edit", "history", "compare"):
        page.goto(
            page.url.split("/customers/")[0] + reverse(other, args=["customers", hengtai.public_id])
        )
        assert found(page, "main") == []


def test_the_page_fits_a_phone(window, administrator, hengtai):
    page = window(administrator, address(hengtai), width=360, height=740)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    edit = reverse("edit", args=["customers", hengtai.public_id])
    page.goto(page.url.split("/customers/")[0] + edit)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
