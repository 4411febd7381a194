"""A customer's facts by thumb and keyboard: reached, related, asked for leave."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from goodwill.crm.customers.models import Consent, Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.records import changing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def hengtai(by, rep):
    company = changing.create(Customer(name="上海恒泰精密机械制造有限公司", owner=rep), by)
    points.add(company, "phone", "021 6100 1234", by, label="总机")
    points.mark_invalid(points.add(company, "email", "old@example.com", by), "bounced", by)
    relations.relate_new(company, "李娜", Tie("buyer", is_main=True), by)
    return company


def violations(page, within):
    told = Axe().run(page, context=within, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


def test_a_refusal_is_recorded_in_two_taps_on_a_phone(window, administrator, hengtai):
    page = window(administrator, reverse("customer", args=[hengtai.public_id]), width=360)
    card = page.locator("#consent")
    card.get_by_text("E-mail: in part").click()
    card.get_by_role("button", name="Must not contact").locator("visible=true").click()
    expect(card).to_contain_text("E-mail: nothing.")
    assert Consent.objects.get().state == "refused"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_number_is_added_and_the_cards_are_fit_for_everyone(window, administrator, hengtai):
    page = window(administrator, reverse("customer", args=[hengtai.public_id]))
    card = page.locator("#reaching")
    card.get_by_role("button", name="Add a contact point").click()
    card.get_by_role("menuitem", name="Phone").click()
    card.get_by_label("Phone").fill("12")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("alert")).to_contain_text("too few or too many digits")
    card.get_by_label("Phone").fill("138 0013 8000")
    assert violations(page, "#reaching") == []
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("link", name="138 0013 8000")).to_be_visible()
    for one in ("#reaching", "#relations", "#consent", "#attachments"):
        assert violations(page, one) == []
