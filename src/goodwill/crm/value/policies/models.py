"""What each value class is promised."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Policy(models.Model):
    """The promise to all customers of a value class; what is empty is not promised."""

    class Care(models.TextChoices):
        PERSON = "person"
        TEAM = "team"
        SELF_SERVICE = "self_service"

    value_class = models.CharField(max_length=1, unique=True)
    says = models.TextField(blank=True)
    """The policy in a sentence or two."""
    visits_a_year = models.PositiveSmallIntegerField(null=True, blank=True)
    discount_limit_percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True
    )
    """The most that may be taken off the list price."""
    answer_within_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    care = models.CharField(max_length=12, choices=Care.choices, blank=True)
    """Who looks after such customers."""
    warns = models.BooleanField(default=False)
    """Whether the owner is given something to do as soon as such a customer may be leaving."""

    class Meta:
        ordering: ClassVar[list[str]] = ["value_class"]

    def __str__(self) -> str:
        return self.value_class
