"""What was forecast on a day: kept, so that forecasts can be held against what came."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Foretold(models.Model):
    """The forecast of a period as it stood on a day: of the company, a team or a person.

    `whose` is `company`, `team:<id>` or `person:<id>`; amounts are in minor units.
    """

    made_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    whose = models.CharField(max_length=40)
    measure = models.CharField(max_length=8, default="won")
    """What is forecast: `won` opportunities, or net sales by `orders`."""
    currency = models.CharField(max_length=3)
    so_far_minor = models.BigIntegerField()
    expected_minor = models.BigIntegerField()
    low_minor = models.BigIntegerField()
    high_minor = models.BigIntegerField()
    target_minor = models.BigIntegerField(null=True)
    reaching = models.FloatField(null=True)
    """The chance of reaching the target, from 0 to 1; None where there was none."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["whose", "measure", "starts_on", "ends_on", "made_on"],
                name="one_forecast_a_day",
            )
        ]
