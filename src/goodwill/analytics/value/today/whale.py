"""The whale curve: cumulative value by customer rank, and the 20/80/30 rule beside it.

Best customer first. The curve climbs while customers bring something, is highest at the
last who does, and comes down over those who cost more than they bring.

References
----------
Kaplan & Narayanan (2001), Measuring and managing customer profitability,
Journal of Cost Management 15(5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, major, money, ratio
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today.contribution import NO_VALUE
from goodwill.analytics.value.today.ranking import (
    most_valuable,
    negative,
    ranked,
    unknown_customers,
)
from goodwill.language import Sentence

__all__ = [
    "DEFINITIONS",
    "Point",
    "Whale",
    "curve",
    "figures",
    "most_valuable",
    "negative",
    "ranked",
    "unknown_customers",
]

MOST_POINTS = 200


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


TOP_SHARE = Definition(
    "VA07",
    1,
    Sentence("Top-20 % profit share"),
    Sentence("What the most valuable fifth of the customers brings, as a share of the total."),
    Sentence("value of the best ceil(20 %) of customers ÷ total value"),
    Unit.SHARE,
    benchmark=Sentence("20/80/30 rule: the most profitable 20 % bring 80 % of total profit."),
)
TOP_MARGIN_SHARE = replace(TOP_SHARE, id="VA07_margin", label=Sentence("Top-20 % margin share"))
TOP_REVENUE_SHARE = replace(TOP_SHARE, id="VA07_revenue", label=Sentence("Top-20 % revenue share"))
TOP_RESIDUAL_SHARE = replace(
    TOP_SHARE, id="VA07_residual_value", label=Sentence("Top-20 % share of expected value")
)
TOP_SHARES = {
    Basis.PROFIT: TOP_SHARE,
    Basis.MARGIN: TOP_MARGIN_SHARE,
    Basis.REVENUE: TOP_REVENUE_SHARE,
    Basis.RESIDUAL: TOP_RESIDUAL_SHARE,
}
"""The indicator VA07 is about profit; on other data the figure is named for what it is."""

POOL_SHARE = Definition(
    "top_fifth_of_gains",
    1,
    Sentence("Top-20 % share of all gains"),
    Sentence("What the most valuable fifth brings, as a share of what all who bring anything do."),
    Sentence("value of the best ceil(20 %) of customers ÷ Σ value of customers above zero"),
    Unit.SHARE,
)
EROSION = Definition(
    "VA08",
    1,
    Sentence("Worst-30 % erosion"),
    Sentence("How much of the profit that could be had the least valuable 30 % take away again."),
    Sentence("−value of the worst ceil(30 %) of customers ÷ (total value − that value)"),
    Unit.SHARE,
    benchmark=Sentence("20/80/30 rule: the worst 30 % halve the potential profit (50 %)."),
)
PEAK = Definition(
    "whale_peak",
    1,
    Sentence("Peak of the whale curve"),
    Sentence("What the customers who bring something bring together."),
    Sentence("Σ value of customers above zero"),
    Unit.MONEY,
)
PEAK_SHARE = Definition(
    "whale_peak_share",
    1,
    Sentence("Peak as a share of the total"),
    Sentence("The highest point of the whale curve against where it ends."),
    Sentence("Σ value of customers above zero ÷ total value"),
    Unit.SHARE,
)
PEAK_CUSTOMERS = Definition(
    "whale_peak_customers",
    1,
    Sentence("Customers up to the peak"),
    Sentence("How many customers bring more than they cost."),
    Sentence("customers with value above zero"),
    Unit.CUSTOMERS,
)
TAIL = Definition(
    "whale_tail",
    1,
    Sentence("Loss in the tail"),
    Sentence("What the customers who cost more than they bring take away."),
    Sentence("total value − peak of the whale curve"),
    Unit.MONEY,
)
NEGATIVE_CUSTOMERS = Definition(
    "negative_customers",
    1,
    Sentence("Negative-value customers"),
    Sentence("How many customers cost more than they bring."),
    Sentence("customers with value below zero"),
    Unit.CUSTOMERS,
)
ZERO_CUSTOMERS = Definition(
    "zero_customers",
    1,
    Sentence("Customers worth nothing"),
    Sentence("How many customers bring exactly what they cost."),
    Sentence("customers with value of exactly zero"),
    Unit.CUSTOMERS,
)

DEFINITIONS = (
    *(TOP_SHARE, POOL_SHARE, EROSION, PEAK, PEAK_SHARE, PEAK_CUSTOMERS),
    *(TAIL, NEGATIVE_CUSTOMERS, ZERO_CUSTOMERS),
)


def figures(whale: Whale, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """VA07 and VA08 with the peak, the tail and the customers on either side of zero.

    Without a customer of known value every figure is n/a.
    """
    told: dict[str, Any] = {"as_of": as_of, "n": whale.customers, "method": _method(whale)}
    if whale.basis is Basis.RESIDUAL:
        told |= {"cut": {"value": "expected"}, "part": Sentence("Expected value")}
    if whale.customers == 0:
        shown = (TOP_SHARES[whale.basis], *DEFINITIONS[1:])
        return tuple(Figure(each, None, reason=NO_VALUE, **told) for each in shown)
    best, gains = major(whale.best_minor, currency), major(whale.peak_minor, currency)
    loss, gain, none = (f"customers.csv: {_column(whale)} {sign} 0" for sign in ("<", ">", "="))
    return (
        _top_share(whale, currency, **told),
        ratio(POOL_SHARE, best, gains, **told),
        _erosion(whale, currency, **told),
        money(PEAK, whale.peak_minor, currency, **told),
        _of_the_total(PEAK_SHARE, whale.peak_minor, whale, currency, **told),
        Figure(PEAK_CUSTOMERS, whale.peak_rank, records=gain, **told),
        money(TAIL, whale.tail_minor, currency, records=loss, **told),
        Figure(NEGATIVE_CUSTOMERS, whale.negative_customers, records=loss, **told),
        Figure(ZERO_CUSTOMERS, whale.zero_customers, records=none, **told),
    )


def _method(whale: Whale) -> Sentence:
    counted = _counted(whale.basis)
    if not whale.unknown:
        return counted
    return Sentence(
        "{counted} {n} customer without a known value is left out.",
        "{counted} {n} customers without a known value are left out.",
        counted=counted,
        n=whale.unknown,
    )


def _counted(basis: Basis) -> Sentence:
    if basis is Basis.RESIDUAL:
        return Sentence(
            "Every customer stands with the mean of what may come; what really comes will be "
            "more unequal than this curve. Value is {basis}.",
            basis=basis.sentence,
        )
    return Sentence(
        "Every buyer of these data is counted, so there is no sampling interval. Value is {basis}.",
        basis=basis.sentence,
    )


def _column(whale: Whale) -> str:
    return "residual_value" if whale.basis is Basis.RESIDUAL else "value"


def _ranks(whale: Whale, condition: str) -> str | None:
    """The column `rank` is by current value; by expected value there is none."""
    return None if whale.basis is Basis.RESIDUAL else f"customers.csv: rank {condition}"


def _top_share(whale: Whale, currency: str, **told: Any) -> Figure:
    records = _ranks(whale, f"<= {whale.best_customers}")
    return _of_the_total(
        TOP_SHARES[whale.basis], whale.best_minor, whale, currency, records=records, **told
    )


def _erosion(whale: Whale, currency: str, **told: Any) -> Figure:
    lost = max(0, -whale.worst_minor)
    potential = whale.total_minor - whale.worst_minor
    records = _ranks(whale, f"> {whale.customers - whale.worst_customers}")
    if potential <= 0:
        reason = Sentence("Without the worst 30 % there is no profit that could be eroded.")
        return Figure(EROSION, None, reason=reason, records=records, **told)
    return ratio(
        EROSION, major(lost, currency), major(potential, currency), records=records, **told
    )


def _of_the_total(
    definition: Definition, minor: int, whale: Whale, currency: str, **told: Any
) -> Figure:
    if whale.total_minor <= 0:
        reason = Sentence("A share of a total that is not positive has no meaning.")
        return Figure(definition, None, reason=reason, **told)
    return ratio(
        definition,
        major(minor, currency),
        major(whale.total_minor, currency),
        **told,
    )


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
