"""What customers cost to serve, one by one and cut by what it was for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.sharing.allocation import Allocation
from goodwill.analytics.benefit.costing.sharing.served import cut
from goodwill.analytics.tables import Frame
from goodwill.warehouse import Warehouse

LISTED = 20
BINS = 24
DIMENSIONS = ("kind", "channel", "campaign_id", "region", "product_id", "department")


@dataclass(frozen=True)
class Slice:
    """What was assigned to one value of a dimension; None where nobody said it."""

    value: str | None
    amount_minor: int
    estimated_minor: int
    minutes: float
    activities: int


@dataclass(frozen=True)
class Spread:
    """How cost to serve is spread over the customers served, in minor units.

    Parameters
    ----------
    median_minor
        Of the customer in the middle, rounded down where two stand there.
    dearest, dearest_minor
        How many the tenth that costs most are, and what they cost together.
    edges, counts
        Customers by their cost; the last bin holds all above.
    """

    customers: int
    total_minor: int
    median_minor: int
    dearest: int
    dearest_minor: int
    edges: tuple[int, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Served:
    """Cost to serve: its spread, the customers that cost most, and by what it was for.

    `customers` has a row for each customer: `customer_id`, `amount_minor`, `minutes`,
    `activities`; `spread` is None where nobody was served.
    """

    customers: Frame
    spread: Spread | None
    dearest: Sequence[Mapping[str, Any]]
    slices: Mapping[str, tuple[Slice, ...]]


def served(found: Allocation, warehouse: Warehouse, known: Frame | None = None) -> Served:
    """Sums by customer and by dimension; customers stay on the engine but for the few listed.

    `known` is the table CUSTOMERS, for their names.
    """
    ours = found.costs.filter(~nw.col("customer_id").is_null())
    customers = warehouse.settle(cut(ours, ["customer_id"]))
    top = customers.sort("amount_minor", "customer_id", descending=[True, False]).head(LISTED)
    return Served(
        customers,
        _spread(customers),
        _named(list(top.collect("pyarrow").rows(named=True)), known),
        {name: _slices(found.costs, name) for name in DIMENSIONS},
    )


def _named(rows: Sequence[Mapping[str, Any]], known: Frame | None) -> list[Mapping[str, Any]]:
    if known is None or "name" not in known.collect_schema().names():
        return list(rows)
    wanted = [row["customer_id"] for row in rows]
    found = known.filter(nw.col("customer_id").is_in(wanted)).select("customer_id", "name")
    names = dict(found.collect("pyarrow").rows())
    return [{**row, "name": names.get(row["customer_id"])} for row in rows]


def _slices(costs: Frame, name: str) -> tuple[Slice, ...]:
    rows = cut(costs, [name]).collect("pyarrow").rows(named=True)
    found = [
        Slice(
            row[name],
            int(row["amount_minor"]),
            int(row["estimated_minor"]),
            float(row["minutes"]),
            int(row["activities"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda s: (s.value is None, -s.amount_minor, s.value or "")))


def _spread(customers: Frame) -> Spread | None:
    amount = nw.col("amount_minor")
    row = customers.select(
        n=nw.len().cast(nw.Int64), total=amount.sum().cast(nw.Int64), most=amount.max()
    ).collect("pyarrow")
    n = int(row["n"][0])
    if not n:
        return None
    quantiles = customers.select(
        median=amount.quantile(0.5, interpolation="linear"),
        high=amount.quantile(0.98, interpolation="linear"),
    ).collect("pyarrow")
    dearest = -(-n // 10)
    top = customers.sort("amount_minor", "customer_id", descending=[True, False]).head(dearest)
    together = top.select(amount.sum().cast(nw.Int64)).collect("pyarrow").row(0)[0]
    edges = _edges(float(quantiles["high"][0]), int(row["most"][0]))
    return Spread(
        customers=n,
        total_minor=int(row["total"][0]),
        median_minor=int(quantiles["median"][0]),
        dearest=dearest,
        dearest_minor=int(together),
        edges=edges,
        counts=_counts(customers, edges),
    )


def _edges(high: float, most: int) -> tuple[int, ...]:
    """From 0 in equal steps to where 98 % of the customers lie, or a little beyond."""
    width = max(1, -(-int(max(high, most / 50, 1)) // BINS))
    digits = 10 ** max(0, len(str(width)) - 2)
    width = -(-width // digits) * digits
    return tuple(width * i for i in range(BINS + 1))


def _counts(customers: Frame, edges: Sequence[int]) -> tuple[int, ...]:
    """How many lie in each bin; what is below the first counts there, above the last there."""
    width = edges[1] - edges[0]
    amount = nw.col("amount_minor")
    last = len(edges) - 2
    bin_ = (
        nw.when(amount < 0)
        .then(nw.lit(0, dtype=nw.Int64))
        .when(amount >= edges[-1])
        .then(nw.lit(last, dtype=nw.Int64))
        .otherwise(amount // width)
    )
    placed = customers.select(bin=bin_.cast(nw.Int64)).group_by("bin").agg(n=nw.len())
    found = {int(b): int(n) for b, n in placed.collect("pyarrow").rows()}
    return tuple(found.get(i, 0) for i in range(last + 1))
