"""Leads for programs: taken from pools, accepted, handed on, given up, made customers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, StrictBool, StrictInt, StrictStr

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, shown
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads import converting, working
from goodwill.crm.sales.leads.forms import takers
from goodwill.crm.sales.leads.handing import accepting, claiming, giving
from goodwill.crm.sales.leads.kinds import LEADS
from goodwill.crm.sales.leads.models import Conversion, Lead, LeadEntry, LeadPool
from goodwill.language import Sentence

SHOWN = 50
SORTS = tuple(LeadEntry.Sort.values)


class LeadToHand(Shape):
    """To whom, or into which pool: one of them."""

    person: Id | None = None
    pool: Id | None = None


class LeadGivenUp(Shape):
    """Why nothing comes of it."""

    because: Annotated[StrictStr, Field(min_length=1, max_length=40)]


class LeadNote(Shape):
    """What happened with a lead."""

    sort: Literal[SORTS] = "note"  # type: ignore[valid-type]
    text: Annotated[StrictStr, Field(max_length=4_000)] = ""
    was_reached: StrictBool = True


class LeadToConvert(Shape):
    """Whom a lead becomes: a customer who is there, or a new one."""

    customer: Id | None = Field(
        None, description="A customer who is there; else whom the lead names, else a new one"
    )
    is_new: StrictBool = Field(False, description="A new customer in any case")
    opens: StrictBool = Field(True, description="Whether an opportunity is opened with it")
    name: Annotated[StrictStr, Field(max_length=200)] = Field(
        "", description="What the opportunity is called; else what the lead is interested in"
    )


class LeadConverted(Given):
    """What became of a lead."""

    customer: uuid.UUID
    person: uuid.UUID | None
    opportunity: uuid.UUID | None
    batch: uuid.UUID = Field(description="To take it back: /api/v1/leads/{id}/take-back")


class LeadPoolGiven(Given):
    """A pool, how much lies in it, and how many more the person may take now."""

    id: uuid.UUID
    name: str
    free: int
    left: StrictInt | None = Field(description="None is without limit")


class LeadPools(Given):
    """The pools that the person takes from."""

    items: list[LeadPoolGiven]


class LeadInPool(Given):
    """A lead that nobody has; how to reach somebody is told to whoever takes it."""

    id: uuid.UUID
    name: str
    interest: str
    city: str
    source: str
    chance_percent: int | None
    points: int | None
    received_at: datetime


class LeadsInPool(Given):
    """What lies in a pool, the likeliest first, at most 50."""

    items: list[LeadInPool]


def enter(offer: Offer) -> None:
    """What is done with leads besides keeping values."""
    for word, (act, words) in _STEPS.items():
        _step(offer, word, act, words)
    for add in (_claim, _give_back, _hand, _give_up, _note, _convert, _pools, _in_pool):
        add(offer)


def _step(offer: Offer, word: str, act: Callable[[Lead, Actor], None], words: str) -> None:
    @offer(
        f"POST /leads/{{uuid:id}}/{word}",
        f"{word.replace('-', '_')}_lead",
        words,
        gives={200: shaping.given("leads")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """The lead as it stands then."""
        with transaction.atomic():
            lead = found(request, LEADS, id, "change", lock=True)
            act(lead, by(request))
        return shown(request, lead)


def _claim(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/claim",
        "claim_lead",
        "Take a lead out of its pool",
        gives={200: shaping.given("leads")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """It is the person's then, and accepted; refused where their quota is used up."""
        must(request, "leads.change")
        lead = Lead.objects.present().filter(public_id=id).exclude(pool=None).first()
        if lead is None:
            raise OutOfReach
        claiming.claim(lead, by(request))
        return shown(request, lead)


def _give_back(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/give-back",
        "give_back_lead",
        "Give a lead back that one cannot look after",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Into its pool, or to somebody else by the rules; whoever had it may see it no more."""
        with transaction.atomic():
            accepting.give_back(found(request, LEADS, id, "change", lock=True), by(request))
        return HttpResponse(status=204)


def _hand(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/hand",
        "hand_lead",
        "Give a lead to a colleague or into a pool",
        gives={204: None},
        takes=LeadToHand,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Whoever gets it is told; whoever had it may see it no more."""
        if (sent.person is None) == (sent.pool is None):
            raise Invalid([Wrong("person", Sentence("Name a person or a pool."))])
        with transaction.atomic():
            lead = found(request, LEADS, id, "change", lock=True)
            if sent.person is not None:
                giving.to_person(lead, _person(sent.person), giving.BY_HAND, by(request))
            else:
                giving.to_pool(lead, _open_pool(sent.pool), giving.BY_HAND, by(request))
        return HttpResponse(status=204)


def _give_up(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/give-up",
        "give_up_lead",
        "Say why nothing comes of a lead",
        gives={200: shaping.given("leads")},
        takes=LeadGivenUp,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """For one of the reasons that are counted."""
        with transaction.atomic():
            lead = found(request, LEADS, id, "change", lock=True)
            working.give_up(lead, sent.because, by(request))
        return shown(request, lead)


def _note(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/note",
        "note_lead",
        "Keep what happened with a lead",
        gives={200: shaping.given("leads")},
        takes=LeadNote,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """A new lead of one's own counts as accepted with it."""
        with transaction.atomic():
            lead = found(request, LEADS, id, "change", lock=True)
            working.note(lead, sent.sort, sent.text, by(request), was_reached=sent.was_reached)
        return shown(request, lead)


def _convert(offer: Offer) -> None:
    @offer(
        "POST /leads/{uuid:id}/convert",
        "convert_lead",
        "Make a lead a customer",
        gives={200: LeadConverted},
        takes=LeadToConvert,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """With a contact and an opportunity. Asked again, it answers with what stands."""
        person = me(request)
        with transaction.atomic():
            lead = found(request, LEADS, id, "change", lock=True)
            must(request, "customers.create")
            if sent.opens:
                must(request, "opportunities.create")
            opening = {"name": sent.name} if sent.name.strip() else {}
            wanted = converting.Wanted(
                _customer(sent.customer, person),
                opening if sent.opens else None,
                is_new=sent.is_new,
            )
            made = converting.convert(lead, wanted, by(request))
        return answer(_told(made))


def _pools(offer: Offer) -> None:
    @offer(
        "GET /lead-pools",
        "list_lead_pools",
        "List the shared pools one takes leads from",
        gives={200: LeadPools},
    )
    def view(request: HttpRequest) -> HttpResponse:
        """With how many more one may take now."""
        must(request, "leads.view")
        person = me(request)
        items = [
            {
                "id": pool.public_id,
                "name": pool.name,
                "free": claiming.free_in(pool).count(),
                "left": claiming.quota(person, pool).left,
            }
            for pool in claiming.pools_of(person)
        ]
        return answer({"items": items})


def _in_pool(offer: Offer) -> None:
    @offer(
        "GET /lead-pools/{uuid:id}/leads",
        "list_leads_in_pool",
        "What lies in a shared pool",
        gives={200: LeadsInPool},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """To be taken: `POST /api/v1/leads/{id}/claim`."""
        must(request, "leads.view")
        pool = claiming.pools_of(me(request)).filter(public_id=id).first()
        if pool is None:
            raise OutOfReach
        return answer({"items": [_lying(one) for one in claiming.free_in(pool)[:SHOWN]]})


def _lying(lead: Lead) -> dict[str, Any]:
    return {
        "id": lead.public_id,
        "name": lead.name,
        "interest": lead.interest,
        "city": lead.city,
        "source": lead.source,
        "chance_percent": lead.percent,
        "points": lead.score,
        "received_at": plain(lead.received_at),
    }


def _told(made: Conversion) -> dict[str, Any]:
    return {
        "customer": made.customer.public_id,
        "person": made.person.public_id if made.person else None,
        "opportunity": made.opportunity_id,
        "batch": made.batch,
    }


def _customer(public_id: uuid.UUID | None, person: User) -> Customer | None:
    if public_id is None:
        return None
    seen = Customer.objects.present().within(person.reach)
    one: Customer | None = seen.filter(public_id=public_id).first()
    if one is None:
        words = Sentence("There is no such record, or you may not see it.")
        raise Invalid([Wrong("customer", words)])
    return one


def _person(public_id: uuid.UUID) -> User:
    one: User | None = takers().filter(public_id=public_id).first()
    if one is None:
        words = Sentence("There is no such person, or they take no leads.")
        raise Invalid([Wrong("person", words)])
    return one


def _open_pool(public_id: uuid.UUID) -> LeadPool:
    pool = LeadPool.objects.filter(public_id=public_id, is_open=True).first()
    if pool is None:
        raise Invalid([Wrong("pool", Sentence("There is no such pool, or it is closed."))])
    return pool


_STEPS: Mapping[str, tuple[Callable[[Lead, Actor], None], str]] = {
    "accept": (accepting.accept, "Look after a lead from now on"),
    "take-up": (working.take_up_again, "Open a lead again that was given up"),
    "take-back": (
        converting.take_back,
        "Make it a lead again: what was made of it goes to the bin",
    ),
}
