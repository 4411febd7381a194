"""Records of a text in which not every line is whole: good ones kept, bad ones told apart.

Also the way in for everything that is not text: spreadsheets, JSON, databases hand their
rows over as records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.warehouse.reading.bytestreams import UNDECODABLE
from goodwill.warehouse.reading.pieces import PROBLEM, RAW, ROW
from goodwill.warehouse.reading.scratch import quoted

ROWS_AT_ONCE = 20_000
OPEN_QUOTE_LINES = 200  # a field over more lines than this is a quote that was never closed
RAW_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number in the source, and its fields or what is wrong with it."""

    row: int
    fields: tuple[str | None, ...] = ()
    problem: str | None = None
    raw: str | None = None


@dataclass
class Mender:
    """Cuts a text into records; `records` tells how many it found, blank ones too."""

    width: int
    delimiter: str
    records: int = 0

    def mended(self, text: bytes, before: int, skip: int) -> Iterator[Record]:
        """Every record that is not blank, from bytes of UTF-8; the first `skip` are heading."""
        lines = text.decode("utf-8", "replace").split("\n")
        if lines and not lines[-1]:
            lines.pop()
        at = 0
        while at < len(lines):
            used, fields = _one_record(lines, at, self.delimiter, self.width)
            raw = "\n".join(lines[at : at + used])
            at, self.records = at + used, self.records + 1
            if self.records > skip and raw.strip():
                yield _judged(before + self.records, fields, raw, self.width)


def _one_record(
    lines: list[str], at: int, delimiter: str, width: int
) -> tuple[int, list[str] | None]:
    """How many lines the record at `at` takes, and its fields; None if a quote stays open.

    Over several lines it must come out clean: text behind the closing quote, or another
    number of fields, shows that the quote was closed by the opening one of a later row.
    """
    line = lines[at].rstrip("\r")
    if '"' not in line:
        return 1, line.split(delimiter)
    for used in range(1, min(OPEN_QUOTE_LINES, len(lines) - at) + 1):
        text = "\n".join(lines[at : at + used]).rstrip("\r")
        fields, is_clean = _fields(text, delimiter)
        if fields is not None and (used == 1 or (is_clean and len(fields) == width)):
            return used, fields
        if fields is not None:
            break
    return 1, None


def _fields(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """Fields of a record, None while a quote is open; and whether nothing follows a quote.

    A quote inside plain text is text; spaces before an opening quote are passed over.
    """
    fields, at, is_clean = [], 0, True
    while True:
        opens = _opening_quote(text, at)
        end = text.find(delimiter, at)
        if opens >= 0:
            close = _closing_quote(text, opens + 1)
            if close < 0:
                return None, is_clean
            end = text.find(delimiter, close)
            tail = text[close + 1 : end if end >= 0 else len(text)].rstrip(" ")
            fields.append(text[opens + 1 : close].replace('""', '"') + tail)
            is_clean = is_clean and not tail
        else:
            fields.append(text[at : end if end >= 0 else len(text)])
        if end < 0:
            return fields, is_clean
        at = end + 1


def _opening_quote(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at if text[at : at + 1] == '"' else -1


def _closing_quote(text: str, at: int) -> int:
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at
        at += 2
    return -1


def _judged(row: int, fields: list[str] | None, raw: str, width: int) -> Record:
    if fields is None:
        return Record(row, problem="quote", raw=raw[:RAW_LENGTH])
    if UNDECODABLE in raw:
        return Record(row, problem="bytes", raw=raw.replace(UNDECODABLE, "\ufffd")[:RAW_LENGTH])
    while len(fields) > width and not fields[-1].strip():
        fields.pop()
    if len(fields) != width:
        return Record(row, problem=f"fields {len(fields)}", raw=raw[:RAW_LENGTH])
    return Record(row, tuple(fields))


def kept(records: Iterable[Record], width: int, file: Path) -> tuple[str, int]:
    """Records written to a Parquet file; the relation that scans it, and how many there are."""
    schema = pa.schema(
        [(ROW, pa.int64()), (PROBLEM, pa.string()), (RAW, pa.string())]
        + [(f"c{n}", pa.string()) for n in range(width)]
    )
    rows, stream = 0, iter(records)
    with pq.ParquetWriter(file, schema, compression="lz4") as writer:
        while some := list(islice(stream, ROWS_AT_ONCE)):
            writer.write_table(_table(some, width, schema))
            rows += len(some)
    return f"read_parquet({quoted(str(file))})", rows


def _table(records: list[Record], width: int, schema: pa.Schema) -> pa.Table:
    empty = (None,) * width
    columns = list(zip(*(record.fields or empty for record in records), strict=True))
    return pa.table(
        [
            [record.row for record in records],
            [record.problem for record in records],
            [record.raw for record in records],
            *columns,
        ],
        schema=schema,
    )
