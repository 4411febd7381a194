"""What is read of linked records, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reading import columns_of, there


def all_but(path: str, model: type[Model], *kept: str) -> list[str]:
    """The fields behind a link but its key and those to keep, for `QuerySet.defer`.

    A name beside an entry needs one column of its person; all of them are worked out, sent and
    turned into a record again for each line.
    """
    fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    return [f"{path}__{name}" for name in fields if name not in kept]


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
