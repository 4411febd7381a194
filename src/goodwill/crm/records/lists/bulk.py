"""One change to many records: chosen, shown before it is made, and taken back whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.errors import NotAllowed, Refused
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import cells, conditions, fields, filtering, values
from goodwill.crm.records.lists.operators import Takes
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.records.models import Share
from goodwill.language import Sentence

MOST = 10_000
"""So many records are changed while the person waits."""
SHOWN = 5
NOT_AT_ONCE = frozenset({Sort.LINKS, Sort.LONG})
TOGETHER = 500
NOTHING = "-"
"""What a form says for an emptied field where it offers choices."""


@dataclass(frozen=True)
class Selection:
    """Which records: those that were ticked, or all that the list's filter finds."""

    ids: tuple[uuid.UUID, ...] = ()
    is_all: bool = False


@dataclass(frozen=True)
class Sample:
    """One record before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a change would do."""

    records: int
    differing: int
    field: Field
    after: str
    samples: tuple[Sample, ...]


def selected(ids: Iterable[str], is_all: bool) -> Selection:
    """What a form says was selected; what is no id is left out."""
    return Selection(tuple(_ids(ids)), is_all)


def chosen(kind: Kind, reach: Reach, wanted: Wanted, selection: Selection) -> Rows:
    """The selected records that the person may change, in the order of their ids.

    Raises
    ------
    Refused
        If there are none, or more than can be changed while someone waits.
    """
    found = _picked(kind, wanted.matching(kind, reach).filter(_changeable(kind, reach)), selection)
    if not found.exists():
        raise Refused(Sentence("None of these records can be changed by you."))
    return found


def seen(kind: Kind, reach: Reach, wanted: Wanted, selection: Selection) -> Rows:
    """The selected records that the person sees, in the order of their ids.

    Raises
    ------
    Refused
        If there are more than can be looked after while someone waits.
    """
    return _picked(kind, wanted.matching(kind, reach), selection)


def _picked(kind: Kind, among: Rows, selection: Selection) -> Rows:
    if not selection.is_all:
        among = among.filter(public_id__in=selection.ids[: MOST + 1])
    ids = list(among.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise Refused(
            Sentence("At most {n} records can be changed at once. Please filter further.", n=MOST)
        )
    found: Rows = kind.model.objects.filter(pk__in=ids).order_by("pk")
    return found


def editable(kind: Kind, reach: Reach) -> dict[str, Field]:
    """The fields that can be changed for many records at once."""
    found = fields.seen(kind, reach)
    return {name: one for name, one in found.items() if _is_editable(kind, one)}


def understood(kind: Kind, reach: Reach, name: str, told: str) -> tuple[Field, Any]:
    """The field and the value that a form gives; an empty value empties the field.

    Raises
    ------
    NotAllowed
        If the field is hidden or not to be changed.
    Refused
        If the value does not fit.
    """
    field = editable(kind, reach).get(name)
    if field is None:
        raise NotAllowed
    if told.strip() in ("", NOTHING):
        return field, _nothing(kind, field)
    if field.sort is Sort.YES:
        return field, told == "yes"
    try:
        value = values.understood(kind, field, Takes.ONE, told.strip())
    except (ValueError, TypeError, ArithmeticError):
        raise conditions.NotUnderstood(
            Sentence("“{value}” does not fit {field}.", value=told, field=field.label)
        ) from None
    return field, _kept(kind, field, value)


def preview(kind: Kind, records: Rows, field: Field, value: Any) -> Preview:
    """How many would change, and some of them before and after."""
    prefetch = [field.name] if field.sort is Sort.LINK and not field.is_own else []
    before = list(records.prefetch_related(*prefetch))
    plain = changing.as_told(kind.model(), field.name, value)
    differing = [one for one in before if changing.told(one, field.name) != plain]
    after = _told(kind, field, value)
    samples = tuple(
        Sample(cells.title(kind, one), cells.told(kind, field, one), after)
        for one in differing[:SHOWN]
    )
    return Preview(len(before), len(differing), field, after, samples)


def change(records: Rows, field: Field, value: Any, actor: Actor) -> int:
    """Change the field of all of them; how many differed. `actor.batch` takes it back."""
    return changing_many.change_many(records, {field.name: value}, actor)


def delete(records: Rows, actor: Actor) -> int:
    """Put all of them into the bin; `actor.batch` brings them back."""
    found = list(records)
    for start in range(0, len(found), TOGETHER):
        changing_many.delete_many(found[start : start + TOGETHER], actor)
    return len(found)


def value_options(kind: Kind, reach: Reach, field: Field) -> list[tuple[str, str]]:
    """What the field can be set to, where that is known."""
    if field.sort is Sort.YES:
        return [("yes", cells.yes(True)), ("no", cells.yes(False))]
    return filtering.choices(kind, reach, field)


def _changeable(kind: Kind, reach: Reach) -> Q:
    """Not what was only shown to the person."""
    if reach.is_everything:
        return Q()
    through = kind.model.reach_through
    prefix = f"{through}__" if through else ""
    shared = Share.objects.filter(
        Q(user_id=reach.user_id) | Q(team_id__in=reach.team_ids | reach.stands_in), may_change=True
    )
    head = kind.model._meta.get_field(through).related_model if through else kind.model
    ids = shared.filter(kind=head.kind).values("record_id")  # type: ignore[union-attr]
    mine = Q(**{f"{prefix}owner_id": reach.user_id})
    ours = Q(**{f"{prefix}team_id__in": reach.team_ids})
    return mine | ours | Q(**{f"{through}_id__in" if through else "pk__in": ids})


def _is_editable(kind: Kind, field: Field) -> bool:
    if not field.is_editable or field.sort in NOT_AT_ONCE:
        return False
    if saving.is_one_by_one(kind.word, field.name):
        return False
    held = fields.holder(kind, field)
    return field.is_own or (held is not None and held.editable and not held.unique)


def _nothing(kind: Kind, field: Field) -> Any:
    held = fields.holder(kind, field)
    if held is None or held.null:
        return None
    if isinstance(held, models.CharField | models.TextField) and held.blank:
        return ""
    raise Refused(Sentence("{field} cannot be empty.", field=field.label))


def _kept(kind: Kind, field: Field, value: Any) -> Any:
    target = fields.leads_to(kind, field)
    if target is None:
        return value
    found = target._default_manager.filter(**{fields.key(target): value}).first()
    if found is None:
        raise Refused(Sentence("There is no such record any more."))
    return found


def _told(kind: Kind, field: Field, value: Any) -> str:
    example = kind.model()
    if field.is_own:
        example.custom = {field.name.removeprefix("custom."): value}
    else:
        setattr(example, field.name, value)
    return cells.told(kind, field, example)


def _ids(told: Iterable[str]) -> Iterable[uuid.UUID]:
    for one in told:
        try:
            yield uuid.UUID(one)
        except ValueError:
            continue
