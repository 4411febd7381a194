"""Segments, who is in them, and how many were in them on each day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, RecordSet, Share, bin_index

if TYPE_CHECKING:
    from goodwill.crm.accounts.reach import Reach


class SegmentSet(RecordSet):
    """Named sets of segments."""

    def within(self, reach: Reach) -> Self:
        """One's own and those shown to one, unless they ask for what is hidden from one."""
        found = self if reach.is_everything else self.filter(_shown_to(reach))
        for name in _hidden_from(reach):
            found = found.exclude(asks__contains=f" {name} ")
        return found

    def changeable(self, reach: Reach) -> Self:
        """One's own, the team's where one sees its records, and those shared to be changed."""
        seen = self.within(reach)
        if reach.is_everything:
            return seen
        mine = Q(owner_id=reach.user_id) | Q(team_id__in=reach.team_ids)
        return seen.filter(mine | _shared(reach, may_change=True))

    def dynamic(self) -> Self:
        """Those whose members follow from conditions, every day anew."""
        return self.filter(is_static=False)


class Segment(Record):
    """Customers who have something in common.

    A dynamic one holds whoever its conditions fit; a static one whom they fitted when it was
    made. `asks` names the fields that its conditions ask for, between blanks.
    """

    kind = "segments"
    is_common = True

    class Audience(models.TextChoices):
        ME = "me"
        TEAM = "team"
        ALL = "all"

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400, blank=True)
    conditions = models.JSONField(default=dict, blank=True)
    is_static = models.BooleanField(default=False)
    audience = models.CharField(max_length=4, choices=Audience.choices, default=Audience.ME)
    asks = models.TextField(blank=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)
    """How many customers are in it, out of all, as of `counted_at`."""
    counted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = SegmentSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="segment_name", condition=Q(deleted_at=None)),
            bin_index("segment_bin"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the segment, and what its conditions ask for."""
        self.complete()
        super().save(*args, **options)

    def complete(self) -> None:
        names = dict.fromkeys(_asked(self.conditions))
        self.asks = f" {' '.join(names)} " if names else ""


class SegmentMember(models.Model):
    """A customer who is in a segment, and since when."""

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="members", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "customer"], name="once_in_a_segment")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["segment", "-since"], name="member_latest")
        ]


class SegmentDay(models.Model):
    """How many were in a segment at the end of a day, who came that day and who went."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    size = models.PositiveBigIntegerField()
    joined = models.PositiveBigIntegerField(default=0)
    left = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "day"], name="one_count_a_day")
        ]


def _asked(told: Any) -> Iterator[str]:
    """The names of what conditions ask for, as they stand in their JSON."""
    if isinstance(told, list):
        for one in told:
            yield from _asked(one)
    elif isinstance(told, dict):
        if isinstance(told.get("field"), str):
            yield told["field"]
        elif isinstance(told.get("did"), str):
            yield f"did.{told['did']}"
        else:
            yield from _asked(list(told.values()))


def _shown_to(reach: Reach) -> Q:
    mine = Q(owner_id=reach.user_id) | Q(team_id__in=reach.team_ids)
    teams = Q(audience=Segment.Audience.TEAM, team_id__in=reach.stands_in)
    return mine | teams | Q(audience=Segment.Audience.ALL) | _shared(reach)


def _shared(reach: Reach, **more: bool) -> Q:
    whom = Q(user_id=reach.user_id) | Q(team_id__in=reach.team_ids | reach.stands_in)
    shares = Share.objects.filter(whom, kind=Segment.kind, record_id=OuterRef("pk"), **more)
    return Q(Exists(shares))


def _hidden_from(reach: Reach) -> list[str]:
    from goodwill.crm.value.segmenting.questions import hidden_from

    return hidden_from(reach)
