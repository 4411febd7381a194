"""Who may make one record of several, and of which."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpRequest

from goodwill.crm.accounts.abilities import SPECIAL
from goodwill.crm.accounts.models import User
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.asking import found, me, must
from goodwill.crm.records.errors import OnlyShown, OutOfReach
from goodwill.crm.records.kinds import Kind, kind_of, kinds
from goodwill.crm.records.merging.errors import CannotMerge
from goodwill.crm.records.merging.merging import MOST
from goodwill.crm.records.merging.models import Merge
from goodwill.crm.records.models import Record
from goodwill.language import Sentence


def ability(word: str) -> str:
    """What it takes to merge records of a kind."""
    special = f"{word}.merge"
    return special if special in SPECIAL else f"{word}.delete"


def may_merge(person: User, kind: Kind) -> bool:
    """Whether the person may merge records of a kind."""
    return kind.model.is_mergeable and person.may(ability(kind.word))


def mergeable(word: str) -> Kind:
    """The kind of that word, if its records can be merged.

    Raises
    ------
    OutOfReach
        If there is none, or they cannot.
    """
    kind = next((one for one in kinds() if one.word == word), None)
    if kind is None or not kind.model.is_mergeable:
        raise OutOfReach
    return kind


def asked(request: HttpRequest, kind: Kind, ids: Sequence[uuid.UUID]) -> list[Record]:
    """The records of these public ids, if the person may make one of them.

    Raises
    ------
    CannotMerge
        If there are fewer than two or too many.
    OutOfReach, NotAllowed, OnlyShown
        If one of them is not there for the person, or not to be changed.
    """
    several = list(dict.fromkeys(ids))
    seen = kind.model.objects.present().within(me(request).reach).select_related("owner")
    there = {one.public_id: one for one in seen.filter(public_id__in=several[: MOST + 1])}
    records = [there.get(one) or found(request, kind.model, one) for one in several[: MOST + 1]]
    must(request, f"{kind.word}.view")
    must(request, ability(kind.word))
    reach = me(request).reach
    if any(sharing.is_only_shown(record, reach) for record in records):
        raise OnlyShown
    if len(records) < 2:
        raise CannotMerge(Sentence("Choose at least two different records."))
    if len(several) > MOST:
        raise CannotMerge(Sentence("Up to {n} records can become one at a time.", n=MOST))
    return records


def merge_of(request: HttpRequest, public_id: uuid.UUID) -> tuple[Merge, Record]:
    """A merge and its survivor, if the person sees what became of it.

    Raises
    ------
    OutOfReach
        If there is no such merge, or its survivor is not there for the person.
    """
    merge = Merge.objects.filter(public_id=public_id).select_related("by", "undone_by").first()
    if merge is None:
        raise OutOfReach
    model = changing.model_of(merge.kind)
    seen = model.objects.within(me(request).reach)
    survivor = seen.filter(pk=merge.survivor_id).first()
    if survivor is None:
        raise OutOfReach
    must(request, f"{kind_of(merge.kind).word}.view")
    return merge, survivor
