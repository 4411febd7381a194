"""What members bought in their window and before the draw: sums, one row per member."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.tables import Frame

BUYERS, ORDERS, REVENUE, MARGIN = "buyers", "orders", "revenue_minor", "margin_minor"
COVARIATES = (
    *("before_orders", "before_revenue_minor", "before_bought", "before_days_since"),
    *("before_log_orders", "before_log_revenue"),
)
"""What is known of a member before the draw.

Orders and gross revenue of the time looked back on; whether it bought at all; days since it
last did, at most as many as were looked back on; and the first two as log(1 + x), in which
the few who buy much weigh less.
"""


def dated(members: Frame, window: Window) -> Frame:
    """Adds `from_day`, `to_day` and `cut_day`, before which everything was known.

    Of windows of members' own all three are unknown where the day of the draw is.
    """
    assigned = nw.col("assigned_day").cast(nw.Int64)
    if window.days is not None:
        to_day = assigned + window.days
        return members.with_columns(from_day=assigned, to_day=to_day, cut_day=assigned)
    start, end = (nw.lit(day, dtype=nw.Int64) for day in (window.start_day, window.end_day))
    earlier = nw.when((assigned < start).fill_null(False)).then(assigned).otherwise(start)
    return members.with_columns(from_day=start, to_day=end, cut_day=earlier)


def is_unwatched(last_day: int) -> nw.Expr:
    """Whether a member's window is not over on the last day of which orders are known."""
    return (nw.col("to_day") > last_day + 1).fill_null(False)


def bought(members: Frame, orders: Frame, before_days: int) -> Frame:
    """One row per member who ordered in its window or before: sums of both.

    `since` is the days from the last order before the draw to the draw; `costed` how many
    orders of the window have a cost, `uncosted` how many of its `lines` have none.
    """
    days = members.select("customer_id", "from_day", "to_day", "cut_day")
    both = orders.join(days, on="customer_id", how="inner")
    day = nw.col("day").cast(nw.Int64)
    inside = (day >= nw.col("from_day")) & (day < nw.col("to_day"))
    before = (day < nw.col("cut_day")) & (day >= nw.col("cut_day") - before_days)
    kept = inside & nw.col("is_purchase")
    was_sold = before & ((nw.col("gross_minor") > 0) | nw.col("is_purchase"))
    cost = nw.col("cost_minor").fill_null(0)
    return (
        both.filter(inside | before)
        .select(
            "customer_id",
            orders=_if(kept, nw.lit(1)),
            revenue_minor=_if(inside, nw.col("amount_minor")),
            cost_minor=_if(inside, cost),
            costed=_if(inside & ~nw.col("cost_minor").is_null(), nw.lit(1)),
            lines=_if(inside, nw.col("lines")),
            uncosted=_if(inside, nw.col("lines_without_cost")),
            before_orders=_if(was_sold, nw.lit(1)),
            before_revenue_minor=_if(was_sold, nw.col("gross_minor")),
            since=nw.when(was_sold).then(nw.col("cut_day") - day),
        )
        .group_by("customer_id")
        .agg(
            *(nw.col(name).sum().cast(nw.Int64) for name in _SUMMED),
            nw.col("since").min().cast(nw.Int64),
        )
    )


_SUMMED = (
    *("orders", "revenue_minor", "cost_minor", "costed", "lines", "uncosted"),
    *("before_orders", "before_revenue_minor"),
)


def _if(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value.cast(nw.Int64)).otherwise(nw.lit(0, dtype=nw.Int64))


def joined(members: Frame, sums: Frame, before_days: int) -> Frame:
    """Every member with its sums, noughts where there are none, and what follows from them."""
    zero = {name: nw.col(name).fill_null(0) for name in _SUMMED if name != "costed"}
    both = members.join(sums, on="customer_id", how="left").with_columns(**zero)
    return both.with_columns(
        buyers=(nw.col("orders") > 0).cast(nw.Int64),
        margin_minor=nw.col("revenue_minor") - nw.col("cost_minor"),
        before_bought=(nw.col("before_orders") > 0).cast(nw.Int64),
        before_days_since=nw.col("since").fill_null(before_days),
        before_log_orders=(nw.col("before_orders").cast(nw.Float64) + 1.0).log(),
        before_log_revenue=(nw.col("before_revenue_minor").cast(nw.Float64) + 1.0).log(),
    )
