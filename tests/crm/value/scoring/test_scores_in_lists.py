"""Scores in lists: shown, filtered, sorted, grouped, exported and told to programs alike."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from crm.conftest import logged_in
from django.test import Client

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.lists import exporting, fields, grouping, paging, wanting
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.value.models import Score, Valuation

pytestmark = pytest.mark.django_db

NAMES = ("A1 百货", "B2", "C3", "D4 new")


@pytest.fixture
def scored(rep: User, by: Actor) -> list[Customer]:
    """Three customers with a score, and one whom no valuation has seen yet."""
    valuation = Valuation.objects.create(as_of=date(2026, 6, 30), state=Valuation.State.DONE)
    found = [
        changing.create(Customer(name=name, owner=rep), by)  # type: ignore[func-returns-value]
        for name in NAMES
    ]
    worth = [("B", 500_00, 0.4), ("A", 900_00, 0.995), ("C", None, None)]
    for customer, (word, minor, alive) in zip(found, worth, strict=False):
        Score.objects.create(
            customer=customer,
            valuation=valuation,
            as_of=valuation.as_of,
            value_class=word,
            expected_minor=minor,
            revenue_minor=minor,
            p_alive=alive,
        )
    return found


def names(user: User, **asked: str) -> list[str]:
    wanted = wanting.wanted(CUSTOMERS, user.reach, asked, None)
    return [one.name for one in paging.rows(CUSTOMERS, user.reach, wanted).records]


def where(**condition: Any) -> str:
    return json.dumps({"all": [condition]})


def test_they_sort_with_the_unknown_last_both_ways(
    scored: list[Customer], administrator: User
) -> None:
    assert names(administrator, sort="score.expected_minor") == [*NAMES[:2], *NAMES[2:]]
    assert names(administrator, sort="-score.expected_minor")[:2] == ["B2", "A1 百货"]
    assert set(names(administrator, sort="-score.expected_minor")[2:]) == {"C3", "D4 new"}


def test_pages_go_on_where_the_last_one_ended(scored: list[Customer], administrator: User) -> None:
    seen, asked = [], {"sort": "-score.p_alive"}
    while True:
        wanted = wanting.wanted(CUSTOMERS, administrator.reach, asked, None)
        page = paging.rows(CUSTOMERS, administrator.reach, wanted, 1)
        seen += [one.name for one in page.records]
        if not page.after:
            break
        asked = {"sort": "-score.p_alive", "after": page.after}
    assert seen[:2] == ["B2", "A1 百货"]
    assert sorted(seen) == sorted(NAMES)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "score.value_class", "is": "A"}, {"B2"}),
        ({"field": "score.value_class", "any_of": ["A", "B"]}, {"A1 百货", "B2"}),
        ({"field": "score.value_class", "empty": True}, {"D4 new"}),
        ({"field": "score.expected_minor", "from": 600}, {"B2"}),
        ({"field": "score.expected_minor", "empty": True}, {"C3", "D4 new"}),
        ({"field": "score.p_alive", "upto": 50}, {"A1 百货"}),
    ],
)
def test_they_filter(
    scored: list[Customer], administrator: User, condition: Any, expected: set[str]
) -> None:
    assert set(names(administrator, where=where(**condition))) == expected


def test_they_are_counted_by_group(scored: list[Customer], administrator: User) -> None:
    wanted = wanting.wanted(CUSTOMERS, administrator.reach, {"group": "score.value_class"}, None)
    found = grouping.groups(CUSTOMERS, administrator.reach, wanted)
    assert {one.records for one in found} == {1}
    assert len(found) == 4


def test_a_list_shows_them_with_the_same_number_of_queries(
    scored: list[Customer], administrator: User, django_assert_max_num_queries: Any
) -> None:
    columns = "name,score.value_class,score.expected_minor,score.p_alive"
    client = logged_in(administrator)
    client.get(f"/customers/?columns={columns}")
    with django_assert_max_num_queries(12):
        page = client.get(f"/customers/?columns={columns}").content.decode()
    assert "A: the most valuable 20 %" in page
    assert "99.5%" in page


def test_files_hold_them(scored: list[Customer], administrator: User) -> None:
    asked = {"columns": "name,score.value_class,score.expected_minor", "sort": "name"}
    wanted = wanting.wanted(CUSTOMERS, administrator.reach, asked, None)
    rows = list(exporting.table(CUSTOMERS, administrator.reach, wanted))
    assert [str(one) for one in rows[1][1:]] == ["B: the next 30 %", "500.00"]
    assert rows[4][1:] == [None, None]


def test_who_sees_no_costs_sees_nothing_made_of_them(scored: list[Customer], rep: User) -> None:
    seen = fields.seen(CUSTOMERS, rep.reach)
    assert "score.value_class" in seen
    assert "score.p_alive" in seen
    hidden = {"score.expected_minor", "score.profit_minor", "score.at_risk_minor"}
    assert not hidden & seen.keys()
    with pytest.raises(NotUnderstood):
        names(rep, where=where(field="score.expected_minor", **{"from": 600}))
    by_name = names(rep, sort="name")
    assert names(rep, sort="-score.expected_minor") == by_name


def test_programs_get_them_as_an_object(scored: list[Customer], administrator: User) -> None:
    key = tokens.make(administrator, "program", ["*.*"], None).key
    client = Client(headers={"Authorization": f"Bearer {key}"})
    told = client.get("/api/v1/customers", {"sort": "-score.p_alive", "limit": 4}).json()["items"]
    assert told[0]["score"]["value_class"] == "A"
    assert told[0]["score"]["expected_minor"] == 900_00
    assert [one["score"] for one in told if one["name"] == "D4 new"] == [None]
    only = client.get("/api/v1/customers", {"fields": "name,score.p_alive"}).json()["items"]
    assert {"p_alive": 0.995} in [one["score"] for one in only]


def test_nobody_can_change_them() -> None:
    assert not any(one.is_editable for one in CUSTOMERS.beside())
    assert {one.sort for one in CUSTOMERS.beside()} <= {
        Sort.CHOICE,
        Sort.MONEY,
        Sort.SHARE,
        Sort.DAY,
        Sort.NUMBER,
    }
