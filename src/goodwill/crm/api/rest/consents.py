"""What customers say about being contacted, and whether they may be, for programs."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import Field, StrictStr

from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import answer, by, found
from goodwill.crm.api.rest.shaping import Day, Given, Moment, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting import may_contact
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.consenting.telling import who_may_contact_how
from goodwill.crm.customers.consenting.topics import ANY, BASES, TOPICS
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Consent
from goodwill.crm.ui.speaking import say

Topic = Literal[(ANY, *TOPICS)]  # type: ignore[valid-type]
Channel = Literal[(ANY, *CHANNELS)]  # type: ignore[valid-type]
OneTopic = Literal[tuple(TOPICS)]  # type: ignore[valid-type]
OneChannel = Literal[tuple(CHANNELS)]  # type: ignore[valid-type]
Basis = Literal[("", *BASES)]  # type: ignore[valid-type]

ABOUT: Any = Query(..., description="What it is about")
BY: Any = Query(..., description="By which channel")
ON: Any = Query(None, description="On which day; today")


class ConsentGiven(Given):
    """What the customer said; it is never changed, a later one outweighs it."""

    id: uuid.UUID
    topic: str = Field(description="`*` for every topic")
    channel: str = Field(description="`*` for every channel")
    state: str = Field(description="given or refused")
    basis: str
    proof: str
    stated_at: datetime
    until: date | None
    recorded_by: uuid.UUID | None
    recorded_at: datetime


class Consents(Given):
    """All that was said, latest first, and what follows from it in one line."""

    items: list[ConsentGiven]
    in_short: str


class ConsentNew(Shape):
    """What the customer says: yes or no, to what, by which channel, and how we know."""

    state: Literal["given", "refused"]
    topic: Topic = ANY
    channel: Channel = ANY
    basis: Basis = Field("", description="Empty: the usual one")
    proof: StrictStr = Field("", max_length=400, description="Needed for a consent")
    stated_at: Moment | None = None
    until: Day | None = None


class MayContact(Given):
    """Whether the customer may be contacted so, why, and how else."""

    is_allowed: bool
    because: str
    instead: str = Field(description="A channel that is open; empty for none")


def enter(offer: Offer) -> None:
    """Reading and making statements; asking whether."""
    _read(offer)
    _state(offer)
    _may(offer)


def _read(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/consents",
        "list_consents",
        "What a customer said about being contacted",
        gives={200: Consents},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Latest first."""
        customer = found(request, CUSTOMERS, id)
        said = Consent.objects.filter(customer=customer).select_related("recorded_by")
        items = [_told(one) for one in said.order_by("-pk")]
        return answer({"items": items, "in_short": say(who_may_contact_how(customer))})


def _state(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/consents",
        "state_consent",
        "Record what a customer says about being contacted",
        gives={201: ConsentGiven},
        takes=ConsentNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Nothing recorded is ever changed."""
        customer = found(request, CUSTOMERS, id, "change")
        said = Said(
            sent.state,
            sent.topic,
            sent.channel,
            basis=sent.basis,
            proof=sent.proof,
            stated_at=sent.stated_at,
            until=sent.until,
        )
        return answer(_told(state(customer, said, by(request))), 201)


def _may(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/may-contact",
        "may_contact",
        "Whether a customer may be contacted",
        gives={200: MayContact},
    )
    def view(
        request: HttpRequest,
        id: uuid.UUID,
        topic: OneTopic = ABOUT,  # type: ignore[valid-type]
        channel: OneChannel = BY,  # type: ignore[valid-type]
        on: Day | None = ON,
    ) -> HttpResponse:
        """About this, this way, on that day."""
        allowed = may_contact(found(request, CUSTOMERS, id), topic, channel, on)
        told = {"is_allowed": allowed.is_allowed, "because": say(allowed.because)}
        return answer({**told, "instead": allowed.instead})


def _told(one: Consent) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "topic": one.topic,
        "channel": one.channel,
        "state": one.state,
        "basis": one.basis,
        "proof": one.proof,
        "stated_at": plain(one.stated_at),
        "until": plain(one.until),
        "recorded_by": one.recorded_by.public_id if one.recorded_by else None,
        "recorded_at": plain(one.recorded_at),
    }
