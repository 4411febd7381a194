"""The whale curve: cumulative value by customer rank, and the 20/80/30 rule beside it.

Best customer first. The curve climbs while customers bring something, is highest at the
last who does, and comes down over those who cost more than they bring.

References
----------
Kaplan & Narayanan (2001), Measuring and managing customer profitability,
Journal of Cost Management 15(5).
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis, has_used_lines, valued

MOST_POINTS = 200
ORDER = ("_deficit", "customer_id")


@dataclass(frozen=True)
class Point:
    """The best `rank` customers together bring `cumulative_minor`."""

    rank: int
    customer_share: float
    cumulative_minor: int


@dataclass(frozen=True)
class Whale:
    """The curve and what it says; amounts in minor units.

    `peak_minor` is what the customers worth more than nothing bring, `peak_rank` how many
    they are; `tail_minor` (≤ 0) is what the others take away again. `best_minor` is the value
    of the best ceil(20 %), `worst_minor` of the worst ceil(30 %). `unknown` customers have
    no known value and are not on the curve.
    """

    basis: Basis
    points: tuple[Point, ...]
    customers: int
    total_minor: int
    peak_minor: int
    peak_rank: int
    best_customers: int
    best_minor: int
    worst_customers: int
    worst_minor: int
    zero_customers: int
    negative_customers: int
    unknown: int

    @property
    def tail_minor(self) -> int:
        return self.total_minor - self.peak_minor


def ranked(summaries: Frame, basis: Basis = Basis.PROFIT) -> Frame:
    """Customers with ≥ 1 used line (sold or returned) and a known value, best first.

    Settle what this returns: ranking is the dear step.
    Adds `value_minor`, `rank` (1 = most valuable; equal values by `customer_id`),
    `cumulative_minor`, `customer_share` (rank ÷ customers) and `contribution_share`: value ÷
    total, or where the total is not positive ÷ the sum of the positive values (VA02).
    """
    known = _buyers(summaries, basis).filter(~nw.col("value_minor").is_null())
    total = nw.col("value_minor").sum().cast(nw.Int64)
    gains = nw.when(nw.col("value_minor") > 0).then(nw.col("value_minor")).otherwise(0)
    base = known.select(
        _customers=nw.len().cast(nw.Int64), _total=total, _pool=gains.sum().cast(nw.Int64)
    ).with_columns(_whole=nw.when(nw.col("_total") > 0).then("_total").otherwise("_pool"))
    value = nw.col("value_minor").cast(nw.Float64)
    return (
        known.with_columns(_deficit=-nw.col("value_minor"))
        .with_row_index("rank", order_by=ORDER)
        .with_columns(
            rank=nw.col("rank").cast(nw.Int64) + 1,
            cumulative_minor=nw.col("value_minor").cum_sum().over(order_by=ORDER).cast(nw.Int64),
        )
        .join(base, how="cross")
        .with_columns(
            customer_share=nw.col("rank").cast(nw.Float64) / nw.col("_customers"),
            contribution_share=nw.when(nw.col("_whole") > 0).then(value / nw.col("_whole")),
        )
        .drop("_deficit", "_customers", "_total", "_pool", "_whole")
    )


def unknown_customers(summaries: Frame, basis: Basis = Basis.PROFIT) -> int:
    """How many buyers have no known value and so no rank."""
    unknown = nw.col("value_minor").is_null().cast(nw.Int64).sum()
    return int(_buyers(summaries, basis).select(n=unknown).collect()["n"][0] or 0)


def curve(ranked: Frame, basis: Basis = Basis.PROFIT, *, unknown: int = 0) -> Whale:
    """The curve from `ranked`: two small collections, at most 200 points."""
    value = nw.col("value_minor")
    sums = ranked.select(
        customers=nw.len().cast(nw.Int64),
        total=value.sum().cast(nw.Int64),
        peak=nw.when(value > 0).then(value).otherwise(0).sum().cast(nw.Int64),
        peak_rank=(value > 0).cast(nw.Int64).sum(),
        zero=(value == 0).cast(nw.Int64).sum(),
    )
    row = {name: int(x or 0) for name, x in sums.collect().rows(named=True)[0].items()}
    n = row["customers"]
    best, worst = -(-n * 2 // 10), -(-n * 3 // 10)
    points = _points(ranked, n, {row["peak_rank"], best, n - worst, n})
    at = {point.rank: point.cumulative_minor for point in points}
    return Whale(
        basis=basis,
        points=points,
        customers=n,
        total_minor=row["total"],
        peak_minor=row["peak"],
        peak_rank=row["peak_rank"],
        best_customers=best,
        best_minor=at[best],
        worst_customers=worst,
        worst_minor=row["total"] - at[n - worst],
        zero_customers=row["zero"],
        negative_customers=n - row["peak_rank"] - row["zero"],
        unknown=unknown,
    )


def negative(ranked: Frame) -> Frame:
    """Customers who cost more than they bring, the worst first."""
    return ranked.filter(nw.col("value_minor") < 0).sort("value_minor", "customer_id")


def most_valuable(ranked: Frame, customers: int) -> Frame:
    """The best customers, the best first."""
    return ranked.filter(nw.col("rank") <= customers).sort("rank")


def _buyers(summaries: Frame, basis: Basis) -> Frame:
    return valued(summaries, basis).filter(has_used_lines())


def _points(ranked: Frame, customers: int, needed: set[int]) -> tuple[Point, ...]:
    """Evenly spread ranks and the `needed` ones, with the origin."""
    steps = MOST_POINTS - len(needed) - 1
    even = {customers * step // steps for step in range(1, steps + 1)}
    ranks = sorted((even | needed) - {0})
    rows = (
        ranked.filter(nw.col("rank").is_in(ranks))
        .select("rank", "customer_share", "cumulative_minor")
        .sort("rank")
        .collect()
        .rows()
    )
    return (Point(0, 0.0, 0), *(Point(int(r), float(s), int(c)) for r, s, c in rows))
