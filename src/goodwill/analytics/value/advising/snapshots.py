"""What was known of each customer on some day, and whether they bought soon after.

Nothing later than the day enters what was known: with lines from `netting.net`, a return
counts from the day it came back, not from the day of its sale. Attributes are as they are
in the frame given: use only those that do not change with what the customer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.information import histories
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

BEHAVIOUR = (
    *("days_since_last", "overdue", "repeats", "median_gap_days", "recent_purchases"),
    *("days_observed", "order_minor", "lines_an_order", "spend_trend", "returned_share"),
)
CATEGORIES = "categories"


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Customers as they stood at the end of `day`, in the order of their ids.

    Parameters
    ----------
    customer_id
        Those who had bought by then, shape (customers,).
    behaviour
        By name, each float64 of shape (customers,), NaN where there is none: `repeats`,
        `days_observed`, `days_since_last`, `median_gap_days` as in `histories.summaries`;
        `overdue` (silence ÷ own median gap), `recent_purchases` (orders in the last
        `recent_days`), `spend_trend` (−1 … 1: what the last `recent_days` brought against
        those before), `order_minor`, `lines_an_order`, `returned_share`; `categories`
        bought so far where lines with a category are given.
    attributes
        By name: float64 for numbers, text otherwise (None where it is missing).
    bought
        1 where the customer bought in the horizon after `day`, else 0; None if not asked.
    """

    day: int
    recent_days: int
    customer_id: Any
    behaviour: Mapping[str, Floats]
    attributes: Mapping[str, Any]
    bought: Floats | None

    def __len__(self) -> int:
        return len(self.customer_id)

    def histories(self) -> tuple[Floats, Floats, Floats]:
        """x, t_x and T in days, as buy-till-you-die models take them."""
        T = self.behaviour["days_observed"]
        return self.behaviour["repeats"], T - self.behaviour["days_since_last"], T


def snapshot(
    purchases: Any,
    day: int,
    *,
    recent_days: int,
    horizon_days: int | None = None,
    attributes: Any = None,
    most: int | None = None,
) -> Snapshot:
    """The customers who had bought by `day`.

    Parameters
    ----------
    purchases
        Lines as `netting.net` returns them, or orders as `histories.orders` does (then
        returns count from the day of their sale, and `returned_share` is left unknown).
    horizon_days
        If given, `bought` tells of the days in (day, day + horizon_days].
    attributes
        A frame with `customer_id` and one row a customer; its other columns are taken.
    most
        If there are more customers, every nth in the order of their ids is taken.
    """
    table = _some(nw.from_native(purchases, pass_through=False).lazy(), day, most)
    known = _known(table, day, recent_days)
    if horizon_days is not None:
        known = known.join(_buyers(table, day, horizon_days), on="customer_id", how="left")
    names: list[str] = []
    if attributes is not None:
        frame: Frame = nw.from_native(attributes, pass_through=False).lazy()
        names = [name for name in frame.collect_schema().names() if name != "customer_id"]
        renamed = frame.select("customer_id", **{f"is_{name}": nw.col(name) for name in names})
        known = known.join(renamed, on="customer_id", how="left")
    return _arrays(known.collect("pyarrow"), day, recent_days, names, has_lines(table))


def has_lines(table: Frame) -> bool:
    """Whether these are lines (True) or orders; anything else is refused."""
    columns = set(table.collect_schema().names())
    if {"customer_id", "counted_day", "ordered_day", "counted_order"} <= columns:
        return True
    if {"customer_id", "day", "is_purchase", "amount_minor", "gross_minor"} <= columns:
        return False
    raise AnalyticsError(
        Sentence(
            "These are neither lines as netting.net returns them nor orders as histories.orders "
            "does. Columns found: {found}.",
            found=", ".join(sorted(columns)),
        )
    )


def orders_until(table: Frame, day: int) -> Frame:
    """The orders as they were known at the end of `day`."""
    if has_lines(table):
        return histories.orders(table.filter(nw.col("ordered_day") <= day))
    return table.filter(nw.col("day") <= day)


def _some(table: Frame, day: int, most: int | None) -> Frame:
    """Only every nth customer who was there by `day`, equal on every engine."""
    if most is None:
        return table
    when = "counted_day" if has_lines(table) else "day"
    there = table.filter(nw.col(when) <= day).select("customer_id").unique()
    nth = -(-int(there.select(n=nw.len()).collect("pyarrow")["n"][0]) // most)
    if nth < 2:
        return table
    numbered = there.with_columns(_one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over(order_by="customer_id")
    )
    kept = numbered.filter(nw.col("_row") % nth == 0).select("customer_id")
    return table.join(kept, on="customer_id", how="semi")


def _known(table: Frame, day: int, recent_days: int) -> Frame:
    orders = orders_until(table, day)
    summaries = histories.summaries(orders, as_of_day=day)
    buyers = summaries.filter(nw.col("purchase_days") > 0).select(
        *("customer_id", "repeats", "days_observed", "days_since_last", "median_gap_days"),
        *("orders", "lines", "revenue_minor", "gross_minor", "returned_minor"),
    )
    known = buyers.join(_recent(orders, day, recent_days), on="customer_id", how="left")
    if not (has_lines(table) and "category" in table.collect_schema().names()):
        return known
    sold = table.filter((nw.col("ordered_day") <= day) & (nw.col("amount_minor") > 0))
    kinds = sold.filter(~nw.col("category").is_null()).select("customer_id", "category").unique()
    breadth = kinds.group_by("customer_id").agg(categories=nw.len().cast(nw.Int64))
    return known.join(breadth, on="customer_id", how="left")


def _recent(orders: Frame, day: int, recent_days: int) -> Frame:
    """Orders and amounts of the last `recent_days`, and amounts of those before."""
    kept = orders.filter(nw.col("is_purchase") & (nw.col("day") > day - 2 * recent_days))
    is_recent = nw.col("day") > day - recent_days
    amount = nw.col("amount_minor")
    parts = kept.select(
        "customer_id",
        recent=is_recent.cast(nw.Int64),
        recent_minor=nw.when(is_recent).then(amount).otherwise(nw.lit(0)),
        before_minor=nw.when(is_recent).then(nw.lit(0)).otherwise(amount),
    )
    return parts.group_by("customer_id").agg(
        recent_purchases=nw.col("recent").sum().cast(nw.Int64),
        recent_minor=nw.col("recent_minor").sum().cast(nw.Int64),
        before_minor=nw.col("before_minor").sum().cast(nw.Int64),
    )


def _buyers(table: Frame, day: int, horizon_days: int) -> Frame:
    later = orders_until(table, day + horizon_days).filter(
        nw.col("is_purchase") & (nw.col("day") > day)
    )
    return later.select("customer_id").unique().with_columns(bought=nw.lit(1))


def _arrays(
    found: Any, day: int, recent_days: int, attributes: list[str], with_lines: bool
) -> Snapshot:
    ids = np.array(found["customer_id"].to_list(), dtype=object)
    order = np.argsort(ids.astype(str), kind="stable")
    columns = {name: found[name] for name in found.columns if name != "customer_id"}

    def number(name: str) -> Floats:
        values = columns[name].cast(nw.Float64).to_numpy().astype(np.float64)
        return np.asarray(values[order])

    behaviour = _behaviour(number, with_lines)
    if CATEGORIES in columns:
        behaviour[CATEGORIES] = np.nan_to_num(number(CATEGORIES))
    known = {name: _attribute(columns[f"is_{name}"], order) for name in attributes}
    bought = np.nan_to_num(number("bought")) if "bought" in columns else None
    return Snapshot(day, recent_days, ids[order], behaviour, known, bought)


def _behaviour(number: Any, with_lines: bool) -> dict[str, Floats]:
    gap, silent, gross = (
        number(name) for name in ("median_gap_days", "days_since_last", "gross_minor")
    )
    recent, before = (np.nan_to_num(number(name)) for name in ("recent_minor", "before_minor"))
    orders = np.maximum(number("orders"), 1)
    returned = number("returned_minor") if with_lines else np.full(len(gap), np.nan)
    values = (
        silent,
        _ratio(silent, gap),
        number("repeats"),
        gap,
        np.nan_to_num(number("recent_purchases")),
        number("days_observed"),
        number("revenue_minor") / orders,
        number("lines") / orders,
        _ratio(recent - before, recent + before),
        _ratio(returned, gross),
    )
    return dict(zip(BEHAVIOUR, values, strict=True))


def _ratio(above: Floats, below: Floats) -> Floats:
    """NaN, which trees take as unknown, where there is nothing to divide by."""
    is_there = below > 0
    return np.where(is_there, above / np.where(is_there, below, 1.0), np.nan)


def _attribute(column: Any, order: Any) -> Any:
    if column.dtype.is_numeric():
        return column.cast(nw.Float64).to_numpy().astype(np.float64)[order]
    words = [None if value is None else str(value) for value in column.to_list()]
    return np.array(words, dtype=object)[order]
