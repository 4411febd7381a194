"""Numbers of orders and contracts: in sequence, each once, whoever else is making one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from goodwill.crm.commerce.models import Counter


def next_number(word: str, prefix: str, day: date) -> str:
    """The next number of the year: `SO-2026-00017`."""
    with transaction.atomic():
        Counter.objects.get_or_create(word=word, year=day.year)
        counter = Counter.objects.select_for_update().get(word=word, year=day.year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"{prefix}-{day.year}-{counter.last:05}"
