"""Customers suspected of being one, for programs: the queue, the reasons, and what is decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.customers.duplicates import deciding, queueing, suspecting
from goodwill.crm.customers.duplicates.models import Suspicion, SuspicionSet
from goodwill.crm.customers.duplicates.queueing import Pair, Row
from goodwill.crm.customers.duplicates.reasons import Reason
from goodwill.crm.customers.duplicates.suspecting import Draft, Suspect
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "customers.merge"
LISTS = {"open": "waiting", "later": "put_off"}
STATE: Any = Query("open", description="later: put off")
AFTER: Any = Query("", max_length=80, description="`next` of the page before")
TYPED: Any = Query(...)


class DuplicateToMerge(Shape):
    """Which of the two is kept, and whose values stand; else the one that is known better."""

    survivor: Id | None = None
    chosen: dict[StrictStr, Id] = Field(
        default_factory=dict,
        description="By field, the id of the customer whose value shall stand",
    )


class Typed(BaseModel):
    """What is known of a customer before it is made."""

    model_config = ConfigDict(extra="ignore")

    name: Annotated[str, Field(max_length=200)] = ""
    sort: Literal["organisation", "person"] = "organisation"
    legal_name: Annotated[str, Field(max_length=200)] = ""
    city: Annotated[str, Field(max_length=200)] = ""
    country: Annotated[str, Field(max_length=2)] = ""
    born_on: Annotated[str, Field(max_length=10)] = ""
    phone: Annotated[str, Field(max_length=80)] = ""
    email: Annotated[str, Field(max_length=254)] = ""


class ReasonGiven(Given):
    """What speaks for it, or against it."""

    says: str
    weight: float = Field(description="In logits; below zero it speaks against it")


class FactGiven(Given):
    """One fact of both, as people read it."""

    label: str
    one: str
    other: str
    is_alike: bool


class DuplicateGiven(Given):
    """Two customers that may be one."""

    id: uuid.UUID
    score: float = Field(description="How likely they are one, from 0 to 1")
    state: Literal["open", "later", "same", "different"]
    one: uuid.UUID
    other: uuid.UUID
    because: list[ReasonGiven]
    facts: list[FactGiven]
    survivor: uuid.UUID = Field(description="Which would be kept")
    survivor_because: str
    found_at: datetime


class Duplicates(Given):
    """The likeliest first."""

    items: list[DuplicateGiven]
    next: str | None = Field(description="The next page: send it as `after`")


class AlikeGiven(Given):
    """A customer that may be the one in question."""

    customer: uuid.UUID
    name: str
    score: float
    because: list[ReasonGiven]


class Alike(Given):
    """The likeliest first; at most five."""

    items: list[AlikeGiven]


class DuplicateDecided(Given):
    """What was decided, and what takes it back."""

    state: Literal["open", "later", "same", "different"]
    batch: uuid.UUID = Field(description="To take it back: /api/v1/duplicates/undo/{batch}")
    merge: uuid.UUID | None = Field(None, description="What became one: /api/v1/merges/{merge}")


class SureMerged(Given):
    """How many pairs became one, and how many could not."""

    merged: int
    left: int
    batch: uuid.UUID = Field(description="To take it back: /api/v1/duplicates/undo/{batch}")


class DecisionsTakenBack(Given):
    """How many pairs wait again."""

    pairs: int


def enter(offer: Offer) -> None:
    """The queue, and what is decided about it."""
    for add in (_list, _read, _merge):
        add(offer)
    _decide(offer, "different", "They are two", deciding.different)
    _decide(offer, "later", "Look at a pair another time", deciding.later)
    for add in (_merge_sure, _undo, _similar, _of_customer):
        add(offer)


def _list(offer: Offer) -> None:
    @offer(
        "GET /duplicates",
        "list_duplicates",
        "Customers that may be one",
        gives={200: Duplicates},
    )
    def view(
        request: HttpRequest, state: Literal["open", "later"] = STATE, after: str = AFTER
    ) -> HttpResponse:
        """The likeliest first, of those the person sees both of; 20 at once."""
        listed: SuspicionSet = getattr(_mine(request), LISTS[state])()
        place = queueing.place_of(after) if after else None
        if after and place is None:
            words = Sentence("This page is not one of this list. Begin anew without it.")
            raise Invalid([Wrong("after", words)])
        pairs, rest = queueing.page(listed, me(request), place)
        return answer({"items": [_told(one) for one in pairs], "next": str(rest) if rest else None})


def _read(offer: Offer) -> None:
    @offer(
        "GET /duplicates/{uuid:id}",
        "read_duplicate",
        "One pair, with what speaks for and against it",
        gives={200: DuplicateGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """As long as both are there."""
        return answer(_told(queueing.pairs([_pair(request, id)], me(request))[0]))


def _merge(offer: Offer) -> None:
    @offer(
        "POST /duplicates/{uuid:id}/merge",
        "merge_duplicate",
        "They are one",
        gives={200: DuplicateDecided},
        takes=DuplicateToMerge,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """The other goes to the bin, and all that points at it points at the survivor."""
        pair, actor = _pair(request, id), by(request)
        both = {one.public_id: one for one in (pair.one, pair.other)}
        told = {"survivor": sent.survivor} if sent.survivor else {}
        told |= {f"chosen.{name}": one for name, one in sent.chosen.items()}
        if wrong := [Wrong(name, _NEITHER) for name, one in told.items() if one not in both]:
            raise Invalid(wrong)
        chosen = {name: both[one].pk for name, one in sent.chosen.items()}
        survivor = both[sent.survivor] if sent.survivor else None
        done = deciding.same(pair, actor, survivor=survivor, chosen=chosen)
        return _decided(pair, actor, merge=done.public_id)


def _decide(offer: Offer, word: str, words: str, act: Callable[[Suspicion, Actor], None]) -> None:
    @offer(
        f"POST /duplicates/{{uuid:id}}/{word}",
        f"{word}_duplicate",
        words,
        gives={200: DuplicateDecided},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Nobody is asked about a pair again that is different."""
        pair, actor = _pair(request, id), by(request)
        act(pair, actor)
        return _decided(pair, actor)


def _merge_sure(offer: Offer) -> None:
    @offer(
        "POST /duplicates/merge-sure",
        "merge_sure_duplicates",
        "Make one of all pairs that are sure",
        gives={200: SureMerged},
    )
    def view(request: HttpRequest) -> HttpResponse:
        """From a score of 0.98 on, at most 200 at once."""
        actor = by(request)
        done, failed = deciding.all_sure(_mine(request), actor)
        return answer({"merged": done, "left": failed, "batch": actor.batch})


def _undo(offer: Offer) -> None:
    @offer(
        "POST /duplicates/undo/{uuid:batch}",
        "undo_duplicates",
        "Take back what was decided in one action",
        gives={200: DecisionsTakenBack},
    )
    def view(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
        """By the same person: what became one is several again, and the pairs wait."""
        must(request, ABILITY)
        mine = Suspicion.objects.filter(batch=batch, decided_by=me(request))
        if not mine.exists():
            raise OutOfReach
        return answer({"pairs": deciding.take_back(batch, by(request))})


def _similar(offer: Offer) -> None:
    @offer(
        "GET /duplicates/similar",
        "find_similar_customers",
        "Who may be meant by what is known of a customer",
        gives={200: Alike},
    )
    def view(request: HttpRequest, typed: Typed = TYPED) -> HttpResponse:
        """To be asked before one is made; of those the person sees."""
        must(request, "customers.create")
        must(request, "customers.view")
        return _alike(suspecting.similar_to(Draft(**typed.model_dump()), me(request).reach))


def _of_customer(offer: Offer) -> None:
    @offer(
        "GET /duplicates/of/{uuid:id}",
        "list_duplicates_of_customer",
        "Who else one customer may be",
        gives={200: Alike},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Of those the person sees."""
        customer: Customer = found(request, CUSTOMERS, id)
        with transaction.atomic():
            facts = suspecting.of_record(customer)
        return _alike(suspecting.similar_to(facts, me(request).reach))


def _mine(request: HttpRequest) -> SuspicionSet:
    must(request, ABILITY)
    must(request, "customers.view")
    seen: SuspicionSet = Suspicion.objects.within(me(request).reach)
    return seen


def _pair(request: HttpRequest, public_id: uuid.UUID) -> Suspicion:
    there = _mine(request).filter(one__deleted_at=None, other__deleted_at=None)
    pair: Suspicion | None = (
        there.select_related("one__owner", "other__owner").filter(public_id=public_id).first()
    )
    if pair is None:
        raise OutOfReach
    return pair


def _decided(pair: Suspicion, actor: Actor, merge: uuid.UUID | None = None) -> HttpResponse:
    return answer({"state": pair.state, "batch": actor.batch, "merge": merge})


def _alike(some: Iterable[Suspect]) -> HttpResponse:
    items = [
        {
            "customer": one.record.public_id,
            "name": one.record.name,
            "score": one.score,
            "because": _because(one.because),
        }
        for one in some
    ]
    return answer({"items": items})


def _told(pair: Pair) -> dict[str, Any]:
    held = pair.suspicion
    return {
        "id": held.public_id,
        "score": pair.score,
        "state": held.state,
        "one": held.one.public_id,
        "other": held.other.public_id,
        "because": _because(pair.because),
        "facts": [_fact(row) for row in pair.rows],
        "survivor": pair.survivor.public_id,
        "survivor_because": say(pair.survives_because),
        "found_at": plain(held.found_at),
    }


def _fact(row: Row) -> dict[str, Any]:
    told = {"label": row.label, "one": row.one, "other": row.other}
    return {**told, "is_alike": row.is_alike}


def _because(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"says": say(one.words), "weight": one.weight} for one in reasons]


_NEITHER = Sentence("This is neither of the two.")
