"""What own fields there are: kept in each process, and asked anew when one has changed.

Each request (and each second of a job) asks the database once for a stamp that differs after
every change; only then are the fields read again. So a change shows at once in every process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.core.signals import request_started

from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.language import Language

TRUSTED_SECONDS = 1.0


@dataclass(frozen=True)
class Labels:
    """A company's own words in the languages it gave them in."""

    by_language: Mapping[str, str]
    otherwise: str

    def said_in(self, language: Language) -> str:
        given = self.by_language
        nearest = next((text for tag, text in given.items() if text and tag != "en"), "")
        chinese = nearest if language.tag.startswith("zh") else ""
        return given.get(language.tag) or chinese or given.get("en") or nearest or self.otherwise

    def __hash__(self) -> int:
        return hash((tuple(self.by_language.items()), self.otherwise))


@dataclass
class _Known:
    """What one thread has read, and when it last made sure."""

    stamp: tuple[int, int] | None = None
    sure_until: float = 0.0
    fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], OwnField] = field(default_factory=dict)


def fields_of(kind: str) -> Iterable[Field]:
    """The own fields of a kind that are in use, in their order."""
    return _known().fields.get(kind, ())


def own_field(kind: str, name: str) -> OwnField | None:
    """How an own field is defined; None if there is none of that name in use."""
    return _known().rows.get((kind, name))


def forget() -> None:
    """Ask the database again at the next question."""
    _here.known = _Known()


def as_field(row: OwnField) -> Field:
    """The field as kinds tell of it."""
    help_ = Labels(row.help, "")
    return Field(
        f"custom.{row.name}",
        Labels(row.labels, row.name),
        Sort(row.sort),
        choices={word: Labels(labels, word) for word, labels in row.choices},
        is_required=row.is_required,
        is_indexed=row.is_indexed or row.is_unique,
        help=help_ if any(row.help.values()) else None,
    )


def _known() -> _Known:
    known: _Known = getattr(_here, "known", None) or _Known()
    _here.known = known
    if monotonic() >= known.sure_until:
        stamp = OwnField.objects.stamp()
        if stamp != known.stamp:
            _read(known)
        known.stamp, known.sure_until = stamp, monotonic() + TRUSTED_SECONDS
    return known


def _read(known: _Known) -> None:
    rows = list(OwnField.objects.in_use())
    found: dict[str, list[Field]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(as_field(row))
    known.fields = {kind: tuple(fields) for kind, fields in found.items()}
    known.rows = {(row.kind, row.name): row for row in rows}


def _make_sure(**_: Any) -> None:
    known: _Known | None = getattr(_here, "known", None)
    if known is not None:
        known.sure_until = 0.0


_here = threading.local()
request_started.connect(_make_sure)
