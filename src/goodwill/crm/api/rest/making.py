"""The room's own way of making, changing and deleting records where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from goodwill.crm.records import changing
from goodwill.crm.records.changing import OWN_FIELD, Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import Record

Values = dict[str, Any]
Create = Callable[[Values, Actor], Record]
Write = Callable[[Any, Values, Actor, int | None], Any]
Delete = Callable[[Any, Actor], None]


def create(kind: Kind, values: Values, by: Actor) -> Record:
    """A new record, as its room makes it."""
    own_way = _CREATE.get(kind.word)
    if own_way:
        return own_way(values, by)
    if kind.word in _BY_FACTS:
        return saving.create(kind, _together(values), by)
    return saving.create(kind, values, by)


def change(record: Record, values: Values, by: Actor, seen: int | None) -> None:
    """Change fields of a record, as its room does."""
    own_way = _CHANGE.get(record.kind, saving.change)
    own_way(record, values, by, seen)


def delete(record: Record, by: Actor) -> None:
    """Put a record into the bin, as its room does."""
    own_way = _DELETE.get(record.kind, changing.delete)
    own_way(record, by)


def leave_to(
    word: str,
    *,
    create: Create | None = None,
    change: Write | None = None,
    delete: Delete | None = None,
) -> None:
    """Let a room's verbs do it, where they do more than keep values."""
    if create:
        _CREATE[word] = create
    if change:
        _CHANGE[word] = change
    if delete:
        _DELETE[word] = delete


def _together(values: Values) -> Values:
    """Own fields as models take them."""
    plain = {name: value for name, value in values.items() if not name.startswith(OWN_FIELD)}
    own = {
        name.removeprefix(OWN_FIELD): value
        for name, value in values.items()
        if name.startswith(OWN_FIELD)
    }
    return {**plain, "custom": own} if own else plain


_BY_FACTS = frozenset({"orders", "contracts"})
_CREATE: dict[str, Create] = {}
_CHANGE: dict[str, Write] = {}
_DELETE: dict[str, Delete] = {}
