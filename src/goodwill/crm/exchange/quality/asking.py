"""What is asked of each customer: the questions behind completeness and validity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from goodwill.crm.customers.kinds import CUSTOMERS, WAYS
from goodwill.crm.customers.models import ContactPoint
from goodwill.crm.records.kinds import Field, Sort
from goodwill.language import Sayable, Sentence

EXPECTED = (
    "family_name", "legal_name", "number", "segment", "stage", "origin", "country", "city",
    "language", "born_on", "owner", "team",
)  # fmt: skip
"""Fields that say more the more of them are filled; own fields are added."""
REACHED = ("phone", "email", "address")
OLDEST = date(1900, 1, 1)
PLACEHOLDER = r"^(test|asdf|qwerty|xxx+|n/?a|none|null|unknown|无|测试|未知|-+|\?+|[0-9]+)$"


@dataclass(frozen=True)
class Question:
    """One thing asked of those it concerns: is it `good`?"""

    aspect: str
    field: str
    label: Sayable
    concerns: Q
    good: Q


def questions() -> list[Question]:
    """All that is asked, completeness first."""
    return [*_complete(), *_valid()]


def _complete() -> Iterator[Question]:
    for field in CUSTOMERS.all_fields():
        if field.name in EXPECTED or field.is_own:
            yield Question("complete", field.name, field.label, _concerned(field), _filled(field))
    for sort in REACHED:
        yield Question("complete", f"contact_points.{sort}", WAYS[sort], Q(), _has(sort))


def _valid() -> Iterator[Question]:
    labels = {field.name: field.label for field in CUSTOMERS.fields}
    today = timezone.localdate()
    yield Question("valid", "name", labels["name"], Q(), ~Q(name__iregex=PLACEHOLDER))
    yield Question(
        "valid", "country", labels["country"], ~Q(country=""), Q(country__regex="^[A-Z]{2}$")
    )
    yield Question(
        "valid", "region", labels["region"], ~Q(region=""), Q(region__regex="^[A-Z]{2}-")
    )
    yield Question(
        "valid",
        "born_on",
        labels["born_on"],
        Q(born_on__isnull=False),
        Q(born_on__gte=OLDEST, born_on__lte=today),
    )
    for sort in REACHED:
        yield Question(
            "valid", f"contact_points.{sort}", WAYS[sort], _has(sort), ~_has(sort, is_invalid=True)
        )


def _concerned(field: Field) -> Q:
    if field.only_if is None:
        return Q()
    name, values = field.only_if
    return Q(**{f"{name}__in": values})


def _filled(field: Field) -> Q:
    if field.is_own:
        return Q(**{f"custom__{field.name.removeprefix('custom.')}__isnull": False})
    if field.sort in (Sort.LINK, Sort.DAY):
        return Q(**{f"{field.name}__isnull": False})
    return ~Q(**{field.name: ""})


def _has(sort: str, *, is_invalid: bool = False) -> Q:
    points = ContactPoint.objects.present().filter(customer=OuterRef("pk"), sort=sort)
    return Q(Exists(points.filter(invalid_since__isnull=False) if is_invalid else points))


NAMES = {
    "complete": Sentence("Complete"),
    "valid": Sentence("Well-formed"),
    "fresh": Sentence("Fresh"),
    "unique": Sentence("Unique"),
}
