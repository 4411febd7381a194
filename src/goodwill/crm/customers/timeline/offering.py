"""What the box that logs offers: customers, people, the clock, quick choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day import viewing
from goodwill.crm.customers.timeline import forms, timing
from goodwill.crm.customers.timeline.forms import LogForm
from goodwill.crm.customers.timeline.kinds import ICONS, LOGGED, REACTION_ICONS, REACTIONS, SORTS
from goodwill.crm.customers.timeline.models import Timer
from goodwill.crm.customers.timeline.planning import LATER
from goodwill.crm.records import finding
from goodwill.crm.records.models import Change
from goodwill.language import Sentence

OFFERED = 8


@dataclass(frozen=True)
class Choice:
    """One value a field may take, as a picture and a word."""

    value: str
    name: Sentence
    icon: str = ""


SORT_CHOICES = tuple(Choice(sort, SORTS[sort], ICONS[sort]) for sort in LOGGED)
REACTION_CHOICES = tuple(Choice(one, name, REACTION_ICONS[one]) for one, name in REACTIONS.items())
LATER_CHOICES = tuple(Choice(later, name) for later, name in LATER.items())
CHANNEL_CHOICES = tuple(Choice(channel, name) for channel, name in CHANNELS.items())


@dataclass(frozen=True)
class Clock:
    """The person's running clock as the box shows it."""

    timer: Timer
    minutes: int


def clock(person: User) -> Clock | None:
    timer = timing.running(person)
    return Clock(timer, timing.minutes(timer)) if timer else None


def box(customer: Customer | None, person: User, *, form: LogForm | None = None) -> dict[str, Any]:
    """What the template of the box needs."""
    return {
        "form": form or LogForm(),
        "sorts": SORT_CHOICES,
        "sort_names": SORTS,
        "reactions": REACTION_CHOICES,
        "later": LATER_CHOICES,
        "channels": CHANNEL_CHOICES,
        "quick_minutes": forms.QUICK_MINUTES,
        "people": forms.people_of(customer, person.reach) if customer else [],
        "clock": clock(person),
        "may_log": person.may("activities.create"),
        "may_change": person.may("activities.change"),
    }


def customers(person: User, begun: str) -> Sequence[Customer]:
    """Customers that fit what is typed; without a word, those seen last, then one's own."""
    within = Customer.objects.present().within(person.reach)
    if begun.strip():
        hits = finding.find(begun, person.reach, limit=OFFERED * 3)
        ids = [hit.public_id for hit in hits if hit.kind.word == Customer.kind][:OFFERED]
        known = {one.public_id: one for one in within.filter(public_id__in=ids)}
        return [known[one] for one in ids if one in known]
    seen = viewing.latest(person, Customer, OFFERED)
    if len(seen) < OFFERED:
        own = within.filter(owner=person).exclude(pk__in=[one.pk for one in seen])
        seen += own.order_by("name_key", "id")[: OFFERED - len(seen)]
    return seen


def undo_address(entry: Activity, line: Change | None = None) -> str:
    """Where what was just done to an entry is taken back; empty where there is nothing to."""
    lines = Change.objects.filter(kind=entry.kind, record_id=entry.pk).order_by("-pk")
    latest = line or lines.first()
    try:
        return reverse("undo", args=[latest.batch]) if latest else ""
    except NoReverseMatch:
        return ""
