"""Fields of a record as a page shows them, each to be changed where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodwill.crm.accounts.models import User
from goodwill.crm.records import changing
from goodwill.crm.records.editing.building import currency_of
from goodwill.crm.records.kinds import Field, Sort, kind_of
from goodwill.crm.records.models import Record
from goodwill.crm.records.wording import Names, Worded, worded
from goodwill.crm.ui.addresses import reverse_to
from goodwill.crm.ui.speaking import show

_NUMBERS = {Sort.NUMBER, Sort.QUANTITY, Sort.MONEY, Sort.MINUTES}


@dataclass(frozen=True)
class Fact:
    """One field with what stands in it, and where it is changed."""

    id: str
    name: str
    label: str
    value: Worded
    edit: str
    """The address of its form; empty where the person may not change it."""
    reveal: str
    """The address that shows a sensitive value; empty where it is shown."""
    is_long: bool
    is_number: bool
    is_left: bool
    """Whether the person was just here, so that the keyboard goes on from this field."""


def of(
    record: Record,
    names: Iterable[str],
    me: User,
    *,
    is_left: bool = False,
    is_revealed: bool = False,
) -> list[Fact]:
    """The facts of these names that the person sees, in this order."""
    kind = kind_of(record)
    known = {field.name: field for field in kind.all_fields()}
    seen = [known[name] for name in names if name in known and me.reach.sees(kind.word, name)]
    held = [(field, changing.told(record, field.name)) for field in seen]
    linked = Names(me.reach).look_up((kind, field, value) for field, value in held)
    currency, may_change = currency_of(record), me.may(f"{kind.word}.change")
    return [
        Fact(
            id=identity(record, field.name),
            name=field.name,
            label=show(field.label),
            value=worded(field, value, linked, currency),
            edit=_address("edit_field", record, field, may_change and field.is_editable),
            reveal=_address("reveal", record, field, _is_masked(field, value, is_revealed)),
            is_long=field.sort is Sort.LONG,
            is_number=field.sort in _NUMBERS,
            is_left=is_left,
        )
        for field, value in held
    ]


def identity(record: Record, name: str) -> str:
    """The id of the element that shows a field of a record."""
    return f"fact-{record.kind}-{record.public_id.hex[-12:]}-{name.replace('.', '-')}"


def _is_masked(field: Field, value: object, is_revealed: bool) -> bool:
    return field.is_sensitive and not is_revealed and value not in (None, "", [])


def _address(name: str, record: Record, field: Field, is_wanted: bool) -> str:
    if not is_wanted:
        return ""
    return reverse_to(name, record.kind, record.public_id, field.name)
