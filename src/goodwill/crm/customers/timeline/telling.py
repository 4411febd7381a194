"""How other rooms write into the timeline: an order came, a contract ends, a case was closed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Record
from goodwill.language import Sentence, speak


@dataclass(frozen=True)
class About:
    """The record that an entry tells of, by its kind's word and its public id."""

    kind: str
    public_id: uuid.UUID


def tell(
    customer: Customer,
    sort: str,
    subject: Sentence | str,
    *,
    actor: Actor,
    about: Record | About | None = None,
    at: datetime | None = None,
    body: str = "",
    channel: str = "",
    department: str = "",
    is_inbound: bool = False,
) -> Activity:
    """Write that something happened; a `Sentence` is said in the language of whoever reads it.

    `about` is the record it tells of: the entry links to it for those who may see it.
    """
    entry = Activity(
        customer=customer,
        sort=Activity.Sort(sort).value,
        happened_at=at or timezone.now(),
        body=body,
        channel=channel,
        department=department,
        is_inbound=is_inbound,
        owner=actor.user,
        **subject_of(subject),
        **_pointing(about),
    )
    return changing.create(entry, actor)


def subject_of(subject: Sentence | str) -> dict[str, Any]:
    """The words in the company's language, for search; and the sentence, for readers of others."""
    if isinstance(subject, str):
        return {"subject": subject[:LONGEST]}
    words = speak(settings.LANGUAGE_CODE).say(subject)
    return {"subject": words[:LONGEST], "told": wording.kept(subject)}


def _pointing(about: Record | About | None) -> dict[str, Any]:
    if about is None:
        return {}
    return {"about_kind": about.kind, "about_id": about.public_id}


LONGEST = 240
