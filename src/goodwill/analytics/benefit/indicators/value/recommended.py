"""Customers who came by recommendation, and what they are worth, by who recommended (VA09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.referring import credited
from goodwill.analytics.benefit.indicators.frames.scorings import runs_of_periods, worths
from goodwill.analytics.benefit.indicators.kernel.answers import part_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.tables import Frame


@dataclass(frozen=True)
class Recommended:
    """Whom the customers of one part have sent.

    `customers` had bought by the last run of scores and are worth `worth` minor units by it;
    `won` first bought in the period.
    """

    customers: int
    worth: int
    won: int


def recommended(asked: Asked) -> Mapping[Key, Recommended]:
    """Of every period and part of those who recommended.

    Raises
    ------
    Undefined
        There are no referrals or scores, or there is no column to cut by.
    """
    sent = _sent(asked)
    won = {
        key: int(row["n"])
        for key, row in rows_by_period(sent, "bought_day", asked, {"n": nw.len().cast(nw.Int64)})
    }
    worth = _worth(sent, asked)
    return {key: Recommended(*worth.get(key, (0, 0)), won.get(key, 0)) for key in {*worth, *won}}


def _sent(asked: Asked) -> Frame:
    """One row per customer referred who bought: `referred_id`, `bought_day` and their referrer."""
    bought = credited(asked).filter(~nw.col("bought_day").is_null())
    named = bought.select(
        "bought_day", referred_id=nw.col("customer_id"), customer_id=nw.col("referrer_id")
    )
    return purchases.with_parts(named, asked)


def _worth(sent: Frame, asked: Asked) -> dict[Key, tuple[int, int]]:
    runs = runs_of_periods(asked)
    if not runs:
        return {}
    scores = worths(asked, set(runs.values())).select(
        "run", "worth", scored_id=nw.col("customer_id"), scored_day=nw.col("scored_day")
    )
    both = sent.join(scores, left_on="referred_id", right_on="scored_id", how="inner")
    bought = both.filter(nw.col("bought_day") <= nw.col("scored_day"))
    sums = bought.group_by("run", *asked.by).agg(
        worth=nw.col("worth").sum().cast(nw.Int64), n=nw.len().cast(nw.Int64)
    )
    return {
        (place, part_of(row, asked)): (row["n"], int(row["worth"] or 0))
        for row in sums.collect("pyarrow").iter_rows(named=True)
        for place, run in runs.items()
        if run.number == row["run"]
    }
