"""Imports: what was brought in by whom, how far it is, and which rows were not taken."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.exchange.importing import telling
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records.models import new_id
from goodwill.language import Sayable


class Import(models.Model):
    """One file brought in by a plan; `batch` is that of all its lines of history.

    `bookmark` says how many rows are done: it moves in the transaction that writes them.
    """

    class State(models.TextChoices):
        READY = "ready"
        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=240)
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    rows = models.PositiveBigIntegerField(null=True)
    """How many rows there are; None until they have been counted."""
    bookmark = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    """What the last dry run found."""
    trouble = models.JSONField(default=dict)
    """Why it failed, as a sentence."""
    batch = models.UUIDField(default=new_id, unique=True, editable=False)
    undo_batch = models.UUIDField(null=True, editable=False)
    undone = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-made_at", "-id"], name="import_latest"),
            models.Index(fields=["by", "-made_at"], name="import_by_person"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def planned(self) -> Plan:
        return Plan.from_json(self.plan)

    @property
    def folder(self) -> Path:
        """Where its file is kept, and the rows read from it."""
        return Path(settings.CONFIGURATION.home) / "imports" / self.public_id.hex

    @property
    def file(self) -> Path:
        """The file as it was given."""
        return self.folder / Path(self.name).name

    @property
    def share_done(self) -> float:
        """How much of it is done, from 0 to 1."""
        if self.state == self.State.DONE:
            return 1.0
        return min(1.0, self.bookmark / self.rows) if self.rows else 0.0

    @property
    def why(self) -> Sayable | None:
        """Why it failed."""
        return telling.said(self.trouble) if self.trouble else None

    def forget_file(self) -> None:
        """Remove the file and what was read from it; the records stay."""
        shutil.rmtree(self.folder, ignore_errors=True)


class RefusedRow(models.Model):
    """A row of a file that was not taken: where it stands, why, and what stood in it.

    `is_waiting` rows name a record that may come later in the file; they are tried again at the
    end.
    """

    import_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refused")
    row = models.PositiveBigIntegerField()
    column = models.CharField(max_length=240, blank=True)
    reason = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)
    is_waiting = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["import_of", "row"], name="refused_row_of_import")
        ]

    @property
    def why(self) -> Sayable:
        return telling.said(self.reason)


class Trace(models.Model):
    """What an import did besides changing records, so that it can be taken back.

    `sort` says what: `lines` of an order, an `external_id`, a `consent`, a `tag`.
    """

    batch = models.UUIDField()
    sort = models.CharField(max_length=12)
    moves_when_merged: ClassVar[bool] = False

    kind = models.CharField(max_length=40, blank=True)
    record_id = models.BigIntegerField()
    was: Any = models.JSONField(default=None, null=True)
    now: Any = models.JSONField(default=None, null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "id"], name="trace_of_batch")
        ]
