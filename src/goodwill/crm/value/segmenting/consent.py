"""Whether customers may be contacted, judged for all of them at once by the rule for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.customers.consenting.rule import judge
from goodwill.crm.customers.models import Consent
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.value.segmenting import columns
from goodwill.crm.value.segmenting.behaviour import Behaviour
from goodwill.language import Sentence

Row = tuple[Any, ...]
Told = tuple[str, str, str]


@dataclass
class _Statement:
    """A statement in force, its place among the customer's others as its moment."""

    topic: str
    channel: str
    state: str
    stated_at: datetime
    until: date | None = None


def _statements() -> QuerySet[Any]:
    held = Consent.objects.filter(customer__deleted_at=None).order_by("customer_id", "pk")
    return held.values_list(
        "customer_id",
        "topic",
        "channel",
        "state",
        "stated_at",
        "until",
        "customer__do_not_contact",
    )


def _judged(topic: str, channel: str, rows: list[Row]) -> Iterator[tuple[int, int]]:
    """Each customer who said anything: 1 if they may be contacted, else 0."""
    today = columns.today()
    stated = columns.days([row[4] for row in rows], is_moment=True).tolist()
    until = columns.days([row[5] for row in rows]).tolist()
    days = zip(rows, stated, until, strict=True)
    for customer, some in groupby(days, key=lambda one: one[0][0]):
        held = sorted(some, key=lambda one: one[0][4])
        is_barred = any(row[6] for row, _, _ in held)
        in_force = tuple(
            (row[1], row[2], row[3])
            for row, first, last in held
            if first <= today and (last == columns.NO_DAY or last >= today)
        )
        yield customer, int(not is_barred and _is_allowed(in_force, topic, channel))


@lru_cache(maxsize=10_000)
def _is_allowed(told: tuple[Told, ...], topic: str, channel: str) -> bool:
    now = timezone.now()
    statements: Iterable[_Statement] = [_Statement(*one, stated_at=now) for one in told]
    return judge(statements, topic, channel, timezone.localdate(now)).is_allowed


def _may(channel: str, label: Sentence) -> Behaviour:
    return Behaviour(
        Field(f"does.may_{channel}", label, Sort.YES),
        _statements,
        otherwise=0,
        reckon=partial(_judged, "offers", channel),
    )


CONSENT = (
    _may("email", Sentence("May be sent offers by e-mail")),
    _may("phone", Sentence("May be called with offers")),
    _may("sms", Sentence("May be sent offers by text message")),
    _may("wechat", Sentence("May be sent offers by WeChat")),
)
"""Offers need consent, so whoever said nothing may not be sent any."""
