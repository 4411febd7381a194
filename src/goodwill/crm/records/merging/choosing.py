"""Which record's value stands in each field when several become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from goodwill.crm.records import changing
from goodwill.crm.records.merging.errors import CannotMerge
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

R = TypeVar("R", bound=Record)

EMPTY: tuple[object, ...] = (None, "", [], {})


def together(records: Sequence[Record]) -> list[tuple[str, ...]]:
    """The fields of which one record's values are taken, those that belong together as one.

    A family name without its given name, or a city without its country, would be nobody's.
    Lists are joined and what no two records may share stays with the survivor: both are not here.
    """
    model = type(records[0])
    names = [name for name in changing.written(model) if is_choosable(model, name)]
    own = dict.fromkeys(name for record in records for name in changing.values_held(record))
    names += [name for name in own if name.startswith(changing.OWN_FIELD)]
    grouped: list[tuple[str, ...]] = []
    for name in names:
        group = next((each for each in model.taken_together if name in each), (name,))
        if group not in grouped:
            grouped.append(group)
    return grouped


def is_choosable(model: type[Record], name: str) -> bool:
    """Whether the value of another record may be taken for this field."""
    field = model._meta.get_field(name)
    return not (field.many_to_many or getattr(field, "unique", False))


def settled(survivor: R, others: Sequence[R], chosen: Mapping[str, int]) -> dict[str, R]:
    """The record whose value shall stand, by field.

    Raises
    ------
    CannotMerge
        If a field cannot be chosen, or its record is none of these.
    """
    records = (survivor, *others)
    by_pk = {record.pk: record for record in records}
    groups = together(records)
    _must_be_choosable(survivor, by_pk, groups, chosen)
    found: dict[str, R] = {}
    for group in groups:
        named = [by_pk[chosen[name]] for name in group if name in chosen]
        standing = named[0] if named else proposed(records, group)
        found |= {name: by_pk[chosen.get(name, standing.pk)] for name in group}
    return found


def proposed(records: Sequence[R], group: tuple[str, ...]) -> R:
    """Whose values stand if nobody says: the first that has any; for yes or no, a yes."""
    first = group[0]
    if not first.startswith(changing.OWN_FIELD):
        field = type(records[0])._meta.get_field(first)
        if isinstance(field, models.BooleanField):
            return next((one for one in records if getattr(one, first)), records[0])
    return next((one for one in records if _has_any(one, group)), records[0])


def _has_any(record: Record, group: tuple[str, ...]) -> bool:
    return any(value_of(record, name) not in EMPTY for name in group)


def value_of(record: Record, name: str) -> Any:
    """A field's value as the record holds it; links by their id."""
    if name.startswith(changing.OWN_FIELD):
        return record.custom.get(name.removeprefix(changing.OWN_FIELD))
    return getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]


def _must_be_choosable(
    survivor: Record,
    by_pk: Mapping[int, Record],
    groups: Sequence[tuple[str, ...]],
    chosen: Mapping[str, int],
) -> None:
    known = {name for group in groups for name in group}
    for name, pk in chosen.items():
        if pk not in by_pk:
            raise CannotMerge(
                Sentence("The value of {field} was chosen from another record.", field=name)
            )
        if name not in known and pk != survivor.pk:
            raise CannotMerge(
                Sentence("{field} stays as it is with the one that is kept.", field=name)
            )
