"""Changes values of any row so that it can be taken back, and keeps the history of records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F
from django.utils import timezone

from goodwill.crm.records import changing, finding
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging.models import Merge, Move
from goodwill.crm.records.merging.pointing import field_of
from goodwill.crm.records.models import Change, Record

AT_ONCE = 500

MOVED = "moved"
"""The verb of history for records that went along."""


@dataclass
class Journal:
    """Every value that one merge, or its taking back, changes; written down at the end."""

    merge: Merge
    actor: Actor
    moves: list[Move] = field(default_factory=list)
    latest: dict[str, Move] = field(default_factory=dict)
    at: datetime = field(default_factory=timezone.now)
    touched: dict[type[models.Model], dict[int, dict[str, list[Any]]]] = field(default_factory=dict)

    def put(
        self,
        model: type[models.Model],
        column: str,
        rows: Sequence[int],
        pair: tuple[Any, Any],
        *,
        kept: int | None = None,
    ) -> None:
        """Change a column in rows that all hold the first value to the second."""
        if not rows:
            return
        before, after = pair
        self._update(model, column, rows, before, after)
        alike = [model._meta.label, column, plain(before), plain(after), kept]
        for start in range(0, len(rows), AT_ONCE):
            self._write_down(alike, rows[start : start + AT_ONCE])

    def _write_down(self, alike: list[Any], rows: Sequence[int]) -> None:
        """One move for all rows that are moved alike: a merge moves no value twice."""
        known = self.latest.get(str(alike))
        if known is not None and len(known.rows) + len(rows) <= AT_ONCE:
            known.rows.extend(rows)
            return
        label, column, before, after, kept = alike
        move = Move(merge=self.merge, model=label, field=column, rows=list(rows), kept=kept)
        move.before, move.after = before, after
        self.moves.append(move)
        self.latest[str(alike)] = move

    def put_back(self, model: type[models.Model], move: Move, rows: Sequence[int]) -> None:
        """Change the rows of a move to what they held before it; writes no move."""
        column = column_of(model, move.field)
        self._update(
            model, move.field, rows, revived(column, move.after), revived(column, move.before)
        )

    def taken(self, record: Record) -> dict[str, list[Any]]:
        """What was changed in a record that gets a line of history of its own."""
        pairs = self.touched.get(type(record), {}).pop(record.pk, {})
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def close(self) -> None:
        """Write down what was moved; records that went along get their line of history."""
        Move.objects.bulk_create(self.moves, batch_size=AT_ONCE)
        now = timezone.now()
        for model, rows in self.touched.items():
            if issubclass(model, Record):
                self._keep_history(model, rows, now)

    def _update(
        self, model: type[models.Model], column: str, rows: Sequence[int], before: Any, after: Any
    ) -> None:
        if before == after:
            return
        for start in range(0, len(rows), AT_ONCE):
            some = model._base_manager.filter(pk__in=rows[start : start + AT_ONCE])
            if column.startswith(changing.OWN_FIELD):
                _put_own(some, column.removeprefix(changing.OWN_FIELD), after)
            else:
                some.update(**{column: after})
        name = column if column.startswith(changing.OWN_FIELD) else field_of(model, column).name
        touched = self.touched.setdefault(model, {})
        for pk in rows:
            first = touched.setdefault(pk, {}).get(name, [plain(before)])[0]
            touched[pk][name] = [first, plain(after)]

    def _keep_history(
        self, model: type[Record], touched: dict[int, dict[str, list[Any]]], now: datetime
    ) -> None:
        ids = sorted(pk for pk in touched if any(was != is_ for was, is_ in touched[pk].values()))
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found = model._base_manager.filter(pk__in=some)
            found.update(version=F("version") + 1, changed_at=now, changed_by=self.actor.user)
            versions = dict(found.values_list("pk", "version"))
            pairs = {
                pk: {name: pair for name, pair in touched[pk].items() if pair[0] != pair[1]}
                for pk in some
            }
            lines = [self._line(model, pk, versions[pk], pairs[pk], now) for pk in some]
            Change.objects.bulk_create(lines)
            finding.enter_again(_with_head(model, found))

    def _line(
        self, model: type[Record], pk: int, version: int, pairs: dict[str, Any], at: datetime
    ) -> Change:
        line = Change(kind=model.kind, record_id=pk, version=version, verb=MOVED, fields=pairs)
        line.by, line.at, line.source = self.actor.user, at, self.actor.source
        line.batch = self.actor.batch
        line.digest = changing.digest(line)
        return line


def held(model: type[models.Model], column: str, rows: Sequence[int]) -> dict[int, Any]:
    """What rows hold in a column, as JSON holds it; those that are gone are not there."""
    is_own = column.startswith(changing.OWN_FIELD)
    found: dict[int, Any] = {}
    for start in range(0, len(rows), AT_ONCE):
        some = model._base_manager.filter(pk__in=rows[start : start + AT_ONCE])
        for pk, value in some.values_list("pk", "custom" if is_own else column):
            inner = value.get(column.removeprefix(changing.OWN_FIELD)) if is_own else value
            found[pk] = plain(inner)
    return found


def column_of(model: type[models.Model], column: str) -> Any:
    """The field that a move changed; the one that holds own fields for one of those."""
    return field_of(model, "custom" if column.startswith(changing.OWN_FIELD) else column)


def _put_own(rows: models.QuerySet[Any], name: str, value: Any) -> None:
    for record in rows.only("pk", "custom"):
        custom = {**record.custom, name: value}
        record.custom = {key: kept for key, kept in custom.items() if kept is not None}
        record.__class__._base_manager.filter(pk=record.pk).update(custom=record.custom)


def _with_head(model: type[Record], rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Records with the one they are seen through: its name is often told."""
    return rows.select_related(model.reach_through) if model.reach_through else rows.all()


def plain(value: Any) -> Any:
    """A value as JSON holds it, with nothing rounded away."""
    if isinstance(value, datetime):
        return value.isoformat()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def revived(column: Any, value: Any) -> Any:
    """A value out of JSON as the column wants it."""
    if value is None or isinstance(column, models.JSONField):
        return value
    return (column.target_field if column.is_relation else column).to_python(value)
