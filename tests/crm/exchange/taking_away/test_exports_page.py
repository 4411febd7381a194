"""What was taken away stands on a page: which list, how much, by whom."""

from __future__ import annotations

import json

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.taking_away import looking
from goodwill.crm.records.changing import Actor, create

pytestmark = pytest.mark.django_db


def take(by: User, **asked: object) -> None:
    told = {"list": "columns=name,credit_rating&where=" + json.dumps(asked or {"all": []})}
    answer = logged_in(by).post("/lists/customers/export/", {**told, "form": "xlsx"})
    assert answer.status_code == 200
    b"".join(answer.streaming_content)


def test_an_export_is_told_with_its_filter_its_size_and_its_columns(
    administrator: User, by: Actor
) -> None:
    create(Customer(name="恒泰", city="上海"), by)
    create(Customer(name="Elsewhere"), by)
    take(administrator, all=[{"field": "city", "is": "上海"}])
    text = logged_in(administrator).get("/data/exports/").text
    assert "Customers whose city is 上海" in text
    assert "1 record" in text
    assert "王芳" in text
    assert "XLSX" in text
    assert "Credit rating" in text


def test_a_filter_on_what_the_reader_may_not_see_is_not_told(
    administrator: User, manager: User
) -> None:
    take(administrator, all=[{"field": "credit_rating", "is": "AAA"}])
    manager.role.abilities = [*manager.role.abilities, "data.manage"]
    manager.role.hidden_fields = ["customers.credit_rating"]
    manager.role.save()
    text = logged_in(manager).get("/data/exports/").text
    assert "AAA" not in text
    assert "Credit rating" not in text
    assert "something you may not see" in text


def test_a_page_asks_the_same_however_many_there_are(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert logged_in(administrator).get("/data/exports/").status_code == 200
        return len(asked)

    take(administrator)
    few = questions()
    for _ in range(3):
        take(administrator)
    assert questions() == few
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    first = looking.page(administrator.reach)
    rest = looking.page(administrator.reach, first.after)
    assert (len(first.rows), len(rest.rows), rest.after) == (2, 2, "")
