"""Takes back all that a batch brought in, piece by piece; what others changed since stays."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction

from goodwill.crm.commerce.models import Order, OrderLine
from goodwill.crm.customers.models import Consent, Customer, Tag
from goodwill.crm.exchange.importing.effects import Undone
from goodwill.crm.exchange.importing.engine.drafts import place_of
from goodwill.crm.exchange.importing.engine.orders import FACTS
from goodwill.crm.exchange.importing.models import Trace
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging.models import Merge, Merged
from goodwill.crm.records.models import Change, ExternalId, Record

AT_ONCE = 2000
SOME = 500


def undo(
    batch: uuid.UUID,
    actor: Actor,
    *,
    before: Undone | None = None,
    keep: Callable[[Undone], None] = lambda done: None,
) -> Undone:
    """Take back a batch, the latest first.

    May be stopped anywhere and called again with the same `actor.batch`: what is done is passed
    over.

    Parameters
    ----------
    before
        What an earlier call had done when it was stopped.
    keep
        Told after each piece, in its transaction, what is done so far.
    """
    done = before or Undone()
    last: int | None = None
    while lines := _lines(batch, last):
        with transaction.atomic():
            taken, left = _take_back(batch, lines, actor)
            done = Undone(done.taken_back + taken, done.left + left)
            keep(done)
        last = lines[-1].pk
    while traces := list(Trace.objects.filter(batch=batch).order_by("-pk")[:SOME]):
        with transaction.atomic():
            back = [trace for trace in traces if _UNDONE[trace.sort](trace)]
            _note_lines(back, actor)
            done = Undone(done.taken_back, done.left + len(traces) - len(back))
            Trace.objects.filter(pk__in=[trace.pk for trace in traces]).delete()
            keep(done)
    return done


def _lines(batch: uuid.UUID, last: int | None) -> list[Change]:
    lines = Change.objects.filter(batch=batch)
    if last is not None:
        lines = lines.filter(pk__lt=last)
    return list(lines.order_by("-pk")[:AT_ONCE])


def _take_back(batch: uuid.UUID, lines: Sequence[Change], actor: Actor) -> tuple[int, int]:
    """Take back the records of these lines, those that stand on others first."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        by_kind[line.kind].append(line.record_id)
    taken = left = 0
    for kind in sorted(by_kind, key=place_of, reverse=True):
        one, other = _Kind(kind, by_kind[kind], batch, actor).take_back()
        taken, left = taken + one, left + other
    return taken, left


class _Kind:
    """The records of one kind in a piece, with their whole history in and since the batch."""

    def __init__(self, kind: str, ids: Iterable[int], batch: uuid.UUID, actor: Actor) -> None:
        self.model, self.batch, self.actor = changing.model_of(kind), batch, actor
        self.ours: dict[int, list[Change]] = defaultdict(list)
        self.later: dict[int, list[Change]] = defaultdict(list)
        done: set[int] = set()
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), SOME):
            some = wanted[start : start + SOME]
            for line in Change.objects.filter(kind=kind, record_id__in=some).order_by("pk"):
                if line.batch == batch:
                    self.ours[line.record_id].append(line)
                    self.later.pop(line.record_id, None)
                elif line.batch == actor.batch:
                    done.add(line.record_id)
                elif line.record_id in self.ours:
                    self.later[line.record_id].append(line)
        for pk in done:
            self.ours.pop(pk, None)
        self.records: dict[int, Any] = {}
        ids_left = list(self.ours)
        for start in range(0, len(ids_left), SOME):
            some = ids_left[start : start + SOME]
            for record in self.model._default_manager.filter(pk__in=some):
                self.records[record.pk] = record
        self.merged = _merged(kind, self.records)

    def take_back(self) -> tuple[int, int]:
        left: set[int] = set()
        going: list[Any] = []
        putting_back: list[tuple[Any, dict[str, Any]]] = []
        for pk, record in self.records.items():
            lines = self.ours[pk]
            verbs = {line.verb for line in lines}
            if "created" in verbs or "restored" in verbs:
                if pk in self.merged or _was_moved(record, self.later.get(pk, ())):
                    left.add(pk)
                elif record.deleted_at is None:
                    going.append(record)
            if "created" not in verbs and pk not in left:
                values, is_moved = _before(record, lines)
                if is_moved:
                    left.add(pk)
                if values:
                    putting_back.append((record, values))
        if putting_back:
            changing_many.change_many_each(putting_back, self.actor)
        standing = _stood_upon(self.model, {record.pk for record in going})
        left |= standing
        changing_many.delete_many(
            [record for record in going if record.pk not in standing], self.actor
        )
        return len(self.records) - len(left), len(left)


def _was_moved(record: Any, later: Sequence[Change]) -> bool:
    """Whether what others did since still shows: what they took back themselves does not."""
    stood: dict[str, Any] = {}
    for line in later:
        for name, (was, _) in line.fields.items():
            if _is_fact(record, name):
                stood.setdefault(name, was)
    return any(changing.told(record, name) != was for name, was in stood.items())


def _is_fact(record: Any, name: str) -> bool:
    """Whether it is one of the record's own; history also tells what it was merged with."""
    if "." in name:
        return True
    try:
        record._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _merged(kind: str, ids: Iterable[int]) -> set[int]:
    """Those of the records that are one with others as things stand."""
    found: set[int] = set()
    wanted = list(ids)
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        standing = Merge.objects.standing().filter(kind=kind, survivor_id__in=some)
        found.update(standing.values_list("survivor_id", flat=True))
        away = Merged.objects.filter(kind=kind, record_id__in=some)
        found.update(away.values_list("record_id", flat=True))
    return found


def _before(record: Any, lines: Sequence[Change]) -> tuple[dict[str, Any], bool]:
    """What stood in the fields before these lines; and whether some were changed since."""
    stood: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for line in lines:
        for name, (was, is_) in line.fields.items():
            stood.setdefault(name, was)
            now[name] = is_
    same = {name for name, value in now.items() if changing.told(record, name) == value}
    values = {
        name: changing.revived(record, name, value)
        for name, value in stood.items()
        if name in same and value != now[name]
    }
    return values, len(same) < len(now)


def _stood_upon(model: type[Record], ids: set[int]) -> set[int]:
    """Those of the records that something else still stands on."""
    found: set[int] = set()
    wanted = list(ids)
    for relation in model._meta.related_objects:
        child, name = relation.related_model, relation.field.name
        is_part = child is OrderLine and name == "order"
        if relation.many_to_many or is_part or not issubclass(child, Record | OrderLine):
            continue
        alive = {"order__deleted_at": None} if child is OrderLine else {"deleted_at": None}
        for start in range(0, len(wanted), SOME):
            rows = child._default_manager.filter(**{f"{name}__in": wanted[start : start + SOME]})
            rows = rows.filter(**alive)
            if child is model:
                rows = rows.exclude(pk__in=ids)
            found.update(rows.values_list(f"{name}_id", flat=True))
    return found


def _lines_back(trace: Trace) -> bool:
    """Put the lines of an order back; False where somebody changed them since."""
    lines = list(OrderLine.objects.filter(order_id=trace.record_id).order_by("position", "pk"))
    if [[getattr(line, name) for name in FACTS] for line in lines] != trace.now:
        return False
    by_position = {line.position: line for line in lines}
    for facts in trace.was:
        told = dict(zip(FACTS, facts, strict=True))
        line = by_position.pop(told["position"], None) or OrderLine(order_id=trace.record_id)
        for name, value in told.items():
            setattr(line, name, value)
        line.save()
    try:
        with transaction.atomic():
            for line in by_position.values():
                line.delete()
    except models.ProtectedError:
        return False
    return True


def _note_lines(traces: Sequence[Trace], actor: Actor) -> None:
    """Let history tell of orders whose lines were put back, where it does not yet."""
    ids = {trace.record_id for trace in traces if trace.sort == "lines"}
    told = Change.objects.filter(kind=Order.kind, record_id__in=ids, batch=actor.batch)
    ids.difference_update(told.values_list("record_id", flat=True))
    changing_many.note_many(list(Order.objects.filter(pk__in=ids)), actor)


def _id_back(trace: Trace) -> bool:
    source, value = trace.now
    known = ExternalId.objects.filter(kind=trace.kind, source=source, value=value)
    known.filter(record_id=trace.record_id).delete()
    return True


def _consent_back(trace: Trace) -> bool:
    Consent.objects.filter(pk=trace.now).delete()
    return True


def _tag_back(trace: Trace) -> bool:
    """Remove a tag that nobody uses but customers in the bin."""
    worn = Customer.objects.filter(tags=trace.record_id, deleted_at=None)
    if not worn.exists():
        Tag.objects.filter(pk=trace.record_id).delete()
    return True


_UNDONE: dict[str, Callable[[Trace], bool]] = {
    "lines": _lines_back,
    "external_id": _id_back,
    "consent": _consent_back,
    "tag": _tag_back,
}
