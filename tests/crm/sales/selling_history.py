"""A year and a half of opportunities for tests: made quickly, without the verbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage, StageChange

SEED = 5
CHANCES = {"Enquiry": 20, "Proposal": 60}


def history(today: date, owners: list[User], n: int = 160, days: int = 540) -> None:
    """Opportunities that were won, lost or are open, each with its steps; in turn the owners'."""
    stages = _stages()
    rng = np.random.default_rng(SEED)
    made: list[Opportunity] = []
    steps: list[StageChange] = []
    for number in range(n):
        owner = owners[number % len(owners)]
        opened = today - timedelta(days=int(rng.integers(0, days)))
        second = opened + timedelta(days=int(rng.geometric(0.07)))
        closed = second + timedelta(days=int(rng.geometric(0.06)))
        amount = int(rng.lognormal(9, 0.6)) * 100
        is_won = bool(rng.random() < 0.5)
        last = "Won" if is_won else "Lost"
        path = [("Enquiry", opened), ("Proposal", second), (last, closed)]
        path = [(name, on) for name, on in path if on <= today]
        deal = Opportunity(
            name=f"Deal {number}",
            pipeline=stages["Won"].pipeline,
            stage=stages[path[-1][0]],
            amount_minor=amount,
            currency="CNY",
            opened_on=opened,
            closed_on=closed if len(path) == 3 else None,
            expected_close_on=closed,
            owner=owner,
            team=owner.team,
        )
        deal.complete()
        made.append(deal)
        steps += _steps(deal, path, stages)
    Opportunity.objects.bulk_create(made)
    for step in steps:
        step.opportunity_id = step.opportunity.pk
    StageChange.objects.bulk_create(steps)


def customer_of(owner: User, **facts: Any) -> Customer:
    """A customer whom somebody looks after."""
    made = Customer(owner=owner, team=owner.team, **{"name": f"客户 {owner.name}", **facts})
    made.save()
    return made


def _stages() -> dict[str, Stage]:
    pipeline = Pipeline.objects.create(word="direct", name="Direct", is_usual=True)
    names = (("Enquiry", "open"), ("Proposal", "open"), ("Won", "won"), ("Lost", "lost"))
    return {
        name: Stage.objects.create(
            pipeline=pipeline, name=name, place=place, sort=sort, chance=CHANCES.get(name, 0)
        )
        for place, (name, sort) in enumerate(names)
    }


def _steps(
    deal: Opportunity, path: list[tuple[str, date]], stages: dict[str, Stage]
) -> list[StageChange]:
    ends = [on for _, on in path[1:]] + [None]
    before = [None, *(stages[name] for name, _ in path[:-1])]
    return [
        StageChange(
            opportunity=deal,
            from_stage=earlier,
            to_stage=stages[name],
            entered_at=_noon(on),
            left_at=None if end is None else _noon(end),
            amount_minor=deal.amount_minor,
            currency="CNY",
        )
        for (name, on), end, earlier in zip(path, ends, before, strict=True)
    ]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_current_timezone())
