"""Which records someone looked at last: a few of each kind, no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.my_day.models import Viewed
from goodwill.crm.records.models import Record

R = TypeVar("R", bound=Record)

KEPT = 50
A_WHILE = timedelta(minutes=5)
"""Looking again within this time is the same look: reading a page seldom writes."""


def note(person: User, record: Record) -> None:
    """Remember that the person looked at the record."""
    now = timezone.now()
    own = Viewed.objects.filter(person=person, kind=record.kind)
    if _looked(person.pk, record.kind, record.pk, now - A_WHILE):
        return
    Viewed.objects.update_or_create(
        person=person, kind=record.kind, record_id=record.pk, defaults={"at": now}
    )
    oldest_kept = own.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT:]
    Viewed.objects.filter(pk__in=list(oldest_kept)).delete()


@kept
def _looked(person: int, kind: str, record: int, since: datetime) -> QuerySet[Any]:
    views = Viewed.objects.filter(person=person, kind=kind, record_id=record, at__gt=since)
    return views.values_list("pk")[:1]


def latest(person: User, model: type[R], at_most: int) -> list[R]:
    """Records of one kind that the person looked at last and may still see."""
    views = Viewed.objects.filter(person=person, kind=model.kind).order_by("-at", "-pk")
    ids = list(views.values_list("record_id", flat=True)[:KEPT])
    seen = model.objects.present().within(person.reach).in_bulk(ids)
    return [seen[pk] for pk in ids if pk in seen][:at_most]
