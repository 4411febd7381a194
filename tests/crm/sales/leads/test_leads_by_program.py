"""Leads that programs and tables bring: taken in like any other."""

from __future__ import annotations

from typing import Any

import pytest
from crm.conftest import logged_in
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing.targets import targets
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.errors import Refused
from goodwill.crm.sales.leads.kinds import LEADS
from goodwill.crm.sales.leads.models import DistributionRule, Lead, LeadPool
from goodwill.crm.sales.leads.scoring import rules


def test_a_lead_from_a_program_is_scored_and_given_by_the_rules(
    administrator: User, sellers: list[User]
) -> None:
    rules.begin_with_usual()
    rule = DistributionRule.objects.create(name="All", way="round_robin")
    rule.people.set(sellers[:1])
    by = Actor(administrator, source="api")
    told = {"name": "Harbour Lights", "source": "recommendation", "phone": "+852 2"}
    one = saving.create(LEADS, told, by)
    assert isinstance(one, Lead)
    assert (one.owner, one.score) == (sellers[0], 20)
    saving.change(one, {"source": "cold call"}, by, seen=one.version)
    assert one.score == -10
    assert one.touched_at is not None
    with pytest.raises(Refused):
        saving.change(one, {"status": "converted"}, by, None)


def test_columns_of_a_table_may_become_a_lead(administrator: User) -> None:
    names = {one.name for one in targets("leads", administrator.reach)}
    assert {"leads.name", "leads.email", "leads.source", "leads.received_at"} <= names


def test_a_pool_is_no_secret_to_those_who_take_from_it(sellers: list[User], lead: Any) -> None:
    pool = LeadPool.objects.create(name="公海", is_open=False)
    browser = logged_in(sellers[0])
    assert browser.get(reverse("lead_pool", args=[pool.public_id])).status_code == 404
