"""How far a plan has come: its goals as figures, and what stands open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.crm.value.bought import bought
from goodwill.crm.value.key_customers.models import AccountPlan, Goal
from goodwill.language import Sentence

ATTAINMENT = Definition(
    "account_goal_attainment",
    1,
    Sentence("Goal attainment"),
    Sentence("How much of the amount agreed as a goal with a key customer has been bought so far."),
    Sentence("bought since the goal was set, less returns ÷ amount of the goal"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class Come:
    """A goal, how far it has come where it has an amount, and whether its day is over."""

    goal: Goal
    figure: Figure | None
    is_late: bool


def come(plan: AccountPlan, today: date | None = None) -> Sequence[Come]:
    """Every goal of the plan in the order of their days."""
    day = today or timezone.localdate()
    return [_come(goal, plan, day) for goal in plan.goals.all()]


def _come(goal: Goal, plan: AccountPlan, day: date) -> Come:
    is_late = goal.reached_on is None and goal.by_on is not None and goal.by_on < day
    if not goal.amount_minor:
        return Come(goal, None, is_late)
    until = min(goal.by_on or day, day)
    found = bought([plan.customer_id], goal.from_on, until, goal.currency)
    figure = ratio(
        ATTAINMENT,
        major(found.get(plan.customer_id, 0), goal.currency),
        major(goal.amount_minor, goal.currency),
        as_of=day,
        n=1,
        currency=goal.currency,
        method=Sentence(
            "Orders confirmed from {first} to {last}, in {currency}.",
            first=goal.from_on,
            last=until,
            currency=goal.currency,
        ),
    )
    return Come(goal, figure, is_late)
