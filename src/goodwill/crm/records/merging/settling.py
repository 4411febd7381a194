"""Moves what points at a record to the one it became part of, and sets aside what is there twice.

A row is set aside because another row, its twin, says the same already: it stays where it is if
the database allows no second, and goes into the bin if it is a record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import UniqueConstraint

from goodwill.crm.records.merging.journal import Journal
from goodwill.crm.records.merging.pointing import Pointer, siblings
from goodwill.crm.records.models import Record


def unite(journal: Journal, pointer: Pointer, survivor: Record, away: Sequence[Record]) -> None:
    """Deal with rows that tie two of the records to each other: nothing is tied to itself.

    Comes before `move`, so that no other row is set aside because of one of these.
    """
    members = [survivor.pk, *(one.pk for one in away)]
    for other in siblings(pointer):
        tied = pointer.rows(*away).filter(**{f"{other.attname}__in": members})
        if pointer.model is not type(survivor):
            for row in tied.order_by("pk"):
                settle(journal, pointer, row, survivor)


def move(journal: Journal, pointer: Pointer, survivor: Record, away: Sequence[Record]) -> None:
    """Have all rows that name one of those that go away name the survivor."""
    rows = pointer.rows(*away).order_by("pk")
    if pointer.model is type(survivor):
        rows = rows.exclude(pk__in=[survivor.pk, *(one.pk for one in away)])
    if _is_delicate(pointer):
        turn = {pointer.ref(one): place for place, one in enumerate(away)}
        for row in sorted(rows, key=lambda row: turn[getattr(row, pointer.column)]):
            settle(journal, pointer, row, survivor)
        return
    named: dict[Any, list[int]] = defaultdict(list)
    for pk, ref in rows.values_list("pk", pointer.column):
        named[ref].append(pk)
    for ref, ids in named.items():
        journal.put(pointer.model, pointer.column, ids, (ref, pointer.ref(survivor)))


def settle(journal: Journal, pointer: Pointer, row: models.Model, survivor: Record) -> None:
    """Have one row name the survivor, or set it aside if that is said already."""
    model, column = pointer.model, pointer.column
    before, after = getattr(row, column), pointer.ref(survivor)
    twin = _holder(pointer, row, after)
    if twin is not None:
        journal.put(model, column, [row.pk], (before, before), kept=twin)
        _bin(journal, row, twin)
        return
    if _names_itself(journal, pointer, row, after):
        return
    journal.put(model, column, [row.pk], (before, after))
    setattr(row, column, after)
    if isinstance(row, Record) and row.deleted_at is None:
        _fold(journal, pointer, row)


def _fold(journal: Journal, pointer: Pointer, row: Record) -> None:
    twin = _alike(pointer, row)
    if twin is not None:
        _bin(journal, row, twin)
        return
    if not row.first_of:
        return
    flag, scope = row.first_of
    if not getattr(row, flag) or pointer.field.name not in scope:
        return
    first = _same(row, scope).filter(**{flag: True}).values_list("pk", flat=True).first()
    if first is not None:
        journal.put(type(row), flag, [row.pk], (True, False), kept=first)


def _alike(pointer: Pointer, row: Record) -> int | None:
    """A row at the survivor that says the same as this one."""
    if pointer.field.name not in row.alike_by:
        return None
    return _same(row, row.alike_by).values_list("pk", flat=True).first()


def _same(row: Record, names: tuple[str, ...]) -> models.QuerySet[Any]:
    columns = [row._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    facts = {column: getattr(row, column) for column in columns}
    rows = type(row)._base_manager.filter(deleted_at=None, **_asked(facts))
    return rows.exclude(pk=row.pk).order_by("pk")


def _asked(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        (f"{column}__isnull" if value is None else column): (True if value is None else value)
        for column, value in facts.items()
    }


def _names_itself(journal: Journal, pointer: Pointer, row: models.Model, after: Any) -> bool:
    """Deal with a row that would name the survivor twice; whether nothing is left to do."""
    for other in siblings(pointer):
        if getattr(row, other.attname) != after:
            continue
        before = getattr(row, pointer.column)
        if pointer.field.null:
            journal.put(pointer.model, pointer.column, [row.pk], (before, None))
            return True
        if other.null:
            journal.put(pointer.model, other.attname, [row.pk], (after, None))
            setattr(row, other.attname, None)
            continue
        if isinstance(row, Record):
            journal.put(pointer.model, pointer.column, [row.pk], (before, after))
            _bin(journal, row, None)
        return True
    return False


def _bin(journal: Journal, row: models.Model, twin: int | None) -> None:
    if isinstance(row, Record) and row.deleted_at is None:
        journal.put(type(row), "deleted_at", [row.pk], (None, journal.at), kept=twin)


def _holder(pointer: Pointer, row: models.Model, after: Any) -> int | None:
    """A row that holds what only one may hold, were this one to name the survivor."""
    for names, condition in _uniques(pointer):
        columns = [row._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        facts = {column: getattr(row, column) for column in columns} | {pointer.column: after}
        if None in facts.values():
            continue
        rows = pointer.model._base_manager.all()
        if condition is not None:
            if not rows.filter(condition, pk=row.pk).exists():
                continue
            rows = rows.filter(condition)
        twin = rows.filter(**facts).exclude(pk=row.pk).values_list("pk", flat=True).first()
        if twin is not None:
            return int(twin)
    return None


def may_clash(pointer: Pointer) -> bool:
    """Whether there are rows that the database would refuse to name a record."""
    return bool(_uniques(pointer))


def would_clash(pointer: Pointer, row: models.Model, ref: Any) -> bool:
    """Whether the database would refuse that this row names that record."""
    return _holder(pointer, row, ref) is not None


def _uniques(pointer: Pointer) -> list[tuple[tuple[str, ...], models.Q | None]]:
    """The sets of fields, this one among them, of which no two rows may hold the same."""
    meta, name = pointer.model._meta, pointer.field.name
    found: list[tuple[tuple[str, ...], models.Q | None]] = [
        (tuple(names), None) for names in meta.unique_together
    ]
    found += [
        (tuple(one.fields), one.condition)
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and one.fields
    ]
    if pointer.field.unique:
        found.append(((name,), None))
    return [(names, condition) for names, condition in found if name in names]


def _is_delicate(pointer: Pointer) -> bool:
    model, name = pointer.model, pointer.field.name
    if _uniques(pointer) or siblings(pointer):
        return True
    if not issubclass(model, Record):
        return False
    return name in model.alike_by or bool(model.first_of and name in model.first_of[1])
