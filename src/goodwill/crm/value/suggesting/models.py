"""What was decided about suggestions, and the experiment that tells whether they pay."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import new_id


class Trial(models.Model):
    """From when on which share of customers is left without suggestions, drawn by their ids.

    `result` keeps the sums of both arms as of `measured_on`.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    share = models.FloatField()
    seed = models.CharField(max_length=40)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_running = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(default=dict, blank=True)
    measured_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_running"], condition=Q(is_running=True), name="one_trial_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.begun_on} · {self.share:.0%}"


class Drawn(models.Model):
    """A customer for whom there was something to suggest, in either arm, and since when."""

    moves_when_merged: ClassVar[bool] = False

    class Arm(models.TextChoices):
        HOLDOUT = "holdout"
        TREATED = "treated"

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="drawn")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    arm = models.CharField(max_length=8, choices=Arm.choices)
    on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trial", "customer"], name="drawn_once_a_trial")
        ]

    def __str__(self) -> str:
        return self.arm


class Decision(models.Model):
    """What somebody did with a suggestion: took it up, or not, and why not."""

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    class Reason(models.TextChoices):
        NOT_WANTED = "not_wanted"
        ALREADY_DONE = "already_done"
        WRONG_TIME = "wrong_time"
        WRONG_FACTS = "wrong_facts"
        OTHER = "other"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="decisions")
    suggestion = models.CharField(max_length=120)
    """Which one: `offer:P-12`, `at_risk`, `contract:K-7`."""
    because = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    note = models.CharField(max_length=240, blank=True)
    expected_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    made = models.CharField(max_length=40, blank=True)
    """The kind of what was made of it, and by which id it is found."""
    made_id = models.UUIDField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    """Until when it is not suggested again."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "until"], name="decision_of_customer"),
            models.Index(fields=["at"], name="decision_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion}: {self.state}"
