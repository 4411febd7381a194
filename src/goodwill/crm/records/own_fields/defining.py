"""Adding, changing and retiring own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import Role
from goodwill.crm.records import kinds
from goodwill.crm.records.errors import BadOwnField
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields import indexing, knowing
from goodwill.crm.records.own_fields.judging import UNIQUE_SORTS
from goodwill.crm.records.own_fields.keeping import SORTS
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.language import Sentence

MOST = 100
"""Own fields of one kind; more would make every page a form to get lost in."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

Labelled = Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """What an own field shall be; labels and help by language tag."""

    labels: Labelled
    sort: str = Sort.TEXT
    help: Labelled = field(default_factory=dict)
    choices: Sequence[tuple[str, Labelled]] = ()
    is_required: bool = False
    is_unique: bool = False
    is_indexed: bool = False
    hidden_from: Sequence[str] = ()
    """The words of the roles that do not see it."""


def add(kind: str, name: str, wanted: Wanted) -> OwnField:
    """Add a field to a kind of record.

    Raises
    ------
    BadOwnField
        If the name, the sort or the choices cannot be.
    """
    _refuse_nonsense(wanted)
    if kind not in {one.word for one in kinds.kinds()}:
        raise BadOwnField(Sentence("There is no such kind of record."))
    if not NAME.fullmatch(name):
        raise BadOwnField(
            Sentence("The short name begins with a letter and has letters, digits and _ only.")
        )
    with transaction.atomic():
        held = OwnField.objects.filter(kind=kind)
        if held.filter(name=name).exists():
            raise BadOwnField(Sentence("There is, or was, a field of that short name already."))
        if held.filter(retired_at=None).count() >= MOST:
            raise BadOwnField(Sentence("There are {n} own fields already; retire one.", n=MOST))
        last = held.aggregate(last=Max("position"))["last"] or 0
        row = OwnField(kind=kind, name=name, sort=wanted.sort, position=last + 1)
        _put(row, wanted)
    return row


def redefine(row: OwnField, wanted: Wanted) -> None:
    """Change what a field is called, demands and offers; its sort stays, or values would break.

    Raises
    ------
    BadOwnField
        If a choice in use would go, or values that are not unique should become so.
    """
    _refuse_nonsense(wanted)
    if wanted.sort != row.sort:
        raise BadOwnField(Sentence("The sort of a field cannot be changed; add another field."))
    with transaction.atomic():
        _refuse_lost_choices(row, wanted)
        if wanted.is_unique and not row.is_unique:
            _refuse_doubles(row)
        row.version += 1
        indexing.drop(row)
        _put(row, wanted)


def retire(row: OwnField) -> None:
    """Show it nowhere any more; what it held stays in the records and in their history."""
    with transaction.atomic():
        row.retired_at = timezone.now()
        row.version += 1
        row.save()
        indexing.drop(row)
    knowing.forget()


def revive(row: OwnField) -> None:
    """Take a retired field into use again, with all it held."""
    with transaction.atomic():
        row.retired_at = None
        row.version += 1
        row.save()
        indexing.make(row)
    knowing.forget()


def move(row: OwnField, places: int) -> None:
    """Move a field up (negative) or down among those of its kind."""
    with transaction.atomic():
        rows = list(OwnField.objects.in_use().filter(kind=row.kind))
        at = rows.index(row)
        rows.insert(max(0, min(len(rows) - 1, at + places)), rows.pop(at))
        for position, one in enumerate(rows, 1):
            if one.position != position:
                OwnField.objects.filter(pk=one.pk).update(
                    position=position, version=F("version") + 1
                )
    knowing.forget()


def _put(row: OwnField, wanted: Wanted) -> None:
    row.labels = {tag: text.strip() for tag, text in wanted.labels.items() if text.strip()}
    row.help = {tag: text.strip() for tag, text in wanted.help.items() if text.strip()}
    row.choices = [[word, dict(labels)] for word, labels in wanted.choices]
    row.is_required, row.is_unique = wanted.is_required, wanted.is_unique
    row.is_indexed = wanted.is_indexed
    row.save()
    indexing.make(row)
    _hide(row, wanted.hidden_from)
    knowing.forget()


def hidden_from(row: OwnField) -> list[str]:
    """The words of the roles that do not see the field."""
    return [role.word for role in Role.objects.order_by("pk") if _hidden(row) in role.hidden_fields]


def _hidden(row: OwnField) -> str:
    """The field as roles name what they do not see."""
    return f"{row.kind}.custom.{row.name}"


def _hide(row: OwnField, roles: Sequence[str]) -> None:
    for role in Role.objects.select_for_update():
        is_hidden = _hidden(row) in role.hidden_fields
        if is_hidden != (role.word in roles):
            others = [name for name in role.hidden_fields if name != _hidden(row)]
            role.hidden_fields = others if is_hidden else [*others, _hidden(row)]
            role.save()


def _refuse_nonsense(wanted: Wanted) -> None:
    if not any(text.strip() for text in wanted.labels.values()):
        raise BadOwnField(Sentence("Give the field a name in at least one language."))
    if wanted.sort not in SORTS:
        raise BadOwnField(Sentence("An own field cannot be of this sort."))
    words = [word for word, _ in wanted.choices]
    if wanted.sort == Sort.CHOICE and (not words or len(set(words)) < len(words)):
        raise BadOwnField(Sentence("A choice needs at least one choice, and each only once."))
    if wanted.is_unique and wanted.sort not in UNIQUE_SORTS:
        raise BadOwnField(Sentence("A field of this sort cannot be unique."))


def _refuse_lost_choices(row: OwnField, wanted: Wanted) -> None:
    lost = {word for word, _ in row.choices} - {word for word, _ in wanted.choices}
    for word in sorted(lost):
        if _records(row).filter(**{f"custom__{row.name}": word}).exists():
            raise BadOwnField(Sentence("The choice {word} is in use and cannot go.", word=word))


def _refuse_doubles(row: OwnField) -> None:
    path = f"custom__{row.name}"
    held = _records(row).exclude(**{f"{path}__isnull": True}).values(path)
    if held.annotate(n=Count("pk")).filter(n__gt=1).exists():
        raise BadOwnField(Sentence("Several records share a value, so it cannot be unique."))


def _records(row: OwnField) -> QuerySet[Any]:
    records: QuerySet[Any] = kinds.kind_of(row.kind).model._default_manager.all()
    return records.filter(deleted_at=None)
