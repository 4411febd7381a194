"""What is kept of a merge: who became one with whom, and every value it moved."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.records.models import new_id


class MergeSet(models.QuerySet[Any]):
    """Named sets of merges."""

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Several records became one: the others went to the bin, and all they had to `survivor_id`.

    `chosen` maps each field to the id of the record whose value was taken, as the person chose.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    survivor_id = models.BigIntegerField()
    chosen = models.JSONField(default=dict)
    batch = models.UUIDField(default=new_id)
    source = models.CharField(max_length=16, default="web")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    """Since when it cannot be taken back any more: what was merged away has left the bin."""

    objects: ClassVar[Any] = MergeSet.as_manager()

    moves_when_merged: ClassVar[bool] = False

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "survivor_id"], name="merge_of_record"),
            models.Index(fields=["batch"], name="merge_of_batch"),
            models.Index(fields=["at"], name="merge_standing", condition=Q(undone_at=None)),
        ]


class Merged(models.Model):
    """A record that is part of another now; the row goes when the merge is taken back.

    `into_id` is the record it was merged with, which may have been merged away itself since:
    `merging.leading` and `merging.survivor_of` follow to the end. What it was called stays here
    for search, and its public id for its address, after the record has left the bin.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="merged")
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    public_id = models.UUIDField(unique=True)
    into_id = models.BigIntegerField()
    title = models.CharField(max_length=240)
    words = models.JSONField(default=list)

    moves_when_merged: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="merged_into_one")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "into_id"], name="merged_into"),
        ]

    def __str__(self) -> str:
        return self.title


class Move(models.Model):
    """One value that a merge changed, in one row or in many alike.

    Everything a merge does to other tables is this and nothing else: it makes no row and removes
    none. So putting `before` back wherever `after` still stands takes all of it back.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves")
    model = models.CharField(max_length=80)
    field = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    rows = models.JSONField(default=list)
    kept = models.BigIntegerField(null=True)
    """The row that says the same already and because of which this one was set aside."""

    moves_when_merged: ClassVar[bool] = False

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["model", "kept"], name="move_kept", condition=~Q(kept=None)),
            models.Index(fields=["model", "field", "merge"], name="move_of_column"),
        ]
