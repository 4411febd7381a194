"""What is read of linked records, and what is left."""

from __future__ import annotations

from django.db.models import Model


def all_but(path: str, model: type[Model], *kept: str) -> list[str]:
    """The fields behind a link but its key and those to keep, for `QuerySet.defer`.

    A name beside an entry needs one column of its person; all of them are worked out, sent and
    turned into a record again for each line.
    """
    fields = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    return [f"{path}__{name}" for name in fields if name not in kept]
