"""From lines to orders, from orders to purchase days, from those to one row per customer.

A purchase is an order that is positive after its returns. Orders of one day are one
purchase (indicator RL03), so frequency counts days. Everything is integer days and minor
units until the median.
"""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables import Frame


def orders(netted: Frame) -> Frame:
    """One row per customer and order, from the lines that `netting.net` returns.

    Returns
    -------
    Frame
        `customer_id`, `counted_order`, `day`; `amount_minor` (net of its returns),
        `gross_minor`, `returned_minor` (positive), `cost_minor` (null if no line has one),
        `lines` sold, `units_thousandths` sold less brought back, `lines_without_cost`;
        `is_purchase`: something of it was kept (or all of it was free).
    """
    amount, quantity = nw.col("amount_minor"), nw.col("quantity_thousandths")
    lines = netted.select(
        "customer_id",
        "counted_order",
        nw.col("cost_minor"),
        day=nw.col("counted_day"),
        amount_minor=amount,
        gross_minor=nw.when(amount > 0).then(amount).otherwise(nw.lit(0)),
        sold=(amount > 0).cast(nw.Int64),
        units=quantity,
        costed=nw.col("cost_minor").is_null().cast(nw.Int64),
    )
    grouped = lines.group_by("customer_id", "counted_order").agg(
        nw.col("day").min(),
        nw.col("amount_minor").sum().cast(nw.Int64),
        nw.col("gross_minor").sum().cast(nw.Int64),
        nw.col("cost_minor").sum().cast(nw.Int64),
        lines=nw.col("sold").sum().cast(nw.Int64),
        all_lines=nw.len().cast(nw.Int64),
        units_thousandths=nw.col("units").sum().cast(nw.Int64),
        lines_without_cost=nw.col("costed").sum().cast(nw.Int64),
    )
    has_cost = nw.col("lines_without_cost") < nw.col("all_lines")
    return grouped.with_columns(
        cost_minor=nw.when(has_cost).then(nw.col("cost_minor")),
        returned_minor=nw.col("gross_minor") - nw.col("amount_minor"),
        is_purchase=(nw.col("amount_minor") > 0) | was_free(),
    ).drop("all_lines")


def was_free() -> nw.Expr:
    """An order of lines of amount zero alone; there is none unless they were kept."""
    return (nw.col("gross_minor") == 0) & (nw.col("amount_minor") == 0)


def purchase_days(orders: Frame) -> Frame:
    """One row per customer and day: sums, how many purchases, and the gap to the one before.

    Returns
    -------
    Frame
        `customer_id`, `day`, `purchases` (orders kept, 0 on a day of nothing but returns),
        the sums of `orders`, and `gap_days` since the purchase day before; null on the
        first one and on days without a purchase.
    """
    bought = orders.with_columns(purchases=nw.col("is_purchase").cast(nw.Int64))
    days = bought.group_by("customer_id", "day").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in ("purchases", *_SUMS)),
        costed=(~nw.col("cost_minor").is_null()).cast(nw.Int64).max(),
    )
    before = nw.col("day").shift(1).over("customer_id", "is_bought", order_by="day")
    gap = nw.when(nw.col("is_bought")).then(nw.col("day") - before)
    return days.with_columns(is_bought=nw.col("purchases") > 0).with_columns(gap_days=gap)


_SUMS = (
    *("amount_minor", "gross_minor", "returned_minor", "cost_minor"),
    *("lines", "units_thousandths", "lines_without_cost"),
)


def gaps(orders: Frame) -> Frame:
    """Days between one purchase day and the next: `customer_id`, `day`, `gap_days`.

    One row per repeat purchase day; `day` is the later one.
    """
    days = purchase_days(orders).filter(~nw.col("gap_days").is_null())
    return days.select("customer_id", "day", "gap_days")


def summaries(orders: Frame, *, as_of_day: int) -> Frame:
    """One row per customer: what he bought, how often, and in what rhythm.

    Parameters
    ----------
    orders
        As `orders` returns them, none later than `as_of_day`.
    as_of_day
        The day up to which customers are observed, in days since 1970-01-01.

    Returns
    -------
    Frame
        `customer_id`;
        `first_day`, `second_day`, `last_day`, the purchase days, null where there is none;
        `orders` kept, `purchase_days`, `lines`, `units_thousandths`;
        `gross_minor`, `returned_minor`, `revenue_minor` (gross less returned, returns
        without a sale included), `cost_minor` (null if no line has one), `margin_minor`;
        `lines_without_cost`: the margin is too high by their cost;
        `repeats`, `days_to_last`, `days_observed`: the x, t_x and T of buy-till-you-die
        models, in days (Fader, Hardie & Lee 2005, doi:10.1287/mksc.1040.0098);
        `days_since_last`; `median_gap_days` and `largest_gap_days` between purchase days,
        null with fewer than two.
    """
    day, bought = nw.col("day"), nw.col("is_bought")
    days = purchase_days(orders).with_columns(
        bought_on=nw.when(bought).then(day),
        again_on=nw.when(~nw.col("gap_days").is_null()).then(day),
        bought=bought.cast(nw.Int64),
    )
    customers = days.group_by("customer_id").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in _SUMS),
        first_day=nw.col("bought_on").min(),
        second_day=nw.col("again_on").min(),
        last_day=nw.col("bought_on").max(),
        orders=nw.col("purchases").sum().cast(nw.Int64),
        purchase_days=nw.col("bought").sum().cast(nw.Int64),
        costed=nw.col("costed").max(),
        median_gap_days=nw.col("gap_days").median(),
        largest_gap_days=nw.col("gap_days").max(),
    )
    return _with_clocks(_with_margin(customers), as_of_day).select(*SUMMARY)


def _with_margin(customers: Frame) -> Frame:
    cost = nw.when(nw.col("costed") == 1).then(nw.col("cost_minor"))
    return customers.with_columns(cost_minor=cost).with_columns(
        revenue_minor=nw.col("amount_minor"),
        margin_minor=nw.col("amount_minor") - nw.col("cost_minor"),
    )


def _with_clocks(customers: Frame, as_of_day: int) -> Frame:
    first, last = nw.col("first_day"), nw.col("last_day")
    repeats = nw.col("purchase_days") - 1
    return customers.with_columns(
        repeats=nw.when(repeats > 0).then(repeats).otherwise(nw.lit(0)),
        days_to_last=last - first,
        days_observed=(nw.lit(as_of_day) - first).cast(nw.Int32),
        days_since_last=(nw.lit(as_of_day) - last).cast(nw.Int32),
    )


SUMMARY = (
    *("customer_id", "first_day", "second_day", "last_day"),
    *("orders", "purchase_days", "lines", "units_thousandths"),
    *("gross_minor", "returned_minor", "revenue_minor", "cost_minor", "margin_minor"),
    *("lines_without_cost", "repeats", "days_to_last", "days_observed", "days_since_last"),
    *("median_gap_days", "largest_gap_days"),
)
