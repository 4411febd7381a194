"""What an import did, or would do, in numbers, refusals and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goodwill.crm.exchange.importing import telling
from goodwill.language import Sayable


@dataclass(frozen=True)
class Rejected:
    """One row that is not taken: its number in the file, the column, why, and its cells."""

    row: int
    column: str
    reason: Sayable
    cells: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "reason": telling.kept(self.reason),
            "cells": dict(self.cells),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Rejected:
        reason = telling.said(told["reason"])
        return cls(told["row"], told["column"], reason, told["cells"])


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

    def __add__(self, other: Counts) -> Counts:
        told = Counter(self.told)
        told.update(other.told)
        sums = {name: getattr(self, name) + getattr(other, name) for name in _COUNTED}
        return Counts(**sums, told=dict(told), refused=(*self.refused, *other.refused))

    def to_json(self) -> dict[str, Any]:
        """The numbers, without the refused rows, which are kept apart."""
        return {**{name: getattr(self, name) for name in _COUNTED}, "told": dict(self.told)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Counts:
        numbers: dict[str, Any] = {name: int(told.get(name, 0)) for name in _COUNTED}
        return cls(**numbers, told=dict(told.get("told", {})))


@dataclass(frozen=True)
class Example:
    """What would become of one row: the record's name, and each field before and after.

    Values stand as history keeps them: plain JSON, links by their primary key, or by the name
    of a record that would be made.
    """

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

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": self.counts.to_json(),
            "rejected": [one.to_json() for one in self.rejected],
            "examples": [
                {"row": one.row, "kind": one.kind, "verb": one.verb, "name": one.name,
                 "fields": {name: list(pair) for name, pair in one.fields.items()}}
                for one in self.examples
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Effect:
        examples = (
            Example(
                **{**one, "fields": {name: tuple(pair) for name, pair in one["fields"].items()}}
            )
            for one in told.get("examples", ())
        )
        return cls(
            Counts.from_json(told["counts"]),
            tuple(Rejected.from_json(one) for one in told.get("rejected", ())),
            tuple(examples),
        )


@dataclass(frozen=True)
class Undone:
    """What an undo took back, and how many records were left since somebody changed them."""

    taken_back: int = 0
    left: int = 0


_COUNTED = ("rows", "created", "updated", "unchanged", "skipped", "rejected")
