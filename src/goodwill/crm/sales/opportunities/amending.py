"""Changes what an opportunity says: its stage by a move, everything else as records change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change, Record
from goodwill.crm.sales.opportunities import moving
from goodwill.crm.sales.opportunities.errors import SumOfLines
from goodwill.crm.sales.opportunities.models import Opportunity


def change(record: Record, values: Mapping[str, Any], by: Actor, seen: int | None) -> Change | None:
    """Change fields of an opportunity; another stage means that it moves there.

    Raises
    ------
    Clashing
        If someone changed the same fields since version `seen`.
    SumOfLines
        If the amount would not be that of its products.
    NotReady, NoReason, IsClosed
        If it cannot move there.
    """
    assert isinstance(record, Opportunity)
    rest = dict(values)
    stage = rest.pop("stage", None)
    if not rest.get("currency", True):
        del rest["currency"]
    with transaction.atomic():
        _leave_the_sum(record, rest)
        line = changing.change(record, rest, by, seen=seen) if rest else None
        if stage is None or stage.pk == record.stage_id:
            return line
        if stage.pipeline_id != record.pipeline_id:
            return moving.into(record, stage, by) or line
        return moving.move(record, stage, by) or line


def _leave_the_sum(opportunity: Opportunity, values: Mapping[str, Any]) -> None:
    names = {"amount_minor", "currency"} & values.keys()
    differing = {name for name in names if values[name] != getattr(opportunity, name)}
    if differing and opportunity.lines.exists():
        raise SumOfLines
