"""Contact points and relations for programs: their rooms' own verbs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field, StrictBool, StrictStr

from goodwill.crm.api.rest import making, shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.records import by, found, made, shown
from goodwill.crm.api.rest.shaping import Day, Shape
from goodwill.crm.customers.kinds import CONTACT_POINTS, CUSTOMERS, RELATIONS
from goodwill.crm.customers.models import ContactPoint, Relation
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.reaching.writing import written
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.records import changing
from goodwill.crm.records.asking import must
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change

Values = dict[str, Any]


class ContactPointInvalid(Shape):
    """Why nobody is reached by it any more."""

    because: StrictStr = Field("", max_length=200)


class RelationEnd(Shape):
    """As of which day; today unless said."""

    on: Day | None = None


class PersonNew(Shape):
    """Somebody nobody knows yet, and what they are to the customer."""

    name: StrictStr = Field(min_length=1, max_length=200)
    role: StrictStr = Field(min_length=1, max_length=60)
    since: Day | None = None
    is_main: StrictBool = False


def enter(of_customers: Offer, of_points: Offer, of_relations: Offer) -> None:
    """What is done with contact points and relations besides keeping values."""
    making.leave_to("contact_points", create=_add, change=_correct, delete=_remove)
    making.leave_to("relations", create=_relate)
    _on_point(of_points, "prefer", points.make_first_choice, "Make it the first of its sort")
    _on_point(of_points, "verify", points.verify, "Somebody was reached by it")
    _invalidate(of_points)
    _on_relation(of_relations, "prefer", relations.make_main, "Turn to this person first")
    _on_relation(of_relations, "resume", relations.resume, "The relation holds on after all")
    _end(of_relations)
    _relate_new(of_customers)


def _on_point(
    offer: Offer, word: str, act: Callable[[ContactPoint, Actor], None], words: str
) -> None:
    @offer(
        f"POST /contact_points/{{uuid:id}}/{word}",
        f"{word}_contact_point",
        words,
        gives={200: shaping.given("contact_points")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What it says, and nothing else."""
        point = found(request, CONTACT_POINTS, id, "change")
        act(point, by(request))
        return shown(request, point)


def _invalidate(offer: Offer) -> None:
    @offer(
        "POST /contact_points/{uuid:id}/invalidate",
        "invalidate_contact_point",
        "Nobody is reached by it any more",
        gives={200: shaping.given("contact_points")},
        takes=ContactPointInvalid,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Bounced, number changed, moved: it stays, marked as invalid."""
        point = found(request, CONTACT_POINTS, id, "change")
        points.mark_invalid(point, sent.because, by(request))
        return shown(request, point)


def _on_relation(
    offer: Offer, word: str, act: Callable[[Relation, Actor], None], words: str
) -> None:
    @offer(
        f"POST /relations/{{uuid:id}}/{word}",
        f"{word}_relation",
        words,
        gives={200: shaping.given("relations")},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """What it says, and nothing else."""
        relation = found(request, RELATIONS, id, "change")
        act(relation, by(request))
        return shown(request, relation)


def _end(offer: Offer) -> None:
    @offer(
        "POST /relations/{uuid:id}/end",
        "end_relation",
        "The relation held until a day",
        gives={200: shaping.given("relations")},
        takes=RelationEnd,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """It stays on record."""
        relation = found(request, RELATIONS, id, "change")
        relations.end(relation, sent.on or timezone.localdate(), by(request))
        return shown(request, relation)


def _relate_new(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/people",
        "relate_new_person",
        "Relate somebody new to a customer",
        gives={201: shaping.given("relations")},
        takes=PersonNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """The person is made in the customer's country, with its owner and team."""
        customer = found(request, CUSTOMERS, id)
        must(request, "relations.create")
        must(request, "customers.create")
        tie = Tie(sent.role, sent.since, sent.is_main)
        relation = relations.relate_new(customer, sent.name, tie, by(request))
        return made(request, RELATIONS, relation)


def _add(values: Values, by: Actor) -> ContactPoint:
    told = dict(values)
    customer, sort, given = told.pop("customer"), told.pop("sort"), told.pop("given")
    label, country = told.pop("label", ""), told.pop("country", "")
    is_primary = told.pop("is_primary", False)
    point = points.add(customer, sort, given, by, label=label, country=country)
    changing.change(point, {name: value for name, value in told.items() if value}, by)
    if is_primary:
        points.make_first_choice(point, by)
    return point


def _correct(point: ContactPoint, values: Values, by: Actor, seen: int | None) -> Change | None:
    """What was known of the old one, verified or invalid, no longer holds of a new one."""
    told = dict(values)
    if told.get("given", point.given) != point.given or "sort" in told:
        sort, given = told.get("sort", point.sort), told.get("given", point.given)
        country = told.get("country") or point.country or point.customer.country or points.home()
        kept = written(sort, given, country)
        told |= {"given": kept.given, "value": kept.value, "country": kept.country}
        told |= {"region": kept.region, "parts": dict(kept.parts)}
        if kept.value != point.value:
            told |= {"verified_at": None, "invalid_since": None, "invalid_because": ""}
    return changing.change(point, told, by, seen=seen)


def _remove(point: ContactPoint, by: Actor) -> None:
    points.remove(point, by)


def _relate(values: Values, by: Actor) -> Relation:
    told = dict(values)
    customer, person = told.pop("customer"), told.pop("person")
    since = cast("date | None", told.pop("since", None))
    tie = Tie(told.pop("role"), since, bool(told.pop("is_main", False)))
    relation = relations.relate(customer, person, tie, by)
    if until := told.pop("until", None):
        relations.end(relation, until, by)
    changing.change(relation, {name: value for name, value in told.items() if value}, by)
    return relation
