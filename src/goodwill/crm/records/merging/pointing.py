"""What in the whole database points at a record, found in the models themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from goodwill.crm.records.models import Record

PAIRS = (("kind", "record_id"), ("about_kind", "about_id"))
"""The fields by which rows name a record of any kind."""


@dataclass(frozen=True)
class Pointer:
    """One column that names records: a foreign key, or an id beside the word of a kind."""

    model: type[models.Model]
    column: str
    kind_column: str = ""

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def field(self) -> Any:
        return field_of(self.model, self.column)

    def ref(self, record: Record) -> Any:
        """What stands in the column when it names this record."""
        return record.public_id if isinstance(self.field, models.UUIDField) else record.pk

    def rows(self, *records: Record) -> models.QuerySet[Any]:
        """The rows that name one of these records."""
        named = self.model._base_manager.filter(
            **{f"{self.column}__in": [self.ref(record) for record in records]}
        )
        if self.kind_column:
            named = named.filter(**{self.kind_column: records[0].kind})
        return named


def pointers(model: type[Record]) -> tuple[Pointer, ...]:
    """Every column that may name a record of this model and goes along in a merge."""
    return tuple(one for each in _models() for one in (*_keys(each, model), *_pairs(each)))


def undecided() -> list[str]:
    """Models that name records by kind and id, and do not say whether their rows move."""
    return [
        each._meta.label
        for each in _models(all_of_them=True)
        if _named_pairs(each) and not hasattr(each, "moves_when_merged")
    ]


def field_of(model: type[models.Model], column: str) -> Any:
    """The field that is kept in this column."""
    return next(one for one in model._meta.concrete_fields if one.attname == column)


def model_at(label: str) -> type[models.Model]:
    """The model of that label."""
    return apps.get_model(label)


def siblings(pointer: Pointer) -> list[Any]:
    """The other columns of the row that name records of the same model."""
    if pointer.kind_column:
        return []
    target = pointer.field.related_model
    return [
        one
        for one in pointer.model._meta.concrete_fields
        if one.attname != pointer.column and one.is_relation and one.related_model is target
    ]


def _models(*, all_of_them: bool = False) -> Iterator[type[models.Model]]:
    for each in apps.get_models(include_auto_created=True):
        is_table = each._meta.managed and not each._meta.proxy
        if is_table and (all_of_them or getattr(each, "moves_when_merged", True)):
            yield each


def _keys(each: type[models.Model], model: type[Record]) -> Iterator[Pointer]:
    for one in each._meta.concrete_fields:
        if one.is_relation and one.related_model is model:
            yield Pointer(each, one.attname)


def _pairs(each: type[models.Model]) -> Iterator[Pointer]:
    if getattr(each, "moves_when_merged", False):
        for kind_column, column in _named_pairs(each):
            yield Pointer(each, column, kind_column)


def _named_pairs(each: type[models.Model]) -> list[tuple[str, str]]:
    columns = {one.attname for one in each._meta.concrete_fields}
    return [pair for pair in PAIRS if columns.issuperset(pair)]
