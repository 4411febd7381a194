"""What someone wants to see of a list: from the address, over the saved view it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import conditions, fields, scoping, sorting, stacking, texts
from goodwill.crm.records.lists.conditions import Conditions
from goodwill.crm.records.lists.paging import Place, Turn
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.records.lists.sorting import Order
from goodwill.crm.records.models import SavedView

LIST, BOARD, CALENDAR = "list", "board", "calendar"
SHAPES = (LIST, BOARD, CALENDAR)
LONGEST_TEXT = 100


@dataclass(frozen=True)
class Wanted:
    """Which records, in which order and shape, with which columns, and which page of them."""

    order: Order
    columns: tuple[Field, ...]
    conditions: Conditions = field(default_factory=Conditions)
    text: str = ""
    place: Place = field(default_factory=Place)
    shape: str = LIST
    by: Field | None = None
    """The field whose values are the columns of a board, or that places records in a calendar."""
    group: Field | None = None
    when: str = ""
    """The month (`2026-11`) or week (`2026-W47`) of a calendar."""
    view: SavedView | None = None

    def matching(self, kind: Kind, reach: Reach) -> Rows:
        """The records, within the person's reach."""
        used = tuple(one.field for one in self.conditions)
        more = tuple(one for one in (self.by, self.group) if one is not None)
        seen = fields.with_own(scoping.whole(kind, reach), (*used, *more))
        found = seen.filter(conditions.query(kind, reach, self.conditions))
        return found.filter(texts.containing(kind, reach, self.text)) if self.text else found

    def query(self, **changes: Any) -> str:
        """The address of the same list with something different; pages begin anew."""
        told = {**self._written, **{name: _written(name, one) for name, one in changes.items()}}
        return "&".join(filter(None, told.values()))

    @cached_property
    def _written(self) -> dict[str, str]:
        """Each part of the address: a page names a hundred lists that differ in one of them."""
        return {name: _written(name, value) for name, value in self.told().items()}

    def told(self) -> dict[str, str]:
        """The list as addresses and forms say it."""
        return {
            "view": str(self.view.public_id) if self.view else "",
            "where": self.conditions.text() or ("-" if self.view and self.view.conditions else ""),
            "q": self.text,
            "sort": self.order.asked,
            "columns": ",".join(one.name for one in self.columns),
            "shape": self.shape,
            "by": self.by.name if self.by else "",
            "group": self.group.name if self.group else "",
            "when": self.when,
        }


def _written(name: str, value: object) -> str:
    return "" if value in ("", None) else urlencode({name: value})


def wanted(kind: Kind, reach: Reach, asked: Mapping[str, str], view: SavedView | None) -> Wanted:
    """What an address asks for; what it leaves open comes from the saved view, then the kind.

    Raises
    ------
    NotUnderstood
        If the conditions are unknown or ask for what the person may not see.
    """
    seen = fields.seen(kind, reach)
    told = _told(asked, "where", view.conditions if view else {})
    shape = _told(asked, "shape", view.shape if view else kind.shape)
    shape = shape if shape in SHAPES else LIST
    columns = _columns(kind, seen, asked, view)
    return Wanted(
        order=sorting.order(kind, reach, _told(asked, "sort", view.sort if view else "")),
        columns=columns,
        conditions=conditions.read(kind, reach, {} if told == "-" else told),
        text=asked.get("q", "").strip().replace("\x00", "")[:LONGEST_TEXT],
        place=place(asked),
        shape=shape,
        by=_by(kind, seen, shape, _told(asked, "by", view.by if view else "")),
        group=_group(seen, _told(asked, "group", view.group if view else "")),
        when=asked.get("when", ""),
        view=view,
    )


def place(asked: Mapping[str, str]) -> Place:
    """Which page the address asks for."""
    for turn in (Turn.AFTER, Turn.BEFORE, Turn.START):
        if asked.get(turn):
            return Place(turn, asked[turn])
    return Place(Turn.LAST) if asked.get(Turn.LAST) else Place()


def plain(kind: Kind, reach: Reach) -> Wanted:
    """The whole list as it stands when nobody asks for anything."""
    return wanted(kind, reach, {}, None)


def at(one: Wanted, turn: Turn, cursor: str = "") -> Wanted:
    return replace(one, place=Place(turn, cursor))


def boards(kind: Kind, seen: Mapping[str, Field]) -> list[Field]:
    """The fields a board can be made of."""
    choices = [one for one in seen.values() if one.sort is Sort.CHOICE and one.choices]
    return [*stacking.fields_of(kind, seen), *choices]


def calendars(seen: Mapping[str, Field]) -> list[Field]:
    """The fields that place records in a calendar."""
    return [one for one in seen.values() if one.sort in fields.TIMES and not one.is_own]


def grouped(seen: Mapping[str, Field]) -> list[Field]:
    """The fields that records can be counted by."""
    sorts = (Sort.CHOICE, Sort.COUNTRY, Sort.YES, Sort.LINK)
    return [one for one in seen.values() if one.sort in sorts]


def _group(seen: Mapping[str, Field], name: str) -> Field | None:
    return next((one for one in grouped(seen) if one.name == name), None)


def _by(kind: Kind, seen: Mapping[str, Field], shape: str, name: str) -> Field | None:
    if shape == LIST:
        return None
    able = boards(kind, seen) if shape == BOARD else calendars(seen)
    return next((one for one in able if one.name == name), able[0] if able else None)


def _told(asked: Mapping[str, str], name: str, otherwise: Any) -> Any:
    return asked[name] if asked.get(name) else otherwise


def _columns(
    kind: Kind, seen: Mapping[str, Field], asked: Mapping[str, str], view: SavedView | None
) -> tuple[Field, ...]:
    told = asked.get("columns", "").split(",") if asked.get("columns") else []
    names = told or (view.columns if view else []) or kind.columns
    found = tuple(seen[name] for name in dict.fromkeys(names) if name in seen)
    return found or tuple(seen[name] for name in kind.columns if name in seen)
