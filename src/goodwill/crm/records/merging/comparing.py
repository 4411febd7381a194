"""Several records side by side, in the reader's words: what differs first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing
from goodwill.crm.records.editing.building import currency_of
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.merging import choosing
from goodwill.crm.records.models import Record
from goodwill.crm.records.wording import Names, Worded, worded
from goodwill.crm.ui.speaking import current, show


@dataclass(frozen=True)
class Cell:
    """What one record says: each value with its label where the row has several."""

    record: Record
    values: tuple[tuple[str, Worded], ...]
    is_chosen: bool

    @property
    def is_empty(self) -> bool:
        return all(value.is_empty for _, value in self.values)


@dataclass(frozen=True)
class Row:
    """One choice to make, or what is the same or settled already.

    `how` is `choose`, `joined` for lists, or `kept` for what stays with the one that is kept.
    """

    name: str
    label: str
    cells: tuple[Cell, ...]
    how: str
    differs: bool
    is_contested: bool = False
    """Whether more than one says something, and not the same."""


def compared(
    records: Sequence[Record], reach: Reach, chosen: Mapping[str, int]
) -> tuple[list[Row], list[Row]]:
    """The rows that differ, contested ones first, and those that are the same in all."""
    kind = kind_of(records[0])
    fields = {one.name: one for one in kind.all_fields() if reach.sees(kind.word, one.name)}
    table = _Table(kind, fields, records, reach)
    rows = [*_choices(table, chosen), *_settled(table)]
    place = {name: n for n, name in enumerate(fields)}
    rows.sort(key=lambda row: (row.how != "choose", not row.is_contested, place.get(row.name, 0)))
    filled = [row for row in rows if not all(cell.is_empty for cell in row.cells)]
    return [row for row in filled if row.differs], [row for row in filled if not row.differs]


class _Table:
    """What each record holds in each field that the person sees, read once, and its words."""

    def __init__(
        self, kind: Kind, fields: Mapping[str, Field], records: Sequence[Record], reach: Reach
    ) -> None:
        self.kind, self.records = kind, records
        stored = {name for one in records for name in changing.values_held(one)}
        self.fields = {name: field for name, field in fields.items() if name in stored}
        self.held = {
            one.pk: {name: changing.told(one, name) for name in self.fields} for one in records
        }
        links = [one for one in self.fields.values() if one.sort in (Sort.LINK, Sort.LINKS)]
        values = (
            (kind, one, self.held[record.pk][one.name]) for one in links for record in records
        )
        self.names = Names(reach).look_up(values)

    def word(self, record: Record, field: Field) -> Worded:
        value = self.held[record.pk][field.name]
        return worded(field, value, self.names, currency_of(record))


def _choices(table: _Table, chosen: Mapping[str, int]) -> list[Row]:
    rows = []
    for group in choosing.together(table.records):
        seen = [table.fields[name] for name in group if name in table.fields]
        if seen:
            standing = chosen.get(group[0]) or choosing.proposed(table.records, group).pk
            rows.append(_row(table, group[0], seen, standing))
    return rows


def _row(table: _Table, name: str, seen: Sequence[Field], standing: int) -> Row:
    """One choice; of fields that belong together only those that somebody filled."""
    held = [[table.held[one.pk][field.name] for field in seen] for one in table.records]
    used = [
        field
        for n, field in enumerate(seen)
        if any(values[n] not in choosing.EMPTY for values in held)
    ] or list(seen[:1])
    cells = tuple(Cell(one, _values(table, one, used), one.pk == standing) for one in table.records)
    said = {str(values) for values in held}
    filled = {str(v) for v in held if any(each not in choosing.EMPTY for each in v)}
    label = current().list([show(field.label) for field in used])
    return Row(name, label, cells, "choose", len(said) > 1, len(filled) > 1)


def _values(
    table: _Table, record: Record, fields: Sequence[Field]
) -> tuple[tuple[str, Worded], ...]:
    several = len(fields) > 1
    told = [(show(one.label) if several else "", table.word(record, one)) for one in fields]
    return tuple(pair for pair in told if not (several and pair[1].is_empty))


def _settled(table: _Table) -> list[Row]:
    """Lists, which are joined, and what only one record may have."""
    rows = []
    for name in changing.written(table.kind.model):
        if name not in table.fields or choosing.is_choosable(table.kind.model, name):
            continue
        field = table.fields[name]
        held = {str(table.held[one.pk][name]) for one in table.records}
        cells = tuple(
            Cell(one, _values(table, one, [field]), is_chosen=False) for one in table.records
        )
        how = "joined" if field.sort is Sort.LINKS else "kept"
        rows.append(Row(name, show(field.label), cells, how, len(held) > 1))
    return rows
