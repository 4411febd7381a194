"""What is left of an erased person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Tombstone(models.Model):
    """That someone was erased: when, by whom, why, and how much went. Nothing of who it was."""

    public_id = models.UUIDField(unique=True, editable=False)
    """The public id that the person had, so that a restored backup can be cleaned again."""
    customer_id = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    gone = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
