"""Moves an opportunity from stage to stage; each move stays in the table of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.sales.opportunities import closing, readiness, steps
from goodwill.crm.sales.opportunities.errors import IsClosed, NotThisPipeline
from goodwill.crm.sales.opportunities.models import Opportunity, Stage


def move(
    opportunity: Opportunity,
    stage: Stage,
    actor: Actor,
    *,
    at: datetime | None = None,
    more: Mapping[str, Any] | None = None,
) -> Change | None:
    """Put an opportunity into another stage of its pipeline; None if it is there already.

    `more` are fields that are filled in with it, such as those that the stage needs.

    Raises
    ------
    NotThisPipeline
        If the stage belongs to another pipeline.
    NotReady
        If the stage needs fields that are empty.
    IsClosed
        If it is won or lost already.
    NoReason
        If the stage means lost and `more` has no `lost_reason`.
    """
    with transaction.atomic():
        if stage.pipeline_id != opportunity.pipeline_id:
            raise NotThisPipeline(stage.name, opportunity.pipeline.name)
        if stage.pk == opportunity.stage_id:
            return changing.change(opportunity, more, actor) if more else None
        if not stage.is_open:
            return closing.close(opportunity, stage, actor, at=at, more=more)
        if not opportunity.is_open:
            raise IsClosed
        readiness.must_be_ready(opportunity, stage, more)
        return changing.change(opportunity, {**(more or {}), **entering(stage, at)}, actor)


def into(opportunity: Opportunity, stage: Stage, actor: Actor) -> Change | None:
    """Put an open opportunity into a stage of any pipeline, as when it was begun in a wrong one."""
    with transaction.atomic():
        if not opportunity.is_open or not stage.is_open:
            raise IsClosed
        readiness.must_be_ready(opportunity, stage)
        values = {**entering(stage, None), "pipeline": stage.pipeline}
        return changing.change(opportunity, values, actor)


def entering(stage: Stage, at: datetime | None) -> dict[str, Any]:
    """What stands in an opportunity that has entered a stage."""
    return {
        "stage": stage,
        "status": stage.sort,
        "stage_since": steps.whole(at) if at else steps.now(),
    }
