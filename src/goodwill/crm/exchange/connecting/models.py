"""A system that feeds us, each pull from it, and the files of it that were taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.exchange.connecting import safekeeping
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records.models import new_id

SILENT_AFTER = timedelta(minutes=3)
"""A pull that has given no sign of life for so long was broken off."""


class ConnectionSet(models.QuerySet[Any]):
    """Named sets of connections; they chain."""

    def on(self) -> Self:
        return self.filter(is_on=True)

    def due(self, now: datetime) -> Self:
        return self.on().filter(next_at__lte=now)


class Connection(models.Model):
    """Where another system is, how its rows become our records, and how often we ask.

    `where` says how to reach it, without what opens it: that is in `secrets`, encrypted.
    `mark` is how far we have read in the column that only grows; `by` is in whose name we write.
    """

    class Sort(models.TextChoices):
        FOLDER = "folder"
        SFTP = "sftp"
        SQL = "sql"
        REST = "rest"

    class Deletions(models.TextChoices):
        KEEP = "keep"
        BIN = "bin"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    sort = models.CharField(max_length=8, choices=Sort.choices)
    name = models.CharField(max_length=60, unique=True)
    where = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    plan = models.JSONField(default=dict)
    sample = models.JSONField(default=dict)
    """The headings and first rows, as they were when the connection was last tested."""
    mark_column = models.CharField(max_length=200, blank=True)
    mark = models.JSONField(default=dict)
    overlap = models.PositiveIntegerField(default=10)
    gone_column = models.CharField(max_length=200, blank=True)
    """Tells of rows that were deleted at the source and are still there."""
    deletions = models.CharField(max_length=4, choices=Deletions.choices, default=Deletions.KEEP)
    every_minutes = models.PositiveIntegerField(default=60)
    is_on = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    """When somebody last wished for a pull by hand."""
    on_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    """Since when the feed is known to stand still, and people were told."""
    at_source = models.PositiveBigIntegerField(null=True)
    known_here = models.PositiveBigIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ConnectionSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], name="connection_due", condition=models.Q(is_on=True))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> dict[str, str]:
        """What opens the other system: passwords and keys."""
        return safekeeping.opened(self.secrets)

    @property
    def way(self) -> Plan:
        """How its rows become records."""
        return Plan.from_json(self.plan)

    @property
    def is_mapped(self) -> bool:
        """Whether it is said what its columns become."""
        return bool(self.plan)

    @property
    def id_column(self) -> str:
        """The heading of what the other system calls a row; nothing while none is chosen."""
        return next(iter(self.way.headings_of("external_id")), "") if self.plan else ""

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.sample.get("headings", ()))

    @property
    def rows(self) -> list[list[str]]:
        """The first rows, cell by cell."""
        return list(self.sample.get("rows", ()))

    @property
    def is_set_up(self) -> bool:
        """Whether everything is said that a pull needs."""
        return self.is_mapped and bool(self.id_column)

    @property
    def every(self) -> timedelta:
        return timedelta(minutes=self.every_minutes)


class RunSet(models.QuerySet[Any]):
    """Named sets of pulls."""

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-id")

    def done(self) -> Self:
        return self.filter(state=Run.State.DONE)

    def running(self) -> Self:
        return self.filter(state=Run.State.RUNNING)


class Run(models.Model):
    """One pull: what came, what became of it, how far it reached."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        BROKEN_OFF = "broken_off"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    is_by_hand = models.BooleanField(default=False)
    batch = models.UUIDField(default=new_id)
    started_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    binned = models.PositiveBigIntegerField(default=0)
    newest_at = models.DateTimeField(null=True)
    """When the newest row that came was changed at the source, where it says so."""
    problem = models.JSONField(default=dict)
    """Why it failed, as template and values."""

    objects: ClassVar[Any] = RunSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "-started_at", "-id"], name="run_latest")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection"],
                condition=models.Q(state="running"),
                name="one_pull_at_a_time",
            )
        ]

    @property
    def is_silent(self) -> bool:
        """Whether whoever did it seems to have died."""
        return timezone.now() - self.touched_at > SILENT_AFTER

    @property
    def took(self) -> timedelta:
        return (self.ended_at or timezone.now()) - self.started_at


class Refusal(models.Model):
    """A row that was not taken: as it came, and why."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="refusals")
    row = models.PositiveBigIntegerField()
    column = models.CharField(max_length=200, blank=True)
    told = models.JSONField(default=dict)
    cells = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["run", "row"], name="refusal_of_run")
        ]


class Known(models.Model):
    """A row of the source as it was last taken: what comes again unchanged is left alone.

    `mark` is how new it was, so that older news that arrives late changes nothing; `seen` is the
    last pull in which the source had it.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="known")
    value = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    mark = models.CharField(max_length=80, blank=True)
    seen = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "value"], name="one_known_per_connection")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "seen"], name="known_seen")
        ]


class Taken(models.Model):
    """A file of a folder that was read to its end, known by its content."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="taken")
    name = models.CharField(max_length=400)
    size = models.PositiveBigIntegerField()
    changed_at = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection", "name", "digest"], name="one_taking_per_content"
            )
        ]
