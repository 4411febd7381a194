"""Closes opportunities as won or lost, and opens them again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.sales.opportunities import readiness, steps
from goodwill.crm.sales.opportunities.errors import IsClosed, NoReason, NotClosed
from goodwill.crm.sales.opportunities.models import Opportunity, Stage
from goodwill.crm.ui.showing import money
from goodwill.language import Sentence


def win(
    opportunity: Opportunity,
    actor: Actor,
    *,
    at: datetime | None = None,
    amount_minor: int | None = None,
) -> Change | None:
    """It was sold; with `amount_minor` for that much.

    Raises
    ------
    IsClosed
        If it is won or lost already.
    NotReady
        If the pipeline asks for more before something counts as won.
    """
    more = {} if amount_minor is None else {"amount_minor": amount_minor}
    return close(opportunity, opportunity.pipeline.end(Stage.Sort.WON), actor, at=at, more=more)


def lose(
    opportunity: Opportunity,
    reason: str,
    actor: Actor,
    *,
    note: str = "",
    lost_to: str = "",
    at: datetime | None = None,
) -> Change | None:
    """It will not be sold, and why: a word of `kinds.LOST_REASONS`, or the company's own.

    Raises
    ------
    IsClosed
        If it is won or lost already.
    NoReason
        If there is none.
    """
    more = {"lost_reason": reason, "lost_note": note, "lost_to": lost_to}
    return close(opportunity, opportunity.pipeline.end(Stage.Sort.LOST), actor, at=at, more=more)


def reopen(opportunity: Opportunity, actor: Actor) -> Change | None:
    """Open again what was closed, in the stage it was in before.

    Raises
    ------
    NotClosed
        If it is open.
    """
    with transaction.atomic():
        if opportunity.is_open:
            raise NotClosed
        before = opportunity.steps.filter(
            to_stage__sort=Stage.Sort.OPEN,
            to_stage__deleted_at=None,
            to_stage__pipeline=opportunity.pipeline_id,
        )
        last = before.select_related("to_stage").order_by("-entered_at", "-pk").first()
        stage = last.to_stage if last else opportunity.pipeline.first()
        values = {"stage": stage, "status": stage.sort, "stage_since": steps.now(), **_NOT_CLOSED}
        return changing.change(opportunity, values, actor)


def close(
    opportunity: Opportunity,
    stage: Stage,
    actor: Actor,
    *,
    at: datetime | None = None,
    more: Mapping[str, Any] | None = None,
) -> Change | None:
    """Put an open opportunity into a stage that ends it, and tell the customer's timeline."""
    with transaction.atomic():
        if not opportunity.is_open:
            raise IsClosed
        more = dict(more or {})
        is_lost = stage.sort == Stage.Sort.LOST
        if is_lost and not more.get("lost_reason"):
            raise NoReason
        readiness.must_be_ready(opportunity, stage, more)
        moment = steps.whole(at) if at else steps.now()
        values = {
            **more,
            "stage": stage,
            "status": stage.sort,
            "stage_since": moment,
            "closed_on": timezone.localdate(moment),
        }
        line = changing.change(opportunity, values, actor)
        _tell(opportunity, moment, actor)
        return line


def _tell(opportunity: Opportunity, at: datetime, actor: Actor) -> None:
    if opportunity.customer is None:
        return
    facts = {
        "name": opportunity.name,
        "amount": money(opportunity.amount_minor, opportunity.currency),
    }
    if opportunity.status == Opportunity.Status.WON:
        subject = Sentence("Won: {name} over {amount}", **facts)
    else:
        subject = Sentence("Lost: {name} over {amount}", **facts)
    tell(opportunity.customer, "system", subject, about=opportunity, at=at, actor=actor)


_NOT_CLOSED: Mapping[str, Any] = {
    "closed_on": None,
    "lost_reason": "",
    "lost_note": "",
    "lost_to": "",
}
