"""Leads by thumb: accepted, noted and converted on a phone; sent through a form of a site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads import taking_in
from goodwill.crm.sales.leads.models import DistributionRule, Lead, LeadForm
from goodwill.crm.sales.leads.scoring import rules
from goodwill.crm.sales.leads.web import tickets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page):
    told = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


def test_a_rep_accepts_notes_and_converts_a_lead_on_the_phone(window, sellers):
    rules.begin_with_usual()
    rule = DistributionRule.objects.create(name="All", way="round_robin", accept_within_hours=8)
    rule.people.set(sellers[:1])
    told = {"name": "星河", "company": "上海星河软件有限公司", "person_name": "周敏",
            "email": "zhou@example.com", "source": "web form"}  # fmt: skip
    one = taking_in.take_in(told, Actor(None, source="form"))
    page = window(sellers[0], reverse("my_day"), width=390)
    page.get_by_role("link", name="星河").click()
    expect(page.locator("p.warning")).to_contain_text("To be accepted by")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Being worked on").first).to_be_visible()
    page.get_by_placeholder("What was said").fill("要十张桌子")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".lead__entries")).to_contain_text("要十张桌子")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    page.get_by_role("button", name="Convert").click()
    page.locator("#dialog").get_by_label("Open an opportunity").uncheck()
    page.locator("#dialog").get_by_role("button", name="Convert").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("上海星河软件有限公司")
    expect(page.get_by_text("要十张桌子")).to_be_visible()
    one.refresh_from_db()
    assert one.customer == Customer.objects.buying().get()
    assert not [line for line in page.troubles if line.startswith("error")]


def test_a_visitor_sends_the_form_of_a_site_without_scripts(
    window, live_server, db, monkeypatch, tmp_path
):
    monkeypatch.setattr(tickets, "SOONEST", timedelta(0))
    form = LeadForm.objects.create(
        name="Kontakt", title="我们能为您做什么？", language="zh-Hans",
        fields=["person_name", "email", "message"], required=["person_name"],
        consent_text="同意通过电子邮件接收优惠信息。", sites=[live_server.url],
    )  # fmt: skip
    page = window(None, reverse("web_form", args=[form.public_id]), width=360,
                  java_script_enabled=False)  # fmt: skip
    page.locator("[name=person_name]").fill("周敏")
    page.locator("[name=email]").fill("zhou@example.com")
    page.locator("[name=agreed]").check()
    page.locator("button[type=submit]").click()
    expect(page.locator("[role=status]")).to_be_visible()
    assert Lead.objects.get().may_contact
    assert page.context.cookies() == []
