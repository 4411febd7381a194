"""Which sale each return takes back.

A return counts in the order it takes back and on that order's day (indicator SL06), so a
customer who brought everything back is no buyer of that day. The sale is looked for

1. in the order that the return names, or in its own order, by product;
2. among the customer's earlier sales of the product: first one of exactly that quantity
   and amount, else the latest with enough of it left;
3. in the named or own order as a whole, where the product is not in it (a discount line,
   a refund without a product), as far as the order's amount goes.

No sale gives back more than was sold. What finds no sale counts as a return of its own
day, and never makes that day a purchase.
"""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.information.pairing import Settle, paired
from goodwill.analytics.information.sorting import LINE
from goodwill.analytics.tables import Frame

SALE, RETURN = "sale", "return"
ALONE = "#return"
"""Ends the name of the order that a return without a sale counts in."""


def net(used: Frame, settle: Settle) -> Frame:
    """The lines used, each with the order and day it counts in.

    Parameters
    ----------
    used
        Lines with a customer, a day and an amount, none of them zero.
    settle
        Computes a frame once where several steps build on it: `warehouse.settle`. Only
        frames in proportion to the returns are settled; without it the engine would plan
        the same steps again and again.

    Returns
    -------
    Frame
        `used` with `kind` (`sale` or `return`), `netted` (a return that found its sale),
        `counted_order` and `counted_day`. A line without order number counts in an order
        of its customer and day; a return without sale in an order of its own.
    """
    lines = used.join(settle(_matches(used, settle)), on=LINE, how="left")
    is_return = nw.col("amount_minor") < 0
    found = ~nw.col("match_order").is_null()
    ending = nw.when(is_return).then(nw.lit(ALONE)).otherwise(nw.lit(""))
    return lines.with_columns(
        kind=nw.when(is_return).then(nw.lit(RETURN)).otherwise(nw.lit(SALE)),
        netted=found,
        counted_order=nw.coalesce("match_order", nw.concat_str(_order(), ending)),
        counted_day=nw.coalesce("match_day", "ordered_day"),
    ).drop("match_order", "match_day")


def _order() -> nw.Expr:
    """The order number, or a key of customer and day where the file has none."""
    day = nw.col("ordered_day").cast(nw.String)
    return nw.coalesce(nw.col("order_id"), nw.concat_str(nw.col("customer_id"), day, separator="@"))


def _matches(used: Frame, settle: Settle) -> Frame:
    """`LINE`, `match_order`, `match_day` of every return that found its sale."""
    unnamed = settle(_returns(used))
    orders = settle(_orders_meant(used, unnamed))
    returns = settle(_with_named_order(unnamed, orders))
    by_product = settle(paired(returns, _sales_of_products(used, returns), settle))
    by_order = _within_orders(returns.join(by_product, on=LINE, how="anti"), orders, by_product)
    return nw.concat(
        [found.select(*LINE, "match_order", "match_day") for found in (by_product, by_order)]
    )


def _returns(used: Frame) -> Frame:
    return _line_columns(used.filter(nw.col("amount_minor") < 0), sign=-1)


def _line_columns(lines: Frame, sign: int) -> Frame:
    """Short names and positive numbers; a quantity against the sign of the amount is unknown."""
    quantity = nw.col("quantity_thousandths") * sign
    return lines.select(
        *LINE,
        "customer_id",
        "return_of",
        order=_order(),
        product=nw.col("product_id").fill_null(""),
        day=nw.col("ordered_day"),
        quantity=nw.when(quantity > 0).then(quantity),
        amount=nw.col("amount_minor") * sign,
    )


def _sales_of_products(used: Frame, returns: Frame) -> Frame:
    """What was sold of the products brought back: a row per customer, order and product.

    `quantity` is null where any line of it has none.
    """
    wanted = returns.select("customer_id", "product").unique()
    sales = _line_columns(used.filter(nw.col("amount_minor") > 0), sign=1)
    sold = sales.join(wanted, on=["customer_id", "product"], how="semi")
    unknown = nw.col("quantity").is_null().cast(nw.Int64)
    grouped = sold.with_columns(unknown=unknown).group_by("customer_id", "product", "order")
    sums = grouped.agg(
        nw.col("day").min(),
        nw.col("quantity").sum().cast(nw.Int64),
        nw.col("amount").sum().cast(nw.Int64),
        nw.col("unknown").max(),
    )
    known = nw.when(nw.col("unknown") == 0).then(nw.col("quantity"))
    return sums.with_columns(quantity=known).drop("unknown")


def _orders_meant(used: Frame, returns: Frame) -> Frame:
    """The orders that returns name or stand in, as sold: first day and gross amount."""
    own = returns.select("customer_id", "order")
    named = returns.select("customer_id", order=nw.col("return_of"))
    sales = _line_columns(used.filter(nw.col("amount_minor") > 0), sign=1)
    sold = sales.join(nw.concat([own, named]).unique(), on=["customer_id", "order"], how="semi")
    return sold.group_by("customer_id", "order").agg(
        nw.col("day").min(), nw.col("amount").sum().cast(nw.Int64)
    )


def _with_named_order(returns: Frame, orders: Frame) -> Frame:
    """Adds `named`: the order that `return_of` names, if the customer has it, else null."""
    known = orders.select("customer_id", return_of=nw.col("order"), named=nw.col("order"))
    return returns.join(known, on=["customer_id", "return_of"], how="left")


def _within_orders(returns: Frame, orders: Frame, matched: Frame) -> Frame:
    """Matches with the named or own order as a whole, as far as its amount goes."""
    key = ["customer_id", "match_order"]
    taken = matched.group_by(key).agg(taken=nw.col("amount").sum().cast(nw.Int64))
    meant = returns.with_columns(match_order=nw.coalesce("named", "order"))
    sold = orders.select(
        "customer_id", match_order=nw.col("order"), match_day=nw.col("day"), sold=nw.col("amount")
    )
    asked = meant.join(sold, on=key, how="inner").join(taken, on=key, how="left")
    running = nw.col("amount").cum_sum().over(*key, order_by=["day", *LINE])
    served = asked.with_columns(running=running + nw.col("taken").fill_null(0))
    return served.filter(nw.col("running") <= nw.col("sold"))
