"""Results for people: one Parquet file and one CSV that a spreadsheet opens rightly."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from csv import DictWriter
from pathlib import Path
from uuid import uuid4

import duckdb

from goodwill.analytics.figure import minor_digits
from goodwill.analytics.tables import Frame
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.generations import parquet_files
from goodwill.warehouse.opening import Warehouse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def deliver(
    warehouse: Warehouse,
    frame: Frame,
    parquet: Path,
    *,
    csv: Path | None = None,
    order_by: Sequence[str] = (),
    currency: str | None = None,
) -> None:
    """Write `frame` to one Parquet file and, if asked, the same rows to a CSV.

    With a currency the columns are made readable: `revenue_minor` becomes `revenue` as an
    exact decimal, `last_day` becomes the date `last_on`, thousandths become units. Both
    files appear whole or not at all. The CSV begins with a byte-order mark, so that Excel
    shows Chinese, and text that a spreadsheet would run as a formula is defused with `'`.
    """
    with _opened(warehouse, frame) as found:
        names = _readable(found.columns, currency) if currency else map(_quoted, found.columns)
        rows = found.project(", ".join(names))
        with whole(parquet) as unfinished:
            _ordered(rows, order_by).write_parquet(str(unfinished), compression="zstd")
    if csv:
        with _connected(warehouse) as connection:
            _write_csv(connection.read_parquet(str(parquet)), csv)


@contextmanager
def _opened(warehouse: Warehouse, frame: Frame) -> Iterator[duckdb.DuckDBPyRelation]:
    """The frame for DuckDB; what another engine computes comes over as a table.

    DuckDB's own frame stays on its connection, where the bound on memory holds.
    """
    if isinstance(warehouse, DuckWarehouse):
        yield frame.to_native()
        return
    table = warehouse.scratch / f"delivered-{uuid4().hex}"
    warehouse.write(frame, table)
    with _connected(warehouse) as connection:
        yield connection.read_parquet(parquet_files(table))


def _connected(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection that keeps the order of rows, as the warehouse's own need not.

    It has one thread: with several, DuckDB 1.5 has been seen to mix up a CSV's row groups.
    """
    spill = str(warehouse.scratch / "spill-of-results")
    return duckdb.connect(config={"temp_directory": spill, "threads": "1"})


def _ordered(rows: duckdb.DuckDBPyRelation, by: Sequence[str]) -> duckdb.DuckDBPyRelation:
    return rows.order(", ".join(map(_quoted, by))) if by else rows


def write_rows(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A small table as CSV, in the same manner."""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = DictWriter(stream, list(rows[0]) if rows else [])
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _harmless(cell) for name, cell in row.items()})


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A name to write to, that becomes `file` in one rename when the block succeeds."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        yield unfinished
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


def write_text(file: Path, text: str) -> None:
    """The text, whole or not at all."""
    with whole(file) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _readable(names: Sequence[str], currency: str) -> Iterator[str]:
    places = minor_digits(currency)
    for name in names:
        column, stem = _quoted(name), name.rpartition("_")[0]
        if name.endswith("_minor"):
            unit = f"CAST({10**-places:.{places}f} AS DECIMAL({places + 1},{places}))"
            yield f"CAST({column} AS DECIMAL(18,0)) * {unit} AS {_quoted(stem)}"
        elif name.endswith("_thousandths"):
            unit = "CAST(0.001 AS DECIMAL(4,3))"
            yield f"CAST({column} AS DECIMAL(18,0)) * {unit} AS {_quoted(stem)}"
        elif name.endswith("_day") and f"{stem}_on" not in names:
            day = f"CAST(round({column}) AS INTEGER)"
            yield f"DATE '1970-01-01' + {day} AS {_quoted(stem + '_on')}"
        elif not (name.endswith("_day") and f"{stem}_on" in names):
            yield column


def _write_csv(rows: duckdb.DuckDBPyRelation, csv: Path) -> None:
    cells = [
        _defused(name) if str(kind) == "VARCHAR" else _quoted(name)
        for name, kind in zip(rows.columns, rows.types, strict=True)
    ]
    with whole(csv) as unfinished:
        body = unfinished.with_name(f"{unfinished.name}.body")
        rows.project(", ".join(cells)).write_csv(str(body), header=True)
        with unfinished.open("wb") as target, body.open("rb") as source:
            target.write(b"\xef\xbb\xbf")
            while chunk := source.read(1 << 22):
                target.write(chunk)
        body.unlink()


def _defused(name: str) -> str:
    column = _quoted(name)
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    risky = f"left({column}, 1) IN ({starts})"
    return f"CASE WHEN {risky} THEN chr(39) || {column} ELSE {column} END AS {column}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
