"""Quotes that nobody answered in time end by themselves."""

from __future__ import annotations

from django.utils import timezone

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes.models import Quote

AT_ONCE = 1_000


def expire() -> int:
    """Close what was valid until yesterday or before; how many. Runs again without harm."""
    lapsed = Quote.objects.present().lapsed(timezone.localdate())
    closed = 0
    for quote in lapsed.order_by("pk")[:AT_ONCE]:
        values = {"status": Quote.Status.EXPIRED}
        closed += changing.change(quote, values, Actor(None, "job")) is not None
    return closed
