"""Early warning: whoever looks after a customer who may be leaving is given something to do."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from goodwill.analytics.value.outlook.worklists import GONE, WATCHED
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.errors import ThereAlready
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.worklists.acting import Intent, take
from goodwill.crm.value.worklists.models import CareAction

EACH_AT_MOST = 10
"""So many at once: a list nobody can work off is no warning."""
NOT_AGAIN_WITHIN = timedelta(days=90)


def warn() -> int:
    """Begin care actions for customers of the classes whose policy warns; how many.

    Those with most revenue at risk first. Who was taken on within 90 days is left alone, so
    that it can be done again without harm.
    """
    classes = list(Policy.objects.filter(warns=True).values_list("value_class", flat=True))
    if not classes:
        return 0
    recent = CareAction.objects.filter(
        customer=OuterRef("customer"),
        worklist=CareAction.Worklist.LOST,
        begun_on__gt=timezone.localdate() - NOT_AGAIN_WITHIN,
    )
    risky = Score.objects.filter(
        ~Exists(recent),
        value_class__in=classes,
        p_alive__gte=GONE,
        p_alive__lt=WATCHED,
        revenue_at_risk_minor__gt=0,
        customer__deleted_at=None,
        customer__owner__is_active=True,
    )
    given: Counter[int] = Counter()
    listed = risky.select_related("customer__owner__team").order_by(
        "-revenue_at_risk_minor", "customer_id"
    )
    for score in listed[: 100 * EACH_AT_MOST]:
        owner = score.customer.owner
        if owner is not None:
            given[owner.pk] += _give(score, given[owner.pk])
    return given.total()


def _give(score: Score, before: int) -> bool:
    if before >= EACH_AT_MOST:
        return False
    intent = Intent(CareAction.Worklist.LOST, owner=score.customer.owner)
    try:
        take(score.customer, intent, Actor(None, source="job"))
    except ThereAlready:
        return False
    return True
