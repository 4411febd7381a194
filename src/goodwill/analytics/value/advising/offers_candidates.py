"""What could be offered to each customer, computed by the engine: one row a pair.

`customer_id`, `item`, `had_item`, `n`, `k`, `base`, `probability`, `low`, `high`,
`margin_minor`, `is_up_sell`, and `_above`: the part of the probability that counts.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import associations, ownership
from goodwill.analytics.value.advising.associations import Counts

BEST_SELLERS = 50
"""How many of them are looked through for what a customer has not had."""


def by_rule(told: Counts, weight: float, had: Frame) -> Frame:
    """For each customer and thing not had, the rule with the highest lower limit."""
    rules = associations.rules(told, weight, told.has_cost)
    mine = had.select("customer_id", had_item=nw.col("item"))
    possible = mine.join(rules, on="had_item", how="inner")
    fresh = possible.join(had, on=["customer_id", "item"], how="anti")
    numbered = fresh.with_columns(_unsure=-nw.col("low"), _one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over("customer_id", "item", order_by=["_unsure", "had_item"])
    )
    best = numbered.filter(nw.col("_row") == 1)
    return best.with_columns(_above=nw.col("probability") - nw.col("base"))


def best_sellers(told: Counts, had: Frame, per_customer: int) -> Frame:
    """Things not had, whatever else was: by the share of all that bought them."""
    base = told.base
    rows = sorted(
        zip(base.tolist(), told.items, strict=True),
        key=lambda row: (-row[0] * row[1].margin_minor, row[1].id),
    )
    looked = [row for row in rows if row[1].margin_minor > 0][: BEST_SELLERS + per_customer]
    items = ownership.with_margin(told.items_frame, told.has_cost)
    items = items.filter(nw.col("item").is_in([item.id for _, item in looked]))
    gained = told.pairs.select("item", "gained").unique()
    total = float(told.customers)
    shown = items.join(gained, on="item", how="left").with_columns(
        _k=nw.col("gained").fill_null(0),
        _n=nw.lit(total) - nw.col("customers").cast(nw.Float64),
    )
    shown = shown.with_columns(
        base=(nw.col("_k").cast(nw.Float64) + 0.5) / (nw.col("_n") + 1.0),
    )
    limits = shown.select(
        "item", "margin_minor", "base", *_wilson(nw.col("base"), nw.col("_n") + 1.0)
    )
    people = had.select("customer_id").unique()
    possible = people.join(limits, how="cross").join(had, on=["customer_id", "item"], how="anti")
    none = nw.lit(None, dtype=nw.Int64)
    return possible.with_columns(
        probability=nw.col("base"),
        had_item=nw.lit(None, dtype=nw.String),
        n=none,
        k=none,
        is_up_sell=nw.lit(False),
        _above=nw.col("base"),
    )


def _wilson(p: nw.Expr, n: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    z = associations.Z90
    scale = 1.0 + z * z / n
    half = (p * (1.0 - p) / n + z * z / (4.0 * n * n)) ** 0.5 * z
    centre = p + z * z / (2.0 * n)
    return ((centre - half) / scale).alias("low"), ((centre + half) / scale).alias("high")


def scaled(found: Frame, had: Frame, customers: Any, group: str) -> Frame:
    """Chances × p_alive ÷ its mean among those whom the rule speaks of, at most certain.

    A customer without `p_alive` keeps the rule's chances.
    """
    told: Frame = nw.from_native(customers, pass_through=False).lazy()
    alive = told.select("customer_id", _alive=nw.col("p_alive").cast(nw.Float64))
    known = had.join(alive, on="customer_id", how="inner")
    if group == "item":
        mean = known.select("customer_id", "_alive").unique().select(_mean=nw.col("_alive").mean())
        with_mean = found.join(mean, how="cross")
    else:
        mean = known.group_by("item").agg(_mean=nw.col("_alive").mean())
        mean = mean.select("_mean", had_item="item")
        with_mean = found.join(mean, on="had_item", how="left")
    joined = with_mean.join(alive, on="customer_id", how="left")
    factor = nw.when(nw.col("_mean") > 0).then(nw.col("_alive") / nw.col("_mean"))
    scaled = joined.with_columns(_factor=nw.coalesce(factor, nw.lit(1.0)))
    one = nw.lit(1.0)
    limited = {
        name: nw.min_horizontal(nw.col(name) * nw.col("_factor"), one)
        for name in ("probability", "low", "high", "_above")
    }
    return scaled.with_columns(**limited)
