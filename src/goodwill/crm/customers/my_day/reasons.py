"""Whom to see next, and why: each reason finds some of a person's customers.

A room adds its own reasons with `enter`: a contract that ends, a payment that is late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.days_of_the_year import comes_back_on
from goodwill.crm.customers.models import Activity, Customer
from goodwill.language import Sentence

CONTACTS = ("call", "meeting", "visit", "email", "message")
SILENT_DAYS = 60
SOON_DAYS = 14
EACH_AT_MOST = 10


@dataclass(frozen=True)
class Why:
    """A customer to see, and the reason; the smaller `in_days`, the more urgent."""

    customer: Customer
    because: Sentence
    in_days: int


Reason = Callable[[User, date], Iterable[Why]]


def enter(word: str, reason: Reason) -> None:
    """Make a reason known."""
    _REASONS[word] = reason


def to_see(person: User, today: date, at_most: int = EACH_AT_MOST) -> list[Why]:
    """The person's customers to see next, the most urgent first, each once."""
    found: dict[int, Why] = {}
    every = [why for reason in _REASONS.values() for why in reason(person, today)]
    for why in sorted(every, key=lambda one: one.in_days):
        found.setdefault(why.customer.pk, why)
    return list(found.values())[:at_most]


def own_customers(person: User) -> Any:
    """The customers whom the person looks after and who want to hear from us."""
    return Customer.objects.present().filter(owner=person, do_not_contact=False)


def birthdays(person: User, today: date) -> Iterator[Why]:
    """Birthdays within two weeks."""
    if not person.reach.sees("customers", "born_on"):
        return
    last = today + timedelta(days=SOON_DAYS)
    for customer in own_customers(person).with_birthday_between(today, last)[:EACH_AT_MOST]:
        day = _next(customer.born_on, today)
        yield Why(customer, Sentence("Birthday on {day}", day=day), (day - today).days)


def anniversaries(person: User, today: date) -> Iterator[Why]:
    """Anniversaries within two weeks."""
    last = today + timedelta(days=SOON_DAYS)
    for customer in own_customers(person).with_anniversary_between(today, last)[:EACH_AT_MOST]:
        day = _next(customer.anniversary_on, today)
        yield Why(customer, Sentence("Anniversary on {day}", day=day), (day - today).days)


def silence(person: User, today: date) -> Iterator[Why]:
    """No contact for long: those one talked to longest ago first, then those never talked to."""
    contacts = Activity.objects.filter(
        customer=OuterRef("pk"), deleted_at=None, sort__in=CONTACTS
    ).order_by("-happened_at")
    latest = Subquery(contacts.values("happened_at")[:1])
    own = own_customers(person).filter(is_customer=True).annotate(last_contact=latest)
    since = timezone.now() - timedelta(days=SILENT_DAYS)
    silent = own.filter(Q(last_contact=None) | Q(last_contact__lt=since))
    longest_first = F("last_contact").asc(nulls_last=True)
    for customer in silent.order_by(longest_first, "name_key", "id")[:EACH_AT_MOST]:
        yield Why(customer, _silent(customer.last_contact, today), SOON_DAYS)


def _silent(last: datetime | None, today: date) -> Sentence:
    if last is None:
        return Sentence("No contact recorded yet")
    days = (today - timezone.localdate(last)).days
    return Sentence("No contact for {n} day", "No contact for {n} days", n=days)


def _next(day: date, today: date) -> date:
    """When the day comes back next."""
    this_year = comes_back_on(day, today.year)
    return this_year if this_year >= today else comes_back_on(day, today.year + 1)


_REASONS: dict[str, Reason] = {}
