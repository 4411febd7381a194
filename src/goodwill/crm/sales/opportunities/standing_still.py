"""Deals that stand still, and those whose close moves away: which, and why one says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone
from numpy.typing import NDArray

from goodwill.analytics.execution.winning import usual_days
from goodwill.crm.sales.opportunities.models import Opportunity, OpportunitySet, Stage, StageChange
from goodwill.language import Sentence

DAY = 86_400
MOST_STAYS = 20_000
"""So many of the latest stays in a stage are looked at."""
SLIPPED_DAYS = 14
"""From so many days on a close that moved away is told of."""


def stuck(seen: OpportunitySet, now: datetime | None = None) -> OpportunitySet:
    """Open ones that have been longer in their stage than four of five that were won."""
    now = now or timezone.now()
    known = {one.pk: one.longest_days for one in Stage.objects.present()}
    bounds = [
        When(stage_id=pk, then=Value(now - timedelta(days=longest)))
        for pk, longest in known.items()
        if longest is not None
    ]
    if not bounds:
        return seen.none()
    bound = Case(*bounds, output_field=DateTimeField())
    found: OpportunitySet = seen.open().alias(stuck_before=bound)
    return found.filter(stage_since__lt=F("stuck_before"))


def slipping(seen: OpportunitySet, today: date | None = None) -> OpportunitySet:
    """Open ones whose expected close moved away by two weeks or more, or has passed."""
    today = today or timezone.localdate()
    return seen.open().filter(Q(slipped_days__gte=SLIPPED_DAYS) | Q(expected_close_on__lt=today))


def why_stuck(opportunity: Opportunity, now: datetime | None = None) -> Sentence | None:
    """That it stands still, and by what one can tell; None if it does not."""
    stage = opportunity.stage
    longest = stage.longest_days
    if not opportunity.is_open or longest is None:
        return None
    days = ((now or timezone.now()) - opportunity.stage_since).days
    if days <= longest:
        return None
    facts = {"n": days, "stage": stage.name, "longest": longest}
    if stage.usual_days is not None:
        return Sentence(
            "In “{stage}” for {n} day: four of five that were won had left it after {longest}.",
            "In “{stage}” for {n} days: four of five that were won had left it after {longest}.",
            **facts,
        )
    return Sentence(
        "In “{stage}” for {n} day, where {longest} were expected.",
        "In “{stage}” for {n} days, where {longest} were expected.",
        **facts,
    )


def why_slipping(opportunity: Opportunity, today: date | None = None) -> Sentence | None:
    """That its close moves away, and how far; None if it does not."""
    today = today or timezone.localdate()
    if not opportunity.is_open or opportunity.expected_close_on is None:
        return None
    if opportunity.slipped_days >= SLIPPED_DAYS:
        return Sentence(
            "Its close has moved away by {n} day since {day}, the first that was expected.",
            "Its close has moved away by {n} days since {day}, the first that was expected.",
            n=opportunity.slipped_days,
            day=opportunity.promised_close_on,
        )
    late = (today - opportunity.expected_close_on).days
    if late > 0:
        return Sentence(
            "It should have been closed {n} day ago.",
            "It should have been closed {n} days ago.",
            n=late,
        )
    return None


def learn() -> Mapping[int, int | None]:
    """Count for every stage how long four of five that were won had stayed; by stage."""
    learnt: dict[int, int | None] = {}
    for stage in Stage.objects.present().filter(sort=Stage.Sort.OPEN):
        stays = StageChange.objects.filter(
            to_stage=stage,
            left_at__isnull=False,
            opportunity__status=Opportunity.Status.WON,
            opportunity__deleted_at=None,
        ).order_by("-left_at")[:MOST_STAYS]
        learnt[stage.pk] = usual_days(days_of(stays.values_list("entered_at", "left_at")))
        Stage.objects.filter(pk=stage.pk).update(usual_days=learnt[stage.pk])
    return learnt


def days_of(stays: Iterable[tuple[datetime, datetime | None]]) -> NDArray[np.float64]:
    """How long each stay that has ended was, in days."""
    ended = [(entered, left) for entered, left in stays if left is not None]
    return np.array([(left - entered).total_seconds() / DAY for entered, left in ended])
