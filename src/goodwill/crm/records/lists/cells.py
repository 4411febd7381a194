"""What stands in the cells of a list: each value as people read it, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from goodwill.crm.accounts.company import company
from goodwill.crm.records.kinds import Field, Kind, Sort, kinds
from goodwill.crm.records.lists import fields
from goodwill.crm.records.models import Record
from goodwill.crm.ui import showing, speaking
from goodwill.language import Sentence

STAND_IN = UUID(int=0)
HIDDEN = "•••"
"""Stands for sensitive values: who looks at one does so on the record's page, and it is noted."""


@dataclass(frozen=True)
class Cell:
    """One value of one record."""

    field: Field
    text: str
    is_number: bool
    leads: str = ""
    """The page of the record that a link leads to."""
    edits: str = ""
    """Where the value is changed in place."""


@dataclass(frozen=True)
class Row:
    """One record in a list."""

    record: Any
    address: str
    title: str
    cells: tuple[Cell, ...]


def lines(
    kind: Kind, records: list[Any], columns: tuple[Field, ...], may_change: bool
) -> list[Row]:
    """The records as lines of a list; what columns link to must be loaded."""
    pages = _Pages()
    edits = {one.name: _edits(kind, one) if may_change else "" for one in columns}
    return [_row(kind, record, columns, pages, edits) for record in records]


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


def _row(
    kind: Kind, record: Any, columns: tuple[Field, ...], pages: _Pages, edits: dict[str, str]
) -> Row:
    cells = tuple(_cell(kind, one, record, pages, edits[one.name]) for one in columns)
    return Row(record, pages.of(kind, record), title(kind, record), cells)


def _cell(kind: Kind, field: Field, record: Any, pages: _Pages, edits: str) -> Cell:
    leads = ""
    if field.sort is Sort.LINK and isinstance(target := fields.value_of(record, field), Record):
        leads = pages.of_record(target)
    text = told(kind, field, record)
    return Cell(
        field,
        HIDDEN if field.is_sensitive and text else text,
        is_number=field.sort in fields.COUNTS,
        leads=leads,
        edits=edits.replace(str(STAND_IN), str(record.public_id)),
    )


class _Pages:
    """Addresses of records' pages, each pattern asked for once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, kind: Kind, record: Record) -> str:
        if kind.page not in self._known:
            self._known[kind.page] = _reversed(kind.page, STAND_IN) if kind.page else ""
        return self._known[kind.page].replace(str(STAND_IN), str(record.public_id))

    def of_record(self, record: Record) -> str:
        kind = next((one for one in kinds() if one.word == record.kind), None)
        return self.of(kind, record) if kind else ""


def _edits(kind: Kind, field: Field) -> str:
    if not field.is_editable:
        return ""
    return _reversed("edit_field", kind.word, STAND_IN, field.name)


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
