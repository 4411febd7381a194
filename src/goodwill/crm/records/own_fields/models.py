"""How a company's own fields are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from goodwill.crm.accounts.reading import kept


class OwnFieldSet(models.QuerySet[Any]):
    """Named sets of own fields."""

    def in_use(self) -> models.QuerySet[Any]:
        return self.filter(retired_at=None)

    def stamp(self) -> tuple[int, int]:
        """Differs whenever any own field was added or changed: none is ever removed."""
        versions = _versions()
        return sum(versions), len(versions)


class OwnField(models.Model):
    """A field that a company added to a kind of record; its values stand in `Record.custom`."""

    kind = models.CharField(max_length=40)
    name = models.SlugField(max_length=40)
    labels = models.JSONField(default=dict)
    """What people call it, by language tag."""
    help = models.JSONField(default=dict, blank=True)
    sort = models.CharField(max_length=10)
    choices = models.JSONField(default=list, blank=True)
    """For a choice: `[word, {language: label}]` in order."""
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_indexed = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = OwnFieldSet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_own_field_per_name")
        ]

    def __str__(self) -> str:
        return f"{self.kind}.custom.{self.name}"


@kept
def _versions() -> models.QuerySet[Any]:
    return OwnField.objects.values_list("version", flat=True)
