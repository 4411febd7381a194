"""The shapes in which records come and go, from what their kind says of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import models
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    create_model,
)

from goodwill.crm.records.kinds import Field as OfKind
from goodwill.crm.records.kinds import Kind, Sort, kind_of
from goodwill.language import Sayable, english

LONGEST_TEXT = 20_000
LARGEST = 10**15
"""As many minor units or thousandths as a JSON number keeps exactly in every language."""
LARGEST_COUNT = 2**31 - 1
MOST_LINKS = 50
FIRST_YEAR, LAST_YEAR = 1900, 2200


def _text_only(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("Input should be a string")
    return value


def _in_time(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"Input should lie between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


def _on_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Input should lie between {FIRST_YEAR} and {LAST_YEAR}")
    return day


Day = Annotated[date, BeforeValidator(_text_only), AfterValidator(_on_time)]
Moment = Annotated[AwareDatetime, BeforeValidator(_text_only), AfterValidator(_in_time)]
Id = Annotated[UUID, BeforeValidator(_text_only)]
Minor = Annotated[StrictInt, Field(ge=-LARGEST, le=LARGEST)]
Count = Annotated[StrictInt, Field(ge=0, le=LARGEST_COUNT)]


class Shape(BaseModel):
    """What programs send; a name that is not known is refused rather than lost."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """What programs get."""

    model_config = ConfigDict(extra="forbid")


OwnValues = Annotated[
    dict[str, JsonValue],
    Field(description="The company's own fields by name; /api/v1/kinds says which there are."),
]


@cache
def given(word: str) -> type[BaseModel]:
    """A record as programs get it; what was not asked for or is hidden is not there."""
    kind = kind_of(word)
    fields: dict[str, Any] = {
        field.name: (_given_type(kind, field) | None, _described(field)) for field in kind.fields
    }
    fields = {**_envelope(), **fields, **_beside(kind), "custom": (OwnValues | None, None)}
    return made(kind.model.__name__, Given, _said(kind.one), fields)


def _beside(kind: Kind) -> dict[str, Any]:
    """What stands beside the record, as objects of their own; None where there is none."""
    found: dict[str, dict[str, Any]] = {}
    for field in kind.beside():
        short = field.name.removeprefix(f"{field.beside}.")
        shape = (_given_type(kind, field) | None, _described(field))
        found.setdefault(field.beside, {})[short] = shape
    return {
        name: (
            made(
                f"{kind.model.__name__}{name.title()}",
                Given,
                f"{_said(kind.one)}: what is worked out. Conditions ask for `{name}.…`.",
                fields,
            )
            | None,
            None,
        )
        for name, fields in found.items()
    }


@cache
def page(word: str) -> type[BaseModel]:
    """Some records, and where the next page begins."""
    kind = kind_of(word)
    fields: dict[str, Any] = {
        "items": (list[given(word)], ...),  # type: ignore[misc]
        "next": (str | None, Field(description="The next page: send it as `after`")),
        "previous": (str | None, Field(description="The page before: send it as `before`")),
        "count": (Counted | None, Field(None, description="Only with `count=true`")),
    }
    return made(f"{kind.model.__name__}Page", Given, f"{_said(kind.many)}: a page.", fields)


@cache
def new(word: str) -> type[BaseModel]:
    """What a new record of a kind is made from."""
    kind = kind_of(word)
    fields: dict[str, Any] = {
        field.name: _taken(kind, field, is_new=True) for field in kind.fields if field.is_editable
    }
    fields["custom"] = (OwnValues, Field(default_factory=dict))
    return made(f"{kind.model.__name__}New", Shape, f"{_said(kind.one)}, to be made.", fields)


@cache
def change(word: str) -> type[BaseModel]:
    """What shall stand in some fields of a record; those left out stay as they are."""
    kind = kind_of(word)
    fields: dict[str, Any] = {
        field.name: _taken(kind, field, is_new=False) for field in kind.fields if field.is_editable
    }
    fields["custom"] = (OwnValues, Field(default_factory=dict))
    words = f"{_said(kind.one)}: the fields to be changed."
    return made(f"{kind.model.__name__}Change", Shape, words, fields)


class Counted(Given):
    """How many records there are."""

    records: int
    is_more: bool = Field(description="Whether there are more than were counted")


def made(name: str, base: type[BaseModel], words: str, fields: dict[str, Any]) -> type[BaseModel]:
    """A shape of this name."""
    shape: type[BaseModel] = create_model(name, __base__=base, __doc__=words, **fields)
    return shape


def _said(words: Sayable) -> str:
    return english().show(words)


def _envelope() -> dict[str, Any]:
    return {
        "id": (UUID, ...),
        "version": (int, Field(description="Goes up by one with each change; the ETag")),
        "created_at": (datetime | None, None),
        "created_by": (UUID | None, Field(None, description="A person: /api/v1/people")),
        "changed_at": (datetime | None, None),
        "changed_by": (UUID | None, Field(None, description="A person: /api/v1/people")),
        "deleted_at": (datetime | None, Field(None, description="Since when it is in the bin")),
    }


def _described(field: OfKind, default: Any = None) -> Any:
    told = [_said(field.label)]
    if field.sort is Sort.MONEY:
        told.append("in minor units")
    if field.sort is Sort.QUANTITY:
        told.append("in thousandths")
    if field.sort is Sort.SHARE:
        told.append("from 0 to 1")
    if field.to:
        told.append("by name" if field.sort is Sort.LINKS else f"an id of /api/v1/{field.to}")
    if field.is_sensitive:
        told.append("sensitive: given only where `fields` names it, and that is kept")
    text = "; ".join(told)
    if field.help:
        text = f"{text}. {_said(field.help)}"
    return Field(default, description=text)


def _given_type(kind: Kind, field: OfKind) -> Any:
    if field.beside and field.sort is Sort.NUMBER:
        return int | float
    return _GIVEN.get(field.sort, str)


def _taken(kind: Kind, field: OfKind, *, is_new: bool) -> tuple[Any, Any]:
    column = kind.model._meta.get_field(field.name)
    taken = _TAKEN.get(field.sort, _text)(field, column)
    if getattr(column, "null", False) and not _is_needed(field, column):
        taken = taken | None
    must = is_new and _is_needed(field, column)
    return taken, _described(field, ... if must else None)


def _is_needed(field: OfKind, column: Any) -> bool:
    has_default = column.has_default() or field.name == "currency"
    return field.is_required and not has_default


def _text(field: OfKind, column: Any) -> Any:
    shortest = 1 if field.is_required else 0
    longest = getattr(column, "max_length", None) or LONGEST_TEXT
    return Annotated[StrictStr, StringConstraints(min_length=shortest, max_length=longest)]


def _choice(field: OfKind, column: Any) -> Any:
    blank = () if field.is_required else ("",)
    return Literal[(*field.choices, *blank)]


def _number(field: OfKind, column: Any) -> Any:
    return Count if isinstance(column, models.PositiveIntegerField) else Minor


def _words(field: OfKind, column: Any) -> Any:
    longest = column.related_model._meta.get_field("name").max_length
    word = Annotated[StrictStr, StringConstraints(min_length=1, max_length=longest)]
    return Annotated[list[word], Field(max_length=MOST_LINKS)]


_GIVEN: Mapping[Sort, Any] = {
    Sort.NUMBER: int,
    Sort.QUANTITY: int,
    Sort.MONEY: int,
    Sort.SHARE: float,
    Sort.MINUTES: int,
    Sort.DAY: date,
    Sort.MOMENT: datetime,
    Sort.YES: bool,
    Sort.LINK: UUID,
    Sort.LINKS: list[str],
}

_TAKEN: Mapping[Sort, Callable[[OfKind, Any], Any]] = {
    Sort.NUMBER: _number,
    Sort.QUANTITY: _number,
    Sort.MONEY: _number,
    Sort.MINUTES: _number,
    Sort.DAY: lambda field, column: Day,
    Sort.MOMENT: lambda field, column: Moment,
    Sort.YES: lambda field, column: StrictBool,
    Sort.CHOICE: _choice,
    Sort.COUNTRY: lambda field, column: Annotated[
        StrictStr, StringConstraints(pattern="^([A-Z]{2})?$")
    ],
    Sort.LINK: lambda field, column: Id,
    Sort.LINKS: _words,
}
