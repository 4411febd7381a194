"""Customers by what they are worth: their rank, and the lists from either end of it."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis, has_used_lines, valued

ORDER = ("_deficit", "customer_id")


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


def negative(ranked: Frame) -> Frame:
    """Customers who cost more than they bring, the worst first."""
    return ranked.filter(nw.col("value_minor") < 0).sort("value_minor", "customer_id")


def most_valuable(ranked: Frame, customers: int) -> Frame:
    """The best customers, the best first."""
    return ranked.filter(nw.col("rank") <= customers).sort("rank")


def _buyers(summaries: Frame, basis: Basis) -> Frame:
    return valued(summaries, basis).filter(has_used_lines())
