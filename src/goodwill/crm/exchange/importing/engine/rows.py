"""Rows of a table, piece by piece: what each says of every target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.crm.exchange.importing.engine.cells import COUNTED, DATED, converter, text_of
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.exchange.importing.remarks import REMARK, is_remark
from goodwill.crm.exchange.importing.targets import Target
from goodwill.language import Sentence

ROW, PROBLEM, RAW = "goodwill_row", "goodwill_problem", "goodwill_raw"
MOST_KNOWN = 50_000


@dataclass(slots=True, eq=False)
class Row:
    """One row: its number in the file, its place in the piece, what it says of each target.

    A target that several columns may fill holds a list. `did` is what became of it: created,
    updated, unchanged, skipped or rejected.
    """

    number: int
    place: int
    values: dict[str, Any] = field(default_factory=dict)
    did: str = ""
    trouble: Unfit | None = None


@dataclass(eq=False)
class Piece:
    """Some thousands of rows, and where they stand among all."""

    start: int
    end: int
    rows: list[Row]
    texts: Mapping[str, Sequence[str | None]]
    raw: Sequence[str | None]

    def cells(self, row: Row) -> dict[str, str]:
        """What stood in the row, by heading."""
        return {name: column[row.place] or "" for name, column in self.texts.items()}


class Reader:
    """Reads the rows of a kept table by a plan."""

    def __init__(self, plan: Plan, targets: Sequence[Target], zone: ZoneInfo) -> None:
        self.plan = plan
        self._targets = {target.name: target for target in targets}
        self._convert = {name: converter(target, zone) for name, target in self._targets.items()}
        self._known: dict[str, dict[tuple[str, Any], Any]] = {}

    def target(self, name: str) -> Target:
        return self._targets[name]

    def piece(self, table: pa.Table, names: Sequence[str], start: int) -> Piece:
        """The rows of a stretch of the kept table."""
        texts = {name: table[f"c{place}"].to_pylist() for place, name in enumerate(names)}
        rows = [Row(number, place) for place, number in enumerate(table[ROW].to_pylist())]
        problems, raw = table[PROBLEM].to_pylist(), table[RAW].to_pylist()
        for row, problem in zip(rows, problems, strict=True):
            if problem is not None:
                row.trouble = Unfit(_BROKEN)
        for place, heading in enumerate(names):
            target = self._targets.get(self.plan.columns.get(heading, ""))
            if target is not None:
                clean = self._clean(table, place, target, texts[heading])
                self._fill(rows, heading, target, texts[heading], clean)
        return Piece(start, start + len(rows), _without_remarks(rows, texts), texts, raw)

    def _clean(
        self, table: pa.Table, place: int, target: Target, texts: Sequence[str | None]
    ) -> Sequence[Any]:
        if target.sort not in (*DATED, *COUNTED):
            return texts
        clean: list[Any] = table[f"{'d' if target.sort in DATED else 'n'}{place}"].to_pylist()
        return clean

    def _fill(
        self,
        rows: list[Row],
        heading: str,
        target: Target,
        texts: Sequence[str | None],
        clean: Sequence[Any],
    ) -> None:
        known, instead = self._known.setdefault(heading, {}), self.plan.instead.get(heading, {})
        if len(known) > MOST_KNOWN:
            known.clear()
        for row, text, ready in zip(rows, texts, clean, strict=True):
            if text is None:
                continue
            value = known.get((text, ready), _UNKNOWN)
            if value is _UNKNOWN:
                value = known[text, ready] = self._value(target, instead.get(text, text), ready)
            if value is None:
                continue
            if isinstance(value, Unfit):
                row.trouble = row.trouble or Unfit(value.reason, heading)
            elif target.is_many:
                row.values.setdefault(target.name, []).append(value)
            else:
                row.values.setdefault(target.name, value)

    def _value(self, target: Target, text: str, ready: Any) -> Any:
        plain = text_of(text)
        if not plain:
            return None
        try:
            return self._convert[target.name](plain, ready)
        except Unfit as trouble:
            return trouble


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some thousands of rows as they are kept; `piece` reads them, anew each time it is asked."""

    table: pa.Table
    names: Sequence[str]
    start: int
    reader: Reader

    def piece(self) -> Piece:
        """What the rows say."""
        return self.reader.piece(self.table, self.names, self.start)


def stretches(
    path: Path, names: Sequence[str], reader: Reader, *, start: int = 0, size: int = 5000,
    together: str = "",
) -> Iterator[Stretch]:  # fmt: skip
    """The rows from `start` on, `size` at a time; those alike in heading `together` in one."""
    column = f"c{names.index(together)}" if together else ""
    at, held = start, None
    for table in _tables(path, start, size):
        held = table if held is None else pa.concat_tables([held, table])
        if held.num_rows < size:
            continue
        cut = _cut(held[column]) if column else held.num_rows
        if cut:
            yield Stretch(held.slice(0, cut), names, at, reader)
            at, held = at + cut, held.slice(cut)
    if held is not None and held.num_rows:
        yield Stretch(held, names, at, reader)


def some(path: Path, names: Sequence[str], reader: Reader, numbers: Sequence[int]) -> Piece:
    """Rows of these numbers, wherever they stand."""
    table = pq.read_table(path, filters=[(ROW, "in", list(numbers))])
    return reader.piece(table, names, 0)


def _tables(path: Path, start: int, size: int) -> Iterator[pa.Table]:
    file = pq.ParquetFile(path)
    before = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if before + rows > start:
            table = file.read_row_group(group)
            for at in range(max(0, start - before), rows, size):
                yield table.slice(at, min(size, rows - at))
        before += rows


def _cut(column: pa.ChunkedArray) -> int:
    """Where the last run of equal values begins; 0 where all are equal."""
    texts = column.to_pylist()
    at = len(texts)
    while at and texts[at - 1] == texts[-1]:
        at -= 1
    return at


def _without_remarks(rows: list[Row], texts: Mapping[str, Sequence[str | None]]) -> list[Row]:
    """The rows but those of hints, which stand in empty tables that were filled in."""
    first = next(iter(texts.values()), ())
    hints = {
        place
        for place, text in enumerate(first)
        if text is not None
        and text.startswith(REMARK)
        and is_remark(column[place] for column in texts.values())
    }
    return [row for row in rows if row.place not in hints] if hints else rows


_UNKNOWN = object()
_BROKEN = Sentence("The row is broken: it has too many or too few cells, or a quote is missing.")
