"""What is suggested, of whom, and what people said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import new_id

if TYPE_CHECKING:
    from goodwill.crm.accounts.reach import Reach


class SuggestionSet(models.QuerySet[Any]):
    """Named sets of suggestions; they chain."""

    def waiting(self) -> Self:
        return self.filter(state=Suggestion.State.OPEN)

    def within(self, reach: Reach) -> Self:
        """Those of which the person may see everybody."""
        from goodwill.crm.customers.models import Customer

        seen = Customer.objects.present().within(reach).values("pk")
        return self.exclude(members__in=Member.objects.exclude(customer__in=seen))


class Suggestion(models.Model):
    """These seem to be one household, or the others parts of the first.

    `key` is what they have in common, so that what was dismissed is not suggested again.
    """

    moves_when_merged: ClassVar[bool] = False

    class Sort(models.TextChoices):
        HOUSEHOLD = "household"
        GROUP = "group"

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DISMISSED = "dismissed"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    key = models.BigIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = SuggestionSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="suggestion_queue")
        ]


class Member(models.Model):
    """One of those that belong together; the head stands first."""

    moves_when_merged: ClassVar[bool] = False

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="members")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("place",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["suggestion", "customer"], name="member_once")
        ]
