"""Members whom somebody chose, beside customers who were left out: what is known of both.

Where a campaign kept no hold-out, those who were not in it are all there is to compare with.
Revenue of three equally long times is summed for everybody: since the campaign began, before
it, and before that, on which the method is tried.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.benefit.pilots.matching import Members
from goodwill.analytics.benefit.pilots.matching_members import MOST_MEMBERS
from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.pairing import Settle
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

YEAR = 365
KNOWN = ("orders_before", "days_since", "days_known", "log_revenue_before")
"""Orders in the year before the campaign, days since the last and the first of them, and the
logarithm of their revenue."""


def chosen(
    members: Frame, orders: Frame, *, window: Window, measure: nw.Expr, settle: Settle
) -> Members:
    """Everybody who had ordered before the campaign began, as matching takes them.

    Parameters
    ----------
    members
        `customer_id` of those who were chosen.
    orders
        As `histories.orders` returns them.
    window
        From when to when the campaign could have an effect.
    measure
        What is compared: revenue or margin of an order, in minor units.

    Raises
    ------
    Undefined
        Nobody had ordered before, or there are more customers than fit into memory.
    """
    start, length = window.start_day, window.length
    day = nw.col("day").cast(nw.Int64)
    zero = nw.lit(0, dtype=nw.Int64)
    times = {
        "after": (start, window.end_day),
        "before": (start - length, start),
        "earlier": (start - 2 * length, start - length),
        "year": (start - YEAR, start),
    }
    rows = orders.with_columns(
        **{
            name: nw.when((day >= low) & (day < high)).then(measure).otherwise(zero)
            for name, (low, high) in times.items()
        },
        past=nw.when((day < start) & (day >= start - YEAR)).then(1).otherwise(0),
        seen=nw.when(day < start).then(day),
    )
    sums = settle(
        rows.group_by("customer_id")
        .agg(
            *(nw.col(name).sum().cast(nw.Int64) for name in (*times, "past")),
            last=nw.col("seen").max(),
            first=nw.col("seen").min(),
        )
        .filter(~nw.col("last").is_null())
    )
    marked = members.select("customer_id").unique().with_columns(chosen=nw.lit(1))
    both = sums.join(marked, on="customer_id", how="left")
    n = int(both.select(n=nw.len().cast(nw.Int64)).collect().item())
    _refuse(n)
    table = both.sort("customer_id").collect("pyarrow")
    return _members(
        {name: table[name].to_numpy() for name in table.columns if name != "customer_id"}, start
    )


def _members(columns: Mapping[str, np.ndarray], start: int) -> Members:
    known = np.column_stack(
        [
            columns["past"].astype(float),
            (start - columns["last"]).astype(float),
            (start - columns["first"]).astype(float),
            np.log1p(np.maximum(columns["year"].astype(float), 0.0)),
        ]
    )
    return Members(
        np.nan_to_num(columns["chosen"].astype(float)) > 0,
        columns["before"].astype(float),
        columns["after"].astype(float),
        known,
        KNOWN,
        columns["earlier"].astype(float),
    )


def _refuse(n: int) -> None:
    if not n:
        raise Undefined(
            Sentence("Nobody had ordered before the campaign: there is nothing to match by.")
        )
    if n > MOST_MEMBERS:
        raise Undefined(
            Sentence(
                "Members are matched in memory, up to {most}; there are {n}. Choose a part of "
                "them, such as one region.",
                most=MOST_MEMBERS,
                n=n,
            )
        )
