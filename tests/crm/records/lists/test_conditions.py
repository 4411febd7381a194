"""Conditions find what plain Python finds, refuse what does not fit, and read as one sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from listing import customer, put

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import conditions, fields, reading
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.language import speak

Test = Callable[[Any], bool]

OWN_VALUES: list[dict[str, Any]] = [
    {},
    {"floor": 3, "served": True},
    {"floor": 12.5, "machine": "Lathe 王"},
]


def cast(seed: int, people: list[User]) -> list[Customer]:
    chance = random.Random(seed)
    tags = [Tag.objects.get_or_create(name=name)[0] for name in ("fair", "旗舰")]
    now = timezone.now()
    made = put(
        *(
            customer(
                f"{chance.choice(['Ann', 'bob', '王芳'])} {number}",
                city=chance.choice(["", "上海", "Shanghai", "Berlin"]),
                stage=chance.choice(["", "new", "gone"]),
                owner=chance.choice([None, *people]),
                born_on=chance.choice([None, date(1980, 1, 1), date(1990, 5, 5)]),
                changed_at=now - timedelta(days=chance.choice([0, 3, 10, 70])),
                do_not_contact=chance.random() < 0.5,
                custom=chance.choice(
                    [{}, {"floor": 3, "served": True}, {"floor": 12.5, "machine": "Lathe 王"}]
                ),
            )
            for number in range(12)
        )
    )
    for one in made:
        one.tags.set([tag for tag in tags if chance.random() < 0.4])
    return made


def values(reach: Reach) -> list[tuple[dict[str, Any], Test]]:
    """Conditions, each with what it means in Python."""
    today = timezone.localdate()
    fair = Tag.objects.get_or_create(name="fair")[0]

    def days(one: Any) -> int:
        return (today - timezone.localdate(one.changed_at)).days

    return [
        ({"field": "city", "is": "上海"}, lambda one: one.city == "上海"),
        ({"field": "city", "is_not": "上海"}, lambda one: one.city != "上海"),
        ({"field": "city", "contains": "HANG"}, lambda one: "hang" in one.city.lower()),
        ({"field": "city", "begins": "b"}, lambda one: one.city.lower().startswith("b")),
        ({"field": "city", "empty": True}, lambda one: not one.city),
        ({"field": "stage", "any_of": ["new", "gone"]}, lambda one: one.stage in ("new", "gone")),
        ({"field": "stage", "none_of": ["new"]}, lambda one: one.stage != "new"),
        ({"field": "stage", "filled": True}, lambda one: bool(one.stage)),
        ({"field": "owner", "me": True}, lambda one: one.owner_id == reach.user_id),
        ({"field": "owner", "is_not": reach.user_id}, lambda one: one.owner_id != reach.user_id),
        ({"field": "owner", "empty": True}, lambda one: one.owner_id is None),
        ({"field": "born_on", "is": "1990-05-05"}, lambda one: one.born_on == date(1990, 5, 5)),
        ({"field": "born_on", "before": "1990-05-05"}, lambda one: one.born_on == date(1980, 1, 1)),
        ({"field": "born_on", "after": "1990-05-05"}, lambda one: False),
        (
            {"field": "born_on", "between": ["1980-01-01", "1990-05-05"]},
            lambda one: one.born_on is not None,
        ),
        ({"field": "changed_at", "last_days": 3}, lambda one: days(one) <= 3),
        ({"field": "changed_at", "not_for_days": 3}, lambda one: days(one) > 3),
        ({"field": "changed_at", "is": today.isoformat()}, lambda one: days(one) == 0),
        ({"field": "changed_at", "before": today.isoformat()}, lambda one: days(one) > 0),
        ({"field": "do_not_contact", "yes": True}, lambda one: one.do_not_contact),
        ({"field": "do_not_contact", "no": True}, lambda one: not one.do_not_contact),
        ({"field": "tags", "is": fair.pk}, lambda one: fair in one.tags.all()),
        ({"field": "tags", "is_not": fair.pk}, lambda one: fair not in one.tags.all()),
        ({"field": "tags", "empty": True}, lambda one: not one.tags.exists()),
        ({"field": "tags", "filled": True}, lambda one: one.tags.exists()),
        ({"field": "custom.floor", "from": 3}, lambda one: one.custom.get("floor", 0) >= 3),
        (
            {"field": "custom.floor", "between": [4, "12.5"]},
            lambda one: one.custom.get("floor") == 12.5,
        ),
        ({"field": "custom.floor", "is_not": 3}, lambda one: one.custom.get("floor") != 3),
        ({"field": "custom.machine", "contains": "lathe"}, lambda one: "machine" in one.custom),
        ({"field": "custom.machine", "is_not": "x"}, lambda one: True),
        ({"field": "custom.machine", "empty": True}, lambda one: "machine" not in one.custom),
        ({"field": "custom.served", "yes": True}, lambda one: bool(one.custom.get("served"))),
        ({"field": "custom.served", "no": True}, lambda one: not one.custom.get("served")),
    ]


def found(kind: Kind, reach: Reach, told: dict[str, Any]) -> set[int]:
    asked = conditions.read(kind, reach, told)
    records = fields.with_own(Customer.objects.all(), tuple(one.field for one in asked))
    ids = list(records.filter(conditions.query(kind, reach, asked)).values_list("pk", flat=True))
    assert len(ids) == len(set(ids))
    return set(ids)


@examples(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_conditions_find_what_python_finds(
    customers: Kind, administrator: User, rep: User, seed: int
) -> None:
    Customer.objects.all().delete()
    made = cast(seed, [administrator, rep])
    reach = rep.reach
    known = values(reach)
    for told, is_so in known:
        assert found(customers, reach, {"all": [told]}) == {one.pk for one in made if is_so(one)}, (
            told
        )
    chance = random.Random(seed)
    for _ in range(5):
        (one, is_one), (two, is_two), (three, is_three) = chance.sample(known, 3)
        both = {"all": [one, {"any": [two, three]}]}
        wanted = {c.pk for c in made if is_one(c) and (is_two(c) or is_three(c))}
        assert found(customers, reach, both) == wanted, both
        either = {"any": [one, {"all": [two, three]}]}
        wanted = {c.pk for c in made if is_one(c) or (is_two(c) and is_three(c))}
        assert found(customers, reach, either) == wanted, either


def test_a_day_is_a_day_of_the_readers_zone(customers: Kind, everything: Reach) -> None:
    late = timezone.make_aware(datetime.combine(date(2026, 3, 1), time(23, 30)))
    put(customer("late", changed_at=late), customer("next", changed_at=late + timedelta(hours=1)))
    told = {"all": [{"field": "changed_at", "is": "2026-03-01"}]}
    (pk,) = found(customers, everything, told)
    assert Customer.objects.get(pk=pk).name == "late"


@pytest.mark.parametrize(
    "told",
    [
        "nonsense",
        "[]",
        '{"none": []}',
        '{"all": {}}',
        '{"all": [{"field": "city"}]}',
        '{"all": [{"field": "password", "is": "x"}]}',
        '{"all": [{"field": "owner__password", "contains": "x"}]}',
        '{"all": [{"field": "city", "regex": ".*"}]}',
        '{"all": [{"field": "city", "is": ["a"]}]}',
        '{"all": [{"field": "city", "is": ""}]}',
        '{"all": [{"field": "stage", "is": "unknown"}]}',
        '{"all": [{"field": "born_on", "before": "soon"}]}',
        '{"all": [{"field": "changed_at", "last_days": -1}]}',
        '{"all": [{"field": "custom.floor", "from": "NaN"}]}',
        '{"all": [{"field": "custom.floor", "from": true}]}',
        '{"all": [{"all": [{"all": []}]}]}',
        '{"all": [' + ",".join(['{"field": "city", "empty": true}'] * 31) + "]}",
    ],
)
def test_what_does_not_fit_is_refused(customers: Kind, everything: Reach, told: str) -> None:
    with pytest.raises(NotUnderstood):
        conditions.read(customers, everything, told)


def test_conditions_come_back_as_they_went(customers: Kind, everything: Reach) -> None:
    told = {"any": [{"field": "city", "is": "上海"}, {"all": [{"field": "owner", "me": True}]}]}
    assert conditions.read(customers, everything, told).json() == told


def test_conditions_read_as_one_sentence(
    customers: Kind, everything: Reach, teams: dict[str, Team]
) -> None:
    told = {
        "all": [
            {"field": "team", "is": teams["east"].pk},
            {"field": "city", "is": "上海"},
            {"field": "changed_at", "not_for_days": 60},
        ]
    }
    asked = conditions.read(customers, everything, told)
    said = str(reading.sentence(customers, asked))
    assert said == "Customers in East whose city is 上海, not changed for 60 days"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "All customers"),
        ({"all": [{"field": "owner", "me": True}]}, "My customers"),
        (
            {
                "any": [
                    {"field": "stage", "any_of": ["new", "gone"]},
                    {"field": "tags", "empty": True},
                ]
            },
            "Customers whose stage is New customer or Gone or tags is empty",
        ),
        (
            {"all": [{"field": "custom.floor", "between": [2, 1200]}]},
            "Customers whose floor is between 2 and 1,200",
        ),
        (
            {"all": [{"field": "born_on", "last_days": 1}]},
            "Customers whose born on is in the last 1 day",
        ),
    ],
)
def test_sentences(customers: Kind, everything: Reach, told: dict[str, Any], said: str) -> None:
    asked = conditions.read(customers, everything, told)
    assert str(reading.sentence(customers, asked)) == said


def test_a_sentence_is_said_in_the_readers_language(customers: Kind, everything: Reach) -> None:
    told = {"any": [{"field": "city", "is": "上海"}, {"field": "city", "is": "北京"}]}
    asked = conditions.read(customers, everything, told)
    assert "或" in speak("zh-Hans").say(reading.sentence(customers, asked))
