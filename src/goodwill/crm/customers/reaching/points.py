"""Adding, mending, checking and removing the ways to reach a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodwill.crm.customers.errors import BadContactPoint
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.customers.reaching.writing import written
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.language import Sentence

NO_PARTS: Mapping[str, str] = {}


def add(
    customer: Customer,
    sort: str,
    given: str,
    actor: Actor,
    *,
    label: str = "",
    country: str = "",
    parts: Mapping[str, str] = NO_PARTS,
) -> ContactPoint:
    """Add a way to reach the customer; the first of its sort becomes the first choice.

    Raises
    ------
    BadContactPoint
        If nobody could be reached by it, or the customer has it already.
    """
    kept = written(sort, given, country or customer.country or home(), parts)
    with transaction.atomic():
        others = _of(customer, sort)
        if any(other.value == kept.value for other in others):
            raise BadContactPoint(Sentence("{value} is there already.", value=kept.given))
        point = ContactPoint(
            customer=customer,
            sort=sort,
            label=label,
            given=kept.given,
            value=kept.value,
            country=kept.country,
            region=kept.region,
            parts=dict(kept.parts),
            is_primary=not any(other.is_primary for other in others),
        )
        return changing.create(point, actor)


def correct(
    point: ContactPoint,
    given: str,
    actor: Actor,
    *,
    label: str | None = None,
    country: str = "",
    parts: Mapping[str, str] = NO_PARTS,
) -> None:
    """Write it differently; what was known of the old one, verified or invalid, no longer holds.

    Raises
    ------
    BadContactPoint
        If nobody could be reached by it.
    """
    kept = written(point.sort, given, country or point.country or home(), parts)
    values: dict[str, Any] = {
        "given": kept.given,
        "value": kept.value,
        "country": kept.country,
        "region": kept.region,
        "parts": dict(kept.parts),
    }
    if label is not None:
        values["label"] = label
    if kept.value != point.value:
        values |= {"verified_at": None, "invalid_since": None, "invalid_because": ""}
    changing.change(point, values, actor)


def make_first_choice(point: ContactPoint, actor: Actor) -> None:
    """Prefer it to all others of its sort."""
    with transaction.atomic():
        for other in _of(point.customer, point.sort):
            if other.is_primary and other.pk != point.pk:
                changing.change(other, {"is_primary": False}, actor)
        changing.change(point, {"is_primary": True}, actor)


def verify(point: ContactPoint, actor: Actor) -> None:
    """Someone was reached by it."""
    now = timezone.now()
    changing.change(
        point, {"verified_at": now, "invalid_since": None, "invalid_because": ""}, actor
    )


def mark_invalid(point: ContactPoint, because: str, actor: Actor) -> None:
    """Nobody is reached by it any more: bounced, number changed, moved."""
    values = {"invalid_since": timezone.now(), "invalid_because": because[:200]}
    changing.change(point, {**values, "verified_at": None}, actor)


def remove(point: ContactPoint, actor: Actor) -> None:
    """Put it into the bin; the next of its sort becomes the first choice."""
    with transaction.atomic():
        changing.delete(point, actor)
        if point.is_primary:
            changing.change(point, {"is_primary": False}, actor)
            heir = next(
                (one for one in _of(point.customer, point.sort) if not one.invalid_since), None
            )
            if heir is not None:
                changing.change(heir, {"is_primary": True}, actor)


def held(customer: Customer) -> list[ContactPoint]:
    """All that are not in the bin; without a query where they were read with the customer."""
    return [one for one in customer.contact_points.all() if one.deleted_at is None]


def home() -> str:
    """The country the company dials and posts from."""
    return str(settings.CONFIGURATION.region)


def _of(customer: Customer, sort: str) -> list[ContactPoint]:
    return list(customer.contact_points.present().filter(sort=sort).order_by("pk"))
