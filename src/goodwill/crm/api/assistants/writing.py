"""Tools that write: log what happened, and draft a message that a person looks through."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from django.conf import settings
from django.urls import reverse
from pydantic import AwareDatetime, Field

from goodwill.crm.accounts.models import User
from goodwill.crm.api.assistants import noting
from goodwill.crm.api.assistants.reading import CustomerId, absolute, within
from goodwill.crm.api.assistants.tools import Arguments, Json, Tool
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting import may_contact
from goodwill.crm.customers.timeline import recording
from goodwill.crm.customers.timeline.planning import Later
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.models import new_id
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence, speak

LONGEST = 10_000

OnceId = Annotated[
    uuid.UUID | None,
    Field(description="An id of your own making: sent again with the same id it is kept once"),
]


class LogActivity(Arguments):
    """What happened, or is to be done."""

    customer: CustomerId
    sort: Annotated[
        Literal["note", "call", "meeting", "visit", "email", "message", "task"],
        Field(description="What it was; `task` for something to be done"),
    ]
    text: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST, description="The first line becomes the heading"),
    ]
    happened_at: AwareDatetime | None = None
    minutes: Annotated[int | None, Field(ge=1, le=24 * 60)] = None
    is_inbound: bool = False
    reaction: Literal["good", "neutral", "bad"] | None = None
    due_at: Annotated[AwareDatetime | None, Field(description="For a task: until when")] = None
    follow_up: Literal["tomorrow", "in_3_days", "next_week", "next_month"] | None = None
    id: OnceId = None


class DraftMessage(Arguments):
    """A message to a customer."""

    customer: CustomerId
    channel: Literal["email", "sms", "wechat", "whatsapp", "post"]
    topic: Annotated[
        Literal["service", "personal", "offers", "news", "events", "surveys", "greetings"],
        Field(description="What it is about: most topics need the customer's consent"),
    ]
    subject: Annotated[str, Field(min_length=1, max_length=160)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    id: OnceId = None


class MayNotBeContacted(Refused):
    """The customer does not want that; says why and which way is left."""


def log_activity(told: LogActivity, me: User) -> Json:
    """An entry of the timeline, marked as the assistant's."""
    entry = Entry(
        sort=told.sort,
        text=told.text,
        public_id=told.id or new_id(),
        happened_at=told.happened_at,
        minutes=told.minutes,
        is_inbound=told.is_inbound,
        reaction=told.reaction or "",
        due_at=told.due_at,
        follow_up=Later(told.follow_up) if told.follow_up else None,
    )
    logged = recording.log(within(told.customer, me), entry, noting.actor(me))
    return {**_where(logged.entry.public_id), "is_new": logged.is_new}


def draft_message(told: DraftMessage, me: User) -> Json:
    """A task with the draft in it, for the person to look through and send; nothing is sent.

    Raises
    ------
    MayNotBeContacted
        If the customer may not be contacted about this, this way.
    """
    customer = within(told.customer, me)
    allowed = may_contact(customer, told.topic, told.channel)
    if not allowed.is_allowed:
        raise MayNotBeContacted(allowed.because)
    words = Sentence("Look through and send: {subject}", subject=told.subject)
    public_id = told.id or new_id()
    entry = Entry(
        sort="task",
        text=f"{_said(words)}\n{_said(_BY[told.channel])}\n\n{told.subject}\n\n{told.text}",
        public_id=public_id,
        channel=told.channel,
    )
    logged = recording.log(customer, entry, noting.actor(me))
    return {
        **_where(logged.entry.public_id),
        "is_new": logged.is_new,
        "is_sent": False,
        "may_be_sent": say(allowed.because),
    }


def _where(public_id: uuid.UUID) -> Json:
    return {"id": str(public_id), "address": absolute(reverse("activity", args=[public_id]))}


def _said(words: Sentence) -> str:
    """In the company's language, as whoever works here reads it."""
    return speak(settings.LANGUAGE_CODE).say(words)


_BY = {word: Sentence("Draft · {channel}", channel=name) for word, name in CHANNELS.items()}

TOOLS = (
    Tool(
        "log_activity",
        "Log what happened",
        "Keep a call, meeting, visit, note or message on a customer's timeline, or plan a task. It "
        "is kept under the person's name and marked as written by an assistant.",
        LogActivity,
        log_activity,
        needs=("customers.view", "activities.create"),
        is_reading=False,
        is_same_twice=False,
    ),
    Tool(
        "draft_message",
        "Draft a message",
        "Put the draft of a message to a customer among the person's tasks. It is refused where "
        "the customer may not be contacted so, and says why. Nothing is ever sent by this.",
        DraftMessage,
        draft_message,
        needs=("customers.view", "activities.create"),
        is_reading=False,
        is_same_twice=False,
    ),
)
