"""Who saw, changed and took away what: the lines of history over all records and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.records.changing import digest
from goodwill.crm.records.models import Change, Record

Pairs = Mapping[str, Any]


def note(record: Record, verb: str, pairs: Pairs, by: User | None, source: str = "web") -> Change:
    """Keep a line about a record that tells of no change of its fields: shared, seen, taken away.

    `pairs` maps words to `[before, after]`.
    """
    line = Change(kind=record.kind, record_id=record.pk, version=record.version, verb=verb)
    return _keep(line, pairs, by, source)


def note_seen(record: Record, fields: Iterable[str], by: User, source: str = "web") -> Change:
    """Keep that someone looked at sensitive fields of a record."""
    return note(record, "seen", {"fields": [None, sorted(fields)]}, by, source)


def note_exported(kind: str, count: int, by: User, told: Pairs | None = None) -> Change:
    """Keep that someone took away records of a kind: how many, and by which filter (`told`)."""
    line = Change(kind=kind, record_id=0, version=0, verb="exported")
    pairs = {"records": [None, count], **{name: [None, v] for name, v in (told or {}).items()}}
    return _keep(line, pairs, by, "web")


def note_of_people(
    kind: str, record_id: int, verb: str, pairs: Pairs, by: User | None, *, source: str = "web"
) -> None:
    """Keep what was done to people, roles, teams, tokens, webhooks, or by assistants."""
    line = Change(kind=kind, record_id=record_id, version=0, verb=verb)
    _keep(line, {name: list(pair) for name, pair in pairs.items()}, by, source)


def _keep(line: Change, pairs: Pairs, by: User | None, source: str) -> Change:
    line.fields, line.by, line.source, line.at = dict(pairs), by, source, timezone.now()
    line.digest = digest(line)
    line.save()
    return line
