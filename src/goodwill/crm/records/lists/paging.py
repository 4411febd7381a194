"""Pages by key: each begins where the one before ended, so deep pages cost what first ones cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    DateTimeField,
    F,
    Func,
    Q,
    Value,
    prefetch_related_objects,
)
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import columns_of, there
from goodwill.crm.records import loading
from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.lists import cursors, fields, scoping, sorting
from goodwill.crm.records.lists.cursors import Cursor
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.records.lists.sorting import SMALL, Order
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.records.lists.wanting import Wanted

ROWS = 50
LOOKED_THROUGH = 5000
HIGHEST = "\U0010ffff"


class Turn(StrEnum):
    """Where a page lies."""

    FIRST = "first"
    AFTER = "after"
    BEFORE = "before"
    LAST = "last"
    START = "start"
    """At a letter or a value."""


@dataclass(frozen=True)
class Place:
    """Which page is wanted."""

    turn: Turn = Turn.FIRST
    at: str = ""


@dataclass(frozen=True)
class Page:
    """Some records in order, and the places before and after them; empty where there are none."""

    records: list[Any]
    order: Order
    before: str = ""
    after: str = ""
    notice: Sentence | None = None
    """What the list could not do as asked."""


class Beyond(Func):
    """Whether (value, id) comes after another in the order of an index on both."""

    output_field = BooleanField()
    arity = 4

    def __init__(self, order: Order, cursor: Cursor, backwards: bool) -> None:
        sign = "<" if order.descending != backwards else ">"
        template = f"(%(here)s) {sign} (%(there)s)"
        held = Value(cursor.value, output_field=order.holds)
        super().__init__(F(order.path), F(order.last), held, Value(cursor.id), template=template)

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        made = [compiler.compile(part) for part in self.source_expressions]
        texts = [sql for sql, _ in made]
        values = [value for _, some in made for value in some]
        here, there = ", ".join(texts[:2]), ", ".join(texts[2:])
        return self.extra["template"] % {"here": here, "there": there}, values


def rows(kind: Kind, reach: Reach, wanted: Wanted, size: int = ROWS) -> Page:
    """One page of the records that are wanted, of those the person may see."""
    seen = wanted.matching(kind, reach)
    order, notice = wanted.order, None
    field = order.field
    if field is not None and not order.is_indexed and _is_large(kind, reach, seen):
        order, notice = sorting.order(kind, reach), _too_many(field)
    used = (order.field,) if order.field is not None else ()
    sets = scoping.parts(kind, reach, fields.with_own(seen, used))
    found = turn(kind, sets, order, wanted.place, size)
    return replace(found, records=filled(found.records, wanted.columns), notice=notice)


def _is_large(kind: Kind, reach: Reach, seen: Rows) -> bool:
    return scoping.bounded(scoping.parts(kind, reach, seen), SMALL + 1) > SMALL


def _too_many(field: Field) -> Sentence:
    return Sentence(
        "{field} sorts lists of up to {n} records. Please filter first.", field=field.label, n=SMALL
    )


def filled(records: list[Any], columns: tuple[Field, ...]) -> list[Any]:
    """The records with the links that the columns show, of people their names alone."""
    links = fields.to_load(columns)
    people = [name for name in links if records and _leads_to_people(records[0], name)]
    loading.name_people(records, people)
    prefetch_related_objects(records, *(name for name in links if name not in people))
    return records


def _leads_to_people(record: Record, name: str) -> bool:
    """Whether the link is a column of the record that names a person."""
    link = next((one for one in record._meta.concrete_fields if one.name == name), None)
    return link is not None and link.related_model is User


def turn(kind: Kind, sets: list[Rows], order: Order, place: Place, size: int = ROWS) -> Page:
    """The page at a place: at most four queries, however deep."""
    backwards = place.turn in (Turn.BEFORE, Turn.LAST)
    cursor = cursors.read(order, place.at) if place.turn in (Turn.AFTER, Turn.BEFORE) else None
    if place.turn is Turn.START:
        sets = _from(sets, order, place.at)
    is_usual = order.path == kind.order.removeprefix("-")
    ids: list[int] = []
    if len(sets) > 1 and order.is_indexed and not is_usual:
        ids = _near(sets, order, cursor, backwards, size + 1)
    ids = ids or _ids(sets, order, cursor, backwards, size + 1)
    has_more, ids = len(ids) > size, ids[:size]
    is_inner = cursor is not None or place.turn is Turn.START
    before, after = (has_more, is_inner) if backwards else (is_inner, has_more)
    found = _load(kind, order, ids[::-1] if backwards else ids)
    if not found:
        return Page([], order)
    return Page(
        [record for record, _ in found],
        order,
        before=cursors.write(order, found[0][1], found[0][0].pk) if before else "",
        after=cursors.write(order, found[-1][1], found[-1][0].pk) if after else "",
    )


def _near(
    sets: list[Rows], order: Order, cursor: Cursor | None, backwards: bool, limit: int
) -> list[int]:
    """The page, if the next few of all records in this order hold one of these sets; else nothing.

    Each set is in the usual order by an index of its own. In others a database would sort all
    that a team has, for a page whose records mostly stand among the first few of everybody's.
    """
    if order.has_empty and (backwards or (cursor is not None and cursor.is_empty)):
        return []
    filled = order.filled() if order.has_empty else Q()
    everybody = sets[0].model.objects.present().filter(filled)
    if cursor is not None:
        everybody = _beyond(everybody, order, cursor, backwards)
    terms = order.terms(backwards)
    first = everybody.order_by(*terms).values("pk")[:LOOKED_THROUGH]
    near = [one.filter(pk__in=first).order_by(*terms) for one in sets]
    found = scoping.first_ids(near, order.path, order.descending != backwards, limit)
    return found if len(found) == limit else []


def _ids(
    sets: list[Rows], order: Order, cursor: Cursor | None, backwards: bool, limit: int
) -> list[int]:
    """Filled values first, then the empty ones: alike on every database, each by an index."""
    stretches = [False, True] if order.has_empty else [False]
    if backwards:
        stretches.reverse()
    if cursor is not None and order.has_empty:
        stretches = stretches[stretches.index(cursor.is_empty) :]
    found: list[int] = []
    for place, is_empty in enumerate(stretches):
        inside = [one.filter(order.empty() if is_empty else order.filled()) for one in sets]
        if not order.has_empty:
            inside = sets
        if cursor is not None and place == 0:
            inside = [_beyond(one, order, cursor, backwards) for one in inside]
        ordered = [one.order_by(*_terms(order, is_empty, backwards)) for one in inside]
        falls = order.descending != backwards
        by = "pk" if is_empty else order.path
        found += scoping.first_ids(ordered, by, falls, limit - len(found))
        if len(found) >= limit:
            break
    return found


def _beyond(rows: Rows, order: Order, cursor: Cursor, backwards: bool) -> Rows:
    if not cursor.is_empty:
        return rows.filter(Beyond(order, cursor, backwards))
    falls = order.descending != backwards
    return rows.filter(**{"pk__lt" if falls else "pk__gt": cursor.id})


def _terms(order: Order, is_empty: bool, backwards: bool) -> list[Any]:
    if not is_empty:
        return list(order.terms(backwards))
    return [F("pk").desc() if order.descending != backwards else F("pk").asc()]


def _from(sets: list[Rows], order: Order, at: str) -> list[Rows]:
    """The records from a letter, a day or a number on."""
    value = _started(order, at)
    if value is None:
        return sets
    if isinstance(value, str):
        value = value.casefold() if order.path.endswith("_key") else value
        value = value + HIGHEST if order.descending else value
    there = "lte" if order.descending else "gte"
    beginning = Q(**{f"{order.path}__{there}": value})
    return [one.filter(beginning | order.empty() if order.has_empty else beginning) for one in sets]


def _started(order: Order, at: str) -> Any:
    """The value that someone jumps to; None if it is none of this field's."""
    try:
        if isinstance(order.holds, DateTimeField):
            day = datetime.combine(
                date.fromisoformat(at), time.max if order.descending else time.min
            )
            return timezone.make_aware(day)
        return order.holds.to_python(at)
    except (ValidationError, ValueError):
        return None


def _load(kind: Kind, order: Order, ids: list[int]) -> list[tuple[Record, Any]]:
    model = kind.model
    names = [one.attname for one in model._meta.concrete_fields]
    if order.field is not None and order.field.is_own:
        wanted = fields.with_own(model.objects.filter(pk__in=ids), (order.field,))
        rows: Iterable[Sequence[Any]] = wanted.values_list(*names, F(order.path))
    else:
        rows = columns_of(model, (*names, order.path), ids)
    held: dict[int, tuple[Record, Any]] = {}
    for *values, at in rows:
        record = there(model, zip(names, values, strict=True))
        held[record.pk] = (record, at)
    return [held[one] for one in ids if one in held]
