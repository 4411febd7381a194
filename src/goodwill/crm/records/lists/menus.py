"""What a list can be turned into: other shapes, orders, groups, each with its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.lists import fields, sorting, wanting
from goodwill.crm.records.lists.asking import Asked
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.language import Sayable


class Choice(NamedTuple):
    """One line of a menu."""

    label: Sayable
    query: str


@dataclass(frozen=True, eq=False)
class Menus:
    """The lines of a list's menus, worked out when they are drawn; equal for equal lists."""

    kind: Kind
    wanted: Wanted
    seen: Mapping[str, Field]
    sortable: Mapping[str, Field]
    may_export: bool

    @cached_property
    def same(self) -> str:
        """The query of the list as it is."""
        return self.wanted.query()

    @property
    def as_list(self) -> str:
        return self.wanted.query(shape=wanting.LIST, by="")

    @property
    def boards(self) -> list[Choice]:
        return self._choices(wanting.boards(self.kind, self.seen), "by", shape=wanting.BOARD)

    @property
    def calendars(self) -> list[Choice]:
        return self._choices(wanting.calendars(self.seen), "by", shape=wanting.CALENDAR)

    @property
    def sorts(self) -> list[Choice]:
        return self._choices(self.sortable.values(), "sort")

    @property
    def groups(self) -> list[Choice]:
        return self._choices(wanting.grouped(self.seen), "group")

    @property
    def ungrouped(self) -> str:
        """Empty where nothing is grouped."""
        return self.wanted.query(group="") if self.wanted.group else ""

    def _choices(self, found: Iterable[Field], by: str, **more: str) -> list[Choice]:
        return [
            Choice(field.label, self.wanted.query(**more, **{by: field.name})) for field in found
        ]

    @cached_property
    def _told(self) -> tuple[Any, ...]:
        """All that the lines say follows from this."""
        seen = tuple((one.name, one.label) for one in self.seen.values())
        return (self.kind.word, self.same, seen, tuple(self.sortable), self.may_export)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Menus) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)


def menus(one: Asked) -> Menus:
    """What the person may turn the list into."""
    seen, sortable = fields.seen(one.kind, one.reach), sorting.sortable(one.kind, one.reach)
    return Menus(one.kind, one.wanted, seen, sortable, one.may("export"))
