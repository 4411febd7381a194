"""Other rooms that know something of a person, and forget it with us."""

from __future__ import annotations

from collections.abc import Callable

from goodwill.crm.customers.models import Customer

Forget = Callable[[Customer], None]
_ROOMS: list[Forget] = []


def also(forget: Forget) -> Forget:
    """Have a room forget a person too; a decorator for rooms that stand on this one.

    It is called in the transaction of the erasure, before the person's own fields go.
    """
    _ROOMS.append(forget)
    return forget


def all_forget(customer: Customer) -> None:
    for forget in _ROOMS:
        forget(customer)
