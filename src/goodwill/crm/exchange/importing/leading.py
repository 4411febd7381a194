"""From an import to the records it made and changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.models import Change
from goodwill.crm.ui.addresses import address_if_any
from goodwill.language import Sentence

VERBS = {"created": Sentence("Added"), "changed": Sentence("Changed")}
AT_ONCE = 50


@dataclass(frozen=True)
class Tally:
    """How many records of a kind were made or changed, to be led to."""

    kind: Kind
    verb: str
    count: int


@dataclass(frozen=True)
class Shown:
    """One record that an import made or changed."""

    kind: Kind
    name: str
    where: str
    fields: tuple[str, ...]
    public_id: uuid.UUID


@dataclass(frozen=True)
class Page:
    """Some of them, and where the next begin."""

    records: tuple[Shown, ...]
    after: str
    hidden: int
    """How many of these the person does not see."""


def page_of(import_: Import, verb: str, me: User, after: str) -> Page:
    """The records that an import made or changed, in the order it did."""
    lines = Change.objects.filter(batch=import_.batch, verb=verb).order_by("pk")
    if after.isdecimal():
        lines = lines.filter(pk__gt=int(after))
    some = list(lines[: AT_ONCE + 1])
    shown, hidden = _records(some[:AT_ONCE], me)
    return Page(shown, str(some[AT_ONCE - 1].pk) if len(some) > AT_ONCE else "", hidden)


def _records(lines: list[Change], me: User) -> tuple[tuple[Shown, ...], int]:
    found: dict[tuple[str, int], Any] = {}
    of_kind = {kind.word: kind for kind in kinds()}
    for word, kind in of_kind.items():
        ids = [line.record_id for line in lines if line.kind == word]
        if ids and me.may(f"{word}.view"):
            seen = kind.model.objects.present().within(me.reach).filter(pk__in=ids)
            found.update({(word, one.pk): one for one in seen})
    shown = tuple(
        _shown(of_kind[line.kind], found[line.kind, line.record_id], line, me)
        for line in lines
        if (line.kind, line.record_id) in found
    )
    return shown, len(lines) - len(shown)


def _shown(kind: Kind, record: Any, line: Change, me: User) -> Shown:
    where = address_if_any(kind.page, record.public_id) if kind.page else ""
    labels = {
        one.name: one.label for one in kind.all_fields() if me.reach.sees(kind.word, one.name)
    }
    fields = tuple(str(labels[name]) for name in line.fields if name in labels)
    changed = fields if line.verb == "changed" else ()
    return Shown(kind, str(record), where, changed, record.public_id)
