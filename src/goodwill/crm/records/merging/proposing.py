"""Which of several records should be kept, and why; and what hangs on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records import changing
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.merging.choosing import EMPTY, value_of
from goodwill.crm.records.merging.pointing import pointers
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

R = TypeVar("R", bound=Record)

Hanging = dict[int, list[tuple[Kind, int]]]
"""By record, how many of each kind name it."""


@dataclass(frozen=True)
class Proposal:
    """The record to keep, and the reason in words."""

    survivor: Record
    because: Sentence


def propose(records: Sequence[Record], hanging: Hanging) -> Proposal:
    """Keep what most hangs on, then what more is known of, then what was there first."""
    total = {one.pk: sum(n for _, n in hanging.get(one.pk, ())) for one in records}
    known = {one.pk: _filled(one) for one in records}
    ranked = sorted(records, key=lambda one: (-total[one.pk], -known[one.pk], one.created_at))
    best, second = ranked[0], ranked[1]
    if total[best.pk] > total[second.pk]:
        because = Sentence("More hangs on it than on the others.")
    elif known[best.pk] > known[second.pk]:
        because = Sentence("More is known of it than of the others.")
    else:
        because = Sentence("It was there first.")
    return Proposal(best, because)


def hanging_on(records: Sequence[Record], reach: Reach) -> Hanging:
    """How many records of each kind name each of these, as far as the person may see the kind."""
    found: Hanging = {}
    known = {kind.model: kind for kind in kinds()}
    ids = [one.pk for one in records]
    for pointer in pointers(type(records[0])):
        kind = next((known[each] for each in known if each is pointer.model), None)
        if kind is None or pointer.kind_column or not reach.may(f"{kind.word}.view"):
            continue
        rows = pointer.rows(*records).filter(deleted_at=None).order_by()
        counted = rows.values_list(pointer.column).annotate(n=Count("pk"))
        for pk, n in counted:
            if pk in ids:
                _count(found.setdefault(pk, []), kind, n)
    return found


def _count(counted: list[tuple[Kind, int]], kind: Kind, n: int) -> None:
    for place, (known, before) in enumerate(counted):
        if known.word == kind.word:
            counted[place] = (kind, before + n)
            return
    counted.append((kind, n))


def _filled(record: Record) -> int:
    return sum(
        value_of(record, name) not in EMPTY
        for name in changing.values_held(record)
        if name.startswith(changing.OWN_FIELD) or not record._meta.get_field(name).many_to_many
    )
