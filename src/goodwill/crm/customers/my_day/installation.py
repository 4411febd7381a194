"""What administrators look at in the morning: failed work, unsealed history, what was deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.my_day.blocks import Block
from goodwill.crm.records.models import Change
from goodwill.language import Sentence

LOOKED_BACK = timedelta(days=7)
BIN = timedelta(days=30)
UNSEALED_FOR = timedelta(hours=1)
COUNTED = 1000


@dataclass(frozen=True)
class Installation:
    """Counts, each up to `COUNTED`; `unsealed` counts lines that have waited over an hour."""

    failed: int
    waiting: int
    unsealed: int
    deleted: int

    @property
    def is_well(self) -> bool:
        return not (self.failed or self.unsealed)


def installation(person: User, today: date) -> Installation:
    """How the installation is doing."""
    now = timezone.now()
    work = DBTaskResult.objects.all()
    lines = Change.objects.all()
    return Installation(
        failed=_count(work.filter(status="FAILED", finished_at__gte=now - LOOKED_BACK)),
        waiting=_count(work.filter(status="READY")),
        unsealed=_count(lines.filter(place=None, at__lt=now - UNSEALED_FOR)),
        deleted=_count(lines.filter(verb="deleted", at__gte=now - BIN)),
    )


def _count(some: Any) -> int:
    counted: int = some.order_by()[:COUNTED].count()
    return counted


BLOCKS = (
    Block(
        "installation",
        Sentence("This installation"),
        "server",
        80,
        installation,
        "customers/my_day/_installation.html",
        ability="settings.manage",
    ),
)
