"""Tables that people come back to, who gets them by mail, and measures of the company's own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import new_id


class Pivot(models.Model):
    """A table as someone likes to see it; `audience` says who else does.

    `asked` holds what its address holds: rows, columns, measures, conditions, period. Whoever
    opens it sees figures of what they may see themselves.
    """

    class Audience(models.TextChoices):
        ME = "me"
        TEAM = "team"
        ALL = "all"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pivots"
    )
    audience = models.CharField(max_length=4, choices=Audience.choices, default=Audience.ME)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    asked = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "name"], name="pivot_of_person")
        ]

    def __str__(self) -> str:
        return self.name


class Mailing(models.Model):
    """One person gets one table by mail, again and again: their own figures, in their language."""

    class Every(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"

    pivot = models.ForeignKey(Pivot, on_delete=models.CASCADE, related_name="mailings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=400, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pivot", "person"], name="one_mailing_per_person")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], name="mailing_due")
        ]


class OwnMeasure(models.Model):
    """A measure that the company has made of others by a formula; everyone may use it."""

    class Shown(models.TextChoices):
        NUMBER = "number"
        SHARE = "share"

    word = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    meaning = models.CharField(max_length=240, blank=True)
    formula = models.CharField(max_length=1000)
    shown_as = models.CharField(max_length=6, choices=Shown.choices, default=Shown.NUMBER)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.label
