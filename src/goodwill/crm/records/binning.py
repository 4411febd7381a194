"""The bin: deleted records come back for 30 days, then they are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import known_as
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.merging import closing
from goodwill.crm.records.merging.models import Merged
from goodwill.crm.records.models import Record, RecordSet, Share

DAYS = 30


@dataclass(frozen=True)
class Purged:
    """What a round of emptying did: records gone, and those kept because others rest on them."""

    gone: int
    kept: int


def binned(kind: Kind, reach: Reach) -> RecordSet:
    """The deleted records of a kind that the person may see and bring back.

    What was merged away lies there too, but comes back by taking the merge back.
    """
    away = Merged.objects.filter(kind=kind.word).values("record_id")
    deleted: RecordSet = kind.model._default_manager.filter(deleted_at__isnull=False)
    deleted = deleted.exclude(pk__in=away)
    return deleted.within(reach)


def last_day(record: Record) -> datetime:
    """Until when a deleted record may be brought back."""
    if record.deleted_at is None:
        raise ValueError(record)
    return record.deleted_at + timedelta(days=DAYS)


def purge(now: datetime | None = None) -> Purged:
    """Remove for good what has lain in the bin for 30 days.

    A record that others still rest on (a customer with orders) stays in the bin, and what merges
    put there as long as they can be taken back.
    """
    limit = (now or timezone.now()) - timedelta(days=DAYS)
    keeping.purge(limit)
    closing.close_old(now or timezone.now())
    gone = kept = 0
    for kind in reversed(kinds()):
        needed = closing.needed(kind.model)
        old = kind.model._default_manager.filter(deleted_at__lt=limit)
        for record in old.order_by("pk").iterator():
            if record.pk not in needed and _remove(record):
                gone += 1
            else:
                kept += 1
    return Purged(gone, kept)


def _remove(record: Record) -> bool:
    try:
        with transaction.atomic():
            Share.objects.filter(kind=record.kind, record_id=record.pk).delete()
            known_as.forget(record)
            keeping.destroy_all_of(record)
            record.delete()
    except (models.ProtectedError, models.RestrictedError):
        return False
    return True
