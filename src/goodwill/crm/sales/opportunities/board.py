"""The board of a pipeline: what stands in each stage, what it amounts to, how deals move."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import conditions, sorting
from goodwill.crm.records.lists.conditions import Condition
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.records.lists.stacking import Column, Stacking, Switch
from goodwill.crm.sales.opportunities import moving, opening, readiness
from goodwill.crm.sales.opportunities.errors import NoPipeline
from goodwill.crm.sales.opportunities.models import CERTAIN, Opportunity, Pipeline, Stage
from goodwill.crm.sales.opportunities.saying import whole_money
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.records.lists.wanting import Wanted

CLOSED_DAYS = 30
"""For so many days what was won or lost still stands on the board."""


@dataclass
class Amount:
    """What some deals amount to, by currency, and what is likely to come of them."""

    count: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)


def columns(kind: Kind, reach: Reach, wanted: Wanted, *, is_told: bool) -> Sequence[Column]:
    """The stages of the wanted pipeline; those that end it with what was closed lately."""
    stages = list(_pipeline(wanted).stages.present().order_by("place", "pk"))
    lately = _lately(wanted)
    amounts = _amounts(kind, reach, wanted, (stages, lately)) if is_told else {}
    sees = reach.sees(kind.word, "amount_minor")
    found = [_column(one, lately, amounts.get(one.pk, Amount()), is_told, sees) for one in stages]
    if wanted.order == sorting.order(kind, reach):
        return found
    return [replace(one, holding=_looked_up(one.holding)) if one.order else one for one in found]


def switches(kind: Kind, reach: Reach, wanted: Wanted) -> Sequence[Switch]:
    """The other pipelines."""
    now = _pipeline(wanted)
    rest = wanted.conditions
    for place in reversed(range(len(rest.parts))):
        part = rest.parts[place]
        if isinstance(part, Condition) and part.field.name == "pipeline":
            rest = rest.without(place)
    by = kind.field("pipeline")
    found = []
    for one in Pipeline.objects.present().order_by("place", "pk"):
        where = rest.also(conditions.condition(kind, by, "is", str(one.public_id)))
        query = wanted.query(where=where.text())
        found.append(Switch(one.name, query, one.pk == now.pk))
    return found


def move(opportunity: Opportunity, value: str, actor: Actor) -> str:
    """Put a deal into another stage; where the stage wants to know more, the dialog that asks."""
    stage = stage_of(value)
    opportunity.refresh_from_db()
    if opportunity.is_open and _asks(opportunity, stage):
        return reverse("enter_stage", args=[opportunity.public_id, stage.public_id])
    moving.move(opportunity, stage, actor)
    return ""


def stage_of(public_id: str) -> Stage:
    """The stage of that id.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    try:
        found: Stage | None = Stage.objects.present().filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise OutOfReach
    return found


def _asks(opportunity: Opportunity, stage: Stage) -> bool:
    return stage.sort == Stage.Sort.LOST or bool(readiness.missing(opportunity, stage))


def _pipeline(wanted: Wanted) -> Pipeline:
    for one in wanted.conditions:
        if one.field.name == "pipeline" and one.operator.word == "is":
            found: Pipeline | None = Pipeline.objects.present().filter(public_id=one.value).first()
            if found is not None:
                return found
    try:
        return opening.usual_pipeline()
    except NoPipeline:
        return Pipeline()


def _lately(wanted: Wanted) -> Q:
    """What was closed lately, unless the list says when itself."""
    if any(one.field.name == "closed_on" for one in wanted.conditions):
        return Q()
    return Q(closed_on__gte=timezone.localdate() - timedelta(days=CLOSED_DAYS))


def _column(stage: Stage, lately: Q, amount: Amount, is_told: bool, sees: bool) -> Column:
    holding, order = Q(stage_id=stage.pk), ""
    if not stage.is_open and lately:
        holding, order = holding & lately & Q(status=stage.sort), "-closed_on"
    value, label = str(stage.public_id), stage.name
    if not is_told:
        return Column(value, label, holding, order=order)
    says = ""
    if stage.is_open and sees and any(amount.likely.values()):
        says = say("likely {amount}", amount=told(amount.likely))
    elif not stage.is_open and lately:
        says = say(Sentence("last {n} day", "last {n} days", n=CLOSED_DAYS))
    sums = told(amount.sums) if sees else ""
    return Column(value, label, holding, amount.count, sums, says, order)


def _looked_up(lately: Q) -> Q:
    """In an order of their own those closed long ago would all come before: looked up first."""
    return Q(pk__in=Opportunity.objects.present().filter(lately).values("pk"))


def told(sums: dict[str, int]) -> str:
    """Amounts in several currencies, one after the other; empty if there are none."""
    return " + ".join(whole_money(sums[code], code) for code in sorted(sums) if sums[code])


def _amounts(
    kind: Kind, reach: Reach, wanted: Wanted, among: tuple[list[Stage], Q]
) -> dict[int, Amount]:
    stages, lately = among
    ends = [one for one in stages if not one.is_open]
    # Asked one after the other, each finds its index. Of those closed the stages are not asked
    # for: a database may take theirs for the shorter way and read all that ever ended there.
    asked = [
        Q(stage_id__in=[one.pk for one in stages if one.is_open]),
        Q(status__in={one.sort for one in ends}) & lately,
    ]
    found: dict[int, Amount] = {}
    for some in asked:
        _add_up(wanted.matching(kind, reach).filter(some), found)
    return {one.pk: found[one.pk] for one in stages if one.pk in found}


def _add_up(seen: Rows, found: dict[int, Amount]) -> None:
    likely: Any = Sum(F("amount_minor") * Coalesce(F("chance"), F("stage__chance")))
    rows = (
        seen.order_by()
        .values_list("stage_id", "currency")
        .annotate(n=Count("pk"), sum=Sum("amount_minor"), likely=likely)
    )
    for stage_id, currency, n, amount, weighted in rows:
        one = found.setdefault(stage_id, Amount())
        one.count += n
        one.sums[currency] = amount or 0
        one.likely[currency] = round((weighted or 0) / CERTAIN)


STACKING = Stacking(columns, move, switches)
