"""Sums of one view of the ledger, by whatever it is cut by; what rests on estimates beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import Cost, Seen, V
from goodwill.analytics.tables import Frame


@dataclass(frozen=True)
class CostLine(Generic[V]):
    """What one part costs: its value in each column that was cut by, and the sum."""

    part: tuple[object, ...]
    cost: Cost[V]


def total(entries: Seen[V], currency: str) -> Cost[V]:
    """All costs of a view."""
    lines = by_part(entries, currency)
    return lines[0].cost if lines else Cost(entries.view, currency, 0)


def by_part(entries: Seen[V], currency: str, *columns: str) -> tuple[CostLine[V], ...]:
    """The sum of each part, in the order of its values; one line where nothing is cut by.

    Parameters
    ----------
    columns
        Of `ENTRIES`: `category`, `stage`, `period` …; an empty value is a part too.
    """
    marked = entries.frame.with_columns(
        estimated=nw.col("amount_minor") * nw.col("is_estimate").fill_null(0), whole=nw.lit(1)
    )
    sums = marked.group_by("whole", *columns).agg(
        amount=nw.col("amount_minor").sum().cast(nw.Int64),
        estimated=nw.col("estimated").sum().cast(nw.Int64),
        entries=nw.len().cast(nw.Int64),
    )
    return tuple(_lines(sums, entries.view, currency, columns))


def _lines(sums: Frame, view: V, currency: str, columns: tuple[str, ...]) -> Iterable[CostLine[V]]:
    ordered = sums.sort("whole", *columns, nulls_last=True).collect("pyarrow")
    for row in ordered.rows(named=True):
        part = tuple(row[name] for name in columns)
        yield CostLine(
            part,
            Cost(view, currency, int(row["amount"]), int(row["estimated"]), int(row["entries"])),
        )
