"""What is kept of each refresh of the tables: when, by whom, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import new_id


class RefreshSet(models.QuerySet[Any]):
    """Named sets of refreshes."""

    def under_way(self) -> Self:
        """Those that wait for the worker or are at work."""
        return self.filter(state__in=Refresh.UNDER_WAY)

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-pk")


class Refresh(models.Model):
    """One refresh. Nobody (`by`) means that it was the hour for it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    UNDER_WAY: ClassVar[tuple[str, ...]] = (State.WAITING, State.RUNNING)

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    is_anew = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    share = models.FloatField(default=0.0)
    as_of = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, blank=True)
    rows = models.BigIntegerField(default=0)
    looked_at = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    trouble = models.CharField(max_length=400, blank=True)

    objects: ClassVar[Any] = RefreshSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-started_at"], name="refresh_latest")
        ]
