"""Who belongs to whom: the tree of groups, organisations and households, without circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.errors import InACircle
from goodwill.crm.records.reaching import seen_by

if TYPE_CHECKING:
    from goodwill.crm.customers.models import Customer

DEEPEST = 30
"""Levels that pages climb; nobody's company has more."""


def refuse_circle(part: Customer) -> None:
    """Go on only if the customer may belong to its `parent`.

    Raises
    ------
    InACircle
        If the parent is the customer itself or belongs to it, directly or by way of others.
    """
    customers = type(part)._default_manager
    above: int | None = part.parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == part.pk:
            raise InACircle(part.name, str(part.parent))
        seen.add(above)
        above = customers.values_list("parent_id", flat=True).get(pk=above)


def ancestors(customer: Customer, reach: Reach) -> list[Customer]:
    """Those the customer belongs to, the topmost first, as far up as the person sees."""
    found: list[Customer] = []
    above = customer.parent_id
    while above is not None and len(found) < DEEPEST:
        parent = seen_by(reach, type(customer), above)
        if parent is None:
            break
        found.insert(0, parent)
        above = parent.parent_id
    return found


def belonging_ids(customer: Customer) -> frozenset[int]:
    """The ids of the customer and all that belongs to it, down to the lowest."""
    found, level = {customer.pk}, {customer.pk}
    while level:
        parts = type(customer)._default_manager.filter(parent_id__in=level, deleted_at=None)
        level = set(parts.values_list("pk", flat=True)) - found
        found |= level
    return frozenset(found)
