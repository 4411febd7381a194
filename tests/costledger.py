"""Small ledgers for tests: entries, activities and capacity in as few words as they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from frames import Row, frame_of

from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.costing.sharing.allocation import Allocation, allocate
from goodwill.analytics.tables import ACTIVITIES, CAPACITY, DRIVERS
from goodwill.warehouse.opening import Warehouse

MARCH = date(2026, 3, 1)
PLAIN = {
    "period": 202603,
    "category": "people",
    "subcategory": "pay",
    "nature": "cash",
    "behaviour": "recurring",
    "is_estimate": 0,
}
NUMBERS = ("travel", "lines", "special", "escalated", "field_visit")


@dataclass(frozen=True)
class Company:
    """What is given to `allocate`, as rows; columns that a row does not name are empty."""

    entries: Sequence[Row]
    activities: Sequence[Row] = ()
    capacity: Sequence[Row] | None = ()
    drivers: Sequence[Row] | None = None
    stages: Sequence[Row] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def allocated(self, warehouse: Warehouse) -> Allocation:
        entries = [
            PLAIN | {"entry_id": f"E{n}", "source_row": n} | each
            for n, each in enumerate(self.entries)
        ]
        return allocate(
            frame_of(warehouse, ENTRIES, entries),
            frame_of(warehouse, ACTIVITIES, list(map(_activity, self.activities))),
            None if self.capacity is None else frame_of(warehouse, CAPACITY, _dated(self.capacity)),
            drivers=None if self.drivers is None else self._drivers(warehouse),
            stages=None if self.stages is None else frame_of(warehouse, None, self.stages),
            settle=warehouse.settle,
            **self.more,
        )

    def _drivers(self, warehouse: Warehouse) -> Any:
        return frame_of(warehouse, DRIVERS, _dated(self.drivers or ()))


def _activity(row: Row) -> Row:
    return {"done_on": date(2026, 3, 10)} | dict.fromkeys(NUMBERS, 0.0) | dict(row)


def _dated(rows: Sequence[Row]) -> list[Row]:
    return [{"period_on": MARCH} | dict(row) for row in rows]
