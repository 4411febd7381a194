"""Where customers are, as far as anybody knows: where people checked in last, else their city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodwill.crm.customers.models import Activity, ContactPoint, Customer

LOOKED_BACK = 2_000
"""The latest check-ins that are looked at."""


@dataclass(frozen=True)
class Place:
    """Where a customer is: coordinates where somebody checked in, words in any case."""

    address: str
    city: str
    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_exact(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def map(self) -> str:
        """What maps open (RFC 5870); empty where nothing is known."""
        if self.is_exact:
            return f"geo:{self.latitude},{self.longitude}"
        return ""


def places_of(customers: Iterable[Customer]) -> dict[int, Place]:
    """Each customer's place, in a number of queries that does not grow."""
    held = list(customers)
    ids = [one.pk for one in held]
    addresses = _addresses(ids)
    found = _check_ins(ids)
    return {
        one.pk: Place(addresses.get(one.pk, ""), one.city, *found.get(one.pk, (None, None)))
        for one in held
    }


def _addresses(ids: list[int]) -> dict[int, str]:
    points = ContactPoint.objects.present().filter(
        customer_id__in=ids, sort="address", invalid_since=None
    )
    rows = points.order_by("is_primary", "-pk").values_list("customer_id", "given")
    return {pk: ", ".join(line.strip() for line in given.splitlines()) for pk, given in rows}


def _check_ins(ids: list[int]) -> dict[int, tuple[float, float]]:
    """The latest that are exact enough to go by."""
    entries = Activity.objects.present().filter(
        customer_id__in=ids, sort=Activity.Sort.VISIT, is_private=False
    )
    told = entries.exclude(place={}).order_by("-happened_at").values_list("customer_id", "place")
    found: dict[int, tuple[float, float]] = {}
    for pk, place in told[:LOOKED_BACK]:
        if pk not in found and {"latitude", "longitude"} <= place.keys():
            found[pk] = (float(place["latitude"]), float(place["longitude"]))
    return found
