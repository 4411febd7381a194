"""Indexes that are set aside while tables fill and made at the end, from sorted values.

Kept up row by row, an index over values in no order is read and written all over the place:
a table of ten millions then fills many times more slowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction

_ASKED = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''",
    # What a constraint needs (a primary key, something unique) goes with the constraint alone.
    "postgresql": (
        "SELECT tablename, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = current_schema() AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conindid = format('%I', indexname)::regclass)"
    ),
}


@contextmanager
def set_aside(of: Iterable[type[models.Model]]) -> Iterator[None]:
    """No index of these tables inside, unless the database needs it to tell rows apart.

    SQLite does not check inside whether links lead anywhere: a row that comes after those that
    link to it would be looked for in every table that may, from the first row to the last.
    """
    tables = {model._meta.db_table for model in of}
    with connection.cursor() as cursor:
        cursor.execute(_ASKED[connection.vendor])
        made = [(name, as_made) for table, name, as_made in cursor.fetchall() if table in tables]
    _do([f"DROP INDEX {connection.ops.quote_name(name)}" for name, _ in made])
    try:
        with connection.constraint_checks_disabled():
            yield
    finally:
        with _sorting():
            for _, as_made in made:
                _do([as_made])


def ours() -> Iterator[type[models.Model]]:
    """Every table of the CRM's own."""
    for app in apps.get_app_configs():
        if app.name.startswith("goodwill.crm."):
            yield from app.get_models(include_auto_created=True)


@contextmanager
def _sorting() -> Iterator[None]:
    """SQLite sorts in parts, on a second processor, in files rather than all in memory.

    What it sorts in memory it sorts as one list, which takes several times as long.
    """
    if connection.vendor != "sqlite" or not connection.get_autocommit():
        yield
        return
    with connection.cursor() as cursor:
        kept = cursor.execute("PRAGMA temp_store").fetchone()[0]
        cursor.execute("PRAGMA temp_store = FILE")
        cursor.execute("PRAGMA threads = 2")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA temp_store = {kept}")
            cursor.execute("PRAGMA threads = 0")


def _do(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Tables whose links are still to be checked cannot be given an index.
            connection.check_constraints()
        for statement in statements:
            cursor.execute(statement)
