"""Rows of PostgreSQL as a server cursor brings them; loaded only where there is a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg.adapt import Loader
from psycopg.pq import Format


def reader(
    held: psycopg.Connection[Any], at_once: int
) -> Callable[[str, Sequence[Any]], Iterator[list[tuple[Any, ...]]]]:
    """Reads queries in pieces of so many rows, ids as 32 hexadecimal digits."""

    def read(sql: str, params: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
        with psycopg.ServerCursor(held, "refresh") as cursor:
            cursor.adapters.register_loader("uuid", _Digits)
            cursor.itersize = at_once
            cursor.execute(sql, params, binary=True)
            while rows := cursor.fetchmany(at_once):
                yield rows

    return read


class _Digits(Loader):
    """An id as 32 hexadecimal digits, as SQLite keeps it."""

    format = Format.BINARY

    def load(self, data: Any) -> str:
        return bytes(data).hex()
