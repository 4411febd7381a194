"""What other systems call our records, so that the same table brought in twice adds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction

from goodwill.crm.records.errors import NamedOtherwise
from goodwill.crm.records.models import ExternalId, Record

R = TypeVar("R", bound=Record)

AT_ONCE = 500


def find(model: type[R], source: str, value: str) -> R | None:
    """The record that a source calls so, in the bin or not; None if it calls none so."""
    known = ExternalId.objects.filter(kind=model.kind, source=source, value=value).first()
    record: R | None = None
    if known is not None:
        record = model._default_manager.filter(pk=known.record_id).first()
    return record


def find_many(model: type[Record], source: str, values: Iterable[str]) -> dict[str, int]:
    """The primary keys of the records that a source calls so, by what it calls them."""
    wanted, found = list(dict.fromkeys(values)), dict[str, int]()
    known = ExternalId.objects.filter(kind=model.kind, source=source)
    for start in range(0, len(wanted), AT_ONCE):
        some = known.filter(value__among=wanted[start : start + AT_ONCE])
        found.update(some.values_list("value", "record_id"))
    return found


def remember(record: Record, source: str, value: str) -> ExternalId:
    """Remember that a source calls the record so.

    Raises
    ------
    NamedOtherwise
        If the source calls another record so.
    """
    with transaction.atomic():
        known, _ = ExternalId.objects.get_or_create(
            kind=record.kind, source=source, value=value, defaults={"record_id": record.pk}
        )
    if known.record_id != record.pk:
        raise NamedOtherwise(source, value)
    return known


def ids_of(record: Record) -> list[ExternalId]:
    """All that other systems call the record, by source."""
    held = ExternalId.objects.filter(kind=record.kind, record_id=record.pk)
    return list(held.order_by("source", "value"))


def forget(record: Record) -> None:
    """Nobody calls the record anything any more."""
    ExternalId.objects.filter(kind=record.kind, record_id=record.pk).delete()
