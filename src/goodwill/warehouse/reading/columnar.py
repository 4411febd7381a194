"""Parquet and Arrow (Feather): typed columns, taken by type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.pieces import Piece, parquet_relation
from goodwill.warehouse.reading.scratch import Scratch, quoted
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Job, RelationJob, Source

SAMPLE_ROWS = 1000
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
           "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE")  # fmt: skip


def opened_parquet(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """A Parquet file, scanned where it is."""
    try:
        rows = pq.ParquetFile(location.path).metadata.num_rows
        described = _described(location.path, scratch)
    except Exception as error:
        raise _damaged(location, "Parquet", error) from error
    relation = parquet_relation(location.path, tuple(described), 1)
    return source_of_relation(
        location, scratch, form="Parquet", described=described, relation=relation, rows=rows
    )


def opened_arrow(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """An Arrow file or stream; its batches pass through Parquet, some at a time."""
    try:
        first = next(_arrow_tables(location.path), None)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(location, "Arrow", error) from error
    if first is None:
        raise SourceUnreadable(
            Sentence("The file {file} has columns and no rows.", file=location.name)
        )
    file = scratch.new_file(".parquet")
    pq.write_table(first, file)
    described = _described(file, scratch)
    relation = parquet_relation(file, tuple(described), 1)
    source = source_of_relation(
        location,
        scratch,
        form="Arrow",
        described=described,
        relation=relation,
        rows=first.num_rows,
    )
    file.unlink()
    return replace(source, jobs=lambda _: _arrow_jobs(location.path, source.names))


def source_of_relation(
    location: Location,
    scratch: Scratch,
    *,
    form: str,
    described: dict[str, str],
    relation: str,
    rows: int,
) -> Source:
    """A source whose rows DuckDB finds by itself, with columns of these types."""
    names = tuple(described)
    texts = ", ".join(f"CAST(c{n} AS VARCHAR)" for n in range(len(names)))
    try:
        sample = scratch.cursor().execute(f"SELECT {texts} FROM {relation} LIMIT {SAMPLE_ROWS}")
    except duckdb.Error as error:
        raise _damaged(location, form, error) from error
    return Source(
        location=location,
        format=form,
        names=names,
        sample=tuple(sample.fetchall()),
        jobs=lambda _: iter([RelationJob(relation, rows)]),
        types=tuple(described.values()),
        dates=frozenset(n for n, kind in described.items() if is_date_type(kind)),
        numbers=frozenset(n for n, kind in described.items() if is_number_type(kind)),
    )


def is_date_type(kind: str) -> bool:
    return kind == "DATE" or kind.startswith("TIMESTAMP")


def is_number_type(kind: str) -> bool:
    return kind in NUMBERS or kind.startswith("DECIMAL")


def _described(file: Path, scratch: Scratch) -> dict[str, str]:
    rows = scratch.cursor().execute(f"DESCRIBE FROM read_parquet({quoted(str(file))})").fetchall()
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class _ArrowJob:
    table: pa.Table
    names: tuple[str, ...]
    before: int

    @property
    def may_be_odd(self) -> bool:
        return False

    def piece(self, scratch: Scratch, before: int, *, mend: bool) -> Piece:
        file = scratch.new_file(".parquet")
        pq.write_table(self.table, file, compression="lz4")
        relation = parquet_relation(file, self.names, self.before + 1)
        return Piece(relation, self.table.num_rows, self.table.num_rows, (file,))


def _arrow_jobs(path: Path, names: tuple[str, ...]) -> Iterator[Job]:
    before = 0
    for table in _arrow_tables(path):
        yield _ArrowJob(table, names, before)
        before += table.num_rows


def _arrow_tables(path: Path) -> Iterator[pa.Table]:
    with pa.memory_map(str(path)) as stream:
        reader = pyarrow.ipc.open_file(stream)
        for n in range(reader.num_record_batches):
            batch = reader.get_batch(n)
            if batch.num_rows:
                yield pa.Table.from_batches([batch])


def _damaged(location: Location, kind: str, error: object) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "The file {file} is not a whole {kind} file ({error}). Write or copy it again.",
            file=location.name,
            kind=kind,
            error=str(error).splitlines()[0],
        )
    )
