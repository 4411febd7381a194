"""Opportunities for programs: moved, won, lost, opened again; their products and their steps."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field, StrictStr

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest import shaping, taking
from goodwill.crm.api.rest.lines import Price, Quantity, product
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, shown
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.records.asking import me
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.opportunities import closing, lines, moving
from goodwill.crm.sales.opportunities.kinds import OPPORTUNITIES
from goodwill.crm.sales.opportunities.models import (
    Opportunity,
    OpportunityLine,
    Stage,
    StageChange,
)
from goodwill.language import Sentence


class OpportunityLost(Shape):
    """Why it was lost."""

    reason: Annotated[StrictStr, Field(min_length=1, max_length=40)]
    note: Annotated[StrictStr, Field(max_length=2_000)] = ""
    lost_to: Annotated[StrictStr, Field(max_length=120)] = ""


class OpportunityLineNew(Shape):
    """A product; without a price, that of the price list is taken."""

    product: Id
    quantity_thousandths: Quantity
    unit_price_minor: Price | None = None


class OpportunityLineChange(Shape):
    """What shall stand in a line; what is left out stays."""

    product: Id | None = None
    quantity_thousandths: Quantity | None = None
    unit_price_minor: Price | None = None


class OpportunityLineGiven(Given):
    """One product of an opportunity."""

    position: int
    product: uuid.UUID | None
    description: str
    quantity_thousandths: int
    unit_price_minor: int | None = Field(None, description="Not there where amounts are hidden")
    amount_minor: int | None = Field(None, description="Not there where amounts are hidden")


class OpportunityLines(Given):
    """The products in their order; their sum is the amount."""

    items: list[OpportunityLineGiven]


class OpportunityStep(Given):
    """One step: into which stage, when, by whom, and what was thought then."""

    from_stage: uuid.UUID | None
    to_stage: uuid.UUID
    entered_at: datetime
    left_at: datetime | None
    by: uuid.UUID | None
    amount_minor: int | None = Field(None, description="Not there where amounts are hidden")
    currency: str
    chance: int | None
    expected_close_on: date | None


class OpportunitySteps(Given):
    """All steps, the earliest first."""

    items: list[OpportunityStep]


def enter(offer: Offer) -> None:
    """What is done with opportunities besides keeping values."""
    for add in (_move, _win, _lose, _reopen, _steps, _lines, _add, _change, _remove):
        add(offer)


def _move(offer: Offer) -> None:
    takes: type[BaseModel] = shaping.made(
        "OpportunityMove",
        Shape,
        "Into which stage, and what the stage needs to know.",
        {"stage": (Id, ...), "values": (shaping.change("opportunities") | None, None)},
    )

    @offer(
        "POST /opportunities/{uuid:id}/move",
        "move_opportunity",
        "Put an opportunity into another stage",
        gives={200: shaping.given("opportunities")},
        takes=takes,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Fields that the stage asks for are filled in with it, or the step is refused."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            stage = _stage(sent.stage)
            more = {}
            if sent.values is not None:
                more = taking.values(OPPORTUNITIES, me(request).reach, sent.values, one)
                if "stage" in more:
                    raise Invalid([Wrong("values.stage", Sentence("Name the stage once."))])
            moving.move(one, stage, by(request), more=more)
        return shown(request, one)


def _win(offer: Offer) -> None:
    @offer(
        "POST /opportunities/{uuid:id}/win",
        "win_opportunity",
        "An opportunity was sold",
        gives={200: shaping.given("opportunities")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """For what stands. Refused where the pipeline asks for more before it counts as won."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            closing.win(one, by(request))
        return shown(request, one)


def _lose(offer: Offer) -> None:
    @offer(
        "POST /opportunities/{uuid:id}/lose",
        "lose_opportunity",
        "An opportunity will not be sold, and why",
        gives={200: shaping.given("opportunities")},
        takes=OpportunityLost,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """With one of the reasons that are counted, or a word of the company's own."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            closing.lose(one, sent.reason, by(request), note=sent.note, lost_to=sent.lost_to)
        return shown(request, one)


def _reopen(offer: Offer) -> None:
    @offer(
        "POST /opportunities/{uuid:id}/reopen",
        "reopen_opportunity",
        "Open an opportunity again that was closed",
        gives={200: shaping.given("opportunities")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In the stage it was in before."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            closing.reopen(one, by(request))
        return shown(request, one)


def _steps(offer: Offer) -> None:
    @offer(
        "GET /opportunities/{uuid:id}/steps",
        "list_opportunity_steps",
        "The way of an opportunity through its stages",
        gives={200: OpportunitySteps},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Each is left in the moment in which the next is entered."""
        one, reach = found(request, OPPORTUNITIES, id), me(request).reach
        made = one.steps.select_related("from_stage", "to_stage", "by")
        return answer({"items": [_told_step(step, reach) for step in made]})


def _lines(offer: Offer) -> None:
    @offer(
        "GET /opportunities/{uuid:id}/lines",
        "list_opportunity_lines",
        "The products of an opportunity",
        gives={200: OpportunityLines},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In their order."""
        return _told(request, found(request, OPPORTUNITIES, id))


def _add(offer: Offer) -> None:
    @offer(
        "POST /opportunities/{uuid:id}/lines",
        "add_opportunity_line",
        "Add a product to an opportunity",
        gives={201: OpportunityLines},
        takes=OpportunityLineNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """All of them as they stand then; refused once it is won or lost."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            wanted = Wanted(product(sent.product), sent.quantity_thousandths, sent.unit_price_minor)
            lines.add(one, wanted, by(request))
        return _told(request, one, 201)


def _change(offer: Offer) -> None:
    @offer(
        "PATCH /opportunities/{uuid:id}/lines/{int:position}",
        "change_opportunity_line",
        "Change a product of an opportunity",
        gives={200: OpportunityLines},
        takes=OpportunityLineChange,
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int, sent: Any) -> HttpResponse:
        """All of them as they stand then."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            line = _line(one, position)
            chosen = product(sent.product) if sent.product else line.product
            if chosen is None:
                raise Invalid([Wrong("product", Sentence("This must not be empty."))])
            price = sent.unit_price_minor
            wanted = Wanted(
                chosen,
                sent.quantity_thousandths or line.quantity_thousandths,
                line.unit_price_minor if price is None else price,
            )
            lines.change(line, wanted, by(request))
        return _told(request, one)


def _remove(offer: Offer) -> None:
    @offer(
        "DELETE /opportunities/{uuid:id}/lines/{int:position}",
        "remove_opportunity_line",
        "Take a product out of an opportunity",
        gives={200: OpportunityLines},
    )
    def view(request: HttpRequest, id: uuid.UUID, position: int) -> HttpResponse:
        """Those that are left."""
        with transaction.atomic():
            one = found(request, OPPORTUNITIES, id, "change", lock=True)
            lines.remove(_line(one, position), by(request))
        return _told(request, one)


def _stage(public_id: uuid.UUID) -> Stage:
    stage: Stage | None = Stage.objects.present().filter(public_id=public_id).first()
    if stage is None:
        raise Invalid([Wrong("stage", Sentence("There is no such sales stage."))])
    return stage


def _line(one: Opportunity, position: int) -> OpportunityLine:
    line = one.lines.select_related("product").filter(position=position).first()
    if line is None:
        raise OutOfReach
    line.opportunity = one
    return line


def _told(request: HttpRequest, one: Opportunity, status: int = 200) -> HttpResponse:
    held, reach = one.lines.select_related("product").order_by("position"), me(request).reach
    return answer({"items": [_told_line(line, reach) for line in held]}, status)


def _told_line(line: OpportunityLine, reach: Reach) -> dict[str, Any]:
    told: dict[str, Any] = {
        "position": line.position,
        "product": line.product.public_id if line.product else None,
        "description": line.description,
        "quantity_thousandths": line.quantity_thousandths,
    }
    if reach.sees("opportunities", "amount_minor"):
        told |= {"unit_price_minor": line.unit_price_minor, "amount_minor": line.amount_minor}
    return told


def _told_step(step: StageChange, reach: Reach) -> dict[str, Any]:
    told: dict[str, Any] = {
        "from_stage": step.from_stage.public_id if step.from_stage else None,
        "to_stage": step.to_stage.public_id,
        "entered_at": plain(step.entered_at),
        "left_at": plain(step.left_at) if step.left_at else None,
        "by": step.by.public_id if step.by else None,
        "currency": step.currency,
        "chance": step.chance,
        "expected_close_on": plain(step.expected_close_on) if step.expected_close_on else None,
    }
    if reach.sees("opportunities", "amount_minor"):
        told["amount_minor"] = step.amount_minor
    return told
