"""When a merge cannot be taken back any more, and what the bin keeps until then."""

from __future__ import annotations

from datetime import datetime

from goodwill.crm.records.merging.following import KEPT
from goodwill.crm.records.merging.models import Merge, Merged, Move
from goodwill.crm.records.models import Record


def close_old(now: datetime) -> int:
    """Let go of what merges moved that are too old to be taken back; how many were closed."""
    old = Merge.objects.standing().filter(closed_at=None, at__lt=now - KEPT)
    ids = list(old.values_list("pk", flat=True))
    Move.objects.filter(merge__in=ids).delete()
    closed: int = Merge.objects.filter(pk__in=ids).update(closed_at=now)
    return closed


def needed(model: type[Record]) -> set[int]:
    """The ids of records in the bin that open merges need to be taken back.

    Those that became part of others, and those that were set aside because they said the same.
    """
    away = Merged.objects.filter(kind=model.kind, merge__closed_at=None)
    aside = Move.objects.filter(model=model._meta.label, field="deleted_at")
    rows = {pk for each in aside.values_list("rows", flat=True).iterator() for pk in each}
    return rows | set(away.values_list("record_id", flat=True))
