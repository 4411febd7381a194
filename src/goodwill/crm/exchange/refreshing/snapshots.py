"""All records as of one moment, while people go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

AT_ONCE = 20_000
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Snapshot:
    """One moment of the database."""

    as_of: datetime
    _read: Callable[[str, Sequence[Any]], Iterator[list[Row]]]

    def rows(self, asked: QuerySet[Any]) -> Iterator[list[Row]]:
        """The rows of a query in pieces, as the database gives them: past the models."""
        try:
            sql, params = asked.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            return
        yield from self._read(sql, params)

    def all(self, asked: QuerySet[Any]) -> list[Row]:
        """All rows of a query that has few."""
        return [row for piece in self.rows(asked) for row in piece]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Look at the database as it is now, for as long as the block takes; nobody waits for it.

    Inside a transaction it is the caller's own view.
    """
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            yield Snapshot(timezone.now(), _server(stack))
        else:
            yield Snapshot(timezone.now(), _file(stack))


def _file(stack: ExitStack) -> Callable[[str, Sequence[Any]], Iterator[list[Row]]]:
    if connection.in_atomic_block:
        connection.ensure_connection()
        held: sqlite3.Connection = connection.connection
    else:
        name = str(connection.settings_dict["NAME"])
        held = sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None, timeout=20)
        stack.callback(held.close)
        held.execute("PRAGMA query_only = ON")
        held.execute("PRAGMA mmap_size = 268435456")
        held.execute("BEGIN")
        held.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # from here on it holds

    def read(sql: str, params: Sequence[Any]) -> Iterator[list[Row]]:
        cursor = held.cursor()
        cursor.execute(sql.replace("%s", "?").replace("%%", "%"), tuple(params))
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows

    return read


def _server(stack: ExitStack) -> Callable[[str, Sequence[Any]], Iterator[list[Row]]]:
    if connection.in_atomic_block:
        held = connection.connection
    else:
        own = connection.copy()
        stack.callback(own.close)
        own.connect()
        held = own.connection
        held.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        held.execute("SELECT 1")

    from goodwill.crm.exchange.refreshing.server_cursors import reader  # needs the extra

    return reader(held, AT_ONCE)
