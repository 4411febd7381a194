"""The same number or address at other customers: a duplicate, a household, a wrong entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import ContactPoint, Customer

TELLING = ("phone", "email", "whatsapp", "wechat")
"""Sorts of which one belongs to one customer; an address or a web site may be shared."""
FEW = 50


def known_elsewhere(
    points: Iterable[ContactPoint], reach: Reach
) -> dict[tuple[str, str], list[Customer]]:
    """Other customers *within reach* with the same contact point, by sort and value.

    Nothing tells of those out of reach, not even how many there are.
    """
    points = [point for point in points if point.sort in TELLING]
    if not points:
        return {}
    sorts, values, owners = (
        sorted({getattr(point, name) for point in points})
        for name in ("sort", "value", "customer_id")
    )
    found: dict[tuple[str, str], list[Customer]] = {}
    for other in _same(reach, sorts, values, owners):
        found.setdefault((other.sort, other.value), []).append(other.customer)
    return found


@kept
def _same(reach: Reach, sorts: list[str], values: list[str], owners: list[int]) -> QuerySet[Any]:
    seen = ContactPoint.objects.present().within(reach)
    others = seen.filter(sort__in=sorts, value__in=values).exclude(customer_id__in=owners)
    present = others.filter(customer__deleted_at=None).select_related("customer")
    return present.order_by("customer__name_key", "pk")[:FEW]
