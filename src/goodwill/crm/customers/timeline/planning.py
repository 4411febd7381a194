"""Tasks: what was promised, to whom it falls, and when it is due."""

from __future__ import annotations

import calendar
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices import telling as noticing
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline.errors import CannotSeeIt, NoTask
from goodwill.crm.customers.timeline.seeing import sees
from goodwill.crm.customers.timeline.telling import subject_of
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change, Record, new_id
from goodwill.language import Sentence

MORNING = time(9)
ONE_BY_ONE = ("sort", "customer", "person", "owner", "is_private", "due_at", "remind_at", "done_at")
"""What is not changed of many entries at once: somebody has to be told, or may not see it."""


class Later(StrEnum):
    """When to come back to something, in one tap."""

    TOMORROW = "tomorrow"
    IN_3_DAYS = "in_3_days"
    NEXT_WEEK = "next_week"
    NEXT_MONTH = "next_month"


LATER: Mapping[str, Sentence] = {
    Later.TOMORROW: Sentence("Tomorrow"),
    Later.IN_3_DAYS: Sentence("In 3 days"),
    Later.NEXT_WEEK: Sentence("In a week"),
    Later.NEXT_MONTH: Sentence("In a month"),
}


@dataclass(frozen=True)
class Plan:
    """Something to be done: by whom (whoever plans it, unless told otherwise) and until when."""

    subject: Sentence | str
    due_at: datetime | None = None
    owner: User | None = None
    body: str = ""
    is_private: bool = False
    mentions: tuple[User, ...] = ()
    public_id: uuid.UUID = field(default_factory=new_id)


def plan(customer: Customer, wanted: Plan, actor: Actor) -> Activity:
    """Put a task on a customer's timeline; its owner is told, and reminded when it is due.

    Raises
    ------
    CannotSeeIt
        If the owner may not see the customer.
    """
    owner = wanted.owner or actor.user
    task = Activity(
        public_id=wanted.public_id,
        customer=customer,
        sort=Activity.Sort.TASK.value,
        body=wanted.body,
        owner=owner,
        department=department_of(owner),
        due_at=wanted.due_at,
        remind_at=wanted.due_at,
        is_private=wanted.is_private,
        **subject_of(wanted.subject),
    )
    with transaction.atomic():
        _must_see(owner, customer, actor)
        changing.create(task, actor, many={"mentions": wanted.mentions})
        _tell_owner(task, actor)
    return task


def finish(task: Activity, actor: Actor) -> Change | None:
    """It is done; from now on it stands where it was done in the timeline."""
    _must_be_task(task)
    now = timezone.now()
    if task.done_at is not None:
        return None
    return changing.change(task, {"done_at": now, "happened_at": now}, actor)


def reopen(task: Activity, actor: Actor) -> Change | None:
    """It is to be done after all."""
    _must_be_task(task)
    return changing.change(task, {"done_at": None}, actor)


def postpone(task: Activity, until: datetime, actor: Actor) -> Change | None:
    """It is due later; the reminder moves with it."""
    _must_be_task(task)
    return changing.change(task, {"due_at": until, "remind_at": until}, actor)


def assign(task: Activity, owner: User, actor: Actor) -> Change | None:
    """Someone else does it, and is told so.

    Raises
    ------
    CannotSeeIt
        If the new owner may not see the customer.
    """
    _must_be_task(task)
    with transaction.atomic():
        _must_see(owner, task.customer, actor)
        line = changing.change(task, {"owner": owner}, actor)
        if line is not None:
            _tell_owner(task, actor)
    return line


def change_fields(
    entry: Record, values: Mapping[str, Any], actor: Actor, seen: int | None = None
) -> Change | None:
    """Change what an entry says; the reminder of a task moves with the day it is due."""
    if "due_at" in values:
        values = {"remind_at": values["due_at"], **values}
    return changing.change(entry, values, actor, seen=seen)


def follow_up(
    entry: Activity, later: Later, actor: Actor, *, public_id: uuid.UUID | None = None
) -> Activity:
    """Come back to something that happened, in one tap."""
    subject = again(entry.sort, entry.subject)
    due_at = due(later, actor.user)
    wanted = Plan(subject, due_at, is_private=entry.is_private, public_id=public_id or new_id())
    return plan(entry.customer, wanted, actor)


def again(sort: str, subject: str) -> Sentence:
    """What following up is called, by what there was."""
    if sort == Activity.Sort.CALL:
        return Sentence("Call again: {subject}", subject=subject)
    if sort == Activity.Sort.VISIT:
        return Sentence("Visit again: {subject}", subject=subject)
    return Sentence("Follow up: {subject}", subject=subject)


def due(later: Later, person: User | None, now: datetime | None = None) -> datetime:
    """Nine in the morning of that day where the person works.

    A day on a weekend becomes the Monday after: nobody plans calls for a Sunday in one tap.
    Whoever means the weekend chooses the day.
    """
    zone = zone_of(person)
    today = timezone.localdate(now, zone)
    return morning(_not_on_weekend(_DAYS[later](today)), person)


def morning(day: date, person: User | None) -> datetime:
    """Nine in the morning of a day in the person's zone."""
    return datetime.combine(day, MORNING, zone_of(person))


def zone_of(person: User | None) -> ZoneInfo:
    return ZoneInfo((person.zone if person else "") or settings.TIME_ZONE)


def department_of(person: User | None) -> str:
    """The department an entry counts for: that of the person's team."""
    return person.team.name[:60] if person and person.team else ""


def _not_on_weekend(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() >= SATURDAY else 0)


def _a_month_after(day: date) -> date:
    """The same day of the next month, or its last."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _must_be_task(entry: Activity) -> None:
    if entry.sort != Activity.Sort.TASK:
        raise NoTask


def _must_see(person: User | None, customer: Customer, actor: Actor) -> None:
    if person and person != actor.user and not sees(person, customer):
        raise CannotSeeIt(str(person), customer.name)


def _tell_owner(task: Activity, actor: Actor) -> None:
    if task.owner is None:
        return
    sentence = Sentence(
        "{who} gave you a task: {subject}", who=str(actor.user or ""), subject=task.subject
    )
    key = f"task:{task.public_id}:{task.version}"
    noticing.tell(
        [task.owner],
        noticing.news(Notice.Sort.TASK, sentence, task, key=key, by=actor.user),
    )


SATURDAY = 5

_DAYS: Mapping[Later, Callable[[date], date]] = {
    Later.TOMORROW: lambda day: day + timedelta(days=1),
    Later.IN_3_DAYS: lambda day: day + timedelta(days=3),
    Later.NEXT_WEEK: lambda day: day + timedelta(days=7),
    Later.NEXT_MONTH: _a_month_after,
}
