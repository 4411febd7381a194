"""Today's round in my day, and on the device for where there is no connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.sales.visits import planning, whom
from goodwill.crm.sales.visits.models import Visit


def block(person: User, today: date) -> Sequence[Visit]:
    """Today's round as my day shows it."""
    return list(whom.planned_within(planning.round_of(person, today), person.reach))


def carried(person: User) -> Iterator[tuple[str, str]]:
    """The pages a device keeps, each with what changes when the page does."""
    if not (person.may("visits.view") and person.may("customers.view")):
        return
    today = timezone.localdate()
    visits = block(person, today)
    told = " ".join(f"{one.public_id}:{one.version}" for one in visits)
    yield reverse("round"), f"{today.isoformat()} {told}"
    for one in visits:
        yield reverse("customer", args=[one.customer.public_id]), str(one.customer.version)
