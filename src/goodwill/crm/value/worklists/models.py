"""What is done to keep a customer, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, bin_index


class CareAction(Record):
    """One customer taken from a list, with who does what until when, and the outcome.

    Amounts are minor units of `currency`, as they stood when it was begun; what the customer
    bought since is counted on, until `WATCHED_DAYS` after it was begun.
    """

    kind = "care_actions"
    reach_through = "customer"

    class Worklist(models.TextChoices):
        KEEP = "keep"
        LOST = "lost"
        NEGATIVE = "negative"

    class Action(models.TextChoices):
        CALL = "call"
        VISIT = "visit"
        OFFER = "offer"
        SERVICE = "service"
        PRICE = "price"
        OTHER = "other"

    class Outcome(models.TextChoices):
        OPEN = "open"
        STAYS = "stays"
        LEAVES = "leaves"
        NOT_REACHED = "not_reached"
        NOT_NEEDED = "not_needed"

    WATCHED_DAYS: ClassVar[int] = 365

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="care_actions")
    worklist = models.CharField(max_length=8, choices=Worklist.choices)
    action = models.CharField(max_length=8, choices=Action.choices, default=Action.CALL)
    what = models.CharField(max_length=240, blank=True)
    """What exactly is to be done."""
    because = models.JSONField(default=dict, blank=True, editable=False)
    """Why the customer was on the list, as template and values."""
    due_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    learned = models.TextField(blank=True)
    """The cause that was found, and what helped."""
    closed_on = models.DateField(null=True, blank=True, editable=False)
    currency = models.CharField(max_length=3, blank=True, editable=False)
    expected_minor = models.BigIntegerField(null=True, editable=False)
    at_risk_minor = models.BigIntegerField(null=True, editable=False)
    p_alive = models.FloatField(null=True, editable=False)
    bought_minor = models.BigIntegerField(null=True, editable=False)
    """What they bought since it was begun, less returns; None until it was counted."""
    counted_on = models.DateField(null=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer", "worklist"],
                condition=Q(outcome="open", deleted_at=None),
                name="one_open_care_action",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["owner", "due_on"],
                name="care_action_to_do",
                condition=Q(deleted_at=None, outcome="open"),
            ),
            models.Index(fields=["begun_on", "id"], name="care_action_begun"),
            bin_index("care_action_bin"),
        ]

    def __str__(self) -> str:
        return self.what or self.get_action_display()
