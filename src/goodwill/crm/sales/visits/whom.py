"""Whom else to see while one is there: by what is at risk with them, and how near they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from goodwill.analytics.execution.rounds import distances
from goodwill.analytics.figure import Figure
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day.reasons import CONTACTS
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.sales.visits.places import Place, places_of
from goodwill.crm.value.scoring import worth
from goodwill.language import Sentence

OFFERED = 12
LOOKED_AT = 120
"""Of so many with the most at risk, the nearest are offered."""
NEAR_KM = 25.0
SILENT_DAYS = 60


@dataclass(frozen=True)
class Offered:
    """A customer to see, where, why, and what is at risk with them as far as one may see it."""

    customer: Customer
    place: Place
    because: tuple[Sentence, ...]
    kilometres: float | None = None
    is_near: bool = False
    figure: Figure | None = None
    word: str = ""
    """By which the figure's receipt is found."""


def shown_risk(reach: Reach) -> str:
    """What the person may see of what is at risk: its word; empty where nothing."""
    for word, name in (("at_risk", "at_risk_minor"), ("revenue_at_risk", "revenue_at_risk_minor")):
        if reach.sees("customers", f"score.{name}"):
            return word
    return ""


def offered(person: User, visits: Sequence[Visit], today: date) -> list[Offered]:
    """Own customers who are not in the round yet: the near ones first, then by what is at risk.

    Without a round they come by what is at risk alone. Whoever was seen within two weeks, or is
    planned already, is left out.
    """
    word = shown_risk(person.reach)
    found = list(_candidates(person, visits, today, word))
    places = places_of([*found, *(one.customer for one in visits)])
    here = [places[one.customer_id] for one in visits]
    every = [_offer(one, places[one.pk], here) for one in found]
    nearest = sorted(every, key=lambda offer: not offer.is_near)[:OFFERED]
    return [
        replace(offer, figure=figure_of(offer.customer, person.reach, word), word=word)
        for offer in nearest
    ]


def figure_of(customer: Customer, reach: Reach, word: str) -> Figure | None:
    """What is at risk with a customer; None where nobody has valued them, or nothing is told."""
    score = getattr(customer, "score", None)
    told = worth.FIGURES.get(word)
    if score is None or told is None or not reach.sees("customers", f"score.{told.field}"):
        return None
    figure = told.make(score)
    return figure if figure.value is not None else None


def _candidates(
    person: User, visits: Iterable[Visit], today: date, word: str
) -> Iterable[Customer]:
    """The person's own customers with the most at risk, then those not seen for longest."""
    seen = Activity.objects.filter(
        customer=OuterRef("pk"), deleted_at=None, sort__in=CONTACTS
    ).order_by("-happened_at")
    lately = Activity.objects.filter(
        customer=OuterRef("pk"),
        deleted_at=None,
        sort=Activity.Sort.VISIT,
        happened_at__gte=timezone.now() - timedelta(days=14),
    )
    ahead = Visit.objects.filter(
        customer=OuterRef("pk"),
        deleted_at=None,
        status=Visit.Status.PLANNED,
        planned_on__gte=today,
    )
    own = (
        Customer.objects.present()
        .within(person.reach)
        .filter(owner=person, is_customer=True, do_not_contact=False)
    )
    free = own.exclude(pk__in=[one.customer_id for one in visits]).filter(
        ~Exists(lately), ~Exists(ahead)
    )
    risk = F(f"score__{word}_minor").desc(nulls_last=True) if word else F("pk").asc()
    longest = F("last_contact").asc(nulls_first=True)
    ordered: Any = free.annotate(last_contact=Subquery(seen.values("happened_at")[:1]))
    found: Iterable[Customer] = ordered.select_related("score__valuation").order_by(
        risk, longest, "pk"
    )[:LOOKED_AT]
    return found


def _offer(customer: Customer, place: Place, here: Sequence[Place]) -> Offered:
    away = _kilometres(place, here)
    is_same = bool(place.city) and any(place.city == other.city for other in here)
    is_near = away <= NEAR_KM if away is not None else is_same
    because = tuple(_because(customer, place, away, is_same=is_same))
    return Offered(customer, place, because, away, is_near)


def _because(
    customer: Customer, place: Place, away: float | None, *, is_same: bool
) -> Iterable[Sentence]:
    if away is not None:
        yield Sentence("{km} km from your round", km=round(away, 1))
    elif is_same:
        yield Sentence("Also in {city}", city=place.city)
    last: datetime | None = getattr(customer, "last_contact", None)
    if last is None:
        yield Sentence("No contact recorded yet")
    elif (days := (timezone.now() - last).days) >= SILENT_DAYS:
        yield Sentence("No contact for {n} day", "No contact for {n} days", n=days)
    score = getattr(customer, "score", None)
    if score is not None and score.next_order_on is not None:
        yield Sentence("Next order expected on {day}", day=score.next_order_on)


def _kilometres(place: Place, here: Sequence[Place]) -> float | None:
    """How far it is to the nearest place of the round whose place is known, too."""
    known = [other for other in here if other.is_exact]
    if not place.is_exact or not known:
        return None
    both = [place, *known]
    latitudes = np.array([one.latitude for one in both], dtype=float)
    longitudes = np.array([one.longitude for one in both], dtype=float)
    return float(distances(latitudes, longitudes)[0, 1:].min())


def planned_within(visits: Any, reach: Reach) -> Any:
    """Visits whose customers the person still sees, with what their cards show."""
    return visits.within(reach).select_related("customer__score__valuation", "entry", "person")
