"""Putting a round together: whom to see on a day, in which order; and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from goodwill.analytics.execution.rounds import shortest
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.sales.visits.errors import NotForThem, NotPlanned
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.sales.visits.places import Place, places_of


def create(values: Mapping[str, Any], actor: Actor) -> Visit:
    """A visit as a form or a program wants it."""
    visit = Visit()
    many = saving.fill(visit, values)
    visit.owner = visit.owner or actor.user
    visit.status = Visit.Status.PLANNED
    if visit.customer.do_not_contact:
        raise NotForThem(visit.customer.name)
    with transaction.atomic():
        visit.turn = _next_turn(visit.owner, visit.planned_on)
        return changing.create(visit, actor, many=many)


def plan(customer: Customer, on: date, actor: Actor, purpose: str = "") -> Visit:
    """Put a customer into one's round of a day, at its end; who is in it already stays there.

    Raises
    ------
    NotForThem
        If the customer does not want to be contacted.
    """
    with transaction.atomic():
        known = round_of(actor.user, on).planned().filter(customer=customer).first()
        if known is not None:
            found: Visit = known
            return found
        values = {"customer": customer, "planned_on": on, "purpose": purpose[:240]}
        return create(values, actor)


def round_of(person: User | None, on: date) -> Any:
    """The visits of somebody's day in their order, dropped ones left out."""
    own = Visit.objects.present().filter(owner=person).on(on)
    return own.exclude(status=Visit.Status.DROPPED)


def move(visit: Visit, to: date, actor: Actor) -> None:
    """See them on another day.

    Raises
    ------
    NotPlanned
        If the visit was made or dropped.
    """
    with transaction.atomic():
        _must_be_planned(visit)
        turn = _next_turn(visit.owner, to)
        changing.change(visit, {"planned_on": to, "turn": turn}, actor)


def drop(visit: Visit, actor: Actor, because: str = "") -> None:
    """Do not see them after all.

    Raises
    ------
    NotPlanned
        If the visit was made or dropped.
    """
    with transaction.atomic():
        _must_be_planned(visit)
        values = {"status": Visit.Status.DROPPED, "dropped_because": because.strip()[:240]}
        changing.change(visit, values, actor)


def earlier(visit: Visit, actor: Actor) -> None:
    """See them before whoever came before them."""
    with transaction.atomic():
        visits = list(round_of(visit.owner, visit.planned_on))
        here = next((place for place, one in enumerate(visits) if one.pk == visit.pk), 0)
        if here:
            visits[here - 1], visits[here] = visits[here], visits[here - 1]
        _put_in_order(visits, actor)


def arrange(person: User, on: date, actor: Actor) -> float | None:
    """Put the visits still to be made into an order with a short way; its kilometres.

    Those whose place is known come first, by the way; the others follow by city and address.
    None where no two places are known.
    """
    with transaction.atomic():
        visits = list(round_of(person, on).select_related("customer"))
        made = [one for one in visits if one.status == Visit.Status.MADE]
        ahead = [one for one in visits if one.status == Visit.Status.PLANNED]
        places = places_of(one.customer for one in ahead)
        known = [one for one in ahead if places[one.customer_id].is_exact]
        others = [one for one in ahead if not places[one.customer_id].is_exact]
        others.sort(key=lambda one: (places[one.customer_id].city, places[one.customer_id].address))
        way = _way([places[one.customer_id] for one in known])
        _put_in_order([*made, *(known[place] for place in way[0]), *others], actor)
    return way[1] if len(known) > 1 else None


def follow(entry: Activity) -> None:
    """A visit that was logged has been made, wherever it was logged; taken back, it has not."""
    if entry.sort != Activity.Sort.VISIT or entry.owner_id is None:
        return
    by = Actor(entry.changed_by)
    linked = Visit.objects.filter(entry=entry).first()
    if entry.deleted_at is not None and linked is not None:
        changing.change(linked, {"status": Visit.Status.PLANNED, "entry": None}, by)
    elif entry.deleted_at is None and linked is None:
        on = timezone.localdate(entry.happened_at)
        same_day = Visit.objects.present().planned().filter(owner=entry.owner_id, planned_on=on)
        visit = same_day.filter(customer=entry.customer_id).order_by("pk").first()
        if visit is not None:
            made(visit, entry, by)


def made(visit: Visit, entry: Activity, actor: Actor) -> None:
    """The visit took place: the entry tells of it."""
    if visit.entry_id is None:
        changing.change(visit, {"status": Visit.Status.MADE, "entry": entry}, actor)


def _way(places: Sequence[Place]) -> tuple[tuple[int, ...], float]:
    latitudes = np.array([place.latitude for place in places], dtype=float)
    longitudes = np.array([place.longitude for place in places], dtype=float)
    found = shortest(latitudes, longitudes)
    return found.order, found.kilometres


def _put_in_order(visits: Sequence[Visit], actor: Actor) -> None:
    for turn, visit in enumerate(visits, start=1):
        if visit.turn != turn:
            changing.change(visit, {"turn": turn}, actor)


def _next_turn(person: User | None, on: date) -> int:
    last = round_of(person, on).values_list("turn", flat=True).last()
    return (last or 0) + 1


def _must_be_planned(visit: Visit) -> None:
    visit.refresh_from_db(fields=["status"])
    if visit.status != Visit.Status.PLANNED:
        raise NotPlanned
