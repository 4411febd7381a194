"""Turning pages, in whatever order, shows each record once; deep pages ask no more than first."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from listing import customer, put

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import paging, wanting
from goodwill.crm.records.lists.paging import Page, Place, Turn
from goodwill.crm.records.models import Share

SORTS = (
    "name",
    "number",
    "city",
    "stage",
    "owner",
    "parent",
    "born_on",
    "changed_at",
    "do_not_contact",
    "custom.floor",
    "custom.machine",
    "custom.served",
    "custom.serviced_on",
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def some(chance: random.Random, people: list[User]) -> Customer:
    own: dict[str, Any] = {"floor": chance.choice([1, 2.5, 30]), "machine": chance.choice("abé王")}
    own |= {"served": True, "serviced_on": f"2026-01-{chance.randint(10, 12)}"}
    return customer(
        chance.choice(["王", "张伟", "Åsa", "ann", "Ann", ""]),
        number=chance.choice(["", "1", "10", "2"]),
        city=chance.choice(["", "上海", "Berlin"]),
        stage=chance.choice(["", "new", "repeat"]),
        owner=chance.choice([None, *people]),
        born_on=chance.choice([None, date(1980, 1, 1), date(1990, 5, 5)]),
        changed_at=START + timedelta(days=chance.randint(0, 2)),
        do_not_contact=chance.random() < 0.5,
        custom={name: value for name, value in own.items() if chance.random() < 0.6},
    )


def turned(kind: Kind, reach: Reach, sort: str, place: Place = Place(), size: int = 3) -> Page:  # noqa: B008
    wanted = wanting.wanted(kind, reach, {"sort": sort}, None)
    return paging.rows(kind, reach, wanting.at(wanted, place.turn, place.at), size)


def ids(page: Page) -> list[int]:
    return [one.pk for one in page.records]


def forwards(kind: Kind, reach: Reach, sort: str, size: int) -> list[int]:
    page = turned(kind, reach, sort, size=size)
    found = ids(page)
    while page.after and len(found) < 100:
        page = turned(kind, reach, sort, Place(Turn.AFTER, page.after), size)
        found += ids(page)
    return found


def backwards(kind: Kind, reach: Reach, sort: str, size: int) -> list[int]:
    page = turned(kind, reach, sort, Place(Turn.LAST), size)
    found = ids(page)
    while page.before and len(found) < 100:
        page = turned(kind, reach, sort, Place(Turn.BEFORE, page.before), size)
        found = ids(page) + found
    return found


@pytest.mark.parametrize("scope", ["everything", "own", "team"])
@examples(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(1, 7),
    sort=st.sampled_from(SORTS),
    falls=st.booleans(),
    near=st.sampled_from([2, 6, 5000]),
)
def test_every_record_is_on_one_page_whichever_way_they_are_turned(
    customers: Kind,
    administrator: User,
    rep: User,
    manager: User,
    scope: str,
    seed: int,
    size: int,
    sort: str,
    falls: bool,
    near: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging, "LOOKED_THROUGH", near)
    chance = random.Random(seed)
    person = {"everything": administrator, "own": rep, "team": manager}[scope]
    Share.objects.all().delete()
    Customer.objects.update(parent=None)
    Customer.objects.all().delete()
    made = put(*(some(chance, [administrator, rep, manager]) for _ in range(17)))
    for one in made:
        one.team = chance.choice([None, rep.team, administrator.team])
        one.parent = chance.choice([None, *made[:3]])
        one.save()
    for one in made[:4]:
        Share.objects.create(kind="customers", record_id=one.pk, user=person, by=administrator)
    reach, asked = person.reach, f"-{sort}" if falls else sort
    there = forwards(customers, reach, asked, size)
    seen = set(Customer.objects.present().within(reach).values_list("pk", flat=True))
    assert len(there) == len(set(there))
    assert set(there) == seen
    assert backwards(customers, reach, asked, size) == there
    monkeypatch.setattr(paging, "LOOKED_THROUGH", 0)
    assert forwards(customers, reach, asked, size) == there


@pytest.mark.parametrize("sort", ["born_on", "-born_on", "city", "-city", "-custom.floor"])
def test_records_without_a_value_come_last_both_ways(
    customers: Kind, everything: Reach, sort: str
) -> None:
    chance = random.Random(4)
    put(*(some(chance, []) for _ in range(20)))
    name = sort.removeprefix("-")
    order = [
        one.custom.get("floor") if name == "custom.floor" else getattr(one, name)
        for pk in forwards(customers, everything, sort, 6)
        for one in [Customer.objects.get(pk=pk)]
    ]
    filled = [value for value in order if value not in (None, "")]
    assert 0 < len(filled) < len(order)
    assert order[: len(filled)] == sorted(filled, reverse=sort.startswith("-"))


def test_records_made_and_deleted_meanwhile_move_nobody_else(
    customers: Kind, everything: Reach
) -> None:
    made = put(*(customer(f"c{number:02}") for number in range(12)))
    first = turned(customers, everything, "name", size=4)
    Customer.objects.filter(pk__in=[made[0].pk, made[3].pk, made[5].pk]).delete()
    put(customer("a"), customer("c03a"))
    second = turned(customers, everything, "name", Place(Turn.AFTER, first.after), 4)
    assert [one.name for one in second.records] == ["c03a", "c04", "c06", "c07"]
    back = turned(customers, everything, "name", Place(Turn.BEFORE, second.before), 4)
    assert [one.name for one in back.records] == ["a", "c01", "c02"]


def test_a_cursor_that_someone_made_up_shows_the_first_page(
    customers: Kind, everything: Reach
) -> None:
    put(*(customer(f"c{number}") for number in range(5)))
    first = turned(customers, everything, "name")
    forged = turned(customers, everything, "name", Place(Turn.AFTER, first.after[:-2] + "xx"))
    of_another_sort = turned(customers, everything, "-name", Place(Turn.AFTER, first.after))
    assert ids(forged) == ids(first)
    assert [one.name for one in of_another_sort.records] == ["c4", "c3", "c2"]


def test_one_jumps_to_a_letter_and_can_go_back_from_there(
    customers: Kind, everything: Reach
) -> None:
    put(*(customer(letter) for letter in "abcdefgh"))
    there = turned(customers, everything, "name", Place(Turn.START, "E"), 2)
    assert [one.name for one in there.records] == ["e", "f"]
    falling = turned(customers, everything, "-name", Place(Turn.START, "c"), 2)
    assert [one.name for one in falling.records] == ["c", "b"]
    before = turned(customers, everything, "name", Place(Turn.BEFORE, there.before), 2)
    assert [one.name for one in before.records] == ["c", "d"]


@pytest.mark.parametrize("who", ["administrator", "rep", "manager"])
def test_a_page_asks_as_much_of_many_records_as_of_few(
    customers: Kind, request: pytest.FixtureRequest, who: str
) -> None:
    person: User = request.getfixturevalue(who)
    reach = person.reach

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page = turned(customers, reach, "name", size=5)
            turned(customers, reach, "name", Place(Turn.AFTER, page.after), 5)
        return len(found)

    put(*(customer(f"c{number}", owner=person, team=person.team) for number in range(12)))
    few = asked()
    put(*(customer(f"d{number}", owner=person, team=person.team) for number in range(90)))
    assert asked() == few <= 6


def test_a_field_without_index_does_not_sort_what_is_too_many(
    customers: Kind, everything: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "SMALL", 3)
    put(*(customer(f"c{number}", city=f"x{9 - number}") for number in range(4)))
    page = turned(customers, everything, "city")
    assert page.notice is not None
    assert [one.name for one in page.records] == ["c0", "c1", "c2"]
    Customer.objects.filter(name="c0").delete()
    assert [one.name for one in turned(customers, everything, "city").records] == ["c3", "c2", "c1"]
