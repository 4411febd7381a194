"""A board: one column for each choice, the first cards of each, and how to move a card."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed, OnlyShown, OutOfReach
from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.lists import cells, fields, paging, scoping, sorting, stacking
from goodwill.crm.records.lists.cells import Row
from goodwill.crm.records.lists.stacking import Column, Switch
from goodwill.crm.records.lists.wanting import Wanted, boards
from goodwill.crm.records.models import Record
from goodwill.crm.ui import showing

CARDS = 20


@dataclass(frozen=True)
class Stack:
    """One column of a board; `others` are the columns its cards may move to."""

    value: str
    label: str
    cards: tuple[Row, ...]
    after: str
    """Where the next cards begin; empty if these are all."""
    others: tuple[tuple[str, str], ...] = ()
    amount: str = ""
    says: str = ""
    known: int | None = None

    @property
    def count(self) -> str:
        if self.known is not None:
            return showing.number(self.known)
        return f"{len(self.cards)}{'+' if self.after else ''}"


def stacks(kind: Kind, reach: Reach, wanted: Wanted) -> list[Stack]:
    """All columns: one for each choice, and one for those without any."""
    if wanted.by is None:
        return []
    columns = _columns(kind, reach, wanted, is_told=True)
    first = replace(wanted, place=paging.Place())
    found = _stacks(kind, reach, first, columns, columns)
    return [one for one in found if one.value or one.cards]


def stack(kind: Kind, reach: Reach, wanted: Wanted, value: str) -> Stack:
    """One column from the wanted place on."""
    if wanted.by is None:
        raise OutOfReach
    columns = _columns(kind, reach, wanted, is_told=False)
    one = next((column for column in columns if column.value == value), None)
    if one is None:
        raise OutOfReach
    return _stacks(kind, reach, wanted, [one], columns)[0]


def switches(kind: Kind, reach: Reach, wanted: Wanted) -> Sequence[Switch]:
    """The other sets of columns that the board may show."""
    by = stacking.of(kind, wanted.by)
    return by.switches(kind, reach, wanted) if by else ()


def _columns(kind: Kind, reach: Reach, wanted: Wanted, *, is_told: bool) -> Sequence[Column]:
    by = stacking.of(kind, wanted.by)
    if by is not None:
        return by.columns(kind, reach, wanted, is_told=is_told)
    if wanted.by is None:
        return ()
    path = fields.path(wanted.by)
    empty = Column("", "", Q(**{path: ""}) | Q(**{f"{path}__isnull": True}))
    named = ((value, cells.choice(wanted.by, value)) for value in wanted.by.choices)
    return [empty, *(Column(value, label, Q(**{path: value})) for value, label in named)]


def _stacks(
    kind: Kind, reach: Reach, wanted: Wanted, some: Sequence[Column], columns: Sequence[Column]
) -> list[Stack]:
    """Some of the columns; what their cards link to is read once for all of them."""
    pages = [_page(kind, reach, wanted, one) for one in some]
    shown = tuple(one for one in wanted.columns if one != wanted.by)
    paging.filled([record for page in pages for record in page.records], shown)
    return [
        Stack(
            one.value,
            one.label,
            tuple(cells.lines(kind, page.records, shown)),
            page.after,
            tuple((other.value, other.label) for other in columns if other.value and other != one),
            amount=one.amount,
            says=one.says,
            known=one.count,
        )
        for one, page in zip(some, pages, strict=True)
    ]


def _page(kind: Kind, reach: Reach, wanted: Wanted, column: Column) -> paging.Page:
    is_usual = wanted.order == sorting.order(kind, reach)
    order = sorting.order(kind, reach, column.order) if is_usual else wanted.order
    seen = wanted.matching(kind, reach).filter(column.holding)
    if order.field is not None:
        seen = fields.with_own(seen, (order.field,))
    return paging.turn(kind, scoping.parts(kind, reach, seen), order, wanted.place, CARDS)


def move(kind: Kind, reach: Reach, public_id: uuid.UUID, to: tuple[str, str], actor: Actor) -> str:
    """Put a card into another column: `to` is the field and its new value.

    Where something must be asked first nothing moves, and the answer is the address of the
    dialog that asks; else it is empty.

    Raises
    ------
    OutOfReach, NotAllowed
        If the record is not within reach, the field is hidden, or there is no such choice.
    Refused
        If the record cannot move there.
    """
    name, value = to
    field = _field(kind, reach, name)
    by = stacking.of(kind, field)
    if by is None and value and value not in field.choices:
        raise NotAllowed
    record: Record | None = (
        kind.model.objects.present().within(reach).filter(public_id=public_id).first()
    )
    if record is None:
        raise OutOfReach
    if sharing.is_only_shown(record, reach):
        raise OnlyShown
    if by is not None:
        return by.move(record, value, actor)
    changing.change(record, {field.name: value}, actor)
    return ""


def _field(kind: Kind, reach: Reach, name: str) -> Field:
    for one in boards(kind, fields.seen(kind, reach)):
        if one.name == name and one.is_editable:
            return one
    raise NotAllowed
