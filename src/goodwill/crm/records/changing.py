"""The one way records are made, changed, deleted and brought back: with history, without loss.

Whoever changes a record says which version they looked at. If others changed it meanwhile,
their change and this one are put together; only where both changed the same field to
different values is the person asked (`Clashing`).
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goodwill.crm.accounts.models import User
from goodwill.crm.records import finding, own_fields
from goodwill.crm.records.errors import CannotUndo, Clash, Clashing
from goodwill.crm.records.merging.following import refuse_merged
from goodwill.crm.records.models import Change, Record, new_id

R = TypeVar("R", bound=Record)
Values = Mapping[str, Any]

OWN_FIELD = "custom."


@dataclass(frozen=True)
class Actor:
    """Who changes something, from where; what shares a `batch` is undone together."""

    user: User | None
    source: str = "web"
    batch: uuid.UUID = field(default_factory=new_id)


def create(record: R, actor: Actor, *, many: Mapping[str, Iterable[Any]] | None = None) -> R:
    """Keep a new record; `many` holds what its many-to-many fields shall name."""
    now = timezone.now()
    record.created_at = record.changed_at = now
    record.created_by = record.changed_by = actor.user
    with transaction.atomic():
        keep_own(record)
        record.judge(frozenset(values_held(record)))
        record.save(force_insert=True)
        named = _name(record, many or {})
        empty = {field.name for field in record._meta.many_to_many} - named.keys()
        values = {name: told(record, name) for name in values_held(record) if name not in empty}
        filled = {name: [None, value] for name, value in values.items() if value not in EMPTY}
        _note(record, "created", filled, actor).save()
        finding.enter_new(record)
    return record


def _name(record: Record, many: Mapping[str, Iterable[Any]]) -> dict[str, list[Any]]:
    """Let the many-to-many fields of a new record name these; those that name any."""
    named = {name: list(items) for name, items in many.items()}
    named = {name: items for name, items in named.items() if items}
    for name, items in named.items():
        getattr(record, name).set(items)
    return named


def change(record: R, values: Values, actor: Actor, *, seen: int | None = None) -> Change | None:
    """Change fields of a record; the line of history, or None if nothing differs.

    `values` maps field names to values (instances for links, lists for many-to-many,
    `custom.<name>` for own fields). `record` is brought up to date in place.

    Raises
    ------
    Clashing
        If someone changed the same fields since version `seen` to other values.
    Refused
        If the record would say what cannot be (`Record.judge`).
    """
    with transaction.atomic():
        _lock(record)
        wanted = {name: as_told(record, name, value) for name, value in values.items()}
        differing = {name: now for name, now in wanted.items() if told(record, name) != now}
        if seen is not None and seen < record.version:
            differing = _touched(record, differing, seen)
        if not differing:
            return None
        pairs = {name: [told(record, name), now] for name, now in differing.items()}
        for name in differing:
            put(record, name, values[name])
        record.judge(frozenset(differing))
        return _write(record, "changed", pairs, actor)


def delete(record: R, actor: Actor) -> Change:
    """Put a record into the bin, from which it comes back for 30 days."""
    with transaction.atomic():
        _lock(record)
        record.deleted_at = timezone.now()
        return _write(record, "deleted", {}, actor)


def restore(record: R, actor: Actor) -> Change:
    """Take a record out of the bin.

    Raises
    ------
    PartOfAnother
        If it was merged away: then the merge is taken back instead.
    """
    with transaction.atomic():
        _lock(record)
        refuse_merged([record])
        record.deleted_at = None
        return _write(record, "restored", {}, actor)


def undo(line: Change, actor: Actor) -> None:
    """Take back one line of history.

    Raises
    ------
    CannotUndo
        If a field was changed again since.
    """
    must_be_undoable(line.verb)
    model = model_of(line.kind)
    with transaction.atomic():
        record = model._default_manager.get(pk=line.record_id)
        if line.verb in ("created", "restored"):
            must_be_in_bin(record, is_wanted=False)
            delete(record, actor)
        elif line.verb == "deleted":
            must_be_in_bin(record, is_wanted=True)
            restore(record, actor)
        else:
            _take_back(record, line, actor)


def must_be_undoable(verb: str) -> None:
    """Refuse to take back what cannot be, like an erasure."""
    if verb not in _UNDONE:
        raise CannotUndo


def must_be_in_bin(record: Record, *, is_wanted: bool) -> None:
    """Refuse to take back a deletion that has been, or a creation of what is deleted."""
    if (record.deleted_at is not None) != is_wanted:
        raise CannotUndo


def written(model: type[Record]) -> list[str]:
    """The fields of a model that people fill, in order: those that history keeps."""
    return list(_written(model))


@cache
def _written(model: type[Record]) -> tuple[str, ...]:
    own = [f.name for f in model._meta.concrete_fields if f.editable and f.name not in _KEPT_BY_US]
    return (*own, *(f.name for f in model._meta.many_to_many))


def values_held(record: Record) -> list[str]:
    """The names of all that people fill in a record, its own fields last."""
    return [*written(type(record)), *(f"{OWN_FIELD}{name}" for name in record.custom)]


def told(record: Record, name: str) -> Any:
    """A field's value as history keeps it: plain JSON, links by their id.

    What stands beside a record has no history, but is told alike.
    """
    if name.startswith(OWN_FIELD):
        return record.custom.get(name.removeprefix(OWN_FIELD))
    beside, _, short = name.rpartition(".")
    if beside:
        return _json(getattr(getattr(record, beside, None), short, None))
    found = record._meta.get_field(name)
    if found.many_to_many:
        return sorted(getattr(record, name).values_list("pk", flat=True)) if record.pk else []
    return _json(getattr(record, found.attname))  # type: ignore[union-attr]


def model_of(kind: str) -> type[Record]:
    """The model that a kind's word names."""
    records = (model for model in apps.get_models() if issubclass(model, Record))
    return next(model for model in records if model.kind == kind)


def must_stand(record: Record, line: Change) -> None:
    """Refuse to take back a change to fields that were changed again since."""
    moved = tuple(name for name, (_, after) in line.fields.items() if told(record, name) != after)
    if moved:
        raise CannotUndo(moved)


def _take_back(record: Record, line: Change, actor: Actor) -> None:
    must_stand(record, line)
    pairs = {name: [after, before] for name, (before, after) in line.fields.items()}
    _lock(record)
    for name, (before, _) in line.fields.items():
        put(record, name, revived(record, name, before))
    _write(record, "changed", pairs, actor)


def _lock(record: Record) -> None:
    """Bring the record up to date and keep others from changing it until we are done."""
    fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)
    for kept_field in record._meta.concrete_fields:
        setattr(record, kept_field.attname, getattr(fresh, kept_field.attname))
    record._state.fields_cache.clear()


def _touched(record: Record, wanted: Values, seen: int) -> dict[str, Any]:
    """What the person changed themselves since they looked; the rest stays as others left it."""
    was = values_at(record, wanted, seen)
    touched = {name: value for name, value in wanted.items() if value != was[name]}
    clashes = tuple(
        Clash(name, was[name], told(record, name), value)
        for name, value in touched.items()
        if was[name] != told(record, name)
    )
    if clashes:
        raise Clashing(clashes, record.version, tuple(touched))
    return touched


def values_at(record: Record, names: Iterable[str], version: int) -> dict[str, Any]:
    """What stood in these fields at an earlier version, as history keeps it."""
    stood = {name: told(record, name) for name in names}
    later = Change.objects.filter(kind=record.kind, record_id=record.pk, version__gt=version)
    for line in later.order_by("-version"):
        stood |= {name: pair[0] for name, pair in line.fields.items() if name in stood}
    return stood


def _write(record: Record, verb: str, pairs: dict[str, Any], actor: Actor) -> Change:
    record.version += 1
    record.changed_at, record.changed_by = timezone.now(), actor.user
    record.save()
    line = _note(record, verb, pairs, actor)
    line.save()
    finding.enter(record)
    return line


def _note(record: Record, verb: str, pairs: dict[str, Any], actor: Actor) -> Change:
    line = Change(
        kind=record.kind,
        record_id=record.pk,
        version=record.version,
        verb=verb,
        fields=pairs,
        by=actor.user,
        at=record.changed_at,
        source=actor.source,
        batch=actor.batch,
    )
    line.digest = digest(line)
    return line


def digest(line: Change, key: str | bytes | None = None) -> str:
    """The fingerprint of a line of history: a hash of its content that needs the records' key."""
    content = [line.kind, line.record_id, line.version, line.verb, line.fields]
    content += [line.by_id, line.at.isoformat(), line.source, str(line.batch)]
    told_all = json.dumps(content, sort_keys=True)
    return fingerprint(told_all, key or settings.RECORDS_KEY)


def fingerprint(content: str, key: str | bytes) -> str:
    """A hash of a text that needs the key."""
    made = _keyed(key).copy()
    made.update(content.encode())
    return made.hexdigest()


@lru_cache(maxsize=8)
def _keyed(key: str | bytes) -> hmac.HMAC:
    """A keyed hash of nothing yet: the key is worked out once, not for every line."""
    return salted_hmac("goodwill.history", "", secret=key, algorithm="sha256")


def put(record: Record, name: str, value: Any) -> None:
    if name.startswith(OWN_FIELD):
        own = name.removeprefix(OWN_FIELD)
        custom = {**record.custom, own: _json(own_fields.kept(record.kind, own, value))}
        record.custom = {key: held for key, held in custom.items() if held not in EMPTY}
    elif record._meta.get_field(name).many_to_many:
        getattr(record, name).set(value)
    else:
        setattr(record, name, value)


def keep_own(record: Record) -> None:
    """Bring a new record's own fields into the form in which they are kept."""
    found = {name: own_fields.kept(record.kind, name, held) for name, held in record.custom.items()}
    record.custom = {name: _json(held) for name, held in found.items() if held not in EMPTY}


def as_told(record: Record, name: str, value: Any) -> Any:
    """A wanted value as `told` would tell it once it stood in the record."""
    if name.startswith(OWN_FIELD):
        return _json(own_fields.kept(record.kind, name.removeprefix(OWN_FIELD), value))
    found = record._meta.get_field(name)
    if found.many_to_many:
        return sorted(getattr(item, "pk", item) for item in value)
    if isinstance(value, models.Model):
        return value.pk
    return _json(found.to_python(value)) if value is not None else None  # type: ignore[union-attr]


def revived(record: Record, name: str, value: Any) -> Any:
    """A value out of history as the field wants it."""
    if name.startswith(OWN_FIELD) or value is None:
        return value
    found = record._meta.get_field(name)
    if found.many_to_many:
        return value
    if found.is_relation:
        return found.related_model._default_manager.get(pk=value)  # type: ignore[union-attr]
    return found.to_python(value)  # type: ignore[union-attr]


def _json(value: Any) -> Any:
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


_AS_THEY_ARE = frozenset({str, int, bool})
_UNDONE = {"created", "changed", "deleted", "restored"}
_KEPT_BY_US = {"id", "created_at", "created_by", "changed_at", "changed_by", "deleted_at", "custom"}
EMPTY: tuple[object, ...] = (None, "", [], {})

_plain = as_told
