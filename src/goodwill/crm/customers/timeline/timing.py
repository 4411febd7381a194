"""The clock that runs while someone works for a customer, so that nobody has to remember."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.timeline.models import Timer

FORGOTTEN = timedelta(hours=12)
"""A clock that ran longer was forgotten; its minutes mean nothing."""


def start(person: User, customer: Customer, sort: str = "call") -> Timer:
    """Start the person's clock for a customer; one that ran for another stops."""
    timer, _ = Timer.objects.update_or_create(
        person=person,
        defaults={"customer": customer, "sort": sort, "started_at": timezone.now()},
    )
    return timer


def stop(person: User) -> None:
    """Stop the clock without logging anything."""
    Timer.objects.filter(person=person).delete()


def running(person: User) -> Timer | None:
    """The person's clock, if one runs and was not forgotten."""
    since = timezone.now() - FORGOTTEN
    return next(iter(_running(person.pk, since)), None)


@kept
def _running(person: int, since: datetime) -> QuerySet[Any]:
    timers = Timer.objects.filter(person=person, started_at__gte=since)
    return timers.select_related("customer").order_by("pk")[:1]


def minutes(timer: Timer) -> int:
    """Minutes begun since it was started."""
    return -(-(timezone.now() - timer.started_at) // timedelta(minutes=1))
