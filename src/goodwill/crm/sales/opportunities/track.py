"""The way an opportunity took through its stages, as its page draws it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from goodwill.crm.sales.opportunities.models import Opportunity, Stage, StageChange
from goodwill.crm.sales.opportunities.saying import days


@dataclass(frozen=True)
class Stop:
    """One stage on the way: how long it was in it, and whether it is there now or was before."""

    stage: Stage
    stayed: str
    is_here: bool
    is_past: bool
    is_long: bool


def track(opportunity: Opportunity) -> list[Stop]:
    """The stages of its pipeline in order; of those that end it only the one it came to."""
    now, spent = timezone.now(), defaultdict[int, float](float)
    for step in opportunity.steps.all():
        spent[step.to_stage_id] += step.days(now)
    stages = list(opportunity.pipeline.stages.present().order_by("place", "pk"))
    here = next((at for at, one in enumerate(stages) if one.pk == opportunity.stage_id), -1)
    found = []
    for at, stage in enumerate(stages):
        is_here = stage.pk == opportunity.stage_id
        if not stage.is_open and not is_here:
            continue
        told = spent.get(stage.pk)
        longest = stage.longest_days
        is_long = stage.is_open and told is not None and longest is not None and told > longest
        stayed = days(told) if told is not None and stage.is_open else ""
        found.append(Stop(stage, stayed, is_here, told is not None or at < here, is_long))
    return found


def steps(opportunity: Opportunity) -> list[tuple[StageChange, str]]:
    """Every step with how long it stayed, the latest first."""
    made = opportunity.steps.select_related("from_stage", "to_stage", "by")
    told = [(one, days(one.days()) if one.to_stage.is_open else "") for one in made]
    return told[::-1]
