"""Keeps the steps of opportunities: whatever changes a stage, its step stands in the table.

An opportunity says in which stage it is and since when. If that is later than its last step, it
moved; if it is as an earlier step says, somebody took the last move back, and the steps after
that one never happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.utils import timezone

from goodwill.crm.sales.opportunities.models import Opportunity, StageChange

AT_ONCE = 500


def now() -> datetime:
    """The moment as history keeps it: in milliseconds."""
    return whole(timezone.now())


def whole(moment: datetime) -> datetime:
    """A moment without what history does not keep of it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def follow(opportunity: Opportunity) -> None:
    """Bring the steps of an opportunity up to where it stands."""
    held = list(opportunity.steps.order_by("entered_at", "pk"))
    _follow(opportunity, held)


def follow_many(opportunities: Sequence[Opportunity]) -> None:
    """The same for many that were written together."""
    for start in range(0, len(opportunities), AT_ONCE):
        some = opportunities[start : start + AT_ONCE]
        held: dict[int, list[StageChange]] = defaultdict(list)
        steps = StageChange.objects.filter(opportunity__in=[one.pk for one in some])
        for step in steps.order_by("entered_at", "pk"):
            held[step.opportunity_id].append(step)
        fresh = [step for one in some if not held[one.pk] for step in _way(one)]
        StageChange.objects.bulk_create(fresh)
        for one in some:
            if held[one.pk]:
                _follow(one, held[one.pk])


def _way(opportunity: Opportunity) -> list[StageChange]:
    """The steps of a new one; `entered` tells the way of one that comes from elsewhere."""
    way: list[tuple[int, datetime]] = getattr(opportunity, "entered", [])
    made = [_entry(opportunity, None) for _ in way] or [_entry(opportunity, None)]
    for place, (stage_id, at) in enumerate(way):
        made[place].to_stage_id, made[place].entered_at = stage_id, at
        made[place].chance = made[place].chance if place + 1 == len(way) else None
    for one, following in pairwise(made):
        one.left_at, following.from_stage_id = following.entered_at, one.to_stage_id
    return made


def _follow(opportunity: Opportunity, held: list[StageChange]) -> None:
    while held and held[-1].entered_at > opportunity.stage_since:
        held.pop().delete()
    last = held[-1] if held else None
    if last is None or last.to_stage_id != opportunity.stage_id:
        _enter(opportunity, last)
    elif last.left_at is not None:
        last.left_at = None
        last.save(update_fields=["left_at"])


def _enter(opportunity: Opportunity, last: StageChange | None) -> None:
    if last is not None:
        last.left_at = opportunity.stage_since
        last.save(update_fields=["left_at"])
    _entry(opportunity, last).save()


def _entry(opportunity: Opportunity, last: StageChange | None) -> StageChange:
    return StageChange(
        opportunity_id=opportunity.pk,
        from_stage_id=last.to_stage_id if last else None,
        to_stage_id=opportunity.stage_id,
        entered_at=opportunity.stage_since,
        by_id=opportunity.changed_by_id,
        amount_minor=opportunity.amount_minor,
        currency=opportunity.currency,
        chance=opportunity.likely,
        expected_close_on=opportunity.expected_close_on,
    )
