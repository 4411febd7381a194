"""What the room shows of exports on its first page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.cards import Card
from goodwill.crm.records.models import Change
from goodwill.language import Sentence

DAYS = 7


def summary(me: User) -> Sentence | None:
    """How many files were taken away in the last days."""
    since = timezone.now() - timedelta(days=DAYS)
    files = Change.objects.filter(verb="exported", record_id=0, at__gte=since).count()
    if not files:
        return Sentence("None in the last {days} days.", days=DAYS)
    return Sentence(
        "{n} file in the last {days} days.",
        "{n} files in the last {days} days.",
        n=files,
        days=DAYS,
    )


CARD = Card(
    "exports",
    Sentence("Exports"),
    Sentence("Who took which list away, when, and how much of it."),
    "arrow-down-tray",
    "exports",
    "data.manage",
    summary,
    place=80,
)
