"""Logging what happened with a customer: once, however often it is sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.timeline import mentioning, planning
from goodwill.crm.customers.timeline.errors import AlreadyAnother, NothingSaid, NotYet
from goodwill.crm.customers.timeline.kinds import SORTS
from goodwill.crm.customers.timeline.models import Timer
from goodwill.crm.customers.timeline.planning import Later, Plan
from goodwill.crm.customers.timeline.telling import LONGEST, subject_of
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change, new_id

CLOCKS_DIFFER = timedelta(days=1)
"""How far a device's clock may be ahead before we ask; until then we take our own time."""

CHANNELS = {"call": "phone", "visit": "visit", "email": "email"}
"""The channel that a sort of entry took unless someone says otherwise."""


@dataclass(frozen=True)
class Entry:
    """What a person tells of what happened.

    `public_id` is made by whoever sends it, so that sending it twice makes one entry.
    """

    sort: str
    text: str = ""
    public_id: uuid.UUID = field(default_factory=new_id)
    happened_at: datetime | None = None
    person: Customer | None = None
    minutes: int | None = None
    channel: str = ""
    is_inbound: bool = False
    reaction: str = ""
    is_private: bool = False
    place: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
    follow_up: Later | None = None


@dataclass(frozen=True)
class Logged:
    """The entry, and whether it is new or had arrived before."""

    entry: Activity
    is_new: bool


def log(customer: Customer, told: Entry, actor: Actor) -> Logged:
    """Keep an entry once: what was sent again is answered as it was the first time.

    Raises
    ------
    AlreadyAnother
        If the id belongs to an entry of someone else or of another customer.
    NothingSaid
        For a note, message or task without a word.
    NotYet
        For something that would happen in the future.
    SeveralOfThatName
        If the text names someone and several bear the name.
    """
    known = _known(customer, told, actor)
    if known is not None:
        return Logged(known, is_new=False)
    try:
        with transaction.atomic():
            return Logged(_keep(customer, told, actor), is_new=True)
    except IntegrityError:
        # The same entry arrived over another connection in this very moment.
        known = _known(customer, told, actor)
        if known is None:
            raise
        return Logged(known, is_new=False)


def rewrite(entry: Activity, values: dict[str, Any], actor: Actor, *, seen: int) -> Change | None:
    """Change an entry; who is named in it now and was not before is told."""
    fresh: list[User] = []
    with transaction.atomic():
        if text := values.pop("text", "").strip():
            called = list(entry.mentions.all())
            fresh = [one for one in mentioning.mentioned(text, entry.customer) if one not in called]
            values |= {**_in_two(text), "mentions": [*called, *fresh]}
        line = changing.change(entry, values, actor, seen=seen)
        if line and entry.told and "subject" in line.fields:
            entry.told = {}
            entry.save(update_fields=["told"])
        mentioning.call(fresh, entry, actor.user)
    return line


def text_of(entry: Activity) -> str:
    """What the person wrote, in one piece."""
    return _together({"subject": "" if entry.told else entry.subject, "body": entry.body})


def _known(customer: Customer, told: Entry, actor: Actor) -> Activity | None:
    known: Activity | None = Activity.objects.filter(public_id=told.public_id).first()
    if known and (known.created_by != actor.user or known.customer_id != customer.pk):
        raise AlreadyAnother
    return known


def _keep(customer: Customer, told: Entry, actor: Actor) -> Activity:
    if told.sort == Activity.Sort.TASK:
        return _planned(customer, told, actor)
    named = mentioning.mentioned(told.text, customer)
    entry = changing.create(_entry(customer, told, actor), actor, many={"mentions": named})
    mentioning.call(named, entry, actor.user)
    Timer.objects.filter(person=actor.user, customer=customer).delete()
    if told.follow_up:
        task_id = uuid.uuid5(told.public_id, "follow-up")
        planning.follow_up(entry, told.follow_up, actor, public_id=task_id)
    return entry


def _planned(customer: Customer, told: Entry, actor: Actor) -> Activity:
    if not told.text.strip():
        raise NothingSaid
    named = mentioning.mentioned(told.text, customer)
    parts = _in_two(told.text)
    wanted = Plan(
        parts["subject"],
        told.due_at or (planning.due(told.follow_up, actor.user) if told.follow_up else None),
        body=parts["body"],
        is_private=told.is_private,
        mentions=tuple(named),
        public_id=told.public_id,
    )
    task = planning.plan(customer, wanted, actor)
    mentioning.call(named, task, actor.user)
    return task


def _entry(customer: Customer, told: Entry, actor: Actor) -> Activity:
    parts = _in_two(told.text)
    if not parts["subject"] and told.sort in _NEED_WORDS:
        raise NothingSaid
    return Activity(
        public_id=told.public_id,
        customer=customer,
        person=told.person,
        sort=Activity.Sort(told.sort).value,
        happened_at=_when(told.happened_at),
        minutes=told.minutes,
        channel=told.channel or CHANNELS.get(told.sort, ""),
        is_inbound=told.is_inbound,
        department=planning.department_of(actor.user),
        reaction=told.reaction,
        is_private=told.is_private,
        place=told.place,
        owner=actor.user,
        body=parts["body"],
        **subject_of(parts["subject"] or SORTS[told.sort]),
    )


def _when(told: datetime | None) -> datetime:
    now = timezone.now()
    if told is None:
        return now
    if told > now + CLOCKS_DIFFER:
        raise NotYet
    return min(told, now)


def _in_two(text: str) -> dict[str, str]:
    """The first line is the subject, if it is short enough to be one; the rest is the text."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if len(first) <= LONGEST:
        return {"subject": first, "body": rest.strip()}
    return {"subject": f"{first[: LONGEST - 1]}…", "body": text.strip()}


def _together(parts: dict[str, Any]) -> str:
    subject, body = parts["subject"], parts["body"]
    if subject.endswith("…") and body.startswith(subject[:-1]):
        return str(body)
    return f"{subject}\n{body}".strip()


_NEED_WORDS = {"note", "message", "email"}
