"""What one merge did, in words: who became part of what, what was taken over, what went along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.history import lines
from goodwill.crm.records.kinds import Kind, kind_of, kinds
from goodwill.crm.records.merging.following import KEPT
from goodwill.crm.records.merging.models import Merge, Merged, Move
from goodwill.crm.records.merging.telling import came_since
from goodwill.crm.records.models import Change, Record
from goodwill.language import Sentence


@dataclass(frozen=True)
class Away:
    """One record that became part of another: its name, and what happened to it before."""

    title: str
    number: str
    lines: Sequence[lines.Line]


@dataclass(frozen=True)
class Recount:
    """A merge as its page tells it."""

    away: Sequence[Away]
    taken: Sequence[lines.Moved]
    moved: Sequence[tuple[Kind, int]]
    aside: Sequence[tuple[Kind, int]]
    since: Sequence[Sentence]
    until: datetime


def recount(merge: Merge, survivor: Record, me: User) -> Recount:
    """What the merge did, as far as the person may see it."""
    moved, aside = _counted(merge, me.reach)
    return Recount(
        away=[_away(one, me.reach) for one in merge.merged.order_by("pk")],
        taken=_taken(merge, survivor, me.reach),
        moved=moved,
        aside=aside,
        since=tuple(came_since(merge, survivor)) if merge.undone_at is None else (),
        until=merge.at + KEPT,
    )


def _away(one: Merged, reach: Reach) -> Away:
    kind = kind_of(one.kind)
    record = kind.model._default_manager.filter(pk=one.record_id).first()
    told = lines.lines(record, reach) if record is not None else []
    number = one.words[1] if len(one.words) > 1 else ""
    return Away(one.title, number, [line for line in told if line.verb != "merged_away"])


def _taken(merge: Merge, survivor: Record, reach: Reach) -> list[lines.Moved]:
    """What stood in the survivor, and what it took from the others."""
    change = Change.objects.filter(
        kind=merge.kind, record_id=survivor.pk, verb="merged", batch=merge.batch
    )
    of_this = [one for one in change if one.fields.get("merge") == [None, str(merge.public_id)]]
    told = lines.worded_lines(survivor, of_this, reach)
    return [moved for line in told for moved in line.moved if moved.name != "merged"]


def _counted(merge: Merge, reach: Reach) -> tuple[list[tuple[Kind, int]], list[tuple[Kind, int]]]:
    by_label = {kind.model._meta.label: kind for kind in kinds() if kind.word != merge.kind}
    moved, aside = Counter[str](), Counter[str]()
    ids: dict[str, set[int]] = {}
    for move in Move.objects.filter(merge=merge, model__in=by_label):
        if move.field == "deleted_at":
            aside[move.model] += len(move.rows)
        elif move.before != move.after:
            ids.setdefault(move.model, set()).update(move.rows)
    moved.update({label: len(rows) for label, rows in ids.items()})
    return _seen(moved, by_label, reach), _seen(aside, by_label, reach)


def _seen(counted: Counter[str], by_label: dict[str, Kind], reach: Reach) -> list[tuple[Kind, int]]:
    return [
        (by_label[label], n)
        for label, n in counted.most_common()
        if reach.may(f"{by_label[label].word}.view")
    ]
