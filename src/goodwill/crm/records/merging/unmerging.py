"""Take a merge back, exactly.

What a merge moved is put back wherever it still stands. Other merges into the same survivor may
stand on: where they took up a value that goes now, they take it up from what stood before it,
and rows that they set aside because of a twin that goes now are settled anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import settling
from goodwill.crm.records.merging.errors import CannotUnmerge
from goodwill.crm.records.merging.journal import Journal, held
from goodwill.crm.records.merging.merging import tell
from goodwill.crm.records.merging.models import Merge, Merged, Move
from goodwill.crm.records.merging.pointing import Pointer, model_at, pointers
from goodwill.crm.records.merging.telling import told_of
from goodwill.crm.records.models import Record, SavedView
from goodwill.language import Sentence

UNMERGED = "unmerged"
"""The verb of history for all that were one and are several again."""


@dataclass(frozen=True)
class Unmerged:
    """A merge that was taken back, and what stays with the survivor because it is newer."""

    merge: Merge
    stayed: tuple[Sentence, ...]


def unmerge(merge: Merge, actor: Actor) -> Unmerged:
    """Make the records what they were before; what was changed since stays with the survivor.

    Raises
    ------
    CannotUnmerge
        If it was taken back already, its records have left the bin, the survivor is in the bin or
        part of another itself, or records would belong to themselves.
    Refused
        If one of the records would say what cannot be by now (`Record.judge`).
    """
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        refuse_unless_possible(merge)
        survivor, away = _locked(merge)
        taking_back = _TakingBack(merge, survivor, Journal(merge, actor))
        taking_back.all_of_it()
        _refuse_circles(survivor, away)
        _tell(taking_back.journal, survivor, away)
        taking_back.journal.close()
        stayed = told_of(merge, survivor, taking_back.stayed)
        merge.moves.all().delete()
        merge.merged.all().delete()
        merge.undone_at, merge.undone_by = timezone.now(), actor.user
        merge.save()
    return Unmerged(merge, stayed)


def refuse_unless_possible(merge: Merge) -> None:
    """Go on only if the merge can be taken back as things stand.

    Raises
    ------
    CannotUnmerge
        If it cannot; says why.
    """
    if merge.undone_at is not None:
        raise CannotUnmerge(Sentence("This merge was taken back already."))
    if merge.closed_at is not None:
        raise CannotUnmerge(
            Sentence("What was merged has left the bin: this cannot be taken back any more.")
        )
    further = Merged.objects.filter(kind=merge.kind, record_id=merge.survivor_id).first()
    if further is not None:
        raise CannotUnmerge(
            Sentence("{name} was merged itself later. Take that back first.", name=further.title)
        )


@dataclass
class _TakingBack:
    """Puts back what one merge moved, row by row where others stand on it."""

    merge: Merge
    survivor: Record
    journal: Journal
    stayed: Counter[tuple[str, str]] = field(default_factory=Counter)
    gone: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    def all_of_it(self) -> None:
        for move in self.merge.moves.order_by("-pk"):
            if move.before != move.after:
                self._put_back(move)
        self._settle_anew()
        self.journal.moves.clear()

    def _put_back(self, move: Move) -> None:
        model = model_at(move.model)
        later = self._later(move)
        now = held(model, move.field, move.rows)
        still = [pk for pk in move.rows if now.get(pk, _GONE) == move.after and pk not in later]
        still = self._without_clashes(model, move, still)
        self._splice(move, later)
        self.journal.put_back(model, move, still)
        self.gone[model].update(still)
        self.stayed[move.model, move.field] += sum(
            1
            for pk in move.rows
            if pk not in still and now.get(pk, _GONE) != move.before and pk not in later
        )

    def _later(self, move: Move) -> dict[int, tuple[Move, Any]]:
        """The first of the later moves of each row, and what it found there.

        What one survivor has is moved by its own merges. Those of others count where they took
        up our value; a record that belongs to a survivor may be one itself.
        """
        took_up = Q(before=move.after) if move.after is not None else Q(before__isnull=True)
        near = Q(merge__kind=self.merge.kind, merge__survivor_id=self.merge.survivor_id)
        if move.model in (SavedView._meta.label, type(self.survivor)._meta.label):
            near = Q(merge__undone_at=None)
        rows, found = set(move.rows), dict[int, tuple[Move, Any]]()
        later = Move.objects.filter(merge__undone_at=None, merge__gt=self.merge.pk)
        moves = later.filter(near | took_up, model=move.model, field=move.field)
        for other in moves.order_by("merge", "pk"):
            for pk in rows.intersection(other.rows):
                found.setdefault(pk, (other, other.before))
        return found

    def _splice(self, move: Move, later: dict[int, tuple[Move, Any]]) -> None:
        """Have later merges that took up our value take up what stood before it."""
        for pk, (other, found) in later.items():
            if found != move.after or other.before == other.after:
                continue
            other.refresh_from_db()
            rest = [row for row in other.rows if row != pk]
            if rest:
                Move.objects.filter(pk=other.pk).update(rows=rest)
                _copy(other, pk, move.before)
            else:
                Move.objects.filter(pk=other.pk).update(before=move.before)

    def _without_clashes(self, model: type[models.Model], move: Move, rows: list[int]) -> list[int]:
        """Leave out what the database would refuse, because somebody put the same there since."""
        pointer = _pointer(type(self.survivor), model, move.field)
        if pointer is None:
            return rows
        if not settling.may_clash(pointer):
            return rows
        found = model._base_manager.filter(pk__in=rows)
        before = pointer.field.to_python(move.before)
        clashing = {row.pk for row in found if settling.would_clash(pointer, row, before)}
        return [pk for pk in rows if pk not in clashing]

    def _settle_anew(self) -> None:
        """Rows that later merges set aside because of twins that are gone now."""
        for model, rows in list(self.gone.items()):
            others = Move.objects.filter(merge__undone_at=None, model=model._meta.label)
            aside = others.exclude(merge=self.merge).exclude(kept=None).select_related("merge")
            for move in [one for one in aside.order_by("pk") if one.kept in rows]:
                if not _stands(model, move):
                    for pk in move.rows:
                        self._settle(model, move.merge, pk)

    def _settle(self, model: type[models.Model], merge: Merge, pk: int) -> None:
        label = model._meta.label
        moves = [
            one
            for one in Move.objects.filter(merge=merge, model=label).order_by("-pk")
            if pk in one.rows
        ]
        if any(held(model, one.field, [pk]).get(pk, _GONE) != one.after for one in moves):
            return
        for one in moves:
            self.journal.put_back(model, one, [pk])
            _strike(one, pk)
        again = Journal(merge, self.journal.actor, touched=self.journal.touched)
        binned = next((one.after for one in moves if one.field == "deleted_at"), None)
        if binned is not None:
            again.at = datetime.fromisoformat(binned)
        away = [one.record_id for one in merge.merged.all()]
        of = changing.model_of(merge.kind)
        survivor = of._default_manager.get(pk=merge.survivor_id)
        others = list(of._default_manager.filter(pk__in=away).order_by("pk"))
        for pointer in pointers(of):
            if pointer.model is model:
                for row in pointer.rows(*others).filter(pk=pk):
                    settling.settle(again, pointer, row, survivor)
        Move.objects.bulk_create(again.moves)


def _locked(merge: Merge) -> tuple[Record, list[Record]]:
    model = changing.model_of(merge.kind)
    ids = [merge.survivor_id, *merge.merged.values_list("record_id", flat=True)]
    rows = model._default_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < len(ids):
        raise CannotUnmerge(
            Sentence("What was merged has left the bin: this cannot be taken back any more.")
        )
    survivor = found.pop(merge.survivor_id)
    if survivor.deleted_at is not None:
        raise CannotUnmerge(
            Sentence("{name} is in the bin. Bring it back first.", name=str(survivor))
        )
    return survivor, list(found.values())


def _refuse_circles(survivor: Record, away: Iterable[Record]) -> None:
    """What was changed since may put a record below itself once they are several again."""
    model = type(survivor)
    for column in model._meta.concrete_fields:
        if not column.is_relation or column.related_model is not model:
            continue
        above = model._default_manager.values_list(column.attname, flat=True)
        for one in (survivor, *away):
            seen, pk = set[int](), above.filter(pk=one.pk).first()
            while pk is not None and pk not in seen:
                if pk == one.pk:
                    raise CannotUnmerge(
                        Sentence(
                            "{name} would belong to itself by what was changed since. Change what "
                            "it belongs to first.",
                            name=str(one),
                        )
                    )
                seen.add(pk)
                pk = above.filter(pk=pk).first()


def _tell(journal: Journal, survivor: Record, away: Iterable[Record]) -> None:
    away = list(away)
    ids = [str(one.public_id) for one in away]
    survivor.refresh_from_db()
    pairs = journal.taken(survivor)
    for one in away:
        one.refresh_from_db()
        own = journal.taken(one)
        own.pop("deleted_at", None)
        one.judge(frozenset(f"{changing.OWN_FIELD}{name}" for name in one.custom))
        tell(journal, one, UNMERGED, {**own, "merged_into": [str(survivor.public_id), None]})
    tell(journal, survivor, UNMERGED, {**pairs, "merged": [ids, None]})


def _pointer(of: type[Record], model: type[models.Model], column: str) -> Pointer | None:
    named = (one for one in pointers(of) if one.model is model and one.column == column)
    return next(named, None)


def _stands(model: type[models.Model], move: Move) -> bool:
    """Whether the twin because of which rows were set aside is still there with the survivor.

    With a survivor that is part of another itself nothing stands; it all comes back with it.
    """
    if Merged.objects.filter(kind=move.merge.kind, record_id=move.merge.survivor_id).exists():
        return True
    of = changing.model_of(move.merge.kind)
    survivor = of._default_manager.get(pk=move.merge.survivor_id)
    own = (pointer for pointer in pointers(of) if pointer.model is model)
    return any(pointer.rows(survivor).filter(pk=move.kept).exists() for pointer in own)


def _copy(move: Move, pk: int, before: Any) -> None:
    """A later move of one row alone, from another value than the rest."""
    Move.objects.create(
        merge_id=move.merge_id,
        model=move.model,
        field=move.field,
        before=before,
        after=move.after,
        rows=[pk],
        kept=move.kept,
    )


def _strike(move: Move, pk: int) -> None:
    """Take one row out of a move."""
    move.rows = [row for row in move.rows if row != pk]
    if move.rows:
        Move.objects.filter(pk=move.pk).update(rows=move.rows)
    else:
        Move.objects.filter(pk=move.pk).delete()


_GONE = object()
"""Stands for the value of a row that is not there any more."""
