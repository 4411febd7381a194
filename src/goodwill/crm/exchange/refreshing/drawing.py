"""Rows of records as parts of tables: all of them, or those of records that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np
from django.db.models import F, QuerySet
from numpy.typing import NDArray

from goodwill.crm.exchange.refreshing.changes import among
from goodwill.crm.exchange.refreshing.columns import Manner, table
from goodwill.crm.exchange.refreshing.snapshots import Row, Snapshot
from goodwill.crm.exchange.refreshing.star import Column, Drawn
from goodwill.warehouse.together import Making, Part, merged

Ints = NDArray[np.int64]
Tell = Callable[[int], None]

SMALLEST, JOURNAL_PARTS, OTHER_PARTS = 8_192, 64, 8
"""How many records share a part at least; how many parts a journal and another table have.

A part costs some milliseconds whatever is in it, so where changes are spread, few are better.
"""
DENSE = 0.4
"""From this share of a part's records on, it is read as one run instead of one by one."""


@dataclass
class Came:
    """What came of a table: its rows by part, how many were read and how many parts written."""

    parts: dict[int, int] = field(default_factory=dict)
    looked_at: int = 0
    written: int = 0

    @property
    def rows(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True)
class Drawer:
    """Draws tables as of one moment in one manner."""

    seen: Snapshot
    manner: Manner
    making: Making
    tell: Tell
    sizes: Mapping[str, int]
    """How many records share a part, by table."""

    def whole(self, drawn: Drawn) -> Came:
        """Every row, written part by part; memory holds one part."""
        came = Came()
        rows = (row for piece in self.seen.rows(_asked(drawn)) for row in piece)
        for number, held in groupby(rows, lambda row: row[0] // self.sizes[drawn.name]):
            self._write(drawn, number, self._part(drawn, list(held)), came)
        if 0 not in came.parts:
            self._write(drawn, 0, self._part(drawn, []), came)
        return came

    def again(self, drawn: Drawn, keys: Ints) -> Came:
        """The rows of some records; parts in which nothing differs are taken over."""
        before = self.making.before
        assert before
        came = Came()
        known = before.facts["tables"][drawn.name]["parts"]
        parts = {int(number): int(rows) for number, rows in known.items()}
        if drawn.is_whole:
            keys = np.union1d(before.keys(drawn.name, 0), self._all_keys(drawn))
        touched = {
            number: keys[start:end] for number, start, end in _runs(keys // self.sizes[drawn.name])
        }
        for number in sorted(parts.keys() | touched.keys()):
            made = None
            if number in touched:
                now = self._now(drawn, touched[number])
                came.looked_at += len(now.keys)
                made = merged(before.part(drawn.name, number), touched[number], now)
            if made is not None:
                self._write(drawn, number, made, came)
            elif number in parts:
                self.making.take_over(drawn.name, number)
                came.parts[number] = parts[number]
        return came

    def _now(self, drawn: Drawn, keys: Ints) -> Part:
        asked = _asked(drawn)
        if len(keys) > DENSE * self.sizes[drawn.name]:
            run = {f"{drawn.key}__gte": int(keys[0]), f"{drawn.key}__lte": int(keys[-1])}
            found = self._part(drawn, self.seen.all(asked.filter(**run)))
            meant = np.isin(found.keys, keys)
            return Part(found.rows.filter(meant), found.keys[meant])
        rows: list[Row] = []
        for some in among(asked, drawn.key, keys.tolist()):
            rows += self.seen.all(some)
        return self._part(drawn, rows)

    def _all_keys(self, drawn: Drawn) -> Ints:
        keys = self.seen.all(drawn.rows().order_by().values_list(drawn.key))
        return np.array([key for (key,) in keys], dtype=np.int64)

    def _part(self, drawn: Drawn, rows: list[Row]) -> Part:
        keys = np.array([row[0] for row in rows], dtype=np.int64)
        self.tell(len(rows))
        return Part(table(drawn, rows, self.manner), keys)

    def _write(self, drawn: Drawn, number: int, part: Part, came: Came) -> None:
        self.making.write(drawn.name, number, part)
        if len(part.keys) or not number:
            came.parts[number] = len(part.keys)
        came.written += 1


def size_of(drawn: Drawn) -> int:
    """How many records of this table's share a part, for as many as there are now."""
    if drawn.is_whole:
        return 2**40
    model, path = drawn.rows().model, drawn.key
    newest = model._default_manager.order_by(f"-{path}").values_list(path, flat=True).first()
    parts = JOURNAL_PARTS if drawn.is_journal else OTHER_PARTS
    return max(SMALLEST, 1 << (int(newest or 0) // parts).bit_length())


def _asked(drawn: Drawn) -> QuerySet[Any]:
    """The key, then every column, in the order of the key."""
    columns = {f"column_{place}": _value(one) for place, one in enumerate(drawn.columns)}
    rows = drawn.rows().annotate(**columns).order_by(drawn.key, *drawn.then)
    asked: QuerySet[Any] = rows.values_list(drawn.key, *columns)
    return asked


def _value(column: Column) -> Any:
    return F(column.of) if isinstance(column.of, str) else column.of


def _runs(numbers: Ints) -> Iterator[tuple[int, int, int]]:
    """Equal neighbours: the number, where they begin and where they end."""
    if not len(numbers):
        return
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 1))
    ends = np.append(starts[1:], len(numbers))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(numbers[start]), start, end
