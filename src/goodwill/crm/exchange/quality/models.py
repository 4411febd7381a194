"""What was measured each day, so that one sees where it goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Measure(models.Model):
    """Of so many records so many were good in one respect; of all sources where `source` is ""."""

    on = models.DateField()
    aspect = models.CharField(max_length=16)
    field = models.CharField(max_length=120)
    source = models.CharField(max_length=60, blank=True)
    good = models.BigIntegerField()
    of = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["on", "source", "aspect", "field"], name="measured_once_a_day"
            )
        ]
