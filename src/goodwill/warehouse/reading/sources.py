"""A source opened: what it is, what its columns are called, and its rows in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Protocol

from goodwill.language import Sentence
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.mending import Mender, Record, kept
from goodwill.warehouse.reading.pieces import Cut, Piece, regular_piece
from goodwill.warehouse.reading.scratch import Scratch

RECORDS_A_PIECE = 50_000


class Job(Protocol):
    """Makes one piece. `before` is how many records came earlier in the source."""

    @property
    def may_be_odd(self) -> bool: ...

    def piece(self, scratch: Scratch, before: int, *, mend: bool) -> Piece: ...


@dataclass(frozen=True)
class Source:
    """What was found at a location.

    Parameters
    ----------
    format
        As a person calls it: `CSV`, `XLSX`, `PostgreSQL` …
    heading_row
        Row of the heading as a person counts; None where there is none.
    types
        SQL type of each column; `VARCHAR` is text as written.
    dates, numbers
        Columns that hold dates and numbers by type, so that nothing is left to be read.
    jobs
        The rows in pieces, again and again.
    """

    location: Location
    format: str
    names: tuple[str, ...]
    sample: tuple[tuple[str | None, ...], ...]
    jobs: Callable[[Scratch], Iterator[Job]]
    types: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None
    dates: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    notes: tuple[Sentence, ...] = field(default=())

    def place(self, name: str) -> int:
        return self.names.index(name)

    def type_of(self, name: str) -> str:
        return self.types[self.place(name)] if self.types else "VARCHAR"

    def cell(self, name: str) -> str:
        """SQL: the column as it comes."""
        return f"c{self.place(name)}"

    def text(self, name: str) -> str:
        """SQL: the column as text."""
        cell = self.cell(name)
        return cell if self.type_of(name) == "VARCHAR" else f"CAST({cell} AS VARCHAR)"


@dataclass(frozen=True)
class TextJob:
    """Some megabytes of a delimited text."""

    cut: Cut
    width: int
    delimiter: str
    skip: int = 0

    @property
    def may_be_odd(self) -> bool:
        return True

    @property
    def looks_regular(self) -> bool:
        """DuckDB takes a quote behind a space for text; the mender does not."""
        return self.cut.regular and f'{self.delimiter} "'.encode() not in self.cut.data

    def piece(self, scratch: Scratch, before: int, *, mend: bool) -> Piece:
        if not mend:
            return regular_piece(
                self.cut,
                scratch,
                width=self.width,
                delimiter=self.delimiter,
                before=before,
                skip=self.skip,
            )
        mender = Mender(self.width, self.delimiter)
        file = scratch.new_file(".parquet")
        records = mender.mended(self.cut.data, before, self.skip)
        relation, rows = kept(records, self.width, file)
        return Piece(relation, rows, mender.records, (file,))


@dataclass(frozen=True)
class RecordsJob:
    """Some thousands of records that know their own row."""

    records: Sequence[Record]
    width: int

    @property
    def may_be_odd(self) -> bool:
        return False

    def piece(self, scratch: Scratch, before: int, *, mend: bool) -> Piece:
        file = scratch.new_file(".parquet")
        relation, rows = kept(self.records, self.width, file)
        return Piece(relation, rows, rows, (file,))


@dataclass(frozen=True)
class RelationJob:
    """Rows that DuckDB finds by itself."""

    relation: str
    rows: int

    @property
    def may_be_odd(self) -> bool:
        return False

    def piece(self, scratch: Scratch, before: int, *, mend: bool) -> Piece:
        return Piece(self.relation, self.rows, self.rows)


def record_jobs(records: Iterator[Record], width: int) -> Iterator[Job]:
    """Records in pieces."""
    some: list[Record] = []
    for record in records:
        some.append(record)
        if len(some) >= RECORDS_A_PIECE:
            yield RecordsJob(some, width)
            some = []
    if some:
        yield RecordsJob(some, width)


class Typed(str):
    """The text of something that was a number, not text, in the source."""

    __slots__ = ()


class Dated(str):
    """The text of something that was a date in the source."""

    __slots__ = ()


def as_text(cell: object) -> str | None:
    """A value of any source as text that keeps every digit."""
    if cell is None or isinstance(cell, str):
        return cell
    for kind, spelt in _SPELT.items():
        if isinstance(cell, kind):
            return spelt(cell)
    return str(cell)


def _float_text(cell: float) -> str | None:
    if not isfinite(cell):
        return None
    return (
        Typed(int(cell))
        if cell == int(cell) and abs(cell) < 1e15
        else Typed(format(Decimal(repr(cell)), "f"))
    )


_SPELT: dict[
    type, Callable[[Any], str | None]
] = {  # a bool is an int, a datetime a date: order counts
    bool: lambda cell: "true" if cell else "false",
    int: Typed,
    float: _float_text,
    Decimal: lambda cell: Typed(format(cell, "f")),
    datetime: lambda cell: Dated(cell.isoformat(" ")),
    date: lambda cell: Dated(cell.isoformat()),
    bytes: lambda cell: cell.decode("utf-8", "replace"),
}


def columns_of_type(
    names: Sequence[str], rows: Sequence[Sequence[str | None]], kind: type
) -> frozenset[str]:
    """Columns of which every filled value in the sample was of that type."""
    found = set()
    for place, name in enumerate(names):
        values = [row[place] for row in rows if place < len(row) and row[place]]
        if values and all(isinstance(value, kind) for value in values):
            found.add(name)
    return frozenset(found)
