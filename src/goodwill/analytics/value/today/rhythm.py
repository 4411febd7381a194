"""Each customer's own rhythm of buying, and who has fallen out of it.

A rule of thumb, not a probability: a customer who has not bought for k times their own
median interval counts as lost, until the next purchase. The rule takes no account of how
irregular the customer is or of how few intervals are known, as a purchase model does.

    silent for   ≤ 1 × interval   on rhythm
             1 ×  …  k × interval   late
             k ×  … 2k × interval   lapsing   lost by the rule, still worth calling: the worklist
                  ≥ 2k × interval   lapsed    lost by the rule
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis, valued
from goodwill.analytics.value.today.contribution import NO_VALUE
from goodwill.language import Sentence

K = 3.0
"""How many of their own intervals a customer may be silent before counting as lost."""

YEAR = 365


class Rhythm(StrEnum):
    """Where a customer stands against their own rhythm; the words of the column `rhythm`."""

    ON_RHYTHM = "on_rhythm"
    LATE = "late"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    Rhythm.ON_RHYTHM: Sentence("On rhythm"),
    Rhythm.LATE: Sentence("Late"),
    Rhythm.LAPSING: Sentence("About to be lost"),
    Rhythm.LAPSED: Sentence("Lapsed"),
    Rhythm.UNKNOWN: Sentence("No rhythm known"),
}


@dataclass(frozen=True)
class RhythmCount:
    """One row of the table: customers in one state, and the yearly value they stand for."""

    rhythm: Rhythm
    customers: int
    own_rhythm: int
    at_stake_minor: int


def lapse(summaries: Frame, k: float = K, *, basis: Basis = Basis.PROFIT) -> Frame:
    """Adds where each buyer stands against their own rhythm; never-buyers get nulls.

    `interval_days` is the customer's own median interval, or for one-time buyers the median
    of the repeat buyers' medians (`own_interval` is then false; null when nobody repeats).
    `expected_day` is when the next purchase was due, `overdue_ratio` silence ÷ interval,
    `rhythm` the state, `is_lost` whether silent for ≥ k intervals, `at_stake_minor` the value
    a year: value so far ÷ years observed, a first year counting as whole.
    """
    pooled = summaries.select(_pooled=nw.col("median_gap_days").median())
    years = nw.max_horizontal(nw.col("days_observed").cast(nw.Float64), nw.lit(float(YEAR)))
    yearly = nw.col("value_minor").cast(nw.Float64) * YEAR / years
    return (
        valued(summaries, basis)
        .join(pooled, how="cross")
        .with_columns(
            interval_days=nw.when(nw.col("purchase_days") > 0).then(
                nw.coalesce("median_gap_days", "_pooled")
            ),
            own_interval=nw.when(nw.col("purchase_days") > 0).then(
                ~nw.col("median_gap_days").is_null()
            ),
            at_stake_minor=nw.when(nw.col("purchase_days") > 0).then(yearly.round().cast(nw.Int64)),
        )
        .with_columns(
            expected_day=nw.col("last_day") + nw.col("interval_days"),
            overdue_ratio=nw.col("days_since_last") / nw.col("interval_days"),
        )
        .with_columns(rhythm=_state(k), is_lost=_is_lost(k))
        .drop("_pooled")
    )


def worklist(lapsed: Frame) -> Frame:
    """Customers about to be lost who are worth something, the most at stake first."""
    lapsing = nw.col("rhythm") == Rhythm.LAPSING.value
    return (
        lapsed.filter(lapsing & (nw.col("at_stake_minor") > 0))
        .with_columns(_cheapness=-nw.col("at_stake_minor"))
        .sort("_cheapness", "customer_id")
        .drop("_cheapness")
    )


def counts(lapsed: Frame) -> tuple[RhythmCount, ...]:
    """Buyers by state; one row a state is collected."""
    grouped = (
        lapsed.filter(~nw.col("rhythm").is_null())
        .group_by("rhythm")
        .agg(
            customers=nw.len().cast(nw.Int64),
            own=nw.col("own_interval").cast(nw.Int64).sum(),
            stake=nw.col("at_stake_minor").sum().cast(nw.Int64),
        )
        .select("rhythm", "customers", "own", "stake")
    )
    found = {row[0]: row for row in grouped.collect().rows()}
    return tuple(
        RhythmCount(state, *(int(x or 0) for x in found[state.value][1:]))
        for state in Rhythm
        if state.value in found
    )


ABOUT_TO_BE_LOST = Definition(
    "about_to_lapse",
    1,
    Sentence("Customers about to be lost"),
    Sentence("Buyers silent for longer than their own rhythm explains, and not yet for too long."),
    Sentence("customers with k ≤ days since last purchase ÷ own median interval < 2k"),
    Unit.CUSTOMERS,
)
LOST = Definition(
    "lost_customers",
    1,
    Sentence("Customers out of rhythm"),
    Sentence("Buyers who have not bought for k times their own median interval."),
    Sentence("customers with days since last purchase ÷ own median interval ≥ k"),
    Unit.CUSTOMERS,
)
AT_STAKE = Definition(
    "value_at_stake",
    1,
    Sentence("Value at stake"),
    Sentence("What the customers about to be lost have brought in a year."),
    Sentence("Σ value so far × 365 ÷ max(days observed, 365), of those above zero"),
    Unit.MONEY,
)


def figures(
    lapsed: Frame, k: float = K, *, basis: Basis = Basis.PROFIT, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """How many are about to be lost, how many are lost, and what is at stake."""
    stake = nw.when(nw.col("at_stake_minor") > 0).then(nw.col("at_stake_minor")).otherwise(0)
    lapsing = nw.col("rhythm") == Rhythm.LAPSING.value
    known = nw.col("rhythm") != Rhythm.UNKNOWN.value
    sums = lapsed.filter(known).select(
        n=nw.len().cast(nw.Int64),
        lapsing=lapsing.cast(nw.Int64).sum(),
        lost=nw.col("is_lost").cast(nw.Int64).sum(),
        stake=nw.when(lapsing).then(stake).otherwise(0).sum().cast(nw.Int64),
        valued=(~nw.col("at_stake_minor").is_null()).cast(nw.Int64).sum(),
    )
    n, about, lost, at_stake, known_value = (int(x or 0) for x in sums.collect().row(0))
    told: dict[str, Any] = {"as_of": as_of, "n": n, "method": rule(k)}
    if n == 0:
        told["reason"] = NO_RHYTHM
    by_basis = Sentence("{rule} Value is {basis}.", rule=rule(k), basis=basis.sentence)
    reason = None if known_value else told.get("reason", NO_VALUE)
    lapsing_rows, lost_rows = "customers.csv: rhythm = lapsing", "customers.csv: is_lost = true"
    return (
        Figure(ABOUT_TO_BE_LOST, about if n else None, records=lapsing_rows, **told),
        Figure(LOST, lost if n else None, records=lost_rows, **told),
        money(
            AT_STAKE,
            at_stake if known_value else None,
            currency,
            **(told | {"method": by_basis, "records": lapsing_rows, "reason": reason}),
        ),
    )


NO_RHYTHM = Sentence(
    "Nobody has bought on two different days, so no rhythm of buying can be measured."
)


def rule(k: float = K) -> Sentence:
    """The definition of lost, as a receipt states it."""
    return Sentence(
        "Out of rhythm, and counted as lost: no purchase for {k} × the customer's own median "
        "interval between purchase days; one-time buyers take the median of the repeat buyers' "
        "medians. A rule of thumb, not a probability.",
        k=k,
    )


def _state(k: float) -> nw.Expr:
    overdue = nw.col("overdue_ratio")
    unknown = (nw.col("purchase_days") > 0) & overdue.is_null()
    return (
        nw.when(unknown)
        .then(nw.lit(Rhythm.UNKNOWN.value))
        .when(overdue <= 1)
        .then(nw.lit(Rhythm.ON_RHYTHM.value))
        .when(overdue < k)
        .then(nw.lit(Rhythm.LATE.value))
        .when(overdue < 2 * k)
        .then(nw.lit(Rhythm.LAPSING.value))
        .when(overdue >= 2 * k)
        .then(nw.lit(Rhythm.LAPSED.value))
    )


def _is_lost(k: float) -> nw.Expr:
    return nw.when(nw.col("purchase_days") > 0).then(
        nw.coalesce(nw.col("overdue_ratio") >= k, nw.lit(False))
    )
