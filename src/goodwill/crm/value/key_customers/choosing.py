"""Which customers have a plan and how it stands, and for whom one would pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from goodwill.analytics.value.outlook.potential import Cell
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.value.key_customers.models import AccountPlan
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.scoring.running import latest
from goodwill.crm.value.seeing import Worth, scores_within, worth_for

PLANS_AT_MOST = 200
PROPOSED = 20


@dataclass(frozen=True)
class Followed:
    """A plan with the customer's score and the steps that are open and late."""

    plan: AccountPlan
    score: Score | None
    open: int
    late: int


@dataclass(frozen=True)
class Table:
    """Rows with the money that the reader may see."""

    rows: Sequence[Any]
    worth: Worth
    currency: str


def followed(reach: Reach) -> Table:
    """The plans within reach that are not ended, those to be looked at first on top."""
    plans = AccountPlan.objects.present().within(reach).exclude(status=AccountPlan.Status.ENDED)
    listed = list(
        plans.select_related("customer", "customer__score", "owner").order_by("review_on", "pk")[
            :PLANS_AT_MOST
        ]
    )
    counts = _open_steps(listed)
    rows = [
        Followed(plan, _score(plan.customer), *counts.get(plan.public_id, (0, 0)))
        for plan in listed
    ]
    return Table(rows, worth_for(reach), _currency())


def proposed(reach: Reach) -> Table:
    """The most valuable of class A without a plan: of high potential first, then by worth."""
    worth = worth_for(reach)
    has_plan = AccountPlan.objects.present().filter(
        customer=OuterRef("customer"), status=AccountPlan.Status.ACTIVE
    )
    best = scores_within(reach).filter(
        ~Exists(has_plan), value_class=ValueClass.A.value, **{f"{worth.expected}__gt": 0}
    )
    rows = best.select_related("customer", "customer__owner").order_by(
        f"-{worth.expected}", "customer_id"
    )
    stars = [score for score in rows[: 3 * PROPOSED] if score.quadrant == Cell.STAR.value]
    others = [score for score in rows[:PROPOSED] if score.quadrant != Cell.STAR.value]
    return Table((stars + others)[:PROPOSED], worth, _currency())


def _open_steps(plans: Sequence[AccountPlan]) -> dict[Any, tuple[int, int]]:
    tasks = (
        Activity.objects.present()
        .open()
        .filter(about_kind=AccountPlan.kind, about_id__in=[plan.public_id for plan in plans])
    )
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    rows = tasks.order_by().values_list("about_id").annotate(open=Count("pk"), late=late)
    return {plan: (open_, late_) for plan, open_, late_ in rows}


def _score(customer: Customer) -> Score | None:
    return getattr(customer, "score", None)


def _currency() -> str:
    valuation = latest()
    return valuation.currency if valuation else ""
