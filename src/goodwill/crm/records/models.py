"""What every record keeps, the history of all of them, and who shares what."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from goodwill.crm.accounts.reach import Reach


def new_id() -> uuid.UUID:
    """A public id: unique without asking anyone, and in the order of time (UUIDv7, RFC 9562)."""
    return uuid7()


def bin_index(name: str) -> models.Index:
    """The index by which the bin is found without reading the whole table."""
    return models.Index(
        fields=["deleted_at"], name=name, condition=models.Q(deleted_at__isnull=False)
    )


class RecordSet(models.QuerySet[Any]):
    """Named sets of records; they chain."""

    def present(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(deleted_at=None)

    def within(self, reach: Reach) -> Self:
        """Those that the person may see."""
        from goodwill.crm.records.reaching import within

        return self.filter(within(reach, self.model))

    def changeable(self, reach: Reach) -> Self:
        """Those that the person may change, as far as the role allows: not those only shown."""
        from goodwill.crm.records.reaching import within

        return self.filter(within(reach, self.model, to_change=True))


class Record(models.Model):
    """Anything people keep: it has an owner, a history, its own fields, and 30 days in the bin.

    `kind` is the word by which history, search, shares and addresses know the model.
    """

    kind: ClassVar[str] = ""
    reach_through: ClassVar[str] = ""
    is_common: ClassVar[bool] = False
    """Whether it belongs to the whole company: products and prices, not customers."""
    is_mergeable: ClassVar[bool] = False
    """Whether several of them may become one."""
    taken_together: ClassVar[tuple[tuple[str, ...], ...]] = (("owner", "team"),)
    """Fields that say something only together: when records become one, one of them gives all."""
    alike_by: ClassVar[tuple[str, ...]] = ()
    """The fields by which two say the same: when their records become one, one of them goes."""
    first_of: ClassVar[tuple[str, tuple[str, ...]] | None] = None
    """The flag of the first choice, and the fields within whose same values there is one."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    deleted_at = models.DateTimeField(null=True, editable=False)
    custom = models.JSONField(default=dict, blank=True)

    objects: ClassVar[Any] = RecordSet.as_manager()

    class Meta:
        abstract = True

    def complete(self) -> None:
        """Fill in what follows from the rest, such as the key that names are sorted by."""

    def judge(self, names: frozenset[str]) -> None:
        """Refuse what cannot be true of the record; asked before fields of these names are kept.

        Raises
        ------
        Refused
            If something cannot be; says what.
        """
        from goodwill.crm.records.own_fields.judging import judge

        judge(self, names)


class Change(models.Model):
    """One line of history: what someone did to one record, and what stood there before.

    `fields` maps each changed field to `[before, after]`. Lines of one action share a `batch`.
    `digest` seals the line; `sealing` chains the digests, so that nobody can rewrite the past
    without it being seen.
    """

    moves_when_merged: ClassVar[bool] = False

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=16, default="web")
    batch = models.UUIDField(default=new_id)
    digest = models.CharField(max_length=64, default="", editable=False)
    place = models.BigIntegerField(null=True, unique=True, editable=False)
    """Where the line stands in the sealed chain; None until it is sealed."""
    link = models.CharField(max_length=64, default="", editable=False)
    """Ties the line to the one before it in the chain."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "record_id", "version"], name="change_of_record"),
            models.Index(fields=["by", "at"], name="change_by_person"),
            models.Index(fields=["batch"], name="change_of_batch"),
            models.Index(fields=["at", "id"], name="change_latest"),
            models.Index(fields=["kind", "at", "id"], name="change_of_kind"),
            models.Index(fields=["verb", "at", "id"], name="change_of_verb"),
            models.Index(fields=["id"], name="change_unsealed", condition=models.Q(place=None)),
        ]


class Seal(models.Model):
    """How far the chain over history reached at a time: its last line and that line's link.

    A copy of the latest seal kept elsewhere proves later that nothing before it was removed.
    """

    place = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)


class Share(models.Model):
    """A record shown to someone outside whose reach it lies."""

    moves_when_merged: ClassVar[bool] = True

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.CASCADE, related_name="+")
    may_change = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "record_id"], name="share_of_record"),
            models.Index(fields=["user", "kind", "record_id"], name="share_with_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(team=None), name="share_with_one"
            ),
            models.UniqueConstraint(fields=["kind", "record_id", "user"], name="share_once_each"),
            models.UniqueConstraint(fields=["kind", "record_id", "team"], name="share_once_a_team"),
        ]


class Entry(models.Model):
    """One record in the search index: what it is called, where its page is, its words.

    `words` ends with the reach that the record is certain to be in (`ofowner7 ofteam3`), so that
    a person with few records among a million is not kept waiting by those of the others.
    """

    by_code_point: ClassVar[tuple[str, ...]] = ("sound",)
    moves_when_merged: ClassVar[bool] = False

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    page_id = models.UUIDField()
    title = models.CharField(max_length=240)
    subtitle = models.CharField(max_length=240, blank=True)
    sound = models.CharField(max_length=240)
    words = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="one_entry_per_record")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sound", "id"], name="entry_sound")
        ]


class SavedView(models.Model):
    """A list as someone likes to see it: which records, columns, order and shape.

    `audience` says who else sees it: nobody, the owner's team, or everyone.
    """

    class Audience(models.TextChoices):
        ME = "me"
        TEAM = "team"
        ALL = "all"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views"
    )
    audience = models.CharField(max_length=4, choices=Audience.choices, default=Audience.ME)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    conditions = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    sort = models.CharField(max_length=80, blank=True)
    shape = models.CharField(max_length=10, default="list")
    by = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=80, blank=True)
    is_pinned = models.BooleanField(default=False)
    is_usual = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "owner"], name="view_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "kind"],
                condition=models.Q(is_usual=True),
                name="one_usual_view_per_person",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExternalId(models.Model):
    """What another system calls a record: an import that comes again finds it by this."""

    moves_when_merged: ClassVar[bool] = True

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    source = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "source", "value"], name="one_record_per_external_id"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "record_id"], name="external_id_of_record")
        ]


from goodwill.crm.records.attaching.models import Attachment  # noqa: E402, F401
from goodwill.crm.records.merging.models import Merge, Merged, Move  # noqa: E402, F401
from goodwill.crm.records.own_fields.models import OwnField  # noqa: E402, F401
