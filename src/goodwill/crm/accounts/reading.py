"""Rows read past Django's own way, where a page needs them so often that it tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def there(model: type[M], values: Iterable[tuple[str, Any]]) -> M:
    """An instance of a row that is there, of which these attributes were read; the rest is not."""
    record = model.__new__(model)
    record.__dict__.update(values)
    state = record.__dict__["_state"] = ModelState()
    state.adding, state.db = False, connection.alias
    return record


def columns_of(
    model: type[models.Model], names: Sequence[str], ids: Sequence[int]
) -> list[list[Any]]:
    """What stands in these columns of rows, by primary keys, in no order; `role__name` of links.

    The text of the query is worked out once for as many keys: for a page of fifty records that
    takes Django longer than the database takes to answer.
    """
    if not ids:
        return []
    text, converters = _prepared(model, tuple(names), len(ids), connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(text, list(ids))
        rows = [list(row) for row in cursor.fetchall()]
    for place, convert, column in converters:
        for row in rows:
            row[place] = convert(row[place], column, connection)
    return rows


@lru_cache(maxsize=1024)
def _prepared(
    model: type[models.Model], names: tuple[str, ...], n: int, database: str
) -> tuple[str, list[tuple[int, Any, Any]]]:
    some = model._default_manager.using(database).filter(pk__in=range(n)).values_list(*names)
    compiler = some.query.get_compiler(database)
    text, values = compiler.as_sql()
    assert list(values) == list(range(n)), "nothing is asked for but keys"
    made = compiler.get_converters([column for column, _, _ in compiler.select])
    return text, [(place, one, column) for place, (steps, column) in made.items() for one in steps]
