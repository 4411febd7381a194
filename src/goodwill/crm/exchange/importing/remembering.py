"""How a table was brought in last time, so that the next of its kind needs no choosing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing.plan import Plan

ENOUGH = 0.6
"""Share of a table's headings that an earlier one from the same source must have known."""
LATEST = 50


class Remembered(models.Model):
    """The last plan by which tables with these headings were brought in from a source."""

    source = models.CharField(max_length=60, blank=True)
    headings_hash = models.CharField(max_length=64)
    plan = models.JSONField()
    file = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["source", "headings_hash"], name="one_plan_per_source_and_headings"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at"], name="plan_latest")]


def remember(plan: Plan, headings: Iterable[str], file: str, by: User) -> Remembered:
    """Keep how a table was brought in; headings left out on purpose are remembered as such."""
    told = plan.to_json() | {"left_out": [one for one in headings if one not in plan.columns]}
    held, _ = Remembered.objects.update_or_create(
        source=plan.source,
        headings_hash=fingerprint(headings),
        defaults={"plan": told, "file": file[:200], "by": by, "at": timezone.now()},
    )
    return held  # type: ignore[no-any-return]


def recall(headings: Iterable[str]) -> Remembered | None:
    """How a table with these headings, or nearly these, was brought in last."""
    from goodwill.warehouse.reading.fitting import normal

    there = tuple(headings)
    exact = Remembered.objects.filter(headings_hash=fingerprint(there)).order_by("-at").first()
    return exact or _most_alike({normal(one) for one in there})


def fingerprint(headings: Iterable[str]) -> str:
    """The same for the same headings in any order and spelling."""
    from goodwill.warehouse.reading.fitting import normal

    spelt = "\n".join(sorted({normal(one) for one in headings}))
    return hashlib.sha256(spelt.encode()).hexdigest()


def knows(held: Remembered) -> dict[str, str]:
    """What each heading became, spelt plainly; empty for those left out."""
    from goodwill.warehouse.reading.fitting import normal

    left_out = {normal(one): "" for one in held.plan.get("left_out", ())}
    return left_out | {normal(one): target for one, target in held.plan["columns"].items()}


def sources() -> list[str]:
    """The sources that tables came from, the latest first."""
    latest = Remembered.objects.exclude(source="").order_by("-at")
    return list(dict.fromkeys(latest.values_list("source", flat=True)[:LATEST]))


def _most_alike(there: set[str]) -> Remembered | None:
    """The latest that knew most of them."""
    shares = (
        (len(there & set(knows(held))) / max(len(there), 1), held)
        for held in Remembered.objects.order_by("-at")[:LATEST]
    )
    enough = [(share, held) for share, held in shares if share >= ENOUGH]
    return max(enough, key=lambda one: one[0])[1] if enough else None
