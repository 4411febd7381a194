"""Tables of SQLite, DuckDB and PostgreSQL, read and never written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.columnar import source_of_relation
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.mending import Record
from goodwill.warehouse.reading.pieces import PROBLEM, RAW, ROW, cuts
from goodwill.warehouse.reading.scratch import Scratch, named, quoted
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import (
    Job,
    Source,
    TextJob,
    Typed,
    as_text,
    columns_of_type,
    record_jobs,
)

if TYPE_CHECKING:
    import psycopg

SAMPLE_ROWS = 1000
_PG_TABLES = """
    SELECT CASE WHEN n.nspname = ANY(current_schemas(false)) THEN c.relname
                ELSE n.nspname || '.' || c.relname END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname <> 'information_schema'
      AND n.nspname NOT LIKE 'pg\\_%' AND NOT c.relispartition
    ORDER BY 1
"""
_PG_NUMBERS = {20, 21, 23, 700, 701, 1700}
_PG_DATES = {1082, 1114, 1184}


def opened_sqlite(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """A table of an SQLite file; every value as text, whatever it was stored as."""
    try:
        return _sqlite(location)
    except sqlite3.DatabaseError as error:
        raise _unreadable(location, "SQLite", error) from error


def _sqlite(location: Location) -> Source:
    with _sqlite_connection(location.path) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).fetchall()
        table = chosen_table(location, [row[0] for row in tables])
        cursor = connection.execute(f"SELECT * FROM {named(table)}")
        names = tuple(column[0] for column in cursor.description)
        sample = tuple(tuple(map(as_text, row)) for row in islice(cursor, SAMPLE_ROWS))
    return Source(
        location=location,
        format=f"SQLite · {table}",
        names=names,
        sample=sample,
        jobs=lambda _: record_jobs(_sqlite_records(location.path, table), len(names)),
        numbers=columns_of_type(names, sample, Typed),
    )


def _sqlite_records(path: Path, table: str) -> Iterator[Record]:
    with _sqlite_connection(path) as connection:
        rows = connection.execute(f"SELECT * FROM {named(table)}")
        for number, row in enumerate(rows, start=1):
            yield Record(number, tuple(map(as_text, row)))


class _sqlite_connection:  # noqa: N801 - reads as the function it stands for
    """Read only, closed on leaving, usable from the thread that draws the pieces."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self.connection.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def opened_duckdb(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """A table of a DuckDB file, attached and scanned where it is."""
    database = f"source_{scratch.new_file('').name.replace('-', '_')}"
    cursor = scratch.cursor()
    try:
        cursor.execute(f"ATTACH {quoted(str(location.path))} AS {database} (READ_ONLY)")
        found = cursor.execute(
            "SELECT schema_name, table_name FROM (SELECT database_name, schema_name, table_name"
            " FROM duckdb_tables() UNION ALL SELECT database_name, schema_name, view_name"
            f" FROM duckdb_views() WHERE NOT internal) WHERE database_name = '{database}' "
            f"ORDER BY 1, 2"
        ).fetchall()
    except duckdb.Error as error:
        raise _unreadable(location, "DuckDB", error) from error
    spelt = {table if schema == "main" else f"{schema}.{table}": (schema, table)
             for schema, table in found}  # fmt: skip
    table = chosen_table(location, list(spelt))
    schema, name = spelt[table]
    return _duckdb_table(location, table, f"{database}.{named(schema)}.{named(name)}", scratch)


def _duckdb_table(location: Location, table: str, spelt: str, scratch: Scratch) -> Source:
    cursor = scratch.cursor()
    described = {row[0]: row[1] for row in cursor.execute(f"DESCRIBE {spelt}").fetchall()}
    counted = cursor.execute(f"SELECT count(*) FROM {spelt}").fetchone()
    columns = ", ".join(f"{named(name)} AS c{n}" for n, name in enumerate(described))
    relation = (
        f"(SELECT row_number() OVER () AS {ROW}, NULL::VARCHAR AS {PROBLEM},"
        f" NULL::VARCHAR AS {RAW}, {columns} FROM {spelt})"
    )
    rows = int(counted[0]) if counted else 0
    return source_of_relation(
        location,
        scratch,
        form=f"DuckDB · {table}",
        described=described,
        relation=relation,
        rows=rows,
    )


def opened_postgresql(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """A table of PostgreSQL, streamed by COPY."""
    with _server(location) as connection:
        tables = [row[0] for row in connection.execute(_PG_TABLES).fetchall()]
        table = chosen_table(location, tables)
        spelt = ".".join(named(part) for part in table.split(".", 1))
        cursor = connection.execute(f"SELECT * FROM {spelt} LIMIT {SAMPLE_ROWS}".encode())
        described = {column.name: column.type_code for column in cursor.description or ()}
        sample = tuple(tuple(map(as_text, row)) for row in cursor.fetchall())
    return Source(
        location=location,
        format=f"PostgreSQL · {table}",
        names=tuple(described),
        sample=sample,
        jobs=lambda _: _copied(location, spelt, len(described)),
        numbers=frozenset(name for name, kind in described.items() if kind in _PG_NUMBERS),
        dates=frozenset(name for name, kind in described.items() if kind in _PG_DATES),
    )


def _copied(location: Location, spelt: str, width: int) -> Iterator[Job]:
    with _server(location) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronize_seqscans = off")
        cursor.execute("SET datestyle = 'ISO, YMD'")
        query = f"COPY (SELECT * FROM {spelt}) TO STDOUT (FORMAT csv)"
        with cursor.copy(query.encode()) as copy:
            for cut in cuts(bytes(data) for data in copy):
                yield TextJob(cut, width, ",")


def _server(location: Location) -> psycopg.Connection:
    try:
        import psycopg
    except ImportError as error:
        raise SettingRefused(
            Sentence(
                "PostgreSQL cannot be read here yet. Install it with: pip install "
                "goodwill[postgresql]"
            )
        ) from error
    try:
        return psycopg.connect(
            location.url, client_encoding="utf8", autocommit=True, connect_timeout=10,
            options="-c default_transaction_read_only=on",
        )  # fmt: skip
    except psycopg.Error as error:
        raise SourceMissing(
            Sentence(
                "The server of {source} cannot be reached: {error}",
                source=location.name,
                error=str(error).strip(),
            )
        ) from error


def chosen_table(location: Location, tables: list[str]) -> str:
    """The table named; else the only one.

    Raises
    ------
    SourceMissing
        No such table, none at all, or several and none named.
    """
    if location.part in tables:
        return str(location.part)
    if location.part is None and len(tables) == 1:
        return tables[0]
    if not tables:
        raise SourceMissing(Sentence("{source} holds no table.", source=location.name))
    if location.part is not None:
        raise SourceMissing(
            Sentence(
                "{source} has no table {table}. It has: {tables}.",
                source=location.name,
                table=location.part,
                tables=", ".join(tables),
            )
        )
    raise SourceMissing(
        Sentence(
            "{source} has several tables: {tables}. Name one: ?table={first}",
            source=location.name,
            tables=", ".join(tables),
            first=tables[0],
        )
    )


def _unreadable(location: Location, kind: str, error: object) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "The file {file} cannot be read as a {kind} database: {error}.",
            file=location.name,
            kind=kind,
            error=str(error).splitlines()[0],
        )
    )
