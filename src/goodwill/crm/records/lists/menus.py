"""What a list can be turned into: other shapes, orders, groups, each with its address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from goodwill.crm.records.kinds import Field
from goodwill.crm.records.lists import fields, sorting, wanting
from goodwill.crm.records.lists.asking import Asked
from goodwill.language import Sayable


class Choice(NamedTuple):
    """One line of a menu."""

    label: Sayable
    query: str


class Menus(NamedTuple):
    """The lines of a list's menus; equal for equal lists."""

    same: str
    """The query of the list as it is."""
    as_list: str
    boards: tuple[Choice, ...]
    calendars: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    ungrouped: str
    """Empty where nothing is grouped."""
    may_export: bool


def menus(one: Asked) -> Menus:
    """What the person may turn the list into."""
    kind, wanted, seen = one.kind, one.wanted, fields.seen(one.kind, one.reach)

    def choices(found: Iterable[Field], by: str, **more: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(field.label, wanted.query(**more, **{by: field.name})) for field in found
        )

    return Menus(
        same=wanted.query(),
        as_list=wanted.query(shape=wanting.LIST, by=""),
        boards=choices(wanting.boards(kind, seen), "by", shape=wanting.BOARD),
        calendars=choices(wanting.calendars(seen), "by", shape=wanting.CALENDAR),
        sorts=choices(sorting.sortable(kind, one.reach).values(), "sort"),
        groups=choices(wanting.grouped(seen), "group"),
        ungrouped=wanted.query(group="") if wanted.group else "",
        may_export=one.may("export"),
    )
