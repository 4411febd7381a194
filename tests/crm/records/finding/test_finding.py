"""People find what they may see by whatever they remember of it, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.finding import enter_all, entering, find, indexing
from goodwill.crm.records.models import Entry, Share


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(
        Customer(name="上海恒泰精密机械", number="C-10077", owner=rep, team=rep.team), by
    )


def titles(text: str, person: User) -> list[str]:
    return [one.title for one in find(text, person.reach)]


@pytest.mark.parametrize(
    "remembered",
    ["恒泰", "恆泰", "上海恒", "精密", "hengtai", "heng", "HENG jing", "shanghaihengtai", "10077"],
)
def test_a_name_is_found_by_what_people_remember(
    hengtai: Customer, administrator: User, remembered: str
) -> None:
    assert titles(remembered, administrator) == ["上海恒泰精密机械"]


@pytest.mark.parametrize("other", ["泰恒", "恒精", "hengtia", "北京"])
def test_what_does_not_fit_is_not_found(hengtai: Customer, administrator: User, other: str) -> None:
    assert titles(other, administrator) == []


@pytest.mark.parametrize(
    "odd", ["", "   ", "'", '"', "*", "heng*", "a OR b", "恒\x00", "& |", "NOT"]
)
def test_no_sign_confuses_the_index(hengtai: Customer, administrator: User, odd: str) -> None:
    assert set(titles(odd, administrator)) <= {"上海恒泰精密机械"}


@pytest.mark.parametrize("looked_through", [1, 3, 1000])
@pytest.mark.parametrize("remembered", ["shanghai", "shanghai steel", "shangh oil", "shanxi"])
def test_long_beginnings_are_found_however_many_begin_alike(
    by: Actor, monkeypatch: pytest.MonkeyPatch, remembered: str, looked_through: int
) -> None:
    assert by.user is not None
    monkeypatch.setattr(indexing, "LOOKED_THROUGH", looked_through)
    places, trades = ("Shanghai", "Shantou", "Shanxi", "Shanghaiwan"), ("Steel", "Oil", "Paper")
    names = [f"{place} {trade}" for place in places for trade in trades]
    changing_many.create_many([Customer(name=name) for name in names], by)
    begun = remembered.split()
    fit = {
        name
        for name in names
        if all(any(word.lower().startswith(b) for word in name.split()) for b in begun)
    }
    assert set(titles(remembered, by.user)) == fit
    phrases = [(word,) for word in begun]
    some = {entry.title for entry in indexing.matching(phrases, [], 2)}
    assert len(some) == min(2, len(fit))
    assert some <= fit


def test_of_a_word_that_many_have_some_are_told_and_of_others_all(
    by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ENOUGH", 3)
    names = [f"{kind} {n}" for kind, many in (("Linden", 9), ("Linz", 2)) for n in range(many)]
    changing_many.create_many([Customer(name=name) for name in names], by)
    assert len(indexing.matching([("lin",)], [], 5)) in (3, 4, 5)
    assert {one.title for one in indexing.matching([("linz",)], [], 5)} == {"Linz 0", "Linz 1"}


def test_a_new_name_replaces_the_old_one(hengtai: Customer, by: Actor) -> None:
    assert by.user is not None
    changing.change(hengtai, {"name": "苏州瑞祥"}, by)
    assert titles("恒泰", by.user) == []
    assert titles("ruixiang", by.user) == ["苏州瑞祥"]


def test_the_bin_is_not_searched(hengtai: Customer, by: Actor) -> None:
    assert by.user is not None
    line = changing.delete(hengtai, by)
    assert titles("恒泰", by.user) == []
    changing.undo(line, by)
    assert titles("恒泰", by.user) == ["上海恒泰精密机械"]


def test_each_finds_within_their_own_reach(
    hengtai: Customer, rep: User, manager: User, outsider: User
) -> None:
    assert titles("恒泰", rep) == titles("恒泰", manager) == ["上海恒泰精密机械"]
    assert titles("恒泰", outsider) == []


def test_whoever_it_is_shared_with_finds_it(
    hengtai: Customer, outsider: User, administrator: User
) -> None:
    Share.objects.create(kind="customers", record_id=hengtai.pk, user=outsider, by=administrator)
    assert titles("恒泰", outsider) == ["上海恒泰精密机械"]
    assert titles("瑞祥", outsider) == []


def test_an_index_that_lags_behind_shows_nothing_beyond_reach(
    hengtai: Customer, rep: User, outsider: User, teams: dict[str, Team]
) -> None:
    """The records' own rule decides, whatever the entry still says."""
    Customer.objects.filter(pk=hengtai.pk).update(owner=outsider, team=teams["west"])
    assert titles("恒泰", rep) == []


def test_the_name_itself_comes_before_longer_ones(by: Actor) -> None:
    assert by.user is not None
    for name in ("Linden Trade", "Lin", "Linde", "Old Lin"):
        changing.create(Customer(name=name), by)
    assert titles("lin", by.user) == ["Lin", "Linde", "Linden Trade", "Old Lin"]


def test_characters_are_not_found_by_their_sound(by: Actor) -> None:
    """茂益 sounds as 贸易 does; typed in characters, only the characters fit."""
    assert by.user is not None
    for name in ("茂益茶馆", "恒泰贸易"):
        changing.create(Customer(name=name), by)
    assert titles("贸易", by.user) == ["恒泰贸易"]
    assert set(titles("maoyi", by.user)) == {"茂益茶馆", "恒泰贸易"}


def test_looking_costs_as_many_queries_however_much_there_is(by: Actor) -> None:
    assert by.user is not None
    reach = by.user.reach
    asked = []
    for more in (1, 30):
        for number in range(more):
            changing.create(Customer(name=f"Lin {more} {number}"), by)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find("lin", reach)
        asked.append(len(queries))
    assert asked[1] <= asked[0]


def test_the_whole_index_can_be_made_anew(hengtai: Customer, administrator: User) -> None:
    Entry.objects.all().delete()
    assert titles("恒泰", administrator) == []
    assert enter_all() == 1
    assert titles("恒泰", administrator) == ["上海恒泰精密机械"]


def test_what_is_entered_while_the_index_is_set_aside_is_found_in_the_end(
    hengtai: Customer, administrator: User, by: Actor
) -> None:
    changing.create(Customer(name="Lin Trading"), by)
    with indexing.made_afterwards():
        Entry.objects.all().delete()
        assert entering.enter_whole(Customer.objects.present()) == 2
    assert titles("恒泰", administrator) == ["上海恒泰精密机械"]
    changing.create(Customer(name="Lin Transport"), by)
    assert sorted(titles("lin", administrator)) == ["Lin Trading", "Lin Transport"]
