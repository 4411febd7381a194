"""Coming back: how many buy again, how often, for how much and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, major, minor, proportion, ratio
from goodwill.analytics.numerics.bins import bin_index, quantile_of_counts, round_edges
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_BARS = 26


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: low ≤ x < high; None where it is open to that side."""

    low: int | None
    high: int | None
    customers: int


@dataclass(frozen=True)
class Gaps:
    """Days between neighbouring purchase days, of all customers together.

    `days[i]` occurs `counts[i]` times; `of_customers` is the median of the customers' own
    medians, in which everybody counts once.
    """

    days: tuple[int, ...]
    counts: tuple[int, ...]
    customers: int
    of_customers: float | None

    def quantile(self, share: float) -> float | None:
        return quantile_of_counts(self.days, self.counts, share) if self.days else None

    def bars(self) -> tuple[Bar, ...]:
        """Gaps (not customers) in equal steps up to the 95th percentile; what is longer, in one.

        Steps of one, two or four weeks, or of a quarter, so that there are 26 at most.
        """
        most = self.quantile(0.95) or 1
        step = next((days for days in (1, 7, 14, 28, 91) if most / days <= MOST_BARS), 365)
        edges = [*range(1, int(most) + 1 + step, step)]
        return _bars(edges, dict(zip(self.days, self.counts, strict=True)))


REPEAT_RATE = Definition(
    "RL03",
    1,
    Sentence("Repeat-purchase rate"),
    Sentence("The share of buyers who have bought on at least two different days."),
    Sentence("customers with ≥ 2 purchase days ÷ customers with ≥ 1"),
    Unit.SHARE,
    benchmark=Sentence("Small firms in the United States: on average only 50 % buy again."),
)
FREQUENCY = Definition(
    "RL04",
    1,
    Sentence("Purchase frequency"),
    Sentence("How many orders a buyer has placed on average."),
    Sentence("orders ÷ customers with ≥ 1 purchase"),
    Unit.RATIO,
)
AMOUNT = Definition(
    "RL04_amount",
    1,
    Sentence("Purchase amount per customer"),
    Sentence("What a buyer has spent on average, returns taken off."),
    Sentence("Σ net amount ÷ customers with ≥ 1 purchase"),
    Unit.MONEY,
)
RECENCY = Definition(
    "RL04_recency",
    1,
    Sentence("Recency"),
    Sentence("Half of the buyers have bought within this many days."),
    Sentence("median of days since last purchase"),
    Unit.DAYS,
)
AVERAGE_ORDER = Definition(
    "SL06",
    1,
    Sentence("Average order value"),
    Sentence("What an order brings on average, returns taken off."),
    Sentence("Σ net sales ÷ orders"),
    Unit.MONEY,
)
TYPICAL_GAP = Definition(
    "interpurchase_time",
    1,
    Sentence("Time between purchases of a customer"),
    Sentence("Half of the repeat buyers come back sooner than this, as a rule."),
    Sentence("median over customers of each one's median days between purchase days"),
    Unit.DAYS,
)
POOLED_GAP = Definition(
    "interpurchase_time_pooled",
    1,
    Sentence("Time between two purchases"),
    Sentence("Half of all repeat purchases come sooner than this after the one before."),
    Sentence("median of all days between neighbouring purchase days"),
    Unit.DAYS,
)


def figures(summaries: Frame, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """RL03, RL04 (frequency, amount, recency) and SL06. One row is collected."""
    bought = nw.col("purchase_days") > 0
    sums = summaries.select(
        buyers=bought.cast(nw.Int64).sum(),
        again=(nw.col("purchase_days") > 1).cast(nw.Int64).sum(),
        orders=nw.col("orders").sum().cast(nw.Int64),
        revenue=nw.col("revenue_minor").sum().cast(nw.Int64),
        buyers_revenue=nw.when(bought).then("revenue_minor").sum().cast(nw.Int64),
        recency=nw.when(bought).then("days_since_last").median().cast(nw.Float64),
    )
    row = sums.collect().rows(named=True)[0]
    buyers, again, orders = (int(row[name] or 0) for name in ("buyers", "again", "orders"))
    told: dict[str, Any] = {"as_of": as_of, "n": buyers}
    spent = major(int(row["buyers_revenue"] or 0), currency)
    net_sales = major(int(row["revenue"] or 0), currency)
    return (
        proportion(REPEAT_RATE, again, buyers, as_of=as_of, method=SO_FAR, records=_AGAIN),
        ratio(FREQUENCY, orders, buyers, method=SO_FAR, **told),
        ratio(AMOUNT, spent, buyers, currency=currency, method=SO_FAR, **told),
        Figure(RECENCY, row["recency"], reason=None if buyers else NOBODY_BOUGHT, **told),
        ratio(
            AVERAGE_ORDER,
            net_sales,
            orders,
            currency=currency,
            method=NETTED,
            as_of=as_of,
            n=orders,
        ),
    )


def gaps(purchase_gaps: Frame, summaries: Frame) -> Gaps:
    """The distribution of time between purchases; one row per length in days is collected."""
    grouped = (
        purchase_gaps.filter(~nw.col("gap_days").is_null())
        .group_by("gap_days")
        .agg(times=nw.len().cast(nw.Int64))
        .select("gap_days", "times")
        .sort("gap_days")
    )
    rows = [(int(days), int(times)) for days, times in grouped.collect().rows()]
    own = nw.col("median_gap_days")
    medians = summaries.select(customers=(~own.is_null()).cast(nw.Int64).sum(), median=own.median())
    customers, median = medians.collect().row(0)
    return Gaps(
        tuple(days for days, _ in rows),
        tuple(times for _, times in rows),
        int(customers or 0),
        median,
    )


def gap_figures(gaps: Gaps, *, as_of: date) -> tuple[Figure, Figure]:
    """The typical customer's gap, and the typical gap."""
    reason = None if gaps.days else NOBODY_TWICE
    return (
        Figure(
            TYPICAL_GAP,
            gaps.of_customers,
            as_of=as_of,
            n=gaps.customers,
            method=ONCE_EACH,
            reason=reason,
        ),
        Figure(
            POOLED_GAP,
            gaps.quantile(0.5),
            as_of=as_of,
            n=sum(gaps.counts),
            method=FREQUENT_WEIGH_MORE,
            reason=reason,
        ),
    )


def frequency_bars(summaries: Frame) -> tuple[Bar, ...]:
    """Buyers by number of purchase days: 1 … 10 singly, then 11–20, 21–50, 51–100 …"""
    grouped = (
        summaries.filter(nw.col("purchase_days") > 0)
        .group_by("purchase_days")
        .agg(customers=nw.len().cast(nw.Int64))
        .select("purchase_days", "customers")
    )
    found = {int(days): int(customers) for days, customers in grouped.collect().rows()}
    beyond = [edge + 1 for edge in round_edges(max(found, default=1)) if edge >= 10]
    return _bars([*range(1, 11), *(beyond or [11])], found)


def amount_bars(summaries: Frame, currency: str) -> tuple[Bar, ...]:
    """Buyers by net amount spent: below 0, 0 …, then 1, 2, 5, 10, 20, 50 … (minor units)."""
    buyers = summaries.filter(nw.col("purchase_days") > 0)
    highest = int(buyers.select(nw.col("revenue_minor").max()).collect().item() or 0)
    one = minor(Decimal(1), currency)
    edges = [0, *(edge * one for edge in round_edges(highest // one))]
    grouped = (
        buyers.select(bin=bin_index("revenue_minor", edges))
        .group_by("bin")
        .agg(customers=nw.len().cast(nw.Int64))
        .select("bin", "customers")
    )
    return _trimmed(edges, {int(b): int(n) for b, n in grouped.collect().rows()})


SO_FAR = Sentence(
    "Counted over all purchases in these data. Customers won lately have had less time to come "
    "back: conversion by cohort takes that into account."
)
NETTED = Sentence("Ratio of sums; returns are taken off, credit notes are not orders.")
ONCE_EACH = Sentence(
    "Each repeat buyer counts once. Intervals still running are not in it, so slow customers "
    "are missing and the figure is too short rather than too long."
)
FREQUENT_WEIGH_MORE = Sentence(
    "Each interval counts once, so frequent buyers weigh more; intervals still running are not "
    "in it."
)
NOBODY_BOUGHT = Sentence("Nobody has bought anything in these data.")
NOBODY_TWICE = Sentence("Nobody has bought on two different days.")
_AGAIN = "customers.csv: purchase_days >= 2"


def _bars(edges: list[int], counts: dict[int, int]) -> tuple[Bar, ...]:
    """Counts of single values gathered into [edge, next edge); the last bar is open."""
    binned: dict[int, int] = {}
    for value, count in counts.items():
        index = sum(value >= edge for edge in edges)
        binned[index] = binned.get(index, 0) + count
    return _trimmed(edges, binned)


def _trimmed(edges: list[int], binned: dict[int, int]) -> tuple[Bar, ...]:
    """Bars from the first to the last that is not empty."""
    if not binned:
        return ()
    bounds = [None, *edges, None]
    return tuple(
        Bar(bounds[i], bounds[i + 1], binned.get(i, 0)) for i in range(min(binned), max(binned) + 1)
    )
