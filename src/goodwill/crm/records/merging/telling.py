"""What stays with the survivor after a merge was taken back, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import models

from goodwill.crm.records.changing import OWN_FIELD
from goodwill.crm.records.kinds import Kind, kind_of, kinds
from goodwill.crm.records.merging.models import Merge
from goodwill.crm.records.merging.pointing import field_of, model_at, pointers
from goodwill.crm.records.models import Record
from goodwill.language import Sayable, Sentence


def told_of(
    merge: Merge, survivor: Record, stayed: Mapping[tuple[str, str], int]
) -> tuple[Sentence, ...]:
    """What was changed since the merge, and what came since: both stay with the survivor."""
    changed = [_changed(survivor, *place, n) for place, n in stayed.items() if n]
    return tuple(dict.fromkeys([*filter(None, changed), *came_since(merge, survivor)]))


def label_of(kind: Kind, name: str) -> Sayable | str:
    """What people call a field; its name where the kind does not tell of it."""
    return next((one.label for one in kind.all_fields() if one.name == name), name)


def _changed(survivor: Record, label: str, column: str, n: int) -> Sentence | None:
    model, own = model_at(label), kind_of(survivor)
    if isinstance(survivor, model):
        is_own = column.startswith(OWN_FIELD)
        name = column if is_own else field_of(model, column).name
        return Sentence("{field} was changed since and stays as it is.", field=label_of(own, name))
    for many in type(survivor)._meta.many_to_many:
        if many.remote_field.through is model:
            return Sentence(
                "{field}: what was taken off since stays off.", field=label_of(own, many.name)
            )
    kind = next((one for one in kinds() if one.model is model), None)
    if kind is None:
        return None
    return Sentence(
        "{kind}: {n} was changed since and stays as it is.",
        "{kind}: {n} were changed since and stay as they are.",
        n=n,
        kind=kind.many,
    )


def came_since(merge: Merge, survivor: Record) -> Iterator[Sentence]:
    """How many records of each kind were added to the survivor since the merge."""
    known: dict[type[models.Model], Kind] = {kind.model: kind for kind in kinds()}
    for pointer in pointers(type(survivor)):
        kind = known.get(pointer.model)
        if kind is None or pointer.kind_column:
            continue
        n = pointer.rows(survivor).filter(deleted_at=None, created_at__gt=merge.at).count()
        if n:
            yield Sentence(
                "{kind}: {n} came since and stays with {name}.",
                "{kind}: {n} came since and stay with {name}.",
                n=n,
                kind=kind.many,
                name=str(survivor),
            )
