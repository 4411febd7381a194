"""Takes back all of one action, many records at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo
from goodwill.crm.records.models import Change, Record

AT_ONCE = 1_000


def undo_batch(batch: uuid.UUID, actor: Actor) -> int:
    """Take back all of one action, the latest first; all or nothing.

    Raises
    ------
    CannotUndo
        If something was changed again since, or is gone.
    """
    with transaction.atomic():
        lines = list(Change.objects.filter(batch=batch).order_by("-pk"))
        for some in _alike(lines):
            if len(some) == 1:
                changing.undo(some[0], actor)
            else:
                _undo(some, actor)
    return len(lines)


def _alike(lines: Iterable[Change]) -> Iterator[list[Change]]:
    """Lines that follow one another, of one kind and verb, none about the same record."""
    some: list[Change] = []
    about: set[int] = set()
    for line in lines:
        fits = some and (line.kind, line.verb) == (some[0].kind, some[0].verb)
        if some and not (fits and line.record_id not in about and len(some) < AT_ONCE):
            yield some
            some, about = [], set()
        some.append(line)
        about.add(line.record_id)
    if some:
        yield some


def _undo(lines: Sequence[Change], actor: Actor) -> None:
    verb = lines[0].verb
    changing.must_be_undoable(verb)
    found = changing.model_of(lines[0].kind)._default_manager.in_bulk(
        [line.record_id for line in lines]
    )
    if len(found) < len(lines):
        raise CannotUndo
    records = [found[line.record_id] for line in lines]
    if verb == "changed":
        _put_back(records, lines, actor)
        return
    is_back = verb == "deleted"
    for record in records:
        changing.must_be_in_bin(record, is_wanted=is_back)
    (changing_many.restore_many if is_back else changing_many.delete_many)(records, actor)


def _put_back(records: Sequence[Record], lines: Sequence[Change], actor: Actor) -> None:
    known: dict[tuple[str, str], Any] = {}
    pairs = []
    for record, line in zip(records, lines, strict=True):
        changing.must_stand(record, line)
        values: dict[str, Any] = {}
        for name, (before, _) in line.fields.items():
            key = name, repr(before)
            if key not in known:
                known[key] = changing.revived(record, name, before)
            values[name] = known[key]
        pairs.append((record, values))
    changing_many.change_many_each(pairs, actor)
