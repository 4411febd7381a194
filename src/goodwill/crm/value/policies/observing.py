"""Whether what each value class is promised is kept: visits, discounts, answers, who cares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from goodwill.crm.customers.models import Activity
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Score

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Missing:
    """Visits promised for as long as the customer has been known, and those made."""

    value_class: str
    promised: int
    made: int


def visits_missing(scores: Sequence[Score], today: date) -> Mapping[int, Missing]:
    """Those of these customers who were visited less often in the last year than promised."""
    promises = dict(
        Policy.objects.exclude(visits_a_year=None)
        .filter(visits_a_year__gt=0)
        .values_list("value_class", "visits_a_year")
    )
    owed = {one.customer_id: one.value_class for one in scores if one.value_class in promises}
    if not owed:
        return {}
    made = visits_made(list(owed), today)
    return {
        customer: Missing(value_class, promises[value_class], made.get(customer, 0))
        for customer, value_class in owed.items()
        if made.get(customer, 0) < promises[value_class]
    }


def visits_made(customers: Sequence[int] | Any, today: date) -> dict[int, int]:
    """How often each customer was visited in the 365 days up to today."""
    visits = Activity.objects.present().filter(
        Q(sort=Activity.Sort.VISIT), customer__in=customers, happened_at__date__gt=today - YEAR
    )
    return dict(visits.order_by().values_list("customer_id").annotate(n=Count("pk")))
