"""Whom the timeline tells of."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    """Jonas's customer."""
    return changing.create(Customer(name="上海恒泰精密", owner=rep, team=rep.team), by)
