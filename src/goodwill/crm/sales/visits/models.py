"""How planned visits are kept."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from goodwill.crm.records.models import Record, RecordSet, bin_index


class VisitSet(RecordSet):
    """Named sets of visits."""

    def planned(self) -> Self:
        return self.filter(status=Visit.Status.PLANNED)

    def on(self, day: date) -> Self:
        """A day's visits in the order in which they are made."""
        return self.filter(planned_on=day).order_by("turn", "at", "id")


class Visit(Record):
    """Somebody is to see a customer on a day, or has done so.

    What happened there stands in the timeline: `entry` is that entry, which carries time, place
    and reaction; files of the visit are attached to it.
    """

    kind = "visits"
    reach_through = "customer"
    alike_by: ClassVar[tuple[str, ...]] = ("customer", "owner", "planned_on", "status")

    class Status(models.TextChoices):
        PLANNED = "planned"
        MADE = "made"
        DROPPED = "dropped"

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="visits"
    )
    person = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    planned_on = models.DateField()
    at = models.TimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)
    """Where it stands in the round of the day."""
    purpose = models.CharField(max_length=240, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    dropped_because = models.CharField(max_length=240, blank=True)
    entry = models.OneToOneField(
        "customers.Activity",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="visit",
    )

    objects: ClassVar[Any] = VisitSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            bin_index("visit_bin"),
            models.Index(
                fields=["owner", "planned_on", "turn"],
                name="visit_of_day",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["customer", "-planned_on"],
                name="visit_of_customer",
                condition=Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} · {self.planned_on}"
