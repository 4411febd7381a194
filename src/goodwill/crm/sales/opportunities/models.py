"""Pipelines and their stages; what may be sold, who takes part, and each step it made."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, RecordSet, bin_index

CERTAIN = 100


class Pipeline(Record):
    """A way in which the company sells: its stages, from the first to won or lost."""

    kind = "pipelines"
    is_common = True

    word = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    is_usual = models.BooleanField(default=False)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return self.name

    def first(self) -> Stage:
        """The stage in which opportunities begin."""
        stage: Stage = self.stages.present().filter(sort=Stage.Sort.OPEN).order_by("place")[0]
        return stage

    def end(self, sort: str) -> Stage:
        """The stage in which opportunities are won, or lost."""
        stage: Stage = self.stages.present().filter(sort=sort).order_by("place")[0]
        return stage


class Stage(Record):
    """How far something may have come: what must be known by then, and how long it may take.

    `chance` is what people usually put down there, in percent. `needs` names fields of the
    opportunity that must be filled before it may enter. `usual_days` is how long four of five
    that were won had stayed at most, counted by a job; empty while too few were won.
    """

    kind = "stages"
    is_common = True

    class Sort(models.TextChoices):
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    name = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    sort = models.CharField(max_length=4, choices=Sort.choices, default=Sort.OPEN)
    chance = models.PositiveSmallIntegerField(default=0)
    needs = models.JSONField(default=list, blank=True)
    criteria = models.CharField(max_length=400, blank=True)
    expected_days = models.PositiveIntegerField(null=True, blank=True)
    usual_days = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("pipeline", "place", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(chance__lte=CERTAIN), name="stage_chance_percent")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.sort == Stage.Sort.OPEN

    @property
    def longest_days(self) -> int | None:
        """After how many days something stands still here: as won ones did, else as expected."""
        return self.usual_days if self.usual_days is not None else self.expected_days


class Competitor(models.Model):
    """Who else wants to sell it."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class OpportunitySet(RecordSet):
    """Named sets of opportunities."""

    def open(self) -> Self:
        return self.filter(status=Opportunity.Status.OPEN)

    def closed(self) -> Self:
        return self.exclude(status=Opportunity.Status.OPEN)

    def won(self) -> Self:
        return self.filter(status=Opportunity.Status.WON)

    def lost(self) -> Self:
        return self.filter(status=Opportunity.Status.LOST)


class Opportunity(Record):
    """Something that may be sold.

    `status` follows from the stage. `chance` is what its owner thinks, in percent; None: what
    the stage says. `amount_minor` is the sum of its lines where it has any. `promised_close_on`
    is the first day that was expected; what came of it tells whether the deal slips.
    """

    kind = "opportunities"
    taken_together = (("owner", "team"), ("amount_minor", "currency"), ("pipeline", "stage"))

    class Status(models.TextChoices):
        OPEN = "open"
        WON = "won"
        LOST = "lost"

    name = models.CharField(max_length=200)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    person = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="opportunities")
    stage = models.ForeignKey(
        Stage, blank=True, on_delete=models.PROTECT, related_name="opportunities"
    )
    status = models.CharField(max_length=4, choices=Status.choices, default=Status.OPEN)
    stage_since = models.DateTimeField(default=timezone.now)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    chance = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_on = models.DateField(default=timezone.localdate)
    expected_close_on = models.DateField(null=True, blank=True)
    promised_close_on = models.DateField(null=True, blank=True)
    slipped_days = models.IntegerField(default=0, editable=False)
    """By how many days the expected close has moved away from the first one."""
    closed_on = models.DateField(null=True, blank=True)
    lost_reason = models.CharField(max_length=40, blank=True)
    lost_note = models.TextField(blank=True)
    lost_to = models.CharField(max_length=120, blank=True)
    competitors = models.ManyToManyField(Competitor, blank=True, related_name="opportunities")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(
        "sales.Lead",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="opportunities",
    )
    source = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    department = models.CharField(max_length=60, blank=True)
    territory = models.CharField(max_length=80, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)

    objects: ClassVar[Any] = OpportunitySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(chance=None) | Q(chance__lte=CERTAIN), name="opportunity_chance_percent"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            bin_index("opportunity_bin"),
            models.Index(
                fields=["stage", "expected_close_on", "id"],
                name="opportunity_in_stage",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["status", "expected_close_on", "id"],
                name="opportunity_by_status",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["status", "closed_on"],
                name="opportunity_closed",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["expected_close_on", "id"], name="opportunity_closing"),
            models.Index(fields=["owner", "status"], name="opportunity_of_owner"),
            models.Index(fields=["team", "status"], name="opportunity_of_team"),
        ]

    def __str__(self) -> str:
        return self.name

    def complete(self) -> None:
        """What the stage says stands in the opportunity, too: lists need not ask the stage."""
        self.pipeline_id = self.stage.pipeline_id
        self.status = self.stage.sort
        if self.promised_close_on is None:
            self.promised_close_on = self.expected_close_on
        if self.expected_close_on and self.promised_close_on:
            self.slipped_days = (self.expected_close_on - self.promised_close_on).days
        if self.status == self.Status.OPEN:
            self.closed_on = None
        elif self.closed_on is None:
            self.closed_on = timezone.localdate(self.stage_since)

    def save(self, *arguments: Any, **named: Any) -> None:
        self.complete()
        super().save(*arguments, **named)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def likely(self) -> int:
        """The chance in percent that counts: the owner's, else what the stage says."""
        if not self.is_open:
            return CERTAIN if self.status == self.Status.WON else 0
        return self.stage.chance if self.chance is None else self.chance


class StageChange(models.Model):
    """One step of an opportunity: when it came into a stage, and when it left.

    Steps of one opportunity follow each other without a gap: each is left at the moment in which
    the next is entered, and the last is not left yet. `amount_minor`, `chance` and
    `expected_close_on` are what was thought at that moment.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    from_stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="+")
    to_stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    chance = models.PositiveSmallIntegerField(null=True)
    expected_close_on = models.DateField(null=True)

    class Meta:
        ordering = ("entered_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(left_at=None), name="one_stage_at_a_time"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["opportunity", "entered_at"], name="steps_of_opportunity"),
            models.Index(fields=["to_stage", "left_at", "entered_at"], name="steps_into_stage"),
        ]

    def days(self, now: datetime | None = None) -> float:
        """How long it stayed, or has stayed so far, in days."""
        end = self.left_at or now or timezone.now()
        return (end - self.entered_at).total_seconds() / 86_400


class OpportunityLine(models.Model):
    """One thing that would be sold."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    description = models.CharField(max_length=240, blank=True)
    quantity_thousandths = models.BigIntegerField()
    unit_price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["opportunity", "position"], name="one_opportunity_line_per_position"
            )
        ]


class Stakeholder(models.Model):
    """Who has a say at the customer, in which role, and whether they are for it."""

    class Stance(models.TextChoices):
        FOR = "for"
        NEUTRAL = "neutral"
        AGAINST = "against"
        UNKNOWN = "unknown"

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="stakeholders"
    )
    person = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, blank=True)
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.UNKNOWN)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["opportunity", "person"], name="one_part_per_stakeholder"
            )
        ]
