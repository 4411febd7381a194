"""What is kept so that duplicates are found at once, and what people said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import new_id

if TYPE_CHECKING:
    from goodwill.crm.accounts.reach import Reach


class Profile(models.Model):
    """What is compared about one customer, made from the record; gone while it is in the bin."""

    moves_when_merged: ClassVar[bool] = False

    customer = models.OneToOneField(
        "customers.Customer", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    facts = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True)
    """When it was last compared with the others as it is now."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["customer"], name="profile_new", condition=models.Q(looked_at=None)
            )
        ]


class MatchKey(models.Model):
    """One key of one customer (see `keys`)."""

    moves_when_merged: ClassVar[bool] = False

    key = models.BigIntegerField()
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "customer"], name="match_key"),
            models.Index(fields=["customer"], name="match_key_of"),
        ]


class SuspicionSet(models.QuerySet[Any]):
    """Named sets of suspicions; they chain."""

    def waiting(self) -> Self:
        """Those that nobody has decided, of customers that are both there."""
        return self.filter(state=Suspicion.State.OPEN, one__deleted_at=None, other__deleted_at=None)

    def put_off(self) -> Self:
        return self.filter(
            state=Suspicion.State.LATER, one__deleted_at=None, other__deleted_at=None
        )

    def decided(self) -> Self:
        return self.filter(state__in=[Suspicion.State.SAME, Suspicion.State.DIFFERENT])

    def within(self, reach: Reach) -> Self:
        """Those of which the person may see both customers."""
        from goodwill.crm.customers.models import Customer

        if reach.is_everything:
            return self
        seen = Customer.objects.present().within(reach).values("pk")
        return self.filter(one__in=seen, other__in=seen)

    def likeliest_first(self) -> Self:
        return self.order_by("-score", "pk")


class Suspicion(models.Model):
    """Two customers that may be one. What people say of it stays, whatever is found later.

    `levels` is how far they agree (see `comparing`), as it was when it was last looked at or
    decided: no names and no numbers.
    """

    moves_when_merged: ClassVar[bool] = False

    class State(models.TextChoices):
        OPEN = "open"
        LATER = "later"
        SAME = "same"
        DIFFERENT = "different"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    one = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    levels = models.JSONField(default=dict)
    namesakes = models.PositiveIntegerField(default=0)
    is_person = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    batch = models.UUIDField(null=True, editable=False)
    """What was decided in one action is taken back together."""

    objects: ClassVar[Any] = SuspicionSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other"], name="suspected_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-score", "id"], name="suspicion_queue"),
            models.Index(
                fields=["batch"],
                name="suspicion_batch",
                condition=models.Q(batch__isnull=False),
            ),
        ]


class Learnt(models.Model):
    """The weights that follow from what people decided; the latest row is used."""

    moves_when_merged: ClassVar[bool] = False

    weights = models.JSONField()
    same = models.PositiveIntegerField()
    different = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)


class Watch(models.Model):
    """Up to which moment of history the profiles have followed."""

    moves_when_merged: ClassVar[bool] = False

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
