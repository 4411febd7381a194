"""What a device carries along: my day and the customers someone most likely needs on the road."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.my_day import viewing

AT_MOST = 200


@dataclass(frozen=True)
class Carried:
    """Addresses, the most needed first; `version` changes when what they show has changed."""

    version: str
    addresses: list[str]


Pages = Callable[[User], Iterable[tuple[str, str]]]
"""Addresses, each with something that changes when what stands there has changed."""


def also(pages: Pages) -> None:
    """Let a device carry a room's pages, too, before those of the customers."""
    if pages not in _ALSO:
        _ALSO.append(pages)


def carried(person: User) -> Carried:
    """My day, the customers seen last, then the person's own, the latest changed first."""
    customers = {one.pk: one for one in viewing.latest(person, Customer, AT_MOST)}
    own = Customer.objects.present().within(person.reach).filter(owner=person)
    for one in own.order_by("-changed_at", "-id")[:AT_MOST]:
        customers.setdefault(one.pk, one)
    kept = list(customers.values())[:AT_MOST]
    besides = dict(pair for pages in _ALSO for pair in pages(person))
    pages = [_page(one) for one in kept]
    told = "\n".join(f"{one.public_id} {one.version}" for one in kept)
    rest = "".join(f"\n{address} {state}" for address, state in besides.items())
    version = hashlib.sha256(f"{person.pk}\n{told}{rest}".encode()).hexdigest()[:16]
    every = dict.fromkeys([reverse("my_day"), *_log(), *besides, *pages])
    return Carried(version, list(every))


def _page(customer: Customer) -> str:
    try:
        return reverse("customer", args=[customer.public_id])
    except NoReverseMatch:
        return reverse("timeline", args=[customer.public_id])


def _log() -> list[str]:
    return [reverse("log")]


_ALSO: list[Pages] = []
