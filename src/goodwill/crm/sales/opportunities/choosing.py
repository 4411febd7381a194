"""Stages and pipelines as one picks them in a form: from a plain list, since there are few."""

from __future__ import annotations

from typing import Any

from goodwill.crm.records.editing.building import Asked
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage


def stages(asked: Asked) -> Any:
    """For a new opportunity the open stages; for one that is there those of its pipeline."""
    found = Stage.objects.present().order_by("pipeline__place", "place", "pk")
    found = found.filter(pipeline__deleted_at=None).select_related("pipeline")
    record = asked.record
    if isinstance(record, Opportunity):
        return found.filter(pipeline=record.pipeline_id)
    return found.filter(sort=Stage.Sort.OPEN)


def pipelines(asked: Asked) -> Any:
    """All of them."""
    del asked
    return Pipeline.objects.present().order_by("place", "pk")
