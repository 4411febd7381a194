"""Tasks and meetings for a person's own calendar program (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.my_day.models import Feed, new_token
from goodwill.crm.customers.timeline.reading import said
from goodwill.crm.ui import speaking

BACK = timedelta(days=30)
AHEAD = timedelta(days=180)
AT_MOST = 500
A_TASK_TAKES = timedelta(minutes=30)


def renew(person: User) -> Feed:
    """A new secret address; whoever knew the old one reads nothing any more."""
    feed, _ = Feed.objects.update_or_create(
        person=person, defaults={"token": new_token(), "created_at": timezone.now()}
    )
    return feed


def calendar(person: User) -> bytes:
    """The person's open tasks, meetings and visits, in their language."""
    with speaking.to(person.language or settings.CONFIGURATION.language):
        made = Calendar()
        made.add("prodid", "-//Goodwill//CRM//")
        made.add("version", "2.0")
        made.add("x-wr-calname", speaking.say("My day"))
        for entry in _entries(person):
            made.add_component(_event(entry))
        return bytes(made.to_ical())


def _entries(person: User) -> Any:
    now = timezone.now()
    due = Q(sort="task", done_at=None, due_at__gte=now - BACK, due_at__lte=now + AHEAD)
    met = Q(sort__in=("meeting", "visit"), happened_at__gte=now - BACK)
    seen = Activity.objects.present().within(person.reach).filter(due | met, owner=person)
    return seen.select_related("customer").order_by("-happened_at", "-id")[:AT_MOST]


def _event(entry: Activity) -> Event:
    is_task = entry.sort == Activity.Sort.TASK
    start = entry.due_at if is_task and entry.due_at else entry.happened_at
    takes = timedelta(minutes=entry.minutes) if entry.minutes else A_TASK_TAKES
    event = Event()
    event.add("uid", f"{entry.public_id}@goodwill")
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", start)
    event.add("dtend", start + takes)
    event.add("summary", f"{speaking.show(said(entry))} · {entry.customer.name}")
    where = reverse("activity", args=[entry.public_id])
    event.add("url", f"{settings.CONFIGURATION.address}{where}")
    return event
