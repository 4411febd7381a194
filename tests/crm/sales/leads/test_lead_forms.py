"""Forms on sites: people come through, robots do not, and nothing comes through twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from crm.conftest import logged_in
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.sales.leads.models import Lead, LeadForm, Submission
from goodwill.crm.sales.leads.web import tickets

SITE = "https://www.example.com"
VISITOR = {"person_name": "周敏", "email": "zhou@example.com", "message": "请寄价目表"}


@pytest.fixture
def form(db: None) -> LeadForm:
    return LeadForm.objects.create(
        name="Contact",
        title="How can we help you?",
        fields=["person_name", "email", "phone", "message"],
        required=["person_name"],
        consent_text="You may write to me.",
        topic="offers",
        thanks="We call you tomorrow.",
        campaign="Spring",
        sites=[SITE],
    )


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors who take their time."""
    monkeypatch.setattr(tickets, "SOONEST", timedelta(0))


def ticket(page: Any) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found
    return found.group(1)


def sent(form: LeadForm, **told: Any) -> Any:
    where = reverse("web_form", args=[form.public_id])
    browser = Client(enforce_csrf_checks=True)
    told.setdefault("ticket", ticket(browser.get(where)))
    return browser.post(where, {**VISITOR, **told})


@pytest.mark.usefixtures("unhurried")
def test_what_a_visitor_sends_is_a_lead_with_consent_as_they_gave_it(form: LeadForm) -> None:
    answer = sent(form, agreed="on")
    assert answer.status_code == 302
    assert "We call you tomorrow." in Client().get(answer["Location"]).content.decode()
    one = Lead.objects.get()
    assert (one.person_name, one.email, one.source) == ("周敏", "zhou@example.com", "web form")
    assert (one.form, one.campaign, one.may_contact) == (form, "Spring", True)
    assert one.consent["text"] == "You may write to me."
    assert one.consent["topic"] == "offers"
    sent(form)
    assert Lead.objects.latest("pk").consent == {}


@pytest.mark.usefixtures("unhurried")
def test_the_same_page_sent_twice_makes_one_lead(form: LeadForm) -> None:
    held = tickets.issued(form)
    for _ in range(2):
        assert sent(form, ticket=held).status_code == 302
    assert Lead.objects.count() == 1


@pytest.mark.usefixtures("unhurried")
def test_a_robot_that_fills_everything_is_thanked_and_forgotten(form: LeadForm) -> None:
    assert sent(form, leave_this_empty="https://spam.example").status_code == 302
    assert not Lead.objects.exists()
    assert Submission.objects.get().verdict == "robot"


def test_who_is_too_quick_or_comes_from_a_form_of_the_site_confirms_it(form: LeadForm) -> None:
    for held in (tickets.issued(form), "", "forged:1abc:xyz"):
        answer = sent(form, ticket=held)
        assert answer.status_code == 200
        assert "Please look at it once more" in answer.content.decode()
        assert 'value="zhou@example.com"' in answer.content.decode()
    assert not Lead.objects.exists()


def test_a_ticket_of_another_form_or_of_yesterday_is_none(
    form: LeadForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = LeadForm.objects.create(name="Other", fields=["email"])
    assert not tickets.read(other, tickets.issued(form)).is_good
    monkeypatch.setattr(tickets, "LATEST", timedelta(seconds=-1))
    assert not tickets.read(form, tickets.issued(form)).is_good


@pytest.mark.usefixtures("unhurried")
def test_one_address_and_one_form_take_so_many_and_no_more(form: LeadForm) -> None:
    for _ in range(6):
        assert sent(form).status_code == 302
    answer = sent(form)
    assert answer.status_code == 429
    assert "try again in a few minutes" in answer.content.decode()
    Submission.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert sent(form).status_code == 302
    LeadForm.objects.update(most_an_hour=7)
    Submission.objects.update(origin="elsewhere")
    assert sent(form).status_code == 429


@pytest.mark.usefixtures("unhurried")
def test_nobody_who_cannot_be_answered_is_a_lead(form: LeadForm) -> None:
    answer = sent(form, email="")
    assert answer.status_code == 422
    assert "how we can reach you" in answer.content.decode()


def test_only_its_sites_may_frame_a_form_and_no_cookie_is_left(form: LeadForm) -> None:
    answer = Client().get(reverse("web_form", args=[form.public_id]))
    policy = answer["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {SITE}" in policy
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    LeadForm.objects.update(sites=[])
    answer = Client().get(reverse("web_form", args=[form.public_id]))
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_a_form_speaks_its_own_language_and_a_closed_one_is_gone(form: LeadForm) -> None:
    LeadForm.objects.update(language="zh-Hans")
    where = reverse("web_form", args=[form.public_id])
    answer = Client(headers={"accept-language": "de"}).get(where)
    assert 'lang="zh-Hans"' in answer.content.decode()
    assert answer["Content-Language"] == "zh-Hans"
    LeadForm.objects.update(is_open=False)
    assert Client().get(where).status_code == 404


def test_a_form_is_set_up_with_what_it_asks_and_where_it_may_stand(administrator: User) -> None:
    browser = logged_in(administrator)
    told = {
        "name": "Fair",
        "language": "en",
        "fields": ["email", "person_name"],
        "source": "trade fair",
        "sites": "www.example.com\nhttps://shop.example.com/contact",
        "most_an_hour": 10,
        "is_open": "on",
    }
    answer = browser.post(reverse("new_lead_form"), told)
    made = LeadForm.objects.get()
    assert made.fields == ["person_name", "email"]
    assert made.sites == [SITE, "https://shop.example.com"]
    page = browser.get(answer["Location"]).content.decode()
    assert f"forms/{made.public_id}/" in page
    assert "&lt;iframe" in page
    for wrong in ({"fields": ["message"]}, {"sites": "https://"}):
        assert browser.post(reverse("new_lead_form"), {**told, **wrong}).status_code == 422
