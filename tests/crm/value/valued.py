"""Customers with the scores of a valuation, for tests of what stands on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.scoring.models import Score, Valuation

DAY = date(2026, 3, 2)


def valuation(as_of: date = DAY, **more: Any) -> Valuation:
    """A valuation that is done."""
    now = timezone.now()
    told = {"state": Valuation.State.DONE, "currency": "CNY", "basis": "profit", "ended_at": now}
    return Valuation.objects.create(as_of=as_of, **{**told, **more})


def customer(name: str, owner: User | None = None, **more: Any) -> Customer:
    """A customer whom somebody looks after."""
    team = owner.team if owner else None
    return changing.create(Customer(name=name, owner=owner, team=team, **more), Actor(owner))


def scored(one: Customer, of: Valuation, **more: Any) -> Score:
    """A steady customer of class A unless told otherwise."""
    told: dict[str, Any] = {
        "value_class": "A",
        "stage": "repeat",
        "quadrant": "star",
        "orders": 9,
        "purchase_days": 9,
        "median_gap_days": 30.0,
        "last_order_on": of.as_of - timedelta(days=20),
        "revenue_minor": 900_000,
        "profit_minor": 300_000,
        "p_alive": 0.95,
        "expected_minor": 500_000,
        "expected_low_minor": 400_000,
        "expected_high_minor": 600_000,
        "expected_revenue_minor": 800_000,
        "at_risk_minor": 26_000,
        "revenue_at_risk_minor": 42_000,
    }
    return Score.objects.create(customer=one, valuation=of, as_of=of.as_of, **{**told, **more})


AT_RISK: dict[str, Any] = {
    "p_alive": 0.4,
    "quadrant": "harvest",
    "at_risk_minor": 300_000,
    "revenue_at_risk_minor": 600_000,
}
LOSING: dict[str, Any] = {"value_class": "N", "profit_minor": -50_000, "quadrant": "let_go"}
