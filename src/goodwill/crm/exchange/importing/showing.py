"""Columns and what they may become, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from goodwill.crm.exchange.importing import telling
from goodwill.crm.exchange.importing.effects import Counts
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.preparing import NEW_FIELD
from goodwill.crm.exchange.importing.recognising import can_hold, columns_of
from goodwill.crm.exchange.importing.targets import Target
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.language import Sayable, Sentence

SAMPLES = 3


@dataclass(frozen=True)
class Line:
    """One column: its heading, what it holds, what it becomes and why."""

    place: int
    heading: str
    samples: tuple[str, ...]
    target: str
    because: Sayable | None
    is_many: bool
    doubt: Sentence | None


def lines(upload: Upload, wanted: Sequence[Target]) -> list[Line]:
    """Every column of the table, in its order."""
    by_name = {one.name: one for one in wanted}
    holds = columns_of(upload.headings, upload.rows)
    columns = upload.plan.get("columns", {})
    shown = []
    for place, heading in enumerate(upload.headings):
        name = columns.get(heading, "")
        target = by_name.get(name)
        kept = upload.reasons.get(heading)
        is_right = target is None or can_hold(target, holds[heading])
        shown.append(
            Line(
                place,
                heading,
                tuple(dict.fromkeys(holds[heading]))[:SAMPLES],
                name if target or name == NEW_FIELD else "",
                telling.said(kept) if kept else None,
                is_many=target is not None and target.is_many,
                doubt=None if is_right else Sentence("What it holds does not look like that."),
            )
        )
    return shown


def groups(shape: str, wanted: Sequence[Target]) -> list[tuple[Sayable, list[Target]]]:
    """What columns may become, by what it belongs to: the record itself first."""
    titles: dict[str, Sayable] = {shape: kind_of(shape).one, **_PARTS, "": Sentence("Besides")}
    found: dict[str, list[Target]] = {part: [] for part in titles}
    for one in wanted:
        part = one.part if one.part in titles else ""
        found["custom" if one.name.startswith("custom.") else part].append(one)
    return [(titles[part], some) for part, some in found.items() if some]


def in_order(kinds: Iterable[Kind]) -> list[Kind]:
    """What companies bring in most, first."""
    places = {word: place for place, word in enumerate(_FIRST)}
    return sorted(kinds, key=lambda kind: places.get(kind.word, len(places)))


def state_of(import_: Import) -> Sentence:
    """How it stands, in a word or two."""
    return STATES[import_.state]


def counts_of(import_: Import) -> Counts:
    """How many rows did what, so far."""
    return Counts.from_json(import_.counts)


STATES = {
    Import.State.READY.value: Sentence("Tried out"),
    Import.State.WAITING.value: Sentence("Waiting for its turn"),
    Import.State.RUNNING.value: Sentence("Coming in"),
    Import.State.PAUSED.value: Sentence("Paused"),
    Import.State.DONE.value: Sentence("Done"),
    Import.State.FAILED.value: Sentence("Stopped"),
    Import.State.UNDOING.value: Sentence("Being taken back"),
    Import.State.UNDONE.value: Sentence("Taken back"),
}
_FIRST = ("customers", "orders", "products", "contracts", "activities", "relations")
_PARTS: dict[str, Sayable] = {
    "custom": Sentence("Own fields"),
    "contact_points": Sentence("How to reach them"),
    "person": Sentence("A contact person there"),
    "order_lines": Sentence("Lines of the order"),
    "consent": Sentence("Consent"),
}
