"""Whose a lead is: by rules, accepted in time or not, from pools and back into them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads import taking_in, working
from goodwill.crm.sales.leads.errors import NotThisLead, QuotaReached
from goodwill.crm.sales.leads.handing import accepting, claiming, distributing, giving
from goodwill.crm.sales.leads.models import DistributionRule, Handing, Lead, LeadPool, Taker
from goodwill.crm.sales.territories.models import Territory

PROGRAM = Actor(None, source="api")
DAY = timedelta(days=1)


def rule(way: str, people: list[User] | None = None, **facts: Any) -> DistributionRule:
    made = DistributionRule.objects.create(name=way, way=way, **facts)
    made.people.set(people or [])
    return made


def owners(n: int, **facts: Any) -> list[User | None]:
    return [taking_in.take_in({"name": f"Lead {i}", **facts}, PROGRAM).owner for i in range(n)]


def moved(lead: Lead, **facts: Any) -> None:
    Lead.objects.filter(pk=lead.pk).update(**facts)


def test_people_get_leads_in_turn_and_those_away_or_full_are_passed_over(
    sellers: list[User],
) -> None:
    rule("round_robin", sellers)
    first, second, third = sellers
    assert owners(4) == [first, second, third, first]
    Taker.objects.create(user=second, is_away=True)
    Taker.objects.create(user=third, most_open=1)
    assert owners(2) == [first, first]


def test_whoever_has_least_to_do_for_what_they_can_gets_the_next(sellers: list[User]) -> None:
    rule("load", sellers)
    Taker.objects.create(user=sellers[0], most_open=100)
    Taker.objects.create(user=sellers[1], most_open=4)
    Taker.objects.create(user=sellers[2], most_open=4)
    got = owners(7)
    assert got.count(sellers[0]) == 5
    assert got.count(sellers[1]) == got.count(sellers[2]) == 1


def test_whoever_knows_most_about_it_gets_it_and_nobody_who_knows_nothing(
    sellers: list[User],
) -> None:
    rule("skill", sellers)
    Taker.objects.create(user=sellers[1], skills=["zh-hans"])
    Taker.objects.create(user=sellers[2], skills=["zh-hans", "desks"])
    assert owners(1, language="zh-Hans", interest="Desks, Chairs") == [sellers[2]]
    assert owners(1, language="de") == [None]


def test_a_territory_sends_leads_to_whom_it_names(sellers: list[User], by: Actor) -> None:
    rule("territory")
    Territory.objects.create(name="Hangzhou", rules={"city": ["杭州"]}, owner=sellers[2])
    assert owners(1, city="杭州") == [sellers[2]]
    assert owners(1, city="苏州") == [None]


def test_the_first_rule_that_fits_decides_and_a_full_one_leaves_it_to_its_pool(
    sellers: list[User],
) -> None:
    pool = LeadPool.objects.create(name="公海")
    rule("round_robin", sellers[:1], conditions={"source": ["Web form", "fair"]}, pool=pool)
    rule("round_robin", sellers[1:2], place=1)
    assert owners(1, source="web form") == [sellers[0]]
    assert owners(1, source="cold call") == [sellers[1]]
    Taker.objects.create(user=sellers[0], is_away=True)
    made = taking_in.take_in({"name": "Late", "source": "fair"}, PROGRAM)
    assert (made.owner, made.pool) == (None, pool)


def test_who_gets_a_lead_hears_of_it_and_accepts_it_by_working_on_it(sellers: list[User]) -> None:
    rule("round_robin", sellers[:2], accept_within_hours=8)
    made = taking_in.take_in({"name": "恒泰精密"}, PROGRAM)
    assert made.accept_by is not None
    assert made.accepted_at is None
    assert Notice.objects.get(person=sellers[0]).about_id == made.public_id
    working.note(made, "call", "Wants a price list", Actor(sellers[0]))
    made.refresh_from_db()
    assert made.status == Lead.Status.WORKING
    assert made.accepted_at is not None
    other = taking_in.take_in({"name": "Harbour Lights"}, PROGRAM)
    with pytest.raises(NotThisLead):
        accepting.accept(other, Actor(sellers[0]))
    accepting.accept(other, Actor(sellers[1]))
    assert Handing.objects.get(lead=other).accepted_at is not None


def test_what_is_not_accepted_in_time_is_told_once_and_then_given_on(
    sellers: list[User], manager: User
) -> None:
    rule("round_robin", sellers[:2], accept_within_hours=1, escalate_to=manager)
    made = taking_in.take_in({"name": "恒泰精密"}, PROGRAM)
    assert accepting.escalate() == 0
    moved(made, accept_by=timezone.now() - timedelta(hours=1))
    assert accepting.escalate() == 1
    assert accepting.escalate() == 0
    assert Notice.objects.filter(person=manager, about_id=made.public_id).count() == 1
    moved(made, escalated_at=timezone.now() - timedelta(hours=9))
    assert accepting.escalate() == 1
    made.refresh_from_db()
    assert made.owner == sellers[1]
    assert made.handings.filter(why="escalated").count() == 1


def test_people_take_from_a_pool_as_many_as_they_may(sellers: list[User], lead: Any) -> None:
    pool = LeadPool.objects.create(name="公海", claims_a_day=2, holds_at_most=3)
    lying = [lead(f"Lead {i}", pool=pool) for i in range(5)]
    me = Actor(sellers[0])
    for one in lying[:2]:
        claiming.claim(one, me)
    assert lying[0].owner == sellers[0]
    assert lying[0].status == Lead.Status.WORKING
    assert claiming.quota(sellers[0], pool).left == 0
    with pytest.raises(QuotaReached, match="Tomorrow"):
        claiming.claim(lying[2], me)
    Handing.objects.update(at=timezone.now() - 2 * DAY)
    claiming.claim(lying[2], me)
    Handing.objects.update(at=timezone.now() - 2 * DAY)
    with pytest.raises(QuotaReached, match="Convert some"):
        claiming.claim(lying[3], me)
    with pytest.raises(NotThisLead, match="faster"):
        claiming.claim(Lead.objects.get(pk=lying[0].pk), Actor(sellers[1]))


def test_only_its_teams_take_from_a_pool(
    sellers: list[User], outsider: User, teams: Any, lead: Any
) -> None:
    pool = LeadPool.objects.create(name="East")
    pool.teams.set([teams["east"]])
    assert list(claiming.pools_of(sellers[0])) == [pool]
    assert not claiming.pools_of(outsider)
    with pytest.raises(OutOfReach):
        claiming.claim(lead(pool=pool), Actor(outsider))


def test_what_nobody_touches_falls_back_and_is_for_others_first(
    sellers: list[User], lead: Any
) -> None:
    pool = LeadPool.objects.create(name="公海", back_after_days=14)
    old, fresh = lead("Old", pool=pool), lead("Fresh", pool=pool)
    for one in (old, fresh):
        claiming.claim(one, Actor(sellers[0]))
    moved(old, touched_at=timezone.now() - 15 * DAY, accepted_at=timezone.now() - 20 * DAY)
    assert accepting.recycle() == 1
    assert accepting.recycle() == 0
    old.refresh_from_db()
    assert (old.owner, old.pool, old.status) == (None, pool, "new")
    assert Notice.objects.filter(person=sellers[0], about_id=old.public_id).exists()
    with pytest.raises(NotThisLead, match="for 7 days it is for others"):
        claiming.claim(old, Actor(sellers[0]))
    claiming.claim(old, Actor(sellers[1]))
    fresh.refresh_from_db()
    assert fresh.owner == sellers[0]


def test_a_lead_given_back_goes_to_the_next(sellers: list[User]) -> None:
    rule("round_robin", sellers[:2])
    made = taking_in.take_in({"name": "恒泰精密"}, PROGRAM)
    accepting.give_back(made, Actor(sellers[0]))
    assert made.owner == sellers[1]
    Taker.objects.create(user=sellers[0], is_away=True)
    with pytest.raises(NotThisLead, match="Nobody else"):
        accepting.give_back(made, Actor(sellers[1]))


def test_what_is_given_up_is_not_given_on(sellers: list[User], lead: Any, by: Actor) -> None:
    one = lead(owner=sellers[0])
    with pytest.raises(NotThisLead):
        working.give_up(one, "bored", by)
    working.give_up(one, "no need", by)
    assert one.disqualified_on is not None
    with pytest.raises(NotThisLead):
        giving.to_person(one, sellers[1], giving.BY_HAND, by)
    working.take_up_again(one, by)
    assert (one.disqualified_because, one.disqualified_on) == ("", None)


def test_leads_that_came_in_many_at_once_are_given_away_and_scored_later(
    sellers: list[User],
) -> None:
    rule("round_robin", sellers)
    Lead.objects.bulk_create(Lead(name=f"Row {i}", name_key=f"row {i}") for i in range(3))
    assert taking_in.catch_up() == 3
    assert set(Lead.objects.values_list("owner", flat=True)) == {one.pk for one in sellers}
    assert distributing.words_of(Lead(interest="A, b")) == {"a", "b"}
