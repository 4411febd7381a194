"""Targets: one for each person, team or company, product and month."""

from __future__ import annotations

from datetime import date

import pytest

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.models import Target

MARCH = {"period_on": date(2026, 3, 14), "currency": "CNY"}


def test_a_target_stands_on_the_first_of_its_month_in_the_persons_team(
    by: Actor, rep: User
) -> None:
    made = changing.create(Target(owner=rep, amount_minor=1_000_00, **MARCH), by)
    assert (made.period_on, made.team) == (date(2026, 3, 1), rep.team)


def test_there_is_one_target_of_each(by: Actor, rep: User, teams: dict[str, Team]) -> None:
    changing.create(Target(owner=rep, amount_minor=1, **MARCH), by)
    with pytest.raises(BadTarget):
        changing.create(Target(owner=rep, amount_minor=2, **MARCH), by)
    team = Target(level="team", team=teams["shanghai"], amount_minor=2, **MARCH)
    assert changing.create(team, by).pk


def test_a_target_in_the_bin_makes_room_for_another(by: Actor, rep: User) -> None:
    first = changing.create(Target(owner=rep, amount_minor=1, **MARCH), by)
    changing.delete(first, by)
    assert changing.create(Target(owner=rep, amount_minor=2, **MARCH), by).pk


@pytest.mark.parametrize("told", [{"level": "person"}, {"level": "team"}, {"amount_minor": -1}])
def test_a_target_of_nobody_or_below_nothing_is_refused(by: Actor, told: dict[str, object]) -> None:
    with pytest.raises(BadTarget):
        changing.create(Target(**{"amount_minor": 1, **MARCH, "level": "company", **told}), by)


def test_who_sees_a_persons_records_sees_the_persons_target(
    by: Actor, rep: User, manager: User, outsider: User
) -> None:
    changing.create(Target(owner=rep, amount_minor=1, **MARCH), by)
    seen = [Target.objects.within(one.reach).count() for one in (rep, manager, outsider)]
    assert seen == [1, 1, 0]
