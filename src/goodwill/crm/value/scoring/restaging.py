"""The loyalty stage that stands at customers, moved where their orders say something new.

A score changes every night and has no history of its own; a stage seldom does, so each customer
who comes to another one gets one line of history, written in bulk, as if a person had changed
it. What people know better stays: an advocate is not made a repeat buyer, for orders cannot
show who recommends; and a stage that somebody set by hand stands until orders say another one
than they did at the last valuation.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.changing_many import change_many_each
from goodwill.crm.value.scoring.kinds import LOST
from goodwill.crm.value.scoring.models import Score, Valuation

BOUGHT = (LoyaltyStage.FIRST_TIME.value, LoyaltyStage.REPEAT.value)
SHOWN_BY_ORDERS = (*BOUGHT, LOST)
NOT_YET = ("", LoyaltyStage.SUSPECT.value, LoyaltyStage.PROSPECT.value)
AT_ONCE = 2_000
SOURCE = "valuation"


def restage(valuation: Valuation) -> int:
    """Move the customers whose orders say so; how many. Doing it again changes nothing."""
    ids = list(_moved(valuation).values_list("customer_id", "stage"))
    actor, changed = Actor(None, source=SOURCE), 0
    for start in range(0, len(ids), AT_ONCE):
        stages = dict(ids[start : start + AT_ONCE])
        found = Customer.objects.present().filter(pk__in=stages)
        pairs = [(one, {"stage": stages[one.pk]}) for one in found]
        told = change_many_each(pairs, actor, refusing=lambda place, refusal: None)
        changed += sum(one is not None for one in told)
    return changed


def _moved(valuation: Valuation) -> Any:
    """The scores whose stage is news to the customer."""
    told = Score.objects.filter(valuation=valuation, stage__in=SHOWN_BY_ORDERS)
    is_news = ~Q(stage=F("was_stage")) | Q(customer__stage__in=NOT_YET)
    known_better = Q(customer__stage=LoyaltyStage.ADVOCATE.value, stage__in=BOUGHT)
    return (
        told.filter(is_news, customer__deleted_at=None)
        .exclude(stage=F("customer__stage"))
        .exclude(known_better)
        .order_by("customer_id")
    )
