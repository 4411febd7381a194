"""A notice to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.records.models import new_id

if TYPE_CHECKING:
    from goodwill.crm.accounts.models import User


class NoticeSet(models.QuerySet[Any]):
    """Named sets of notices."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Notice(models.Model):
    """Something one person should know; said in their language from template and values.

    `key` makes sure that one event is told once, however often the job that tells it runs.
    """

    moves_when_merged: ClassVar[bool] = True

    class Sort(models.TextChoices):
        MENTION = "mention"
        TASK = "task"
        REMINDER = "reminder"
        SHARED = "shared"
        OTHER = "other"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    sort = models.CharField(max_length=10, choices=Sort.choices)
    told = models.JSONField(default=dict)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=160)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = NoticeSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "key"], name="one_notice_per_event")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-created_at", "-id"], name="notice_latest"),
            models.Index(fields=["person"], name="notice_unseen", condition=Q(seen_at=None)),
        ]
