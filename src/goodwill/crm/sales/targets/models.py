"""What is to be sold in a month, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from goodwill.crm.records.models import Record, RecordSet, bin_index
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.language import Sentence


class TargetSet(RecordSet):
    """Named sets of targets."""

    def between(self, first: date, last: date) -> Self:
        """Those of the months that begin on one of these days."""
        return self.filter(period_on__gte=first, period_on__lte=last)


class Target(Record):
    """What a person, a team or the whole company is to sell in a month, of a product or of all.

    The `owner` is the person it is for, and `team` the person's team or the team it is for: so
    whoever sees the person's records sees the target, too. Levels repeat each other and are
    never added.
    """

    kind = "targets"

    class Level(models.TextChoices):
        PERSON = "person"
        TEAM = "team"
        COMPANY = "company"

    class Measure(models.TextChoices):
        ORDERS = "orders"
        WON = "won"

    level = models.CharField(max_length=8, choices=Level.choices, default=Level.PERSON)
    measure = models.CharField(max_length=8, choices=Measure.choices, default=Measure.ORDERS)
    """What counts towards it: net sales by orders, or opportunities won."""
    product = models.ForeignKey(
        "commerce.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    period_on = models.DateField()
    """The first day of the month."""
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    slot = models.CharField(max_length=120, editable=False)
    """Level, measure, whose, product and month: there is one target of each."""

    objects: ClassVar[Any] = TargetSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(deleted_at=None), name="one_target_of_each"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            bin_index("target_bin"),
            models.Index(
                fields=["period_on", "level"], name="target_month", condition=Q(deleted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_on:%Y-%m}"

    def save(self, *args: Any, **options: Any) -> None:
        """Keep it under the first day of its month, and under its key."""
        self.complete()
        super().save(*args, **options)

    def complete(self) -> None:
        self.period_on = self.period_on.replace(day=1)
        if self.level == self.Level.PERSON and self.owner is not None and self.team_id is None:
            self.team_id = self.owner.team_id
        self.slot = key(self)

    def judge(self, names: frozenset[str]) -> None:
        """A person's needs a person, a team's a team; no amount below nothing; one of each."""
        super().judge(names)
        if self.level == self.Level.PERSON and self.owner_id is None:
            raise BadTarget(Sentence("Say whose target it is: choose the person."))
        if self.level == self.Level.TEAM and self.team_id is None:
            raise BadTarget(Sentence("Say whose target it is: choose the team."))
        if self.amount_minor is None or self.amount_minor < 0:
            raise BadTarget(Sentence("A target is an amount of zero or more."))
        same = Target.objects.present().filter(slot=key(self)).exclude(pk=self.pk)
        if same.exists():
            raise BadTarget(Sentence("There is such a target already: change that one."))


def key(one: Target) -> str:
    """Level, measure, whose, product and month as one word."""
    whose = {Target.Level.PERSON: one.owner_id, Target.Level.TEAM: one.team_id}.get(
        Target.Level(one.level), ""
    )
    return f"{one.level}|{one.measure}|{whose or ''}|{one.product_id or ''}|{one.period_on:%Y-%m}"
