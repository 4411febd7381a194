"""Imports from the first look to the last row, and back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.crm.exchange.importing.plan import Plan, Reading
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.accounts.models import User
    from goodwill.crm.exchange.importing.models import Import
    from goodwill.crm.records.changing import Actor


@dataclass(frozen=True)
class Sample:
    """The beginning of a table: its headings, its first rows as text, and how it was read."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    found: Reading
    format: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """One row that is not taken: its number in the file, the column, why, and its cells."""

    row: int
    column: str
    reason: Sentence
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """How many rows did what. `told` counts records by kind and verb: `customers.created`."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    told: Mapping[str, int] = field(default_factory=dict)
    refused: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Example:
    """What would become of one row: the record's name, and each field before and after."""

    row: int
    kind: str
    verb: str
    name: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Effect:
    """What an import would do, without doing it. `rejected` holds the first thousand."""

    counts: Counts
    rejected: tuple[Rejected, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def created(self) -> int:
        return self.counts.created

    @property
    def updated(self) -> int:
        return self.counts.updated

    @property
    def unchanged(self) -> int:
        return self.counts.unchanged

    @property
    def skipped(self) -> int:
        return self.counts.skipped


@dataclass(frozen=True)
class Undone:
    """What an undo took back, and how many records were left since somebody changed them."""

    taken_back: int
    left: int


def look(path: Path, settings: Reading = Reading(), *, name: str = "") -> Sample:  # noqa: B008
    """The beginning of a table and how it is read; raises `InputError` where it cannot be."""
    raise NotImplementedError


def start(path: Path, plan: Plan, by: User, *, name: str = "") -> Import:
    """Keep the file and the plan; nothing is brought in yet."""
    raise NotImplementedError


def dry_run(import_: Import) -> Effect:
    """What bringing it in would do; nothing is written but the effect."""
    raise NotImplementedError


def begin(import_: Import) -> None:
    """Put it into the queue."""
    raise NotImplementedError


def run(import_id: int) -> None:
    """Bring it in (or go on where it stopped), piece by piece; safe to call twice."""
    raise NotImplementedError


def pause(import_: Import) -> None:
    """Stop after the piece that is being brought in."""
    raise NotImplementedError


def resume(import_: Import) -> None:
    """Go on where it stopped."""
    raise NotImplementedError


def undo(import_: Import, actor: Actor) -> Undone:
    """Take back the whole import; what somebody changed since is left and told."""
    raise NotImplementedError


def bring(
    rows: Iterable[Mapping[str, str]], plan: Plan, actor: Actor, *, batch: uuid.UUID | None = None
) -> Counts:
    """Bring in rows that some program holds: connections, the API."""
    raise NotImplementedError
