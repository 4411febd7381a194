"""What merges keep of a record that is erased by law goes with it."""

from __future__ import annotations

from django.utils import timezone

from goodwill.crm.records.merging.following import merged_into
from goodwill.crm.records.merging.models import Merge, Merged, Move
from goodwill.crm.records.models import Record


def forget(record: Record) -> list[int]:
    """Make the merges into a record final and empty what they kept.

    Returns the ids of all that became part of it, which hold what is to be erased, too.
    """
    away = merged_into(record)
    merges = {one.merge_id for one in away}
    Move.objects.filter(merge__in=merges).delete()
    Merge.objects.filter(pk__in=merges, closed_at=None).update(closed_at=timezone.now())
    Merged.objects.filter(pk__in=[one.pk for one in away]).update(title="—", words=[])
    return [one.record_id for one in away]
