"""Every move of a customer between loyalty stages and between value classes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from goodwill.crm.customers.models import Customer


class Transition(models.Model):
    """A customer was found in another state than at the valuation before.

    The first time anybody is valued, `before` is empty. A customer who was merged away keeps
    their own past, which is not the survivor's.
    """

    moves_when_merged: ClassVar[bool] = False

    class Of(models.TextChoices):
        STAGE = "stage"
        VALUE_CLASS = "value_class"

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="transitions", db_index=False
    )
    of = models.CharField(max_length=12, choices=Of.choices)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)
    on = models.DateField()
    """The day the valuation speaks of."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["customer", "of", "on"], name="one_move_per_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["of", "on", "before", "after"], name="transition_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.before or '∅'} → {self.after or '∅'}"
