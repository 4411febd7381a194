"""Keeps what a form asked for: a new record, or what shall stand in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import Change, Record

Values = Mapping[str, Any]
Create = Callable[[Values, Actor], Record]
Asks = Callable[[Reach], tuple[Mapping[str, forms.Field], str]]
Write = Callable[[Record, Values, Actor, int | None], Change | None]


def create(kind: Kind, values: Values, by: Actor) -> Record:
    """A new record of a kind; whoever makes it owns it unless another owner is named."""
    own_way = _CREATED_BY.get(kind.word)
    return own_way(values, by) if own_way else made(kind, values, by)


def change(record: Record, values: Values, by: Actor, seen: int | None) -> Change | None:
    """Change fields of a record, as `changing.change` does.

    Raises
    ------
    Clashing
        If someone changed the same fields since version `seen`.
    """
    own_way = _CHANGED_BY.get(record.kind)
    if own_way:
        return own_way(record, values, by, seen)
    return changing.change(record, values, by, seen=seen)


def made(kind: Kind, values: Values, by: Actor) -> Record:
    """A new record with these values and nothing special about its kind."""
    record = kind.model()
    many = fill(record, values)
    if not record.reach_through:
        _give_an_owner(record, values, by)
    return changing.create(record, by, many=many)


def fill(record: Record, values: Values) -> dict[str, Any]:
    """Put values, those of own fields too, into a record that is not kept yet.

    What names several records can be kept only afterwards and is handed back:
    `changing.create` takes it as `many`.
    """
    many: dict[str, Any] = {}
    for name, value in values.items():
        if name.startswith(changing.OWN_FIELD):
            if value not in (None, "", []):
                record.custom[name.removeprefix(changing.OWN_FIELD)] = value
        elif record._meta.get_field(name).many_to_many:
            many[name] = value
        else:
            setattr(record, name, value)
    return many


def _give_an_owner(record: Record, values: Values, by: Actor) -> None:
    if "owner" not in values:
        record.owner = by.user
    if "team" not in values and record.owner is not None:
        record.team = record.owner.team


def asked_besides(word: str, reach: Reach) -> tuple[Mapping[str, forms.Field], str]:
    """What a new record's form asks for that is no field of it, and behind which field."""
    asks = _ASKS.get(word)
    return asks(reach) if asks else ({}, "")


def leave_to(
    word: str,
    *,
    create: Create | None = None,
    change: Write | None = None,
    asks: Asks | None = None,
    one_by_one: Iterable[str] = (),
) -> None:
    """Let a room's own verbs make or change its records, where there is more to do.

    `asks` says what else `create` wants to know from whoever fills the form of a new record.
    `one_by_one` names fields that only `change` may change: not those of many records at once.
    """
    _ONE_BY_ONE[word] = frozenset(one_by_one)
    if asks:
        _ASKS[word] = asks
    if create:
        _CREATED_BY[word] = create
    if change:
        _CHANGED_BY[word] = change


def is_one_by_one(word: str, name: str) -> bool:
    """Whether a field of a kind is changed only by its room's own verb."""
    return name in _ONE_BY_ONE.get(word, ())


_ONE_BY_ONE: dict[str, frozenset[str]] = {}
_ASKS: dict[str, Asks] = {}
_CREATED_BY: dict[str, Create] = {}
_CHANGED_BY: dict[str, Write] = {}
