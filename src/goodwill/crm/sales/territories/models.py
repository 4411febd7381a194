"""Territories: rules that say who looks after whom."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from goodwill.crm.records.models import Record, RecordSet, bin_index
from goodwill.crm.sales.territories.errors import BadTerritory
from goodwill.crm.sales.territories.rules import read
from goodwill.language import Sentence


class TerritorySet(RecordSet):
    """Named sets of territories."""

    def in_force(self) -> Self:
        """Those that decide, in the order in which they are asked."""
        return self.present().filter(is_active=True).order_by("place", "id")


class Territory(Record):
    """Customers and leads alike by rule, and the person (`owner`) or `team` they go to.

    `rules` maps fields of a customer to the values that belong here; all fields must fit. Of
    several territories the one with the lowest `place` decides.
    """

    kind = "territories"
    is_common = True

    name = models.CharField(max_length=120)
    place = models.PositiveIntegerField(default=0)
    rules = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = TerritorySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [bin_index("territory_bin")]

    def __str__(self) -> str:
        return self.name

    def judge(self, names: frozenset[str]) -> None:
        """A territory has a name, rules that can be understood, and somebody it leads to."""
        super().judge(names)
        if not self.name.strip():
            raise BadTerritory(Sentence("A territory needs a name."))
        if self.owner_id is None and self.team_id is None:
            raise BadTerritory(Sentence("Choose the person or the team that it goes to."))
        self.rules = read(self.rules)
