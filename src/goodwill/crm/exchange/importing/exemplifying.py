"""Examples of what an import would do, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing.effects import Example
from goodwill.crm.records.kinds import Field, Sort, kind_of
from goodwill.crm.records.wording import NOTHING, Names, worded
from goodwill.crm.ui.speaking import say, show


@dataclass(frozen=True)
class Moved:
    """One field: what it is and what it would become."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """What would become of one row."""

    row: int
    name: str
    is_new: bool
    fields: tuple[Moved, ...]


def told(examples: Iterable[Example], reach: Reach) -> list[Told]:
    """The examples with names for links and words for choices; new ones and changes in turn."""
    some = list(examples)
    fields = {
        one.kind: {each.name: each for each in kind_of(one.kind).all_fields()} for one in some
    }
    values = (
        (kind_of(one.kind), fields[one.kind][name], value)
        for one in some
        for name, pair in one.fields.items()
        if name in fields[one.kind]
        for value in pair
        if not _is_made(fields[one.kind][name], value)
    )
    names = Names(reach).look_up(values)
    return [_told(one, fields[one.kind], names, reach) for one in some]


def _told(one: Example, fields: dict[str, Field], names: Names, reach: Reach) -> Told:
    shown = [name for name in fields if name in one.fields and reach.sees(one.kind, name)]
    currency = _currency(one)
    moved = tuple(
        Moved(
            show(fields[name].label),
            *(_worded(fields[name], value, names, currency) for value in one.fields[name]),
        )
        for name in shown
    )
    return Told(one.row, one.name, one.verb == "created", moved)


def _worded(field: Field, value: Any, names: Names, currency: str) -> str:
    if _is_made(field, value):
        return say("{name} (new)", name=value)
    text = str(worded(field, value, names, currency))
    return "" if text == NOTHING else text


def _is_made(field: Field, value: Any) -> bool:
    """Whether it names a record that the import would make, which has no key yet."""
    return field.sort is Sort.LINK and isinstance(value, str) and field.to not in _BY_WORD


def _currency(one: Example) -> str:
    """The currency that amounts of the record are in."""
    pair = one.fields.get("currency") or (None, None)
    return str(pair[1] or pair[0] or company().currency)


_BY_WORD = frozenset({"people", "teams"})
