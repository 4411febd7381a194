"""Customers lost in each period, and what they were still worth when last scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.customer_states import (
    edges_of,
    is_alive,
    is_last,
    others_rhythm,
    standing,
    together,
)
from goodwill.analytics.benefit.indicators.frames.scorings import Run, runs_before, worths
from goodwill.analytics.benefit.indicators.kernel.answers import part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.tables import SCORES, Frame


@dataclass(frozen=True)
class Lost:
    """Customers there at the start of a period and lost at its end, by the rule of RL02.

    `valued` of them had been scored before the period began; `worth_minor` is what those were
    still expected to bring.
    """

    customers: int
    valued: int
    worth_minor: int


def lost_values(asked: Asked) -> Mapping[Key, Lost]:
    """Of every period and part; one pass over purchases and one join with scores a layer.

    Raises
    ------
    Undefined
        There are no order lines, or no column to cut by.
    """
    found: dict[Key, Lost] = {}
    for places in together(asked):
        found |= _of_layer(asked, places)
    return found


def _of_layer(asked: Asked, places: list[int]) -> dict[Key, Lost]:
    edges = edges_of(asked, places)
    lost = asked.settle(_lost(asked, places, edges))
    starts = {place: asked.periods[place].start_day for place in places}
    runs = runs_before(asked, starts) if asked.has(SCORES) else {}
    names = [f"lost_{place}" for place in places]
    rows = lost.with_columns(all=nw.lit(0))
    sums = rows.group_by(*asked.by, "all").agg(*(nw.col(n).sum().cast(nw.Int64) for n in names))
    counts = {
        (place, part_of(row, asked)): int(row[f"lost_{place}"] or 0)
        for row in sums.collect("pyarrow").iter_rows(named=True)
        for place in places
    }
    valued = _valued(rows, asked, runs) if runs else {}
    return {key: Lost(n, *valued.get(key, (0, 0))) for key, n in counts.items()}


def _lost(asked: Asked, places: list[int], edges: list[int]) -> Frame:
    """Purchases after which a customer was lost: `lost_<place>`, 1 in that period, else 0.

    There at the start by that purchase or by the one before it, and not there at the end.
    """
    flags, others = {}, others_rhythm(asked, edges)
    for place in places:
        end = edges.index(asked.periods[place].end_day)
        same = is_alive(end - 1, others)
        former = (nw.col("lo") == end) & (nw.col("was") == 1).fill_null(False)
        gone = is_last(end) & ~is_alive(end, others)
        flags[f"lost_{place}"] = ((same | former) & gone).cast(nw.Int64)
    outlasted = nw.col("stop") >= nw.col("hi")
    may = standing(asked, edges).filter(~outlasted.fill_null(False))
    told = may.with_columns(**flags).with_columns(any=nw.sum_horizontal(*flags))
    return told.filter(nw.col("any") > 0).select(*purchases.key_of(asked), *flags)


def _valued(lost: Frame, asked: Asked, runs: Mapping[int, Run]) -> dict[Key, tuple[int, int]]:
    scores = worths(asked, set(runs.values())).select("run", "worth", _id=nw.col("customer_id"))
    both = lost.join(scores, left_on="customer_id", right_on="_id", how="inner")
    asks = {}
    for place, run in runs.items():
        counts = (nw.col(f"lost_{place}") == 1) & (nw.col("run") == run.number)
        asks[f"worth_{place}"] = nw.when(counts).then(nw.col("worth"))
    told = both.with_columns(**asks)
    known = {f"n_{place}": (~nw.col(f"worth_{place}").is_null()).cast(nw.Int64) for place in runs}
    grouped = told.with_columns(**known).group_by(*asked.by, "all")
    sums = grouped.agg(*(nw.col(name).sum().cast(nw.Int64) for name in (*asks, *known)))
    return {
        (place, part_of(row, asked)): (row[f"n_{place}"] or 0, row[f"worth_{place}"] or 0)
        for row in sums.collect("pyarrow").iter_rows(named=True)
        for place in runs
    }
