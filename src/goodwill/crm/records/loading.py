"""What is read of linked records, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reading import columns_of, kept, there


def all_but(path: str, model: type[Model], *kept: str) -> list[str]:
    """The fields behind a link but its key and those to keep, for `QuerySet.defer`.

    A name beside an entry needs one column of its person; all of them are worked out, sent and
    turned into a record again for each line.
    """
    fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    return [f"{path}__{name}" for name in fields if name not in kept]


def hold(record: Any, name: str, rows: list[Any]) -> None:
    """Let the record know the rows that lead to it by this name, which were read already."""
    found = getattr(record, name).all()
    found._result_cache, found._prefetch_done = rows, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def hold_beside(record: Any, name: str) -> None:
    """Let the record know the row beside it that leads to it by this name, or that none does."""
    link = record._meta.get_field(name)
    row = next(iter(_beside(record.pk, model=link.related_model, by=link.field.name)), None)
    link.set_cached_value(record, row)
    if row is not None:
        link.field.set_cached_value(row, record)


@kept
def _beside(record: int, *, model: type[Model], by: str) -> QuerySet[Any]:
    return model._default_manager.filter(**{by: record})


def name_people(records: Sequence[Any], links: Iterable[str]) -> None:
    """Let links of records to people lead to who has the name alone; all are read at once."""
    found = [(record, link, getattr(record, f"{link}_id")) for link in links for record in records]
    ids = {pk for _, _, pk in found if pk is not None}
    if not ids:
        return
    told = columns_of(User, ("id", "name"), list(ids))
    people = {pk: there(User, (("id", pk), ("name", name))) for pk, name in told}
    for record, link, pk in found:
        record._state.fields_cache[link] = people.get(pk)
