"""A board: one column for each choice, the first cards of each, and how to move a card."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed, OnlyShown, OutOfReach
from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.lists import cells, fields, paging, scoping
from goodwill.crm.records.lists.cells import Row
from goodwill.crm.records.lists.wanting import Wanted, boards
from goodwill.crm.records.models import Change, Record

CARDS = 20


@dataclass(frozen=True)
class Stack:
    """One column of a board."""

    value: str
    label: str
    cards: tuple[Row, ...]
    after: str
    """Where the next cards begin; empty if these are all."""

    @property
    def count(self) -> str:
        return f"{len(self.cards)}{'+' if self.after else ''}"


def stacks(kind: Kind, reach: Reach, wanted: Wanted, may_change: bool) -> list[Stack]:
    """All columns: one for each choice, and one for those without any."""
    if wanted.by is None:
        return []
    first = replace(wanted, place=paging.Place())
    found = [stack(kind, reach, first, value, may_change) for value in wanted.by.choices]
    without = stack(kind, reach, first, "", may_change)
    return [without, *found] if without.cards else found


def stack(kind: Kind, reach: Reach, wanted: Wanted, value: str, may_change: bool) -> Stack:
    """One column from the wanted place on."""
    if wanted.by is None:
        raise OutOfReach
    path = fields.path(wanted.by)
    matching = Q(**{path: value})
    if not value:
        matching |= Q(**{f"{path}__isnull": True})
    order = wanted.order
    seen = wanted.matching(kind, reach).filter(matching)
    if order.field is not None:
        seen = fields.with_own(seen, (order.field,))
    page = paging.turn(kind, scoping.parts(kind, reach, seen), order, wanted.place, CARDS)
    shown = tuple(one for one in wanted.columns if one.name != wanted.by.name)
    records = paging.filled(page.records, shown)
    cards = tuple(cells.lines(kind, records, shown, may_change))
    return Stack(value, cells.choice(wanted.by, value) if value else "", cards, page.after)


def move(
    kind: Kind, reach: Reach, public_id: uuid.UUID, to: tuple[str, str], actor: Actor
) -> Change | None:
    """Put a card into another column: `to` is the field and its new value.

    Raises
    ------
    OutOfReach, NotAllowed
        If the record is not within reach, the field is hidden, or there is no such choice.
    """
    name, value = to
    field = _field(kind, reach, name)
    if value and value not in field.choices:
        raise NotAllowed
    record: Record | None = (
        kind.model.objects.present().within(reach).filter(public_id=public_id).first()
    )
    if record is None:
        raise OutOfReach
    if sharing.is_only_shown(record, reach):
        raise OnlyShown
    return changing.change(record, {field.name: value}, actor)


def _field(kind: Kind, reach: Reach, name: str) -> Field:
    for one in boards(fields.seen(kind, reach)):
        if one.name == name and one.is_editable:
            return one
    raise NotAllowed
