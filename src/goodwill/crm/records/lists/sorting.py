"""In which order a list stands: one field, then the id, so that no two records stand alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import fields

NOT_SORTED = frozenset({Sort.LINKS, Sort.LONG})
SMALL = 10_000
"""A field without an index sorts lists of at most so many records."""


@dataclass(frozen=True)
class Order:
    """One field and a direction. Records in which the field is empty come last, both ways."""

    name: str
    """As people ask for it."""
    path: str
    """As the database knows it."""
    holds: models.Field[Any, Any]
    descending: bool = False
    is_indexed: bool = False
    field: Field | None = None
    blank: bool = False
    nullable: bool = False

    @property
    def last(self) -> str:
        """The id that parts equals: that of the row whose index the order follows.

        A row beside a record has the record's own id.
        """
        beside = self.field.beside if self.field is not None else ""
        return f"{beside}__pk" if beside else "pk"

    @property
    def asked(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    @property
    def has_empty(self) -> bool:
        return self.blank or self.nullable

    def filled(self) -> Q:
        """The records that come first."""
        return Q(**{f"{self.path}__gt": ""}) if self.blank else Q(**{f"{self.path}__isnull": False})

    def empty(self) -> Q:
        """The records that come last."""
        found = Q(**{self.path: ""}) if self.blank else Q()
        return found | Q(**{f"{self.path}__isnull": True}) if self.nullable else found

    def terms(self, backwards: bool = False) -> list[models.expressions.OrderBy]:
        falling = self.descending != backwards
        ends = (F(self.path), F(self.last))
        return [end.desc() if falling else end.asc() for end in ends]


def sortable(kind: Kind, reach: Reach) -> dict[str, Field]:
    """The fields that the person may sort by."""
    found = fields.seen(kind, reach)
    return {name: one for name, one in found.items() if one.sort not in NOT_SORTED}


def order(kind: Kind, reach: Reach, wanted: str = "") -> Order:
    """The order that was asked for; the kind's own where that cannot be."""
    name, falls = wanted.removeprefix("-"), wanted.startswith("-")
    by = sortable(kind, reach).get(name)
    if by is not None:
        return _by(kind, by, falls)
    return _usual(kind, reach)


def _usual(kind: Kind, reach: Reach) -> Order:
    name, falls = kind.order.removeprefix("-"), kind.order.startswith("-")
    plain = name.removesuffix("_key")
    known = sortable(kind, reach)
    shown = known.get(name) or known.get(plain)
    if shown is not None:
        return _by(kind, shown, falls, usual=True)
    held = kind.model._meta.get_field(name if reach.sees(kind.word, name) else "id")
    return Order(held.name, held.name, held, falls, is_indexed=True)  # type: ignore[arg-type]


def _by(kind: Kind, field: Field, falls: bool, usual: bool = False) -> Order:
    held = fields.holder(kind, field)
    if held is None:
        holds, blank = fields.own_holder(field), field.sort not in _UNBLANK
        nullable = field.sort is not Sort.YES
        return Order(field.name, fields.path(field), holds, falls, False, field, blank, nullable)
    where, holds, nullable = fields.path(field), held, held.null or bool(field.beside)
    target = fields.leads_to(kind, field)
    if target is not None:
        where = f"{fields.path(field)}__{_name_of(target)}"
        holds = _has(target, _name_of(target)) or held
    elif (keyed := _has(kind.model, f"{field.name}_key")) is not None:
        where, holds = keyed.name, keyed
    is_text = isinstance(holds, models.CharField | models.TextField)
    indexed = usual or field.is_indexed
    blank = is_text and (holds.blank or target is not None)
    return Order(field.name, where, holds, falls, indexed, field, blank, nullable)


def _name_of(target: type[models.Model]) -> str:
    names = ("name_key", "name", "number", "subject")
    return next((name for name in names if _has(target, name) is not None), "id")


def _has(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    try:
        return model._meta.get_field(name)  # type: ignore[return-value]
    except FieldDoesNotExist:
        return None


_UNBLANK = fields.COUNTS | {Sort.YES}
