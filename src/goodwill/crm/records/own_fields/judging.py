"""What must hold of own fields when a record is kept: required ones filled, unique ones alone."""

from __future__ import annotations

from functools import lru_cache

from goodwill.crm.records.errors import OwnFieldMissing, OwnValueTaken
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.models import Record
from goodwill.crm.records.own_fields.indexing import held
from goodwill.crm.records.own_fields.knowing import Labels, own_field
from goodwill.crm.records.own_fields.models import OwnField

PREFIX = "custom."


def judge(record: Record, names: frozenset[str]) -> None:
    """Refuse what own fields of these names may not hold.

    Raises
    ------
    OwnFieldMissing
        If one that is required was emptied.
    OwnValueTaken
        If another record has the value of one that is unique.
    """
    for name in _own(names):
        row = own_field(record.kind, name.removeprefix(PREFIX))
        if row is None:
            continue
        value = record.custom.get(row.name)
        if value is None and row.is_required and record.pk is not None:
            raise OwnFieldMissing(name, Labels(row.labels, row.name))
        if value is not None and row.is_unique:
            _refuse_taken(record, row, value)


@lru_cache(maxsize=1024)
def _own(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name.startswith(PREFIX)))


def _refuse_taken(record: Record, row: OwnField, value: object) -> None:
    # Whoever wants the same value waits here until we are done (PostgreSQL; SQLite has one
    # writer at a time anyway).
    OwnField.objects.select_for_update().get(pk=row.pk)
    others = type(record)._default_manager.filter(deleted_at=None).exclude(pk=record.pk)
    if others.alias(_held=held(row)).filter(_held=value).exists():
        raise OwnValueTaken(f"custom.{row.name}", Labels(row.labels, row.name), value)


UNIQUE_SORTS = frozenset({Sort.TEXT, Sort.NUMBER, Sort.EMAIL, Sort.PHONE, Sort.WEB})
"""Sorts of which it makes sense that no two records share a value."""
