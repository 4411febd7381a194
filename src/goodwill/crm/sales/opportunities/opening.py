"""Opens an opportunity: in a pipeline's first stage, unless it has come further already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from goodwill.crm.accounts.company import company
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.sales.opportunities import readiness, steps
from goodwill.crm.sales.opportunities.errors import NoPipeline, NotThisPipeline
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage


def open_(values: Mapping[str, Any], actor: Actor) -> Opportunity:
    """A new opportunity.

    `values` are its fields; without `stage` it begins in the first of its `pipeline`, without
    either in the first of the usual one. Without an owner it is the actor's, in their team.

    Raises
    ------
    NoPipeline
        If there is none to begin in.
    NotThisPipeline
        If stage and pipeline do not belong together.
    NotReady
        If the stage needs what is not told.
    """
    wanted = dict(values)
    pipeline, stage = wanted.pop("pipeline", None), wanted.pop("stage", None)
    if stage is None:
        stage = (pipeline or usual_pipeline()).first()
    if pipeline is not None and stage.pipeline_id != pipeline.pk:
        raise NotThisPipeline(stage.name, pipeline.name)
    made = Opportunity(stage=stage, pipeline=stage.pipeline, stage_since=steps.now())
    made.currency = wanted.pop("currency", "") or company().currency
    many = saving.fill(made, wanted)
    if made.owner is None:
        made.owner = actor.user
    if made.team is None and made.owner is not None:
        made.team = made.owner.team
    readiness.must_be_ready(made, stage)
    with transaction.atomic():
        return changing.create(made, actor, many=many)


def usual_pipeline() -> Pipeline:
    """The pipeline in which opportunities go unless somebody says otherwise.

    Raises
    ------
    NoPipeline
        If there is none with an open stage.
    """
    with_stages = Pipeline.objects.present().filter(
        stages__sort=Stage.Sort.OPEN, stages__deleted_at=None
    )
    found: Pipeline | None = with_stages.distinct().order_by("-is_usual", "place", "pk").first()
    if found is None:
        raise NoPipeline
    return found
