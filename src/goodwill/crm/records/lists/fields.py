"""What a list can ask of a kind's fields: which are seen, and where the database finds them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.models import Record
from goodwill.crm.records.own_fields.holding import Held

TEXTS = frozenset({Sort.TEXT, Sort.LONG, Sort.EMAIL, Sort.PHONE, Sort.WEB})
WORDS = frozenset({Sort.CHOICE, Sort.COUNTRY})
COUNTS = frozenset({Sort.NUMBER, Sort.QUANTITY, Sort.MONEY, Sort.SHARE, Sort.MINUTES})
TIMES = frozenset({Sort.DAY, Sort.MOMENT})
LINKS = frozenset({Sort.LINK, Sort.LINKS})

_OWN_NUMBER: models.Field[Any, Any] = models.DecimalField(max_digits=24, decimal_places=6)
_OWN_TEXT: models.Field[Any, Any] = models.TextField(null=True)
_OWN_YES: models.Field[Any, Any] = models.BooleanField(null=True)


def seen(kind: Kind, reach: Reach) -> dict[str, Field]:
    """The fields of a kind that the person may see, by name."""
    found = _told(kind) | {one.name: one for one in kind.own_fields()}
    if not reach.hidden_fields:
        return found
    return {name: one for name, one in found.items() if reach.sees(kind.word, name)}


def holder(kind: Kind, field: Field) -> models.Field[Any, Any] | None:
    """The column (or table of links) that holds a field; None for own fields, or if there is none.

    Of a field beside the record it is the column of that other row.
    """
    return None if field.is_own else _holder(kind.model, field.name)


@cache
def _told(kind: Kind) -> dict[str, Field]:
    """The fields of a kind that a column holds, the company's own apart."""
    found = (*kind.fields, *kind.beside())
    return {one.name: one for one in found if holder(kind, one) is not None}


@cache
def _holder(model: Any, name: str) -> models.Field[Any, Any] | None:
    beside, _, last = name.rpartition(".")
    try:
        if beside:
            model = model._meta.get_field(beside).related_model
        found = model._meta.get_field(last)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def alias(field: Field) -> str:
    """The name an own field has inside a query."""
    return "own_" + "".join(
        letter if letter.isalnum() and letter.isascii() else f"_{ord(letter):x}_"
        for letter in field.name.removeprefix("custom.")
    )


def path(field: Field) -> str:
    """The name by which queries know a field."""
    return alias(field) if field.is_own else field.name.replace(".", "__")


def with_own(records: models.QuerySet[Any], fields: tuple[Field, ...]) -> models.QuerySet[Any]:
    """The records, with the own fields among these ready to be filtered and sorted by."""
    own = {alias(one): _own(one) for one in fields if one.is_own}
    return records.alias(**own) if own else records


def own_holder(field: Field) -> models.Field[Any, Any]:
    """What an own field holds, as the database compares it."""
    if field.sort in COUNTS:
        return _OWN_NUMBER
    return _OWN_YES if field.sort is Sort.YES else _OWN_TEXT


def leads_to(kind: Kind, field: Field) -> type[models.Model] | None:
    """The model at the other end of a link."""
    found = holder(kind, field)
    target = found.related_model if found is not None else None
    return target if isinstance(target, type) else None


def is_person(kind: Kind, field: Field) -> bool:
    return leads_to(kind, field) is User


def is_team(kind: Kind, field: Field) -> bool:
    return leads_to(kind, field) is Team


def key(target: type[models.Model]) -> str:
    """The field that stands for a linked record in addresses and saved views."""
    return "public_id" if issubclass(target, Record) else "pk"


def value_of(record: Record, field: Field) -> Any:
    """What stands in the field, links as what they lead to."""
    if field.is_own:
        return record.custom.get(field.name.removeprefix("custom."))
    if field.beside:
        return getattr(beside(record, field), field.name.rpartition(".")[2], None)
    return getattr(record, field.name)


def beside(record: Record, field: Field) -> models.Model | None:
    """The row beside a record that holds the field; None where the record has none."""
    try:
        found: models.Model | None = getattr(record, field.beside)
    except ObjectDoesNotExist:
        return None
    return found


def to_load(columns: Iterable[Field]) -> list[str]:
    """What must be read besides the records so that their columns can be shown."""
    links = [one.name for one in columns if one.sort in LINKS and not one.is_own]
    return list(dict.fromkeys([*links, *(one.beside for one in columns if one.beside)]))


def major(minor: int | None, digits: int) -> Decimal | None:
    """Minor units as an amount."""
    return None if minor is None else Decimal(minor).scaleb(-digits)


def _own(field: Field) -> models.Expression:
    name = field.name.removeprefix("custom.")
    if field.sort is Sort.YES:
        return models.Case(
            models.When(**{f"custom__{name}": True}, then=True),
            default=False,
            output_field=models.BooleanField(),
        )
    return Held(name=name, is_number=field.sort in COUNTS)
