"""The pages of leads, what they cost, and what others read of leads."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from crm.conftest import logged_in, without_ids
from crm.test_matrix import PICTURE
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.refreshing import star
from goodwill.crm.exchange.refreshing.columns import Manner, table
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.figures import how_leads_do
from goodwill.crm.sales.leads.handing import giving
from goodwill.crm.sales.leads.models import DistributionRule, Lead, LeadPool, ScoreRule
from goodwill.crm.sales.leads.scoring import rules, telling


def test_a_lead_page_tells_what_is_known_and_costs_the_same_for_many(
    lead: Any, administrator: User, by: Actor
) -> None:
    rules.begin_with_usual()
    one = lead("星河", company="星河", phone="+86 21 6123", source="trade fair", message="Hello")
    telling.tell([one])
    browser = logged_in(administrator)
    where = reverse("lead", args=[one.public_id])
    browser.get(where)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = browser.get(where).content.decode()
    for words in ("星河", "Source is Trade fair", "Hello", "Convert"):
        assert words in page
    for at in range(4):
        lead(f"星河 {at}", phone="+86 21 6123")
        giving.to_person(one, administrator, giving.BY_HAND, by)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(where).content.decode()
    assert "May be known already" in page
    assert len(many) <= len(few) + 3


PAGES = ("sales", "leads", "lead_pools", "lead_rules", "new_lead_rule", "lead_scoring",
         "lead_figures", "lead_forms", "new_lead_form", "lead_card", "new_lead_pool")  # fmt: skip


def test_every_page_of_leads_opens(lead: Any, administrator: User) -> None:
    rules.begin_with_usual()
    pool = LeadPool.objects.create(name="公海")
    one = lead(pool=pool)
    DistributionRule.objects.create(name="All", way="pool", pool=pool, conditions={"city": ["x"]})
    browser = logged_in(administrator)
    for name in PAGES:
        answer = browser.get(reverse(name))
        assert answer.status_code == 200, name
    page = browser.get(reverse("lead_pool", args=[pool.public_id])).content.decode()
    assert one.name in page
    for name in ("give_up_lead", "hand_lead", "convert_lead"):
        assert browser.get(reverse(name, args=[one.public_id])).status_code == 200, name


def test_a_pool_hides_how_to_reach_somebody_until_the_lead_is_taken(
    lead: Any, sellers: list[User]
) -> None:
    pool = LeadPool.objects.create(name="公海")
    one = lead(pool=pool, phone="+86 21 6123 4567", email="secret@example.com")
    browser = logged_in(sellers[0])
    assert browser.get(reverse("lead", args=[one.public_id])).status_code == 404
    page = browser.get(reverse("lead_pool", args=[pool.public_id])).content.decode()
    assert one.name in page
    assert "6123" not in without_ids(page)
    assert "secret" not in page
    answer = browser.post(reverse("claim_lead", args=[one.public_id]))
    assert "6123" in browser.get(answer["Location"]).content.decode()


def test_converting_on_the_page_takes_who_was_chosen(lead: Any, administrator: User) -> None:
    one = lead("Harbour Lights", company="Harbour Lights", owner=administrator)
    browser = logged_in(administrator)
    where = reverse("convert_lead", args=[one.public_id])
    answer = browser.post(where, {"customer": ""}, headers={"HX-Request": "true"})
    one.refresh_from_db()
    assert one.customer is not None
    assert answer["HX-Redirect"] == reverse("customer", args=[one.customer.public_id])


def test_a_photograph_of_a_card_becomes_a_lead_with_the_picture(administrator: User) -> None:
    photo = SimpleUploadedFile("card.png", PICTURE, "image/png")
    told = {"photo": photo, "person_name": "周敏", "company": "星河"}
    answer = logged_in(administrator).post(reverse("lead_card"), told)
    made = Lead.objects.get()
    assert answer["Location"] == reverse("lead", args=[made.public_id])
    assert (made.name, made.source, made.owner) == ("星河", "business card", administrator)
    assert Attachment.objects.of(made).get().is_picture


def test_rules_are_made_asked_earlier_and_removed(administrator: User, sellers: list[User]) -> None:
    browser = logged_in(administrator)
    told = {"name": "Fairs", "source": ["trade fair"], "city": "上海， 杭州", "way": "load",
            "people": [sellers[0].pk], "accept_within_hours": 4, "is_active": "on"}  # fmt: skip
    assert browser.post(reverse("new_lead_rule"), told).status_code == 302
    assert browser.post(reverse("new_lead_rule"), {**told, "name": "B"}).status_code == 302
    assert browser.post(reverse("new_lead_rule"), {**told, "people": []}).status_code == 422
    first, second = DistributionRule.objects.all()
    assert first.conditions == {"source": ["trade fair"], "city": ["上海", "杭州"]}
    browser.post(reverse("move_lead_rule", args=[second.public_id]))
    assert [one.name for one in DistributionRule.objects.all()] == ["B", "Fairs"]
    browser.post(reverse("remove_lead_rule", args=[first.public_id]))
    assert DistributionRule.objects.get() == second
    points = {"field": "city", "operator": "is", "value": "上海", "points": 7}
    assert browser.post(reverse("lead_scoring"), points).status_code == 302
    assert ScoreRule.objects.get().points == 7
    assert browser.post(reverse("lead_scoring"), {**points, "value": ""}).status_code == 422


def test_figures_cover_what_the_person_sees(lead: Any, administrator: User, rep: User) -> None:
    then = timezone.now() - timezone.timedelta(days=200)
    for at in range(10):
        lead(f"Lead {at}", received_at=then, source="trade fair", owner=rep if at < 2 else None)
    Lead.objects.filter(owner=rep).update(
        status="converted", converted_at=then + timezone.timedelta(days=30)
    )
    all_, own = how_leads_do(administrator), how_leads_do(rep)
    assert (all_.conversion.numerator, all_.conversion.denominator) == (2, 10)
    assert (own.conversion.numerator, own.conversion.denominator) == (2, 2)
    assert [(one.word, one.leads) for one in all_.sources] == [("trade fair", 10)]
    assert all_.time_to_accept.value is None
    assert all_.time_to_accept.reason is not None


def test_leads_are_drawn_into_the_star(lead: Any, rep: User) -> None:
    one = lead(owner=rep, source="trade fair", status="working")
    drawn = next(each for each in star.star() if each.name == "leads")
    fields = {f"c{at}": each.of for at, each in enumerate(drawn.columns)}
    from django.db.models import F

    rows = drawn.rows().annotate(**{name: F(of) for name, of in fields.items()})
    told = table(drawn, list(rows.values_list("pk", *fields)), Manner("Asia/Shanghai", "CNY", 2))
    (row,) = told.to_pylist()
    assert (row["lead_id"], row["employee_id"]) == (str(one.public_id), str(rep.public_id))
    assert (row["status"], row["source"]) == ("new", "trade fair")
    assert isinstance(row["created_on"], date)


def test_the_list_exports_leads(lead: Any, administrator: User) -> None:
    lead("星河", city="上海")
    answer = logged_in(administrator).post(reverse("list_export", args=["leads"]), {"form": "csv"})
    file = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    assert "星河" in io.BytesIO(file).read().decode("utf-8-sig")


@pytest.mark.parametrize("status", ["converted", "disqualified"])
def test_a_card_is_not_dragged_where_more_must_be_said(
    lead: Any, administrator: User, status: str
) -> None:
    one = lead()
    told = {"field": "status", "value": status}
    answer = logged_in(administrator).post(
        reverse("list_move", args=["leads", one.public_id]), told
    )
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.status == "new"
