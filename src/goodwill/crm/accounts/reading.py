"""Rows read past Django's own way, where pages need them so often that it tells."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

from goodwill.crm.accounts.reach import Reach

M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")

MANY = 250
"""Longer lists of values are not worth a text of their own: a database takes long for them."""


def there(model: type[M], values: Iterable[tuple[str, Any]]) -> M:
    """An instance of a row that is there, of which these attributes were read; the rest is not."""
    record = model.__new__(model)
    record.__dict__.update(values)
    state = record.__dict__["_state"] = ModelState()
    state.adding, state.db = False, model._default_manager.db
    return record


def columns_of(
    model: type[models.Model], names: Sequence[str], ids: Sequence[int]
) -> list[tuple[Any, ...]]:
    """What stands in these columns of rows, by primary keys, in no order; `role__name` of links."""
    return _columns_of(ids, model=model, names=tuple(names)) if ids else []


def kept(build: Callable[P, models.QuerySet[Any]]) -> Callable[P, list[Any]]:
    """All rows of the query that this makes, whose text is worked out once and then kept.

    For a page of fifty records that takes Django longer than the database takes to answer. What is
    given by position is put in anew each time: whole numbers such as primary keys, words, public
    ids, days and moments, lists of them, and reaches, but never None; the query asks for each of
    them as it is. What is given by name says what is asked, and may be anything that hashes; the
    text is kept for each of them. The query must not depend on anything else, on the hour least.
    """

    @lru_cache(maxsize=512)
    def prepared(shapes: tuple[Any, ...], asked: tuple[tuple[str, Any], ...]) -> Prepared:
        return _prepare(build, shapes, dict(asked))

    @wraps(build)
    def rows(*values: P.args, **asked: P.kwargs) -> list[Any]:
        if any(isinstance(one, list | tuple) and not 0 < len(one) <= MANY for one in values):
            return list(build(*values, **asked))
        return prepared(tuple(map(_shape, values)), tuple(asked.items())).rows(values)

    return rows


@models.ForeignObject.register_lookup
@models.Field.register_lookup
class Among(models.lookups.In):
    """`name__among`: one of many values, as one list on PostgreSQL.

    A place of its own for each of five hundred takes longer to write, read and plan than to ask.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The condition and what is sent with it."""
        left, sent = self.process_lhs(compiler, connection)
        _, values = self.process_rhs(compiler, connection)
        return f"{left} = ANY(%s)", [*sent, list(values)]


class Prepared(NamedTuple):
    """A query with stand-ins for its values, and the places where they stand."""

    build: Callable[..., models.QuerySet[Any]]
    asked: dict[str, Any]
    query: models.QuerySet[Any]
    compiler: Any
    text: str
    stand_ins: list[Any]
    places: list[tuple[int, int]]
    """Where a value stands, and which of all that are given it is."""

    def rows(self, given: Sequence[Any]) -> list[Any]:
        """What the database answers with these values."""
        template, values = self.query, self.filled(given)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[template.db]
        compiler.as_sql = lambda: (self.text, values)
        asked: Any = _Asked(template.query, compiler)
        found = template.__class__(template.model, asked, template.db)
        for name in _CARRIED:
            setattr(found, name, getattr(template, name))
        return list(found)

    def filled(self, given: Sequence[Any]) -> tuple[Any, ...]:
        """What is sent with the text."""
        connection, flat, values = connections[self.query.db], _flat(given), self.stand_ins.copy()
        for place, which in self.places:
            value, was = _as_stored(flat[which], connection), values[place]
            values[place] = type(was)(value) if isinstance(was, int) else value
        return tuple(values)


class _Asked:
    """A query that was worked out; nothing can be added to it any more."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self.query, self.compiler = query, compiler

    def get_compiler(self, *_: object, **__: object) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        if name in {"chain", "clone"}:
            raise AttributeError("What is kept is read as it is.")
        return getattr(self.query, name)


_CARRIED = ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects")
_KEY = 9_100_000_000_000_000_000
_MOMENT = datetime(1801, 1, 1, tzinfo=UTC)
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: _KEY + n,
    str: lambda n: f"stands for {n}",
    UUID: lambda n: UUID(int=_KEY + n),
    datetime: lambda n: _MOMENT + timedelta(days=n),
    date: lambda n: (_MOMENT + timedelta(days=n)).date(),
}


def _prepare(
    build: Callable[..., models.QuerySet[Any]], shapes: Sequence[Any], asked: dict[str, Any]
) -> Prepared:
    stand_ins: list[Any] = []
    of_reaches: set[int] = set()
    n = 0
    for shape in shapes:
        if isinstance(shape, Reach):
            stand_ins.append(replace(shape, user_id=_KEY + n))
            of_reaches.add(n)
            n += 1
        elif isinstance(shape, tuple):
            kind, many = shape
            stand_ins.append([_STAND_INS[kind](n + which) for which in range(many)])
            n += many
        else:
            stand_ins.append(_STAND_INS[shape](n))
            n += 1
    query = build(*stand_ins, **asked)
    connection = connections[query.db]
    compiler = query.query.get_compiler(query.db)
    text, values = compiler.as_sql()
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    compiler.get_converters = lambda _: converters
    known = {_as_stored(one, connection): which for which, one in enumerate(_flat(stand_ins))}
    places = [
        (place, known[one])
        for place, one in enumerate(values)
        if isinstance(one, int | str | UUID | date) and one in known
    ]
    unasked = set(known.values()) - {which for _, which in places}
    assert unasked <= of_reaches, "every value is asked for"
    return Prepared(build, asked, query, compiler, text, list(values), places)


def _shape(value: Any) -> Any:
    """What the text of a query depends on, of a value that is put into it."""
    if isinstance(value, Reach):
        return replace(value, user_id=0)
    if isinstance(value, list | tuple):
        return (_shape(value[0]), len(value))
    return next(kind for kind in _STAND_INS if isinstance(value, kind))


def _flat(given: Iterable[Any]) -> list[Any]:
    flat: list[Any] = []
    for one in given:
        if isinstance(one, list | tuple):
            flat += one
        else:
            flat.append(one.user_id if isinstance(one, Reach) else one)
    return flat


def _as_stored(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """A value as the database takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


@kept
def _columns_of(
    ids: Sequence[int], *, model: type[models.Model], names: tuple[str, ...]
) -> models.QuerySet[Any]:
    return model._default_manager.filter(pk__in=ids).values_list(*names)
