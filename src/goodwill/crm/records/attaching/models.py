"""How attachments are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import Record, new_id


class AttachmentSet(models.QuerySet[Any]):
    """Named sets of attachments."""

    def of(self, record: Record) -> AttachmentSet:
        return self.filter(kind=record.kind, record_id=record.pk)

    def present(self) -> AttachmentSet:
        return self.filter(deleted_at=None)


def place(attachment: Attachment, name: str) -> str:
    """Where the file lies: under its own id, so that no name from outside becomes a path."""
    hexadecimal = attachment.public_id.hex
    return f"{hexadecimal[-2:]}/{hexadecimal}"


class Attachment(models.Model):
    """One file of one record; whoever sees the record sees it."""

    moves_when_merged: ClassVar[bool] = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    file = models.FileField(upload_to=place, max_length=80)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = AttachmentSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "record_id", "-at"], name="attachment_of_record")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether browsers may show it: a raster image, never one that can hold scripts."""
        return self.media_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}
