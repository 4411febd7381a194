"""Retention (RL01) and churn (RL02) of a period, by the customers' own rhythm.

Whether a customer is there at a day is judged from purchases up to that day alone, by
the rule of `rhythm`: nothing that happened later is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, proportion, ratio
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.today.rhythm import NO_RHYTHM, K, rule
from goodwill.language import Sentence


@dataclass(frozen=True)
class Retention:
    """Customers at both ends of [start_day, end_day).

    at_end = kept + won + reactivated, at_start = kept + lost. `reactivated` were lost at the
    start and are customers at the end. `rhythm_known` is False when nobody had bought twice
    before the start, so that nobody could be told lost from silent.
    """

    start_day: int
    end_day: int
    at_start: int
    at_end: int
    kept: int
    lost: int
    won: int
    reactivated: int
    rhythm_known: bool


def purchase_gaps(orders: Frame) -> Frame:
    """One row per customer and purchase day: `gap_days` since the purchase day before.

    The gap looks back only, so the rows up to a day are what was known on that day. Settle
    it when several periods are asked about.
    """
    days = orders.filter(nw.col("is_purchase")).select("customer_id", "day").unique()
    before = nw.col("day").shift(1).over("customer_id", order_by="day")
    return days.with_columns(gap_days=(nw.col("day") - before).cast(nw.Int64))


def state_at(gaps: Frame, day: int, k: float = K) -> Frame:
    """Buyers as they stood at the end of `day`: `customer_id`, `last_day`, `is_customer`.

    `is_customer` is null when nobody had bought twice by then.
    """
    seen = (
        gaps.filter(nw.col("day") <= day)
        .group_by("customer_id")
        .agg(last_day=nw.col("day").max(), own=nw.col("gap_days").median())
    )
    pooled = seen.select(_pooled=nw.col("own").median())
    interval = nw.coalesce("own", "_pooled")
    silent = (day - nw.col("last_day")).cast(nw.Float64)
    return (
        seen.join(pooled, how="cross")
        .with_columns(is_customer=silent < k * interval)
        .select("customer_id", "last_day", "is_customer")
    )


def retention(gaps: Frame, start_day: int, end_day: int, k: float = K) -> Retention:
    """Who was there at the start of [start_day, end_day) and is there at its end.

    `gaps` is what `purchase_gaps` returns. One row is collected.
    """
    start = state_at(gaps, start_day - 1, k).select("customer_id", started="is_customer")
    end = state_at(gaps, end_day - 1, k).select("customer_id", ended="is_customer")
    both = end.join(start, on="customer_id", how="left").with_columns(
        before=~nw.col("started").is_null(),
    )
    started, ended = (nw.coalesce(nw.col(x), nw.lit(False)) for x in ("started", "ended"))
    known = start.select(known=(~nw.col("started").is_null()).cast(nw.Int64).sum())
    sums = both.select(
        at_start=_count(started),
        at_end=_count(ended),
        kept=_count(started & ended),
        lost=_count(started & ~ended),
        won=_count(ended & ~nw.col("before")),
        reactivated=_count(ended & ~started & nw.col("before")),
    ).join(known, how="cross")
    row = {name: int(x or 0) for name, x in sums.collect().rows(named=True)[0].items()}
    rhythm_known = bool(row.pop("known"))
    return Retention(start_day, end_day, rhythm_known=rhythm_known, **row)


RETENTION_RATE = Definition(
    "RL01",
    1,
    Sentence("Customer retention rate"),
    Sentence("The customers of the start of the period that are still customers at its end."),
    Sentence("(customers at end − new in the period) ÷ customers at start"),
    Unit.SHARE,
)
CHURN_RATE = Definition(
    "RL02",
    1,
    Sentence("Customer churn rate"),
    Sentence("The customers of the start of the period that are lost at its end."),
    Sentence("customers at start who are lost at end ÷ customers at start"),
    Unit.SHARE,
)


def figures(
    period: Retention, k: float = K, *, reactivated_are_new: bool = True, as_of: date
) -> tuple[Figure, Figure]:
    """RL01 and RL02 of a period; n/a when nobody was a customer at its start.

    With `reactivated_are_new` False, customers who came back count as kept: RL01 is then not
    a share of those at the start, has no interval, and may exceed 100 %.
    """
    told: dict[str, Any] = {
        "as_of": as_of,
        "cut": {
            "from": str(_date(period.start_day)),
            "until": str(_date(period.end_day)),
        },
        "part": Sentence(
            "{start} to {end}", start=_date(period.start_day), end=_date(period.end_day - 1)
        ),
    }
    if not period.rhythm_known:
        told |= {"reason": NO_RHYTHM, "method": rule(k), "n": 0}
        return Figure(RETENTION_RATE, None, **told), Figure(CHURN_RATE, None, **told)
    churn = proportion(CHURN_RATE, period.lost, period.at_start, method=rule(k), **told)
    if reactivated_are_new:
        method = Sentence("{rule} Customers who came back count as new.", rule=rule(k))
        kept = proportion(RETENTION_RATE, period.kept, period.at_start, method=method, **told)
    else:
        method = Sentence("{rule} Customers who came back count as kept.", rule=rule(k))
        there = period.at_end - period.won
        n = period.at_start
        kept = ratio(RETENTION_RATE, there, n, n=n, method=method, **told)
    return kept, churn


def _count(expression: nw.Expr) -> nw.Expr:
    return expression.cast(nw.Int64).sum().cast(nw.Int64)


def _date(day: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day)
