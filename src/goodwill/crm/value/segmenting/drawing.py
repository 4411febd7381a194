"""Draws what is known of all customers out of the records, as of one moment."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from goodwill.crm.accounts.reach import widest
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing.snapshots import Row, Snapshot, snapshot
from goodwill.crm.records.kinds import Field
from goodwill.crm.records.lists import fields
from goodwill.crm.records.models import Change
from goodwill.crm.value.segmenting import behaviour, columns, questions
from goodwill.crm.value.segmenting.behaviour import DOES, Behaviour, Journal
from goodwill.crm.value.segmenting.columns import DAY, TEXT, Ints, People
from goodwill.warehouse.together import generation, next_generation

FOLDER = "segments"
VERSION = 3
"""Of what the files mean; files of another one are made anew before they are used."""
SMALL = 20_000
"""So many customers are drawn in a moment: whoever asks first has it done."""
AT_MOST_BUSY = 0.05
"""The share of the time that drawing may take, however large the company."""
TAGS = "tags"
Tell = Callable[[float], None]


def place() -> Path:
    """Where the columns of this installation lie."""
    return Path(settings.CONFIGURATION.home) / FOLDER


def current() -> People | None:
    """What is known as of the last drawing; None where there was none."""
    found = generation(place())
    if found is None or found.facts.get("version") != VERSION:
        return None
    return columns.opened(found.folder, found.facts)


def draw(tell: Tell = lambda share: None) -> People:
    """Draw everything anew; readers have what was before until all of it is there.

    Raises
    ------
    BeingWritten
        If somebody is drawing.
    """
    began = time.perf_counter()
    with next_generation(place()) as making:
        making.folder.mkdir(parents=True, exist_ok=True)
        with snapshot() as seen:
            drawer = _Drawer(seen, making.folder)
            (making.folder / "pk").touch()
            known = _drawn_fields()
            pk = drawer.customers(known)
            tell(0.3)
            for name, one in behaviour.behaviours().items():
                drawer.behaviour(name, one, pk)
            tell(0.5)
            for journal in behaviour.journals().values():
                drawer.journal(journal, pk)
            drawer.journal(_TAGGED, pk)
            tell(0.9)
            last = seen.all(Change.objects.order_by("-pk").values_list("pk")[:1])
        shapes = {one.name: columns.shape(one) for one in known}
        shapes |= {name: columns.shape(one.field) for name, one in behaviour.behaviours().items()}
        making.facts = {
            "version": VERSION,
            "as_of": seen.as_of.isoformat(),
            "customers": len(pk),
            "columns": shapes,
            "last_change": last[0][0] if last else 0,
            "seconds": round(time.perf_counter() - began, 3),
        }
    made = current()
    assert made is not None
    tell(1.0)
    return made


def forget_those_before() -> None:
    """Remove what was drawn before the last time: who was erased since is still in it."""
    now = current()
    for folder in place().glob("generation-*"):
        if now is None or folder.name != now.folder.name:
            shutil.rmtree(folder, ignore_errors=True)


def is_due(known: People | None) -> bool:
    """Whether it is worth while to draw anew: something changed, and not too much work at once."""
    if known is None:
        return True
    rest = timedelta(seconds=known.facts["seconds"] / AT_MOST_BUSY)
    if timezone.now() - known.as_of < rest:
        return False
    is_new_day = timezone.localdate(known.as_of) != timezone.localdate()
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    shapes = {one.name for one in _drawn_fields()} | behaviour.behaviours().keys()
    return is_new_day or newest != known.facts["last_change"] or shapes != known.columns.keys()


def _drawn_fields() -> list[Field]:
    """The columns that come from customers themselves and from what stands beside them."""
    known = questions.askable(widest(0)).values()
    return [
        one
        for one in known
        if not one.name.startswith(DOES) and one.name not in (TAGS, questions.SEGMENTS)
    ]


@dataclass(frozen=True)
class _Drawer:
    """Writes columns into a folder, as of one moment."""

    seen: Snapshot
    folder: Path

    def customers(self, known: list[Field]) -> Ints:
        """Every field of all customers; their primary keys, ascending."""
        built_in = [one for one in known if not one.is_own]
        own = [one for one in known if one.is_own]
        paths = [_path(one) for one in built_in]
        asked = Customer.objects.present().order_by("pk").values_list("pk", *paths, "custom")
        for one in known:
            if columns.shape(one) != TEXT:
                (self.folder / one.name).touch()
        with ExitStack() as stack:
            texts: dict[str, Any] = {
                one.name: stack.enter_context(_text_file(self.folder / one.name))
                for one in known
                if columns.shape(one) == TEXT
            }
            for piece in self.seen.rows(asked):
                pk, *values, custom = (list(column) for column in zip(*piece, strict=True))
                columns.append(self.folder / "pk", np.array(pk, np.int64))
                for one, held in zip(built_in, values, strict=True):
                    self._write(one, held, texts)
                told = [_held(each) for each in custom] if own else []
                for one in own:
                    name = one.name.removeprefix("custom.")
                    self._write(one, [_own(one, each.get(name)) for each in told], texts)
        return columns._read(self.folder / "pk", columns.AMOUNT)

    def _write(self, one: Field, held: list[Any], texts: Mapping[str, Any]) -> None:
        values = columns.written(one, held)
        if one.name in texts:
            texts[one.name].write_batch(pa.record_batch([values], names=["text"]))
        else:
            columns.append(self.folder / one.name, values)

    def behaviour(self, name: str, one: Behaviour, pk: Ints) -> None:
        """One value for each customer."""
        field = one.field
        found = columns.written(field, [one.otherwise])
        column = np.full(len(pk), found[0])
        pieces = self.seen.rows(one.rows())
        if one.reckon is not None:
            pieces = iter([list(one.reckon([row for piece in pieces for row in piece]))])
        for piece in pieces:
            if not piece:
                continue
            whom, values = zip(*piece, strict=True)
            places, here = _places(pk, np.array(whom, np.int64))
            column[places] = columns.written(field, list(values))[here]
        columns.append(self.folder / name, column)

    def journal(self, one: Journal, pk: Ints) -> None:
        """What happened, sorted by customer."""
        pieces = [_happened(piece, one) for piece in self.seen.rows(one.rows())]
        names = ("whom", "day", "amount", "what", "once")[: one.parts]
        held = {
            name: np.concatenate([piece[n] for piece in pieces]) if pieces else np.empty(0, int)
            for n, name in enumerate(names)
        }
        places, here = _places(pk, held.pop("whom").astype(np.int64))
        by = (held["once"][here], places) if "once" in held else (held["day"][here], places)
        order = np.lexsort(by)
        starts = np.searchsorted(places[order], np.arange(len(pk) + 1)).astype(np.int64)
        part = f"journal.{one.word}"
        columns.append(self.folder / f"{part}.starts", starts)
        columns.append(self.folder / f"{part}.whom", places[order].astype(np.int32))
        for name, values in held.items():
            form = columns.TYPES[DAY] if name == "day" else np.int64
            columns.append(self.folder / f"{part}.{name}", values[here][order].astype(form))


_TAGGED = Journal(
    TAGS,
    lambda: Customer.tags.through.objects.values_list("customer_id", "tag_id", "tag_id", "tag_id"),
    parts=4,
)
"""Which tags each customer has: no day, but sorted like what happened."""


def _happened(piece: list[Row], one: Journal) -> list[Any]:
    whom, day, *rest = zip(*piece, strict=True)
    is_day = one.word != TAGS
    days = columns.days(list(day), is_moment=one.is_moment) if is_day else np.zeros(len(day), int)
    return [np.array(whom, np.int64), days, *(np.array(each, np.int64) for each in rest)]


def _places(pk: Ints, whom: Ints) -> tuple[Ints, Ints]:
    """Where customers stand, and which of those asked for are there."""
    if not len(pk):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    near = np.minimum(np.searchsorted(pk, whom), len(pk) - 1)
    here = np.flatnonzero(pk[near] == whom)
    return near[here], here


def _path(field: Field) -> str:
    held = fields.path(field)
    target = fields.leads_to(questions.customers(), field)
    return f"{held}_id" if target is not None else held


def _held(custom: Any) -> Mapping[str, Any]:
    if not custom or custom == "{}":
        return {}
    return json.loads(custom) if isinstance(custom, str) else custom  # type: ignore[no-any-return]


def _own(field: Field, value: Any) -> Any:
    """An own field's value, as its sort wants it; what does not fit is nothing."""
    try:
        if value in (None, ""):
            return None
        if columns.shape(field) == DAY:
            return datetime.fromisoformat(str(value)).date().isoformat()
        return float(value) if columns.shape(field) == columns.NUMBER else value
    except ValueError:
        return None


def _text_file(path: Path) -> AbstractContextManager[Any]:
    return pa.ipc.new_file(str(path), pa.schema([("text", pa.string())]))  # type: ignore[no-any-return]
