"""The same number or address at other customers: a duplicate, a household, a wrong entry."""

from __future__ import annotations

from collections.abc import Iterable

from goodwill.crm.accounts.reach import Reach
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
    same = (
        ContactPoint.objects.present()
        .within(reach)
        .filter(sort__in={point.sort for point in points})
        .filter(value__in={point.value for point in points})
        .exclude(customer_id__in={point.customer_id for point in points})
        .filter(customer__deleted_at=None)
        .select_related("customer")
        .order_by("customer__name_key", "pk")[:FEW]
    )
    found: dict[tuple[str, str], list[Customer]] = {}
    for other in same:
        found.setdefault((other.sort, other.value), []).append(other.customer)
    return found
