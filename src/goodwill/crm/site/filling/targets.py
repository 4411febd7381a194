"""What everybody at the demo company is to sell, by the rule of its plans, and its territories.

A plan does not know the month to come: it is the mean of the months before, made a little more
or less ambitious.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from numpy.typing import NDArray

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.commerce.models import Order
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.targets.models import Target, key
from goodwill.crm.sales.territories.models import Territory
from goodwill.crm.site.filling.run import Filling
from goodwill.demo.company import PLACES
from goodwill.demo.market import AMBITION
from goodwill.language import Sentence

MONTHS = 18
"""So many months back there are targets."""
LOOKED_BACK = {Target.Measure.ORDERS: 2, Target.Measure.WON: 12}
"""The mean of how many months a plan goes by: opportunities are won seldom."""
ROUNDED_TO = 10_000


def set_up(filling: Filling) -> None:
    """Write targets of people, their teams and the company, and a territory for each place."""
    first, months = _span(filling.today)
    people = {one.pk: one for one in User.objects.filter(role__word="sales_rep")}
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    for measure in Target.Measure:
        plans = _plans(filling, measure, list(people), (first, months))
        whole = np.zeros(len(months), np.int64)
        by_team: dict[int, NDArray[np.int64]] = {}
        for pk, plan in plans.items():
            _write(filling, measure, months, plan, level="person", owner=people[pk])
            whole += plan
            team = people[pk].team_id
            while team is not None:
                if parents[team] is not None:
                    by_team[team] = by_team.get(team, 0) + plan
                team = parents[team]
        for team, plan in by_team.items():
            _write(filling, measure, months, plan, level="team", team_id=team)
        _write(filling, measure, months, whole, level="company")
    _territories(filling)


def _span(today: date) -> tuple[date, list[date]]:
    """From the first month that is looked at, and those that get targets: to the year's end."""
    months = [date(today.year, 12, 1)]
    while len(months) < 12 - today.month + MONTHS + 1 + max(LOOKED_BACK.values()):
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months[0], months[max(LOOKED_BACK.values()) :]


def _plans(
    filling: Filling, measure: str, people: list[int], span: tuple[date, list[date]]
) -> dict[int, NDArray[np.int64]]:
    first, months = span
    sold = _sold(measure, first, filling.currency)
    back = LOOKED_BACK[Target.Measure(measure)]
    low, high = AMBITION
    last = filling.today.replace(day=1)
    plans = {}
    for pk in people:
        amounts = []
        for month in months:
            known = _before(min(month, last), back)
            mean = np.mean([sold.get((pk, one), 0) for one in known])
            amounts.append(mean * filling.randomness.uniform(low, high))
        plan = np.rint(np.array(amounts) / ROUNDED_TO).astype(np.int64) * ROUNDED_TO
        if plan.any():
            plans[pk] = np.maximum(plan, 0)
    return plans


def _before(month: date, n: int) -> list[date]:
    found = []
    for _ in range(n):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def _sold(measure: str, first: date, currency: str) -> dict[tuple[int, date], int]:
    if measure == Target.Measure.WON:
        rows: Any = Opportunity.objects.won().filter(closed_on__gte=first, currency=currency)
        day, who = "closed_on", "owner_id"
    else:
        rows = Order.objects.exclude(status__in=Order.NOT_BINDING)
        rows = rows.filter(ordered_on__gte=first, currency=currency)
        day, who = "ordered_on", "customer__owner_id"
    summed = rows.order_by().annotate(month=TruncMonth(day)).values(who, "month")
    return {
        (row[who], row["month"]): row["sum"] or 0
        for row in summed.annotate(sum=Sum("amount_minor"))
    }


def _write(
    filling: Filling,
    measure: str,
    months: list[date],
    plan: NDArray[np.int64],
    *,
    level: str,
    owner: User | None = None,
    team_id: int | None = None,
) -> None:
    whose: dict[str, Any] = {"level": level, "owner": owner, "team_id": team_id}
    if owner is not None:
        whose["team_id"] = owner.team_id
    keys = [key(Target(measure=measure, period_on=month, **whose)) for month in months]
    filling.rows(Target).write(
        len(months),
        level=level,
        measure=str(measure),
        owner_id=owner.pk if owner else None,
        team_id=whose["team_id"],
        period_on=[str(month) for month in months],
        amount_minor=plan,
        currency=filling.currency,
        slot=keys,
    )


def _territories(filling: Filling) -> None:
    """Each place goes to its team: rules in force, nobody has been moved by them yet."""
    teams = {team.name: team for team in Team.objects.all()}
    for place, told in enumerate(PLACES, 1):
        team = teams.get(told.name)
        if team is None:
            continue
        field = "region" if "-" in told.code else "country"
        Territory.objects.create(
            name=filling.say(Sentence("Territory {name}", name=told.name)),
            place=place,
            rules={field: [told.code]},
            team=team,
        )
