"""Indexes over own fields, made and dropped outside of migrations, on both databases.

They are over `holding.Held`, by which lists filter and sort and by which uniqueness is checked:
a database uses an index only for the very same expression.
"""

from __future__ import annotations

from django.db import connection, models
from django.db.models import F

from goodwill.crm.records import kinds
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields.holding import Held
from goodwill.crm.records.own_fields.models import OwnField


def make(row: OwnField) -> None:
    """Make the field's index if it wants one and has none."""
    if (row.is_indexed or row.is_unique) and row.retired_at is None and not is_there(row):
        _run(str(_index(row).create_sql(_model(row), connection.schema_editor())))


def drop(row: OwnField) -> None:
    """Drop the field's index if it has one."""
    if is_there(row):
        _run(f"DROP INDEX {connection.ops.quote_name(index_name(row))}")


def make_all() -> None:
    """Make whatever index is missing: after migrations, which may rebuild a table without them."""
    known = {kind.word for kind in kinds.kinds()}
    for row in OwnField.objects.in_use():
        if row.kind in known:
            make(row)


def is_there(row: OwnField) -> bool:
    with connection.cursor() as cursor:
        table = _model(row)._meta.db_table
        return index_name(row) in connection.introspection.get_constraints(cursor, table)


def index_name(row: OwnField) -> str:
    return f"own_field_{row.pk}"


def held(row: OwnField) -> Held:
    """What the field holds, as the index has it."""
    return Held(name=row.name, is_number=row.sort == Sort.NUMBER)


def _index(row: OwnField) -> models.Index:
    # As text to Django, which otherwise casts what the index wraps once more on SQLite.
    value = Held(name=row.name, is_number=row.sort == Sort.NUMBER, output_field=models.TextField())
    return models.Index(value, F("id"), name=index_name(row))


def _model(row: OwnField) -> type[models.Model]:
    return kinds.kind_of(row.kind).model


def _run(sql: str) -> None:
    if connection.vendor == "postgresql":
        # What was written in this transaction is checked now: PostgreSQL refuses to index a
        # table while checks of its rows are still waiting.
        connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(sql)
