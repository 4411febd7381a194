"""Names sort alike on every database: by code point, as the keys they are sorted by are made.

SQLite compares text so by itself. A PostgreSQL database may have been made for a language; there
the columns that lists and search go through are told to compare as SQLite does.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection


def sort_by_code_point() -> None:
    """Bring the columns that models name in `by_code_point` to it, where they are not yet."""
    if connection.vendor != "postgresql":
        return
    there = frozenset(connection.introspection.table_names())
    for model in apps.get_models():
        for name in getattr(model, "by_code_point", ()):
            if model._meta.db_table in there:  # not before its own migration
                _bring(model._meta.db_table, model._meta.get_field(name))


def _bring(table: str, field: object) -> None:
    column = field.column  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collname FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation "
            "WHERE attrelid = %s::regclass AND attname = %s",
            [table, column],
        )
        row = cursor.fetchone()
        if row and row[0] != "C":
            kind = field.db_type(connection)  # type: ignore[attr-defined]
            quoted = connection.ops.quote_name
            cursor.execute(
                f'ALTER TABLE {quoted(table)} ALTER COLUMN {quoted(column)} TYPE {kind} COLLATE "C"'
            )
