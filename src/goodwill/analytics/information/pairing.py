"""Returns and sales of one product, paired so that no sale gives back more than was sold.

Each return asks the sale it likes best; each sale serves those who ask, the earliest
return first, while it lasts. Who came too late asks again in the next pass.
"""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw

from goodwill.analytics.information.sorting import LINE
from goodwill.analytics.tables import Frame

PASSES = 4
"""How often a return may ask; what is still open then stays without a sale."""

Settle = Callable[[Frame], Frame]
"""Computes a frame once where several steps build on it."""

_THE_ORDER_MEANT, _EXACTLY_THIS, _ENOUGH, _NOT_THIS = range(4)


def paired(returns: Frame, sales: Frame, settle: Settle) -> Frame:
    """The returns that found a sale, with `match_order` and `match_day`.

    Parameters
    ----------
    returns
        One row per return line: `LINE`, `customer_id`, `product`, its own `order`, the
        order `named` (null if none is), `day`, `quantity` (may be null), `amount`.
    sales
        One row per customer, product and order: `day`, `quantity` (may be null), `amount`.
    """
    open_pairs = settle(_pairs(returns, sales))
    served = settle(_served(open_pairs, nw.lit(1)))
    found = [served]
    for _ in range(PASSES - 1):
        open_pairs = settle(_still_open(open_pairs, served))
        served = settle(_served(open_pairs, _turn()))
        found.append(served)
    return nw.concat(found)


def _pairs(returns: Frame, sales: Frame) -> Frame:
    """Every return with every sale that may be its own.

    `tier` says how likely, the lowest first; `size` what comes back and `left` what the
    sale has to give, in quantity where all quantities are known and else in amount.
    """
    sold = sales.select(
        "customer_id",
        "product",
        match_order=nw.col("order"),
        match_day=nw.col("day"),
        sold_quantity=nw.col("quantity"),
        sold_amount=nw.col("amount"),
    )
    pairs = returns.join(sold, on=["customer_id", "product"], how="inner")
    known = _all_quantities_are_known()
    sized = pairs.with_columns(
        tier=_tier(),
        size=nw.when(known).then(nw.col("quantity")).otherwise(nw.col("amount")),
        left=nw.when(known).then(nw.col("sold_quantity")).otherwise(nw.col("sold_amount")),
    )
    fits = (nw.col("tier") != _NOT_THIS) & (nw.col("size") <= nw.col("left"))
    return _with_choice(sized.filter(fits)).select(*_PAIR)


_PAIR = (
    *LINE,
    *("customer_id", "product", "match_order", "match_day", "day", "amount"),
    *("tier", "recency", "size", "left", "choice"),
)


def _all_quantities_are_known() -> nw.Expr:
    missing = nw.col("quantity").is_null() | nw.col("sold_quantity").is_null()
    return missing.cast(nw.Int64).max().over("customer_id", "product") == 0


def _tier() -> nw.Expr:
    meant = nw.col("match_order") == nw.coalesce("named", "order")
    barred = ~nw.col("named").is_null() | (nw.col("match_day") > nw.col("day"))
    exact = (nw.col("sold_amount") == nw.col("amount")) & (
        nw.col("sold_quantity").fill_null(0) == nw.col("quantity").fill_null(0)
    )
    tier = nw.when(exact).then(nw.lit(_EXACTLY_THIS)).otherwise(nw.lit(_ENOUGH))
    tier = nw.when(barred).then(nw.lit(_NOT_THIS)).otherwise(tier)
    return nw.when(meant).then(nw.lit(_THE_ORDER_MEANT)).otherwise(tier)


def _with_choice(pairs: Frame) -> Frame:
    """Adds `choice`: 1 for the sale a return likes best, then 2, 3 …"""
    liked = ["tier", "recency", "match_order"]
    counted = pairs.with_columns(recency=nw.col("match_day") * -1, one=nw.lit(1, dtype=nw.Int64))
    choice = nw.col("one").cum_sum().over(*LINE, order_by=liked).cast(nw.Int64)
    return counted.with_columns(choice=choice)


def _turn() -> nw.Expr:
    """The second of a customer's open returns asks its second choice, and so on.

    So a row of equal returns finds a row of equal sales in one pass.
    """
    first = (nw.col("choice") == 1).cast(nw.Int64)
    nth = first.cum_sum().over("customer_id", "product", order_by=["day", *LINE, "choice"])
    return nw.min_horizontal(nth.cast(nw.Int64), nw.col("choice").max().over(*LINE))


def _served(pairs: Frame, turn: nw.Expr) -> Frame:
    """The pairs of this pass in which the sale still lasts."""
    asking = pairs.with_columns(turn=turn).filter(nw.col("choice") == nw.col("turn"))
    taken = nw.col("size").cum_sum().over(*_SOLD, order_by=["day", *LINE])
    return asking.with_columns(taken=taken).filter(nw.col("taken") <= nw.col("left")).select(*_PAIR)


_SOLD = ("customer_id", "product", "match_order")


def _still_open(pairs: Frame, served: Frame) -> Frame:
    """The pairs of returns not yet served, with what the sales still have."""
    given = served.group_by(*_SOLD).agg(given=nw.col("size").sum().cast(nw.Int64))
    waiting = pairs.join(served.select(*LINE), on=LINE, how="anti")
    remaining = waiting.join(given, on=list(_SOLD), how="left").with_columns(
        left=nw.col("left") - nw.col("given").fill_null(0)
    )
    return _with_choice(remaining.filter(nw.col("size") <= nw.col("left"))).select(*_PAIR)
