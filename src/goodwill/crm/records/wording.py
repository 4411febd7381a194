"""Values of fields as people read them: choices and links by name, money with its currency.

Values come as history keeps them (`changing.told`), so that a record's page and its history
say the same. What a link leads to is looked up for many values at once (`Names`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_date, parse_datetime

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import columns_of, kept, there
from goodwill.crm.records.editing import places, reading
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.models import Record
from goodwill.crm.ui import showing
from goodwill.crm.ui.speaking import current, say, show

NOTHING = "—"
OF_MERGES = ("merged", "merged_into")
"""What history tells of merges: with whom, and into whom, by public ids."""


@dataclass(frozen=True)
class Worded:
    """A value in words, and where it leads if it leads somewhere."""

    text: str
    address: str = ""

    @property
    def is_empty(self) -> bool:
        return self.text == NOTHING

    def __str__(self) -> str:
        return self.text


@dataclass
class Names:
    """The names of what links lead to, as far as the person may see it."""

    reach: Reach
    known: dict[tuple[str, Any], Worded] = field(default_factory=dict)

    def look_up(self, values: Iterable[tuple[Kind, Field, Any]]) -> Names:
        """Learn the names for these values; one query for each kind they lead to."""
        wanted: dict[str, set[Any]] = defaultdict(set)
        models_of: dict[str, type[models.Model]] = {}
        for kind, each, value in values:
            if each.sort in (Sort.LINK, Sort.LINKS) and value:
                ids = value if isinstance(value, list) else [value]
                wanted[each.to].update(one for one in ids if (each.to, one) not in self.known)
                models_of[each.to] = _model(kind, each)
        for to, unknown in wanted.items():
            self._learn(to, models_of[to], unknown)
        return self

    def of(self, to: str, value: Any) -> Worded:
        unseen = Worded(say("Outside your reach"))
        return self.known.get((to, value), unseen)

    def _learn(self, to: str, model: type[models.Model], ids: set[Any]) -> None:
        for found in _seen(model, self.reach, ids):
            named = Worded(str(found), _address(to, found))
            self.known[to, found.pk] = named
            if isinstance(found, Record):
                self.known[to, str(found.public_id)] = named


def worded(field: Field, value: Any, names: Names, currency: str) -> Worded:
    """One value in the reader's words; a dash where there is none."""
    if value in (None, "", []):
        return Worded(NOTHING)
    if field.sort is Sort.LINK:
        return names.of(field.to, value)
    if field.sort is Sort.LINKS:
        return Worded(current().list([names.of(field.to, one).text for one in value]))
    if field.sort in _ADDRESSES:
        return Worded(str(value), _ADDRESSES[field.sort](str(value)))
    return Worded(_text(field, value, currency))


def _text(field: Field, value: Any, currency: str) -> str:
    if field.sort is Sort.CHOICE:
        return show(field.choices[value]) if value in field.choices else str(value)
    if field.sort is Sort.MONEY:
        return showing.money(int(value), currency)
    say_it = _SAID.get(field.sort)
    return say_it(value) if say_it else str(value)


def _day(value: Any) -> str:
    read = parse_date(value) if isinstance(value, str) else value
    return showing.day(read) if read else str(value)


def _moment(value: Any) -> str:
    read = parse_datetime(value) if isinstance(value, str) else value
    return showing.moment(read) if read else str(value)


def _web(value: str) -> str:
    return value if value.startswith(("https://", "http://")) else ""


_SAID: Mapping[Sort, Any] = {
    Sort.YES: lambda value: say("Yes") if value else say("No"),
    Sort.NUMBER: reading.written_number,
    Sort.QUANTITY: showing.quantity,
    Sort.SHARE: showing.share,
    Sort.MINUTES: lambda value: (
        say("{time} h", time=reading.written_minutes(value))
        if value >= 60
        else say("{n} minute", "{n} minutes", n=value)
    ),
    Sort.DAY: _day,
    Sort.MOMENT: _moment,
    Sort.COUNTRY: places.country,
}

_ADDRESSES: Mapping[Sort, Any] = {
    Sort.EMAIL: lambda value: f"mailto:{value}",
    Sort.PHONE: lambda value: f"tel:{value}",
    Sort.WEB: _web,
}


def _model(kind: Kind, field: Field) -> type[models.Model]:
    """The model that a link leads to."""
    few: dict[str, type[models.Model]] = {"people": User, "teams": Team}
    if field.to in few:
        return few[field.to]
    if field.is_own or field.name in OF_MERGES:
        return kind_of(field.to).model
    related: type[models.Model] = kind.model._meta.get_field(field.name).related_model  # type: ignore[assignment]
    return related


def _seen(model: type[models.Model], reach: Reach, ids: set[Any]) -> Iterable[Any]:
    """The rows a link leads to, as far as the person may see them, in the bin too."""
    if not issubclass(model, Record):
        names = ("id", "name")
        rows = columns_of(model, names, sorted(ids))
        return [there(model, zip(names, row, strict=True)) for row in rows]
    numbers = sorted(one for one in ids if isinstance(one, int))
    public = sorted(UUID(one) for one in ids if isinstance(one, str))
    found = _by_keys(reach, numbers, model=model) if numbers else []
    return [*found, *_by_public_ids(reach, public, model=model)] if public else found


@kept
def _by_keys(reach: Reach, ids: list[int], *, model: type[Record]) -> models.QuerySet[Any]:
    return model._default_manager.within(reach).filter(pk__in=ids)


@kept
def _by_public_ids(reach: Reach, ids: list[UUID], *, model: type[Record]) -> models.QuerySet[Any]:
    return model._default_manager.within(reach).filter(public_id__in=ids)


def _address(to: str, found: Any) -> str:
    if not isinstance(found, Record) or found.deleted_at:
        return ""
    try:
        return reverse(kind_of(to).page, args=[found.public_id])
    except (NoReverseMatch, KeyError):
        return ""
