"""Territories: rules that say whose a customer or a lead is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.territories import whose
from goodwill.crm.sales.territories.errors import BadTerritory
from goodwill.crm.sales.territories.models import Territory


def test_the_first_territory_whose_rules_all_fit_decides(
    by: Actor, rep: User, teams: dict[str, Team]
) -> None:
    east = {"country": ["CN"], "region": ["SH", "ZJ"]}
    changing.create(Territory(name="East", place=2, rules=east, team=teams["east"]), by)
    schools = {"country": ["CN"], "category": ["school"]}
    changing.create(Territory(name="Schools", place=1, rules=schools, owner=rep), by)
    school = Customer(name="一中", country="CN", region="SH", category="school")
    factory = Customer(name="远山", country="CN", region="ZJ", category="factory")
    found = whose(school)
    assert found is not None
    assert (found.owner, found.team) == (rep, rep.team)
    found = whose(factory)
    assert found is not None
    assert (found.owner, found.team) == (None, teams["east"])
    assert whose(Customer(name="Abroad", country="DE", region="SH")) is None


def test_a_lead_is_asked_by_its_own_words(by: Actor, rep: User) -> None:
    rules = {"origin": ["trade fair"]}
    changing.create(Territory(name="Fairs", rules=rules, owner=rep), by)
    assert whose(SimpleNamespace(source="trade fair")) is not None
    assert whose(SimpleNamespace(source="web form")) is None


@pytest.mark.parametrize("rules", [{}, {"city": []}, {"city": [" "]}, {"phone": ["1"]}, ["x"]])
def test_a_territory_without_rules_that_mean_something_is_refused(
    by: Actor, rep: User, rules: object
) -> None:
    with pytest.raises(BadTerritory):
        changing.create(Territory(name="Nowhere", rules=rules, owner=rep), by)
