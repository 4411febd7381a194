"""Which records someone looked at last: a few of each kind, no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from goodwill.crm.accounts.models import User
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
    if own.filter(record_id=record.pk, at__gt=now - A_WHILE).exists():
        return
    Viewed.objects.update_or_create(
        person=person, kind=record.kind, record_id=record.pk, defaults={"at": now}
    )
    oldest_kept = own.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT:]
    Viewed.objects.filter(pk__in=list(oldest_kept)).delete()


def latest(person: User, model: type[R], at_most: int) -> list[R]:
    """Records of one kind that the person looked at last and may still see."""
    views = Viewed.objects.filter(person=person, kind=model.kind).order_by("-at", "-pk")
    ids = list(views.values_list("record_id", flat=True)[:KEPT])
    seen = model.objects.present().within(person.reach).in_bulk(ids)
    return [seen[pk] for pk in ids if pk in seen][:at_most]
