"""What the audit keeps of assistants: what they asked for, whom they read about."""

from __future__ import annotations

from collections.abc import Iterable

from goodwill.crm.accounts.models import User
from goodwill.crm.records import auditing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Record

SOURCE = "assistant"
AUDITED = "assistants"


def actor(me: User) -> Actor:
    """The person as the one who changes something by way of their assistant."""
    return Actor(me, source=SOURCE)


def asked(tool: str, me: User, **told: object) -> None:
    """Keep that a tool was used."""
    pairs = {name: (None, value) for name, value in {"tool": tool, **told}.items()}
    auditing.note_of_people(AUDITED, 0, "asked", pairs, me, source=SOURCE)


def seen(record: Record, fields: Iterable[str], me: User) -> None:
    """Keep that an assistant was shown a record."""
    auditing.note_seen(record, fields, me, SOURCE)
