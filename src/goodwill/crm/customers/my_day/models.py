"""What my day keeps for each person."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


def new_token() -> str:
    """A secret that nobody guesses (256 bits)."""
    return secrets.token_urlsafe(32)


class Viewed(models.Model):
    """A record that someone looked at, and when last."""

    moves_when_merged: ClassVar[bool] = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "kind", "record_id"], name="one_view_per_record"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "kind", "-at"], name="viewed_latest")
        ]


class Feed(models.Model):
    """The secret address under which a person's calendar program reads tasks and meetings."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed"
    )
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)
