"""A piece: some thousands of rows of one source that DuckDB can scan, with true row numbers.

A delimited text is cut at record ends into pieces of about 32 MB. A piece in which every
record has its fields is scanned as it is, fast; one with anything odd in it is mended,
record by record. So memory is bounded, pieces are converted side by side, and one broken
line slows down only the piece it is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from goodwill.warehouse.reading.bytestreams import UNDECODABLE
from goodwill.warehouse.reading.scratch import Scratch, named, quoted

PIECE_BYTES = 32 << 20
OPEN_QUOTE_BYTES = 1 << 20  # a quoted field longer than this is a quote that was never closed

SOURCE, ROW, PROBLEM, RAW = "goodwill_source", "goodwill_row", "goodwill_problem", "goodwill_raw"


@dataclass(frozen=True)
class Piece:
    """What can be scanned.

    Parameters
    ----------
    relation
        SQL giving `goodwill_row`, `goodwill_problem` (null when the row is whole),
        `goodwill_raw` (the line of a row that is not) and the columns c0, c1 …
    rows
        How many rows it has; None where only a scan can tell.
    records
        How many records of the source it spans, headings and blank lines too.
    files
        What to delete when done with it.
    """

    relation: str
    rows: int | None = None
    records: int = 0
    files: tuple[Path, ...] = ()

    def discard(self) -> None:
        for file in self.files:
            file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Cut:
    """A run of whole records, as bytes of UTF-8, and what newline counting says of them."""

    data: bytes
    records: int
    regular: bool


def cuts(pieces: Iterator[bytes], size: int = PIECE_BYTES) -> Iterator[Cut]:
    """Bytes cut at record ends; the places depend on the bytes alone, so each read cuts alike."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            end = _end_of_records(held, size)
            if end is None:
                break
            yield _cut(bytes(held[:end]))
            del held[:end]
    if held.strip():
        yield _cut(bytes(held))


def _end_of_records(held: bytearray, size: int) -> int | None:
    """Just behind the last line end outside quotes; None to wait for more bytes."""
    if b'"' not in held:
        return held.rfind(b"\n") + 1 or None
    data = bytes(held)
    ends = _line_ends_outside_quotes(data)
    if len(ends) and len(data) - int(ends[-1]) < OPEN_QUOTE_BYTES:
        return int(ends[-1]) + 1
    if len(data) < size + 2 * OPEN_QUOTE_BYTES:
        return None
    return data.rfind(b"\n") + 1 or None


def _line_ends_outside_quotes(data: bytes) -> NDArray[np.int64]:
    view = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(view == ord('"'))
    ends = np.flatnonzero(view == ord("\n"))
    outside: NDArray[np.int64] = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return outside


def _cut(data: bytes) -> Cut:
    if not data.endswith(b"\n"):
        data += b"\n"
    odd = _has_blank_lines(data) or (not data.isascii() and UNDECODABLE.encode() in data)
    if b'"' not in data:
        return Cut(data, data.count(b"\n"), not odd)
    records = len(_line_ends_outside_quotes(data))
    return Cut(data, records, not odd and data.count(b'"') % 2 == 0)


def _has_blank_lines(data: bytes) -> bool:
    return data[:1] in b"\r\n" or b"\n\n" in data or (b"\r" in data and b"\n\r\n" in data)


def regular_piece(
    cut: Cut, scratch: Scratch, *, width: int, delimiter: str, before: int, skip: int
) -> Piece:
    """A cut as DuckDB reads it; `before` records came earlier, `skip` of these are heading."""
    file = scratch.new_file(".csv")
    file.write_bytes(cut.data)
    relation = (
        f"(SELECT row_number() OVER () + {before + skip} AS {ROW}, NULL::VARCHAR AS {PROBLEM},"
        f" NULL::VARCHAR AS {RAW}, * FROM {_scan(file, width, delimiter, skip)})"
    )
    return Piece(relation, cut.records - skip, cut.records, (file,))


def _scan(file: Path, width: int, delimiter: str, skip: int) -> str:
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width))
    names = ", ".join(f"'c{n}'" for n in range(width))
    return (
        f"read_csv({quoted(str(file))}, auto_detect=false, header=false, skip={skip},"
        f" delim={quoted(delimiter)}, quote='\"', escape='\"', all_varchar=true, strict_mode=true,"
        f" max_line_size=16777216, force_not_null=[{names}], columns={{{columns}}})"
    )


def parquet_relation(file: Path, names: tuple[str, ...], first: int) -> str:
    """Typed columns of a Parquet file, its rows numbered from `first`."""
    columns = ", ".join(f"{named(name)} AS c{n}" for n, name in enumerate(names))
    return (
        f"(SELECT file_row_number + {first} AS {ROW}, NULL::VARCHAR AS {PROBLEM},"
        f" NULL::VARCHAR AS {RAW}, {columns}"
        f" FROM read_parquet({quoted(str(file))}, file_row_number=true))"
    )
