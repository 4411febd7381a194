"""Which customer had bought what by some day, and what they went on to buy.

An item is a product or a category. Everything is one row per customer and item, counted by
the engine; only the list of the most bought items, a few hundred rows, comes here.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


@dataclass(frozen=True)
class Item:
    """A product or category of the list, with what one purchase of it brings.

    `margin_minor` is amount less cost a purchase, the amount where no cost is known; a
    purchase is a customer's day with the item, net of what came back.
    """

    id: str
    category: str | None
    customers: int
    purchases: int
    margin_minor: float
    has_cost: bool


def bought(table: Frame, until_day: int, by: str) -> Frame:
    """One row per customer, item and day with anything kept, as known on `until_day`.

    `customer_id`, `item`, `category`, `day`, `amount_minor`, `cost_minor`, `costed` (lines
    with a cost). Takes lines of `netting.net`, or any with `customer_id`, the column `by`,
    `amount_minor` and `day`.
    """
    columns = table.collect_schema().names()
    is_netted = {"counted_day", "ordered_day"} <= set(columns)
    needed = {"customer_id", by, "amount_minor"} | (set() if is_netted else {"day"})
    if not needed <= set(columns):
        raise AnalyticsError(
            Sentence(
                "To find offers, lines need the columns {needed}. Found: {found}.",
                needed=", ".join(sorted(needed)),
                found=", ".join(sorted(columns)),
            )
        )
    seen = table.filter(nw.col("ordered_day" if is_netted else "day") <= until_day)
    unknown = nw.lit(None, dtype=nw.Int64)
    cost = nw.col("cost_minor") if "cost_minor" in columns else unknown
    category = nw.col("category") if "category" in columns else nw.lit(None, dtype=nw.String)
    lines = seen.filter(~nw.col(by).is_null() & ~nw.col("customer_id").is_null()).select(
        "customer_id",
        "amount_minor",
        item=nw.col(by),
        category=category,
        day=nw.col("counted_day" if is_netted else "day").cast(nw.Int64),
        cost_minor=cost,
    )
    lines = lines.with_columns(costed=(~nw.col("cost_minor").is_null()).cast(nw.Int64))
    days = lines.group_by("customer_id", "item", "day").agg(
        nw.col("category").max(),
        nw.col("amount_minor").sum().cast(nw.Int64),
        nw.col("cost_minor").sum().cast(nw.Int64),
        nw.col("costed").sum().cast(nw.Int64),
    )
    return days.filter(nw.col("amount_minor") > 0)


def owned(days: Frame, day: int, lookback_days: int) -> Frame:
    """What each customer bought in the `lookback_days` up to `day`, one row an item.

    `customer_id`, `item`, `category`, `purchases`, `first_day`, `last_day`, `amount_minor`,
    `cost_minor`, `costed`.
    """
    recent = days.filter((nw.col("day") <= day) & (nw.col("day") > day - lookback_days))
    return (
        recent.with_columns(one=nw.lit(1))
        .group_by("customer_id", "item")
        .agg(
            nw.col("category").max(),
            nw.col("amount_minor").sum().cast(nw.Int64),
            nw.col("cost_minor").sum().cast(nw.Int64),
            nw.col("costed").sum().cast(nw.Int64),
            purchases=nw.col("one").sum().cast(nw.Int64),
            first_day=nw.col("day").min(),
            last_day=nw.col("day").max(),
        )
    )


def gained(days: Frame, had: Frame, day: int, window_days: int) -> Frame:
    """What customers who had anything bought in (day, day + window] without having had it."""
    later = days.filter((nw.col("day") > day) & (nw.col("day") <= day + window_days))
    there = later.select("customer_id", "item").unique()
    there = there.join(had.select("customer_id").unique(), on="customer_id", how="semi")
    keys = ["customer_id", "item"]
    return there.join(had.select(*keys), on=keys, how="anti")


def of_items(frame: Frame, items: Frame) -> Frame:
    """Only rows whose `item` is in the list."""
    return frame.join(items.select("item"), on="item", how="semi")


def listed(had: Frame, most: int) -> Frame:
    """The `most` items with the most customers, equal ones in the order of their names."""
    sums = (
        had.with_columns(one=nw.lit(1))
        .group_by("item")
        .agg(
            nw.col("category").max(),
            customers=nw.col("one").sum().cast(nw.Int64),
            purchases=nw.col("purchases").sum().cast(nw.Int64),
            amount_minor=nw.col("amount_minor").sum().cast(nw.Int64),
            cost_minor=nw.col("cost_minor").sum().cast(nw.Int64),
            costed=nw.col("costed").sum().cast(nw.Int64),
        )
    )
    ranked = sums.with_columns(_fewness=-nw.col("customers"), _one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over(order_by=["_fewness", "item"])
    )
    return ranked.filter(nw.col("_row") <= most).drop("_fewness", "_one", "_row")


def with_margin(items: Frame, has_cost: bool) -> Frame:
    """Adds `margin_minor`, what one purchase brings."""
    worth = nw.col("amount_minor")
    worth = worth - nw.col("cost_minor") if has_cost else worth
    return items.with_columns(
        margin_minor=worth.cast(nw.Float64) / nw.col("purchases").cast(nw.Float64)
    )


def collected(items: Frame) -> tuple[Item, ...]:
    """The list in the order of names; cost counts only if every item has one."""
    rows = items.collect("pyarrow").rows(named=True)
    has_cost = bool(rows) and all(row["costed"] > 0 for row in rows)
    return tuple(
        Item(
            str(row["item"]),
            row["category"],
            int(row["customers"]),
            int(row["purchases"]),
            (row["amount_minor"] - (row["cost_minor"] if has_cost else 0)) / row["purchases"],
            has_cost,
        )
        for row in sorted(rows, key=lambda row: str(row["item"]))
    )
