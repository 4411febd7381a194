"""Who is told of which events, what waits to be sent, and how each try went."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.records.models import Change, new_id

if TYPE_CHECKING:
    from goodwill.crm.accounts.models import User


class WebhookSet(models.QuerySet[Any]):
    """Named sets of webhooks."""

    def working(self) -> Self:
        """Those that are told of events now."""
        return self.filter(stopped_at=None)

    def seen_by(self, person: User) -> Self:
        """One's own; all of them for whoever looks after data."""
        return self.all() if person.may("data.manage") else self.filter(owner=person)


class Webhook(models.Model):
    """An address that is told what has changed, as far as its owner may see it.

    `cursor` is the place in history up to which events were put into the queue. Empty `kinds` and
    `verbs` mean all. Secrets are kept encrypted; after a new one was made the one before signs
    until `secret_before_until`, too.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks"
    )
    address = models.CharField(max_length=400)
    kinds = models.JSONField(default=list, blank=True)
    verbs = models.JSONField(default=list, blank=True)
    secret = models.TextField(editable=False)
    secret_before = models.TextField(blank=True, editable=False)
    secret_before_until = models.DateTimeField(null=True, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    """How many tries failed since the last one that succeeded."""
    failing_since = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    stopped_because = models.JSONField(default=dict, blank=True, editable=False)
    """A sentence as it is kept; empty where a person switched it off."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = WebhookSet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.stopped_at is None


class DeliverySet(models.QuerySet[Any]):
    """Named sets of deliveries."""

    def waiting(self) -> Self:
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: datetime) -> Self:
        """Those to be tried now, in the order in which they are to be sent."""
        return self.waiting().filter(next_at__lte=now).order_by("next_at", "id")


class Delivery(models.Model):
    """One event on its way to one address; what it says is put together when it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        GIVEN_UP = "given_up"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    line = models.ForeignKey(Change, null=True, on_delete=models.CASCADE, related_name="+")
    """The line of history it tells of; None for a test."""
    event = models.CharField(max_length=84)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    """How often it was tried in this round; sending it again begins a new one."""
    next_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)

    objects: ClassVar[Any] = DeliverySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "line"], name="one_delivery_per_event")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["webhook", "next_at", "id"],
                name="delivery_due",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_latest"),
            models.Index(fields=["webhook", "state", "-id"], name="delivery_of_state"),
            models.Index(fields=["created_at"], name="delivery_old"),
        ]

    @property
    def message_id(self) -> str:
        """What the receiver knows it by: the same however often it is sent."""
        return f"msg_{self.public_id.hex}"


class Try(models.Model):
    """One try to deliver: when, how long it took, and what the other side said."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="all_tries")
    at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=600, blank=True)
    trouble = models.JSONField(default=dict, blank=True)
    """What stood in the way, as a kept sentence; empty where the other side took it."""
