"""Where a record went that became part of another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet

from goodwill.crm.accounts.reading import MANY, kept
from goodwill.crm.records.merging.errors import PartOfAnother
from goodwill.crm.records.merging.models import Merged
from goodwill.crm.records.models import Record

R = TypeVar("R", bound=Record)

DAYS = 180
"""How long a merge can be taken back: so long what was merged away stays in the bin."""


def survivor_of(record: R) -> R:
    """The record that this one is part of now; itself if it stands for itself."""
    end = end_of(record.kind, record.pk)
    return record if end == record.pk else type(record).objects.get(pk=end)  # type: ignore[return-value]


def end_of(kind: str, record_id: int) -> int:
    """The id of the record at the end of a chain of merges."""
    followed = Merged.objects.filter(kind=kind).values_list("into_id", flat=True)
    while (into := followed.filter(record_id=record_id).first()) is not None:
        record_id = into
    return record_id


def ends_of(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """Of these records those that are part of another now, each with the one at the end."""
    into: dict[int, int] = {}
    asked = set(ids)
    wanted = set(asked)
    while wanted:
        told = _rows(kind, "record_id", wanted)
        into |= told
        wanted = set(told.values()) - into.keys()
    return {pk: _end(pk, into) for pk in asked & into.keys()}


def parts_of(kind: str, ids: Iterable[int]) -> dict[int, int]:
    """Every record that is part of one of these now, and which."""
    found: dict[int, int] = {}
    wanted = {pk: pk for pk in ids}
    while wanted:
        told = _rows(kind, "into_id", wanted)
        wanted = {pk: wanted[into] for pk, into in told.items()}
        found |= wanted
    return found


def leading(kind: str) -> dict[int, int]:
    """Every record of a kind that was merged away, and the one it is part of in the end."""
    into = dict(Merged.objects.filter(kind=kind).values_list("record_id", "into_id"))
    found: dict[int, int] = {}
    for record_id, first in into.items():
        end = first
        while end in into:
            end = into[end]
        found[record_id] = end
    return found


def merged_into(record: Record) -> list[Merged]:
    """All that became part of a record, those merged into them before too; the latest first."""
    found: list[Merged] = []
    ids = [record.pk]
    while ids:
        rows = Merged.objects.filter(kind=record.kind, into_id__in=ids)
        level = list(rows.select_related("merge", "merge__by").order_by("-merge_id", "pk"))
        found += level
        ids = [one.record_id for one in level]
    return found


def refuse_merged(records: Sequence[Record]) -> None:
    """Go on only if none of these records of one kind is part of another.

    Raises
    ------
    PartOfAnother
        If one is.
    """
    if records:
        ids = [record.pk for record in records]
        away = Merged.objects.filter(kind=records[0].kind, record_id__in=ids).first()
        if away is not None:
            raise PartOfAnother(away.title)


def old_words(kind: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """What search knows records by from those that became part of them."""
    found: dict[int, list[str]] = {}
    some = list(ids)
    if len(some) > MANY and not Merged.objects.filter(kind=kind).exists():
        return found
    for into, words in _words(some, kind=kind):
        found.setdefault(into, []).extend(words)
    return found


@kept
def _words(ids: list[int], *, kind: str) -> QuerySet[Any]:
    return Merged.objects.filter(kind=kind, into_id__in=ids).values_list("into_id", "words")


def _rows(kind: str, column: str, ids: Iterable[int]) -> dict[int, int]:
    """Who was merged into whom, of those whose column holds one of these."""
    found: dict[int, int] = {}
    some = list(ids)
    for start in range(0, len(some), AT_ONCE):
        among = {f"{column}__among": some[start : start + AT_ONCE]}
        rows = Merged.objects.filter(kind=kind, **among)
        found |= dict(rows.values_list("record_id", "into_id"))
    return found


def _end(pk: int, into: dict[int, int]) -> int:
    while pk in into:
        pk = into[pk]
    return pk


AT_ONCE = 500
KEPT = timedelta(days=DAYS)
