"""What the timeline keeps beside its entries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Timer(models.Model):
    """The clock that runs while someone works for a customer; each person has at most one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="timer"
    )
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=10, default="call")
    started_at = models.DateTimeField(default=timezone.now)
