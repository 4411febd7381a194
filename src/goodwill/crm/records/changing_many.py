"""Many records made, changed, deleted or brought back at once: as `changing` does, but in bulk.

What each record keeps, what history tells of it and by what search finds it are the same as
one by one. Whoever calls it holds no more records than fit into memory.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from goodwill.crm.records import changing, finding, inserting
from goodwill.crm.records.changing import Actor, Values
from goodwill.crm.records.errors import OwnValueTaken, Refused
from goodwill.crm.records.merging.following import refuse_merged
from goodwill.crm.records.models import Change, Record
from goodwill.crm.records.own_fields.knowing import Labels, own_field

R = TypeVar("R", bound=Record)

Many = Mapping[str, Iterable[Any]]
Refusing = Callable[[int, Refused], None]
"""Told the place of a record that is refused, and why; it is left out, the others are kept."""

AT_ONCE = 500


def create_many(
    records: Sequence[R],
    actor: Actor,
    *,
    many: Sequence[Many] | None = None,
    refusing: Refusing | None = None,
    is_dated: bool = False,
) -> list[R]:
    """Keep new records of one model; those that were kept.

    Parameters
    ----------
    many
        For each record what its many-to-many fields shall name.
    refusing
        Told of records that are refused; without it the first refusal is raised.
    is_dated
        Whether the records say themselves when and by whom they were made.
    """
    now, kept = timezone.now(), list[tuple[R, Many]]()
    unique, nothing = _Unique(), frozenset[str]()
    names = frozenset(changing.written(type(records[0]))) if records else nothing
    with transaction.atomic():
        for place, record in enumerate(records):
            if not is_dated:
                record.created_at = now
                inserting.link(record, "created_by", actor.user)
            record.changed_at = now
            inserting.link(record, "changed_by", actor.user)
            try:
                if record.custom:
                    changing.keep_own(record)
                own = {f"{changing.OWN_FIELD}{name}" for name in record.custom}
                record.judge(names | own if own else names)
                unique.judge(record)
            except Refused as refusal:
                if refusing is None:
                    raise
                refusing(place, refusal)
                continue
            kept.append((record, many[place] if many else {}))
        if kept:
            _insert(kept, actor)
    return [record for record, _ in kept]


def change_many(records: models.QuerySet[R], values: Values, actor: Actor) -> int:
    """Change many records alike, a piece at a time; how many differed before.

    Each keeps its own line of history; `undoing_many.undo_batch` takes all of it back.
    """
    changed = 0
    ids = list(records.values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = records.model._default_manager.filter(pk__in=ids[start : start + AT_ONCE])
        told = change_many_each([(record, values) for record in some.order_by("pk")], actor)
        changed += sum(fields is not None for fields in told)
    return changed


def change_many_each(
    pairs: Sequence[tuple[R, Values]], actor: Actor, *, refusing: Refusing | None = None
) -> list[Mapping[str, Any] | None]:
    """Change records of one model, each to its own values, as `changing.change` does.

    For each pair the line's `fields` (before and after); None where nothing differs or it was
    refused. A record that stands in several pairs is changed by each in turn.
    """
    told: list[Mapping[str, Any] | None] = [None] * len(pairs)
    with transaction.atomic():
        for turn in _turns(pairs):
            _change(pairs, turn, actor, refusing, told)
    return told


def delete_many(records: Sequence[R], actor: Actor) -> None:
    """Put records of one model into the bin."""
    _move(records, "deleted", actor, deleted_at=timezone.now())


def restore_many(records: Sequence[R], actor: Actor) -> None:
    """Take records of one model out of the bin.

    Raises
    ------
    PartOfAnother
        If one was merged away.
    """
    refuse_merged(records)
    _move(records, "restored", actor, deleted_at=None)


def note_many(records: Sequence[R], actor: Actor) -> None:
    """Note that what belongs to records changed, like the lines of an order; no field of theirs."""
    _move(records, "changed", actor)


def _insert(kept: Sequence[tuple[Record, Many]], actor: Actor) -> None:
    records = [record for record, _ in kept]
    model = type(records[0])
    for record in records:
        record.complete()
    inserting.insert_all(records)
    for name in _links(model):
        _tie(model, name, {one.pk: _ids(many.get(name, ())) for one, many in kept})
    _note(model, _made(kept), "created", actor)
    finding.enter_many(records)


def _made(kept: Sequence[tuple[Record, Many]]) -> Iterator[tuple[Record, dict[str, Any]]]:
    model = type(kept[0][0])
    names = [(name, attribute) for name, attribute in _attributes(model) if attribute]
    held = itemgetter(*(attribute for _, attribute in names))
    for record, many in kept:
        filled: dict[str, Any] = {}
        for (name, _), value in zip(names, held(record.__dict__), strict=True):
            if value or type(value) in _COUNTED:
                filled[name] = [None, _told(value)]
        for name, items in many.items():
            if ids := _ids(items):
                filled[name] = [None, ids]
        for name, value in record.custom.items():
            filled[f"{changing.OWN_FIELD}{name}"] = [None, value]
        yield record, filled


def _change(
    pairs: Sequence[tuple[R, Values]],
    turn: Sequence[int],
    actor: Actor,
    refusing: Refusing | None,
    told: list[Mapping[str, Any] | None],
) -> None:
    model = type(pairs[0][0])
    stood = _brought_up_to_date([pairs[place][0] for place in turn])
    linked = _tied(model, {name for place in turn for name in pairs[place][1]}, stood)
    now, unique, lines = timezone.now(), _Unique(), list[tuple[Record, dict[str, Any]]]()
    links: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for place in turn:
        record, values = pairs[place]
        try:
            differing = _differing(record, values, linked)
            if not differing:
                continue
            for name in differing:
                if name not in linked:
                    changing.put(record, name, values[name])
            record.judge(frozenset(differing))
            unique.judge(record, differing)
        except Refused as refusal:
            if refusing is None:
                raise
            for attribute, value in stood[record.pk].items():
                setattr(record, attribute, value)
            refusing(place, refusal)
            continue
        for name in differing.keys() & linked.keys():
            links[name][record.pk] = differing[name][1]
        record.complete()
        record.version += 1
        record.changed_at, record.changed_by = now, actor.user
        told[place] = differing
        lines.append((record, differing))
    _update(model, [record for record, _ in lines], stood)
    for name, ids in links.items():
        _tie(model, name, ids)
    _note(model, lines, "changed", actor)
    finding.enter_again(record for record, _ in lines)


def _differing(
    record: Record, values: Values, linked: Mapping[str, Mapping[int, list[int]]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        now = changing.as_told(record, name, value)
        if name in linked:
            was: Any = linked[name].get(record.pk, [])
        elif name.startswith(changing.OWN_FIELD):
            was = record.custom.get(name.removeprefix(changing.OWN_FIELD))
        else:
            was = _told(getattr(record, _attribute(type(record), name)))
        if was != now:
            found[name] = [was, now]
    return found


def _move(records: Sequence[Record], verb: str, actor: Actor, **moved: datetime | None) -> None:
    if not records:
        return
    with transaction.atomic():
        stood = _brought_up_to_date(records)
        now = timezone.now()
        for record in records:
            for name, value in moved.items():
                setattr(record, name, value)
            record.version += 1
            record.changed_at, record.changed_by = now, actor.user
        _update(type(records[0]), records, stood)
        _note(type(records[0]), ((record, {}) for record in records), verb, actor)
        finding.enter_again(records)


def _turns(pairs: Sequence[tuple[Record, Values]]) -> Iterator[list[int]]:
    """The places of the pairs, so that none of a turn is about the same record as another."""
    waiting = list(range(len(pairs)))
    while waiting:
        seen: set[int] = set()
        turn, later = list[int](), list[int]()
        for place in waiting:
            pk = pairs[place][0].pk
            (later if pk in seen else turn).append(place)
            seen.add(pk)
        yield turn
        waiting = later


def _brought_up_to_date(records: Sequence[Record]) -> dict[int, dict[str, Any]]:
    """Lock the records and give them what stands in the database; that, by primary key."""
    model = type(records[0])
    names = [field.attname for field in model._meta.concrete_fields]
    stood: dict[int, dict[str, Any]] = {}
    ids = sorted({record.pk for record in records})
    for start in range(0, len(ids), AT_ONCE):
        some = model._default_manager.select_for_update().filter(
            pk__among=ids[start : start + AT_ONCE]
        )
        for row in some.order_by("pk").values_list(*names):
            fresh = dict(zip(names, row, strict=True))
            stood[fresh["id"]] = fresh
    for record in records:
        for name, value in stood[record.pk].items():
            setattr(record, name, value)
        record._state.fields_cache.clear()
    return stood


def _update(
    model: type[Record], records: Sequence[Record], stood: Mapping[int, Mapping[str, Any]]
) -> None:
    """Write what differs from what stood there, records with the same columns together."""
    by_columns: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        moved = (name for name, was in stood[record.pk].items() if getattr(record, name) != was)
        by_columns[tuple(moved)].append(record)
    for names, some in by_columns.items():
        prepare = inserting.preparing(model, names)
        rows = [[*(step(getattr(one, name)) for name, step in prepare), one.pk] for one in some]
        inserting.update(model, names, rows)


def _note(
    model: type[Record],
    lines: Iterable[tuple[Record, dict[str, Any]]],
    verb: str,
    actor: Actor,
) -> None:
    """Write the lines of history, with the same fingerprints as one by one."""
    by = actor.user.pk if actor.user else None
    batch, key = actor.batch, settings.RECORDS_KEY
    kept_batch = inserting.as_kept(Change, "batch", batch)
    kind, source, encode = model.kind, actor.source, json.JSONEncoder(sort_keys=True).encode
    begins, ends = f"[{json.dumps(kind)}, ", f', "{verb}", '
    moments: dict[datetime, tuple[str, Any]] = {}
    rows = []
    for record, fields in lines:
        at, pk, version = record.changed_at, record.pk, record.version
        if at not in moments:
            tail = f", {json.dumps([by, at.isoformat(), source, str(batch)])[1:]}"
            moments[at] = (tail, inserting.as_kept(Change, "at", at))
        tail, kept_at = moments[at]
        told = encode(fields)
        digest = changing.fingerprint(f"{begins}{pk}, {version}{ends}{told}{tail}", key)
        rows.append((kind, pk, version, verb, told, by, kept_at, source, kept_batch, digest, ""))
    inserting.insert(Change, _LINE, rows)


def _tied(
    model: type[Record], names: Iterable[str], stood: Mapping[int, Any]
) -> dict[str, dict[int, list[int]]]:
    """What the many-to-many fields among `names` name, by record."""
    found: dict[str, dict[int, list[int]]] = {}
    ids = list(stood)
    for name in _links(model):
        if name not in names:
            continue
        through, source, target = _through(model, name)
        held: dict[int, list[int]] = defaultdict(list)
        for start in range(0, len(ids), AT_ONCE):
            rows = through._default_manager.filter(
                **{f"{source}__in": ids[start : start + AT_ONCE]}
            )
            for one, other in rows.order_by(target).values_list(source, target):
                held[one].append(other)
        found[name] = held
    return found


def _tie(model: type[Record], name: str, ids: Mapping[int, Sequence[int]]) -> None:
    """Let the many-to-many field of records name these.

    What stays is left alone: a merge remembers the rows it moved, to take them back.
    """
    through, source, target = _through(model, name)
    pks = [pk for pk in ids if pk is not None]
    there: set[tuple[int, int]] = set()
    for start in range(0, len(pks), AT_ONCE):
        rows = through._default_manager.filter(**{f"{source}__in": pks[start : start + AT_ONCE]})
        gone: list[int] = []
        for pk, one, other in rows.values_list("pk", source, target):
            if other in ids[one]:
                there.add((one, other))
            else:
                gone.append(pk)
        for first in range(0, len(gone), AT_ONCE):
            through._default_manager.filter(pk__in=gone[first : first + AT_ONCE]).delete()
    wanted = ((one, other) for one, others in ids.items() for other in others)
    new = [pair for pair in dict.fromkeys(wanted) if pair not in there]
    if new:
        inserting.insert(through, (source, target), new)


def _through(model: type[Record], name: str) -> tuple[type[models.Model], str, str]:
    field = model._meta.get_field(name)
    through = field.remote_field.through  # type: ignore[union-attr]
    return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]


@cache
def _links(model: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.many_to_many)


@cache
def _attributes(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Each field that people fill with its attribute; none for what names many."""
    links = _links(model)
    names = changing.written(model)
    return tuple((name, "" if name in links else _attribute(model, name)) for name in names)


@cache
def _attribute(model: type[Record], name: str) -> str:
    attribute: str = model._meta.get_field(name).attname  # type: ignore[union-attr]
    return attribute


def _ids(items: Iterable[Any]) -> list[int]:
    return sorted({getattr(item, "pk", item) for item in items})


def _told(value: Any) -> Any:
    """As `changing.told` tells it."""
    if type(value) in _PLAIN:
        return value
    if type(value) is date:
        return value.isoformat()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


class _Unique:
    """Values of unique own fields that records of the same call have taken."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, Any]] = set()

    def judge(self, record: Record, names: Iterable[str] | None = None) -> None:
        own = record.custom if names is None else _own(names)
        for name in own:
            row, value = own_field(record.kind, name), record.custom.get(name)
            if row is None or not row.is_unique or value is None:
                continue
            if (name, value) in self._taken:
                label = Labels(row.labels, row.name)
                raise OwnValueTaken(f"{changing.OWN_FIELD}{name}", label, value)
            self._taken.add((name, value))


def _own(names: Iterable[str]) -> list[str]:
    prefix = changing.OWN_FIELD
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


_COUNTED = frozenset({int, bool, float})
"""What is never empty: no and nought are told."""
_PLAIN = frozenset({str, int, bool, float, type(None)})
_LINE = ("kind", "record_id", "version", "verb", "fields", "by_id", "at", "source", "batch",
         "digest", "link")  # fmt: skip
