"""Account plans: what is wanted with a key customer, who decides there, and the way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, bin_index


class AccountPlan(Record):
    """The plan for one key customer. Its steps are tasks on the timeline that tell of it."""

    kind = "account_plans"
    reach_through = "customer"

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        ENDED = "ended"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="account_plans")
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    ambition = models.TextField(blank=True)
    """Where the relationship shall stand when the plan has come true."""
    offer = models.TextField(blank=True)
    """What this customer gets that others do not."""
    risks = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(status="active", deleted_at=None),
                name="one_active_account_plan",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["review_on"], name="account_plan_review", condition=Q(deleted_at=None)
            ),
            bin_index("account_plan_bin"),
        ]

    def __str__(self) -> str:
        return self.name


class Goal(models.Model):
    """Something to be reached by a day; with an amount, what was bought since is set beside it."""

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(max_length=240)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    from_on = models.DateField()
    by_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["by_on", "pk"]

    def __str__(self) -> str:
        return self.text


class Stakeholder(models.Model):
    """Somebody at the customer who has a say, and where they stand."""

    class Role(models.TextChoices):
        DECIDES = "decides"
        BUYS = "buys"
        USES = "uses"
        ADVISES = "advises"
        BLOCKS = "blocks"

    class Stance(models.TextChoices):
        FOR_US = "for_us"
        NEUTRAL = "neutral"
        AGAINST = "against"

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="stakeholders")
    person = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.NEUTRAL)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_stance_each")
        ]

    def __str__(self) -> str:
        return str(self.person)
