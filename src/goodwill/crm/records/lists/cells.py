"""What stands in the cells of a list: each value as people read it, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from markupsafe import Markup, escape

from goodwill.crm.accounts.company import company
from goodwill.crm.records.kinds import Field, Kind, Sort, kinds
from goodwill.crm.records.lists import fields
from goodwill.crm.records.models import Record
from goodwill.crm.ui import showing, speaking
from goodwill.language import Sentence

STAND_IN = str(UUID(int=0))
HIDDEN = "•••"
"""Stands for sensitive values: who looks at one does so on the record's page, and it is noted."""


class Column(NamedTuple):
    """What the cells of one field share, worked out once a list."""

    field: Field
    label: Markup
    is_number: bool


class Cell(NamedTuple):
    """One value of one record."""

    column: Column
    text: str
    leads: str = ""
    """The page of the record that a link leads to."""

    @property
    def field(self) -> Field:
        return self.column.field


@dataclass(frozen=True)
class Row:
    """One record in a list."""

    record: Any
    address: str
    title: str
    cells: tuple[Cell, ...]


class Pencil(NamedTuple):
    """How the values of a column are changed where they stand."""

    at: str
    """Where, for the record whose id is `STAND_IN`."""
    words: str
    """What is said of it, with `STAND_IN` for the record's name."""


def pencils(kind: Kind, columns: tuple[Field, ...]) -> dict[str, Pencil]:
    """By the names of the fields that can be changed in a list.

    The page puts them beside the values of the row at hand: each line need not carry them.
    """
    return {
        one.name: Pencil(
            at,
            speaking.say(Sentence("Change {field} of {name}", field=one.label, name=STAND_IN)),
        )
        for one in columns
        if one.is_editable and (at := _reversed("edit_field", kind.word, STAND_IN, one.name))
    }


def lines(kind: Kind, records: list[Any], columns: tuple[Field, ...]) -> list[Row]:
    """The records as lines of a list; what columns link to must be loaded."""
    pages = _Pages()
    shown = tuple(
        Column(one, escape(speaking.show(one.label)), is_number=one.sort in fields.COUNTS)
        for one in columns
    )
    return [_row(kind, record, shown, pages) for record in records]


def title(kind: Kind, record: Record) -> str:
    return str(record)


def told(kind: Kind, field: Field, record: Record) -> str:
    """One value in the reader's language; empty where there is none."""
    value = fields.value_of(record, field)
    if value is None or value in ("", []):
        return ""
    if field.sort is Sort.LINKS:
        names = value.all() if hasattr(value, "all") else value
        return speaking.current().list([str(one) for one in names])
    shown = _SHOWN.get(field.sort)
    return str(shown(field, record, value)) if shown else str(value)


def choice(field: Field, value: Any) -> str:
    """The name of a choice; of what is no longer one, the value itself."""
    known = field.choices.get(value)
    return str(value) if known is None else speaking.show(known)


def yes(value: Any) -> str:
    return speaking.say(Sentence("Yes") if value else Sentence("No"))


def address(kind: Kind, record: Record) -> str:
    return _Pages().of(kind, record)


def _row(kind: Kind, record: Any, columns: tuple[Column, ...], pages: _Pages) -> Row:
    cells: list[Cell] = []
    for one in columns:
        field = one.field
        text = told(kind, field, record)
        if text and field.is_sensitive:
            text = HIDDEN
        leads = _leads(field, record, pages) if text and field.sort is Sort.LINK else ""
        cells.append(Cell(one, text, leads))
    return Row(record, pages.of(kind, record), title(kind, record), tuple(cells))


def _leads(field: Field, record: Any, pages: _Pages) -> str:
    target = fields.value_of(record, field)
    return pages.of_record(target) if isinstance(target, Record) else ""


class _Pages:
    """Addresses of records' pages, each pattern asked for once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, kind: Kind, record: Record) -> str:
        if kind.page not in self._known:
            self._known[kind.page] = _reversed(kind.page, STAND_IN) if kind.page else ""
        return self._known[kind.page].replace(STAND_IN, str(record.public_id))

    def of_record(self, record: Record) -> str:
        kind = next((one for one in kinds() if one.word == record.kind), None)
        return self.of(kind, record) if kind else ""


def _reversed(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _money(field: Field, record: Record, value: Any) -> str:
    currency = getattr(record, "currency", "") or company().currency
    if field.is_own:
        return showing.number(Decimal(str(value)))
    return showing.money(value, currency)


def _day(field: Field, record: Record, value: Any) -> str:
    return showing.day(date.fromisoformat(value) if isinstance(value, str) else value)


def _minutes(field: Field, record: Record, value: Any) -> str:
    hours, minutes = divmod(int(value), 60)
    if not hours:
        return speaking.say(Sentence("{minutes} min", minutes=minutes))
    return speaking.say(Sentence("{hours} h {minutes} min", hours=hours, minutes=minutes))


_SHOWN: Mapping[Sort, Callable[[Field, Record, Any], str]] = {
    Sort.MONEY: _money,
    Sort.DAY: _day,
    Sort.MINUTES: _minutes,
    Sort.NUMBER: lambda field, record, value: showing.number(Decimal(str(value))),
    Sort.SHARE: lambda field, record, value: showing.share(value),
    Sort.QUANTITY: lambda field, record, value: (
        showing.number(Decimal(str(value))) if field.is_own else showing.quantity(value)
    ),
    Sort.MOMENT: lambda field, record, value: (
        value if isinstance(value, str) else showing.moment(value)
    ),
    Sort.YES: lambda field, record, value: yes(value),
    Sort.CHOICE: lambda field, record, value: choice(field, value),
    Sort.COUNTRY: lambda field, record, value: _country(value),
}


def _country(code: str) -> str:
    return str(speaking.current().locale.territories.get(code, code))
