"""Counts by the values of a field, and sums and averages of columns, of lists that are not huge."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, Sum

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import cells, conditions, fields, scoping
from goodwill.crm.records.lists.scoping import Rows
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.ui import showing, speaking
from goodwill.language import Sentence

MOST = 100_000
"""Lists of up to so many records are counted by groups and summed."""
GROUPS = 50


@dataclass(frozen=True)
class Group:
    """One value of a field, how many records have it, and the address of their list."""

    label: str
    records: int
    query: str


@dataclass(frozen=True)
class Aggregate:
    """What a column amounts to."""

    field: Field
    filled: int
    sum: str = ""
    average: str = ""


def groups(kind: Kind, reach: Reach, wanted: Wanted) -> list[Group]:
    """How many records have each value of the field, the most frequent first.

    Raises
    ------
    TooMany
        If the list is too large to be counted at once.
    """
    if wanted.group is None:
        return []
    path = fields.path(wanted.group)
    counted = _small(kind, reach, wanted).order_by().values(value=F(path))
    found = list(counted.annotate(records=Count("pk")).order_by("-records", "value")[:GROUPS])
    names = _names(kind, wanted.group, [one["value"] for one in found])
    return [_group(kind, wanted, one["value"], one["records"], names) for one in found]


def aggregates(kind: Kind, reach: Reach, wanted: Wanted) -> list[Aggregate]:
    """For each column how many records have a value, and for numbers sum and average."""
    rows = fields.with_own(_small(kind, reach, wanted), wanted.columns)
    asked: dict[str, Any] = {}
    shown = [one for one in wanted.columns if one.sort not in (Sort.LINKS, Sort.LONG)]
    for place, one in enumerate(shown):
        path = fields.path(one)
        asked[f"filled_{place}"] = Count("pk", filter=_filled(one, path))
        if one.sort in fields.COUNTS:
            asked |= {f"sum_{place}": Sum(path), f"average_{place}": Avg(path)}
    if kind_has_currency(kind):
        asked["currencies"] = Count("currency", distinct=True)
    told = rows.order_by().aggregate(**asked)
    is_one_currency = told.get("currencies", 1) <= 1
    return [_aggregate(one, place, told, is_one_currency) for place, one in enumerate(shown)]


class TooMany(Refused):
    """The list is too large to be counted by groups or summed at once."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("Sums and groups are for lists of up to {n} records. Please filter.", n=MOST)
        )


def kind_has_currency(kind: Kind) -> bool:
    return any(one.name == "currency" for one in kind.model._meta.concrete_fields)


def _filled(field: Field, path: str) -> Q:
    if field.sort is Sort.YES:
        return Q(**{path: True})
    there = Q(**{f"{path}__isnull": False})
    return there & ~Q(**{path: ""}) if field.sort in fields.TEXTS | fields.WORDS else there


def _small(kind: Kind, reach: Reach, wanted: Wanted) -> Rows:
    seen = wanted.matching(kind, reach)
    if scoping.bounded(scoping.parts(kind, reach, seen), MOST + 1) > MOST:
        raise TooMany
    return seen


def _names(kind: Kind, field: Field, values: list[Any]) -> dict[Any, Any]:
    target = fields.leads_to(kind, field)
    if target is None:
        return {}
    return {one.pk: one for one in target._default_manager.filter(pk__in=values)}


def _group(kind: Kind, wanted: Wanted, value: Any, records: int, names: dict[Any, Any]) -> Group:
    field = wanted.group
    if field is None:
        raise TooMany
    target = names.get(value)
    if field.sort is Sort.YES:
        label, one = cells.yes(value), conditions.condition(kind, field, *_yes(value))
    elif value in (None, ""):
        label = speaking.say(Sentence("Empty"))
        one = conditions.condition(kind, field, "empty", None)
    elif target is not None:
        held = str(getattr(target, fields.key(type(target))))
        label, one = str(target), conditions.condition(kind, field, "is", held)
    else:
        label = cells.choice(field, value)
        known = not field.choices or value in field.choices
        one = conditions.condition(
            kind, field, "is" if known else "filled", value if known else None
        )
    return Group(label, records, wanted.query(group="", where=wanted.conditions.also(one).text()))


def _yes(value: Any) -> tuple[str, None]:
    return ("yes", None) if value else ("no", None)


def _aggregate(field: Field, place: int, told: dict[str, Any], is_one_currency: bool) -> Aggregate:
    filled = int(told[f"filled_{place}"] or 0)
    if field.sort not in fields.COUNTS or (field.sort is Sort.MONEY and not is_one_currency):
        return Aggregate(field, filled)
    if field.sort is Sort.SHARE:
        return Aggregate(field, filled, average=_amount(field, told[f"average_{place}"]))
    return Aggregate(
        field,
        filled,
        _amount(field, told[f"sum_{place}"]),
        _amount(field, told[f"average_{place}"]),
    )


def _amount(field: Field, value: Any) -> str:
    if value is None:
        return ""
    exact = Decimal(str(value))
    if field.sort is Sort.SHARE:
        return showing.share(exact)
    if field.sort is Sort.MONEY and not field.is_own:
        return showing.money(round(exact), company().currency)
    if field.sort is Sort.QUANTITY and not field.is_own:
        return showing.quantity(round(exact))
    return showing.number(round(exact, 2))
