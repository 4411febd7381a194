"""What segments of customers may ask of open opportunities: how many, how much, in which stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Max, Min, QuerySet, Value, When
from django.db.models.functions import Coalesce

from goodwill.crm.accounts.company import company
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.sales.opportunities.models import Opportunity, Stage
from goodwill.crm.value.segmenting import behaviour
from goodwill.crm.value.segmenting.behaviour import Among, Behaviour, Journal, Measure
from goodwill.language import Sentence

ABOUT = "opportunities"
AMOUNT = ("opportunities.amount_minor",)


def enter() -> None:
    """Let segments ask for them."""
    behaviour.enter(_JOURNAL, *_MEASURES, *_BEHAVIOURS)


def _open() -> QuerySet[Any]:
    found: QuerySet[Any] = Opportunity.objects.present().open().exclude(customer=None).order_by()
    return found


def _amount() -> Case:
    """Amounts in other currencies cannot be added up with these, and count as none."""
    mine = When(currency=company().currency, then=Coalesce(F("amount_minor"), Value(0)))
    return Case(mine, default=Value(0))


def _rows() -> QuerySet[Any]:
    return _open().values_list("customer_id", "opened_on", _amount(), "stage_id")


def _stages() -> Mapping[UUID, str]:
    held = Stage.objects.present().filter(sort=Stage.Sort.OPEN)
    rows = held.order_by("pipeline__place", "place", "pk").values_list(
        "public_id", "name", "pipeline__name", "pipeline_id"
    )
    told = list(rows)
    is_one = len({pipeline_id for *_, pipeline_id in told}) < 2
    return {
        public_id: name if is_one else f"{pipeline}: {name}"
        for public_id, name, pipeline, _ in told
    }


def _stage(public_id: UUID) -> int | None:
    found: int | None = (
        Stage.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    )
    return found


def _per_customer(value: Any) -> QuerySet[Any]:
    told: QuerySet[Any] = _open().values("customer_id").annotate(v=value)
    return told.values_list("customer_id", "v")


_JOURNAL = Journal("open_opportunities", _rows, parts=4)
_IN_STAGES = Among(_stages, _stage)
_MEASURES = (
    Measure(
        "open_opportunities",
        Sentence("Open opportunities"),
        "open_opportunities",
        among=_IN_STAGES,
        is_now=True,
        about=ABOUT,
    ),
    Measure(
        "open_amount",
        Sentence("Amount of open opportunities"),
        "open_opportunities",
        Sort.MONEY,
        among=_IN_STAGES,
        is_now=True,
        about=ABOUT,
        needs=AMOUNT,
    ),
)
_BEHAVIOURS = (
    Behaviour(
        Field("does.has_open_opportunity", Sentence("Has an open opportunity"), Sort.YES),
        lambda: _per_customer(Max(Value(1))),
        otherwise=0,
        about=ABOUT,
    ),
    Behaviour(
        Field("does.next_close_on", Sentence("Next expected close"), Sort.DAY),
        lambda: _per_customer(Min("expected_close_on")),
        about=ABOUT,
    ),
)
