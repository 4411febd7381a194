"""How leads do, for those within a person's reach: converted, accepted, given up for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from goodwill.analytics.execution.leads.figures import (
    ACCEPTED_IN_TIME,
    LEAD_CONVERSION,
    TIME_TO_ACCEPT,
)
from goodwill.analytics.figure import Figure, proportion
from goodwill.analytics.numerics.middle import median
from goodwill.crm.accounts.models import User
from goodwill.crm.sales.leads.kinds import REASONS, SOURCES
from goodwill.crm.sales.leads.models import Handing, Lead
from goodwill.language import Sentence

HORIZON = timedelta(days=90)
LOOKED_AT = timedelta(days=365)
MOST_HANDINGS = 20_000
FEW = 5


@dataclass(frozen=True)
class BySource:
    """One source: how many leads came, and the share that became customers."""

    name: Any
    word: str
    leads: int
    converted: Figure


@dataclass(frozen=True)
class HowLeadsDo:
    """The figures of the last year, and where leads come from and are lost."""

    conversion: Figure
    time_to_accept: Figure
    accepted_in_time: Figure
    sources: Sequence[BySource]
    given_up: Sequence[tuple[Any, int]]


def how_leads_do(person: User, now: datetime | None = None) -> HowLeadsDo:
    """The leads of the last year that the person sees."""
    now = now or timezone.now()
    seen = Lead.objects.present().within(person.reach).filter(received_at__gte=now - LOOKED_AT)
    whole = seen.filter(duplicate_of=None, received_at__lt=now - HORIZON)
    counted = list(_counted(whole))
    lost = seen.filter(status=Lead.Status.DISQUALIFIED).order_by()
    reasons = lost.values_list("disqualified_because").annotate(n=Count("pk"))
    total = sum(leads for _, leads, _ in counted), sum(won for *_, won in counted)
    return HowLeadsDo(
        _conversion(total[1], total[0], now),
        _time_to_accept(seen, now),
        _in_time(seen, now),
        [_source(word, leads, won, now) for word, leads, won in counted],
        sorted(
            ((REASONS.get(word, word or Sentence("No reason")), n) for word, n in reasons),
            key=lambda one: -one[1],
        ),
    )


def _counted(whole: QuerySet[Lead]) -> Any:
    within = Q(converted_at__lte=F("received_at") + HORIZON)
    grouped = whole.order_by().values_list("source")
    return grouped.annotate(n=Count("pk"), won=Count("pk", filter=within)).order_by("-n", "source")


def _conversion(won: int, leads: int, now: datetime, **more: Any) -> Figure:
    return proportion(
        LEAD_CONVERSION,
        won,
        leads,
        as_of=timezone.localdate(now),
        method=Sentence("Leads of the last year within one's reach; Wilson's interval."),
        **more,
    )


def _source(word: str, leads: int, won: int, now: datetime) -> BySource:
    name = SOURCES.get(word, word or Sentence("Not known"))
    part = name if isinstance(name, Sentence) else Sentence("{source}", source=name)
    return BySource(
        name, word, leads, _conversion(won, leads, now, cut={"source": word}, part=part)
    )


def _time_to_accept(seen: QuerySet[Lead], now: datetime) -> Figure:
    given = _given(seen, now).exclude(accepted_at=None).exclude(why=Handing.Why.CLAIMED)
    pairs = given.filter(accepted_at__gt=F("at")).values_list("at", "accepted_at")
    hours = [(done - at).total_seconds() / 3600 for at, done in pairs[:MOST_HANDINGS] if done]
    common = {"as_of": timezone.localdate(now), "n": len(hours)}
    if len(hours) < FEW:
        reason = Sentence(
            "{n} accepted so far; at least {needed} are needed.", n=len(hours), needed=FEW
        )
        return Figure(TIME_TO_ACCEPT, None, reason=reason, **common)  # type: ignore[arg-type]
    found = median(np.array(hours))
    return Figure(
        TIME_TO_ACCEPT,
        found.value,
        low=found.low,
        high=found.high,
        level=found.level if found.low is not None else None,
        method=Sentence("Median, with the interval between two of the times themselves."),
        **common,  # type: ignore[arg-type]
    )


def _in_time(seen: QuerySet[Lead], now: datetime) -> Figure:
    limited = _given(seen, now).filter(accept_by__lt=now)
    kept = limited.filter(accepted_at__lte=F("accept_by")).count()
    return proportion(
        ACCEPTED_IN_TIME,
        kept,
        limited.count(),
        as_of=timezone.localdate(now),
        method=Sentence("Leads of the last year within one's reach; Wilson's interval."),
    )


def _given(seen: QuerySet[Lead], now: datetime) -> QuerySet[Handing]:
    since = now - LOOKED_AT
    return Handing.objects.filter(lead__in=seen, at__gte=since).exclude(to=None)
