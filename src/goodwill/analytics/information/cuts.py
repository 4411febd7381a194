"""Any measure by any columns: customer, product, department, region, channel, time.

Customers and orders are counted once in each slice, however many lines they have there,
so they do not add up across slices; amounts do.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.information.calendar import month_of
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import ORDER_LINES, Frame
from goodwill.language import Sentence

FEW_CUSTOMERS = 5
"""A slice with fewer is flagged: its figures speak of persons."""

PERIODS = ("month", "quarter", "year")

_NOT_TO_CUT_BY = {
    *(name for name in ORDER_LINES.names if name not in {"customer_id", "product_id"}),
    *("kind", "netted", "counted_order", "counted_day", "set_aside"),
} - {"channel", "region", "department", "category", "status", "description", "currency"}


def possible_columns(lines: Frame) -> list[str]:
    """What these lines can be cut by; periods are made from the day a line counts on."""
    names = lines.collect_schema().names()
    return [*(name for name in names if name not in _NOT_TO_CUT_BY), *PERIODS]


def with_customer_attributes(lines: Frame, customers: Frame) -> Frame:
    """The lines with what the customers file says of each customer.

    An attribute that lines also have, such as `region`, is kept as `customer_<name>`.
    """
    ours = lines.collect_schema().names()
    names = [name for name in customers.collect_schema().names() if name != "customer_id"]
    attributes = {f"customer_{name}" if name in ours else name: nw.col(name) for name in names}
    return lines.join(customers.select("customer_id", **attributes), on="customer_id", how="left")


def cut(lines: Frame, by: Sequence[str], measures: Sequence[str]) -> Frame:
    """One row per slice, with the measures asked for.

    Parameters
    ----------
    lines
        As `netting.net` returns them, with any further columns to cut by.
    by
        Names of `possible_columns`; none gives one row for everything.
    measures
        Names of `MEASURES`.

    Returns
    -------
    Frame
        The columns `by`, null where unknown; for each measure a column of its name:
        money in minor units, shares as fractions, null where there is nothing to divide
        by; for ratios also `<measure>_numerator` and `<measure>_denominator`;
        `n` customers with a purchase, and `is_few`: fewer than five of them.

    Raises
    ------
    AnalyticsError
        There is no such column or measure; names those there are.
    """
    _check_names(lines, by, measures)
    sums = _sums(_with_periods(lines, by), by)
    return sums.select(
        *by,
        *(expression for name in measures for expression in _measured(name)),
        n=nw.col("customers"),
        is_few=nw.col("customers") < FEW_CUSTOMERS,
    )


def _check_names(lines: Frame, by: Sequence[str], measures: Sequence[str]) -> None:
    possible = possible_columns(lines)
    for name in by:
        if name not in possible:
            raise AnalyticsError(
                Sentence(
                    "There is no column {name} to cut by. There are: {possible}.",
                    name=name,
                    possible=", ".join(possible),
                )
            )
    for name in measures:
        if name not in MEASURES:
            raise AnalyticsError(
                Sentence(
                    "There is no measure {name}. There are: {possible}.",
                    name=name,
                    possible=", ".join(MEASURES),
                )
            )


def _with_periods(lines: Frame, by: Sequence[str]) -> Frame:
    """`2011-03`, `2011-Q1`, `2011`: of the day a line counts on, returns on their sale's.

    In steps, because engines write an expression out in full each time it is used.
    """
    if not set(by) & set(PERIODS):
        return lines
    index, month, year = nw.col("_index"), nw.col("_month"), nw.col("_year")
    stepped = lines.with_columns(_index=month_of(nw.col("counted_day")))
    stepped = stepped.with_columns(_year=floor_divided(index, 12))
    stepped = stepped.with_columns(_month=index - year * 12)
    quarter = floor_divided(month, 3) + 1
    two_digits = (month + 101).cast(nw.String).str.slice(1, 2)
    named = {
        "month": nw.concat_str(year.cast(nw.String), two_digits, separator="-"),
        "quarter": nw.concat_str(year.cast(nw.String), quarter.cast(nw.String), separator="-Q"),
        "year": year.cast(nw.String),
    }
    wanted = {name: period for name, period in named.items() if name in by}
    return stepped.with_columns(**wanted).drop("_index", "_month", "_year")


def _sums(lines: Frame, by: Sequence[str]) -> Frame:
    """Slice sums, through orders, purchase days and customers of each slice in turn."""
    keys = [f"by_{number}" for number in range(len(by))]
    orders = _by_order(lines, by, keys)
    days = _sum_up(orders, [*keys, "customer_id", "day"], ["orders"]).with_columns(
        days=(nw.col("orders") > 0).cast(nw.Int64)
    )
    people = _sum_up(days, [*keys, "customer_id"], ["orders", "days"]).with_columns(
        customers=(nw.col("days") > 0).cast(nw.Int64),
        repeaters=(nw.col("days") > 1).cast(nw.Int64),
    )
    slices = _sum_up(people, [*keys, "all"], ["orders", "customers", "repeaters"])
    cost = nw.when(nw.col("costed") > 0).then(nw.col("cost_minor"))
    return slices.with_columns(
        *(nw.col(key).alias(name) for key, name in zip(keys, by, strict=True)),
        margin_minor=nw.col("revenue_minor") - cost,
        units=nw.col("units_thousandths") / 1000,
    )


_ADDED = (
    *("revenue_minor", "gross_minor", "returned_minor", "cost_minor", "costed"),
    "units_thousandths",
)


def _by_order(lines: Frame, by: Sequence[str], keys: Sequence[str]) -> Frame:
    amount = nw.col("amount_minor")
    parts = lines.select(
        "customer_id",
        "counted_order",
        *(nw.col(name).alias(key) for key, name in zip(keys, by, strict=True)),
        nw.col("quantity_thousandths").alias("units_thousandths"),
        nw.col("cost_minor"),
        all=nw.lit(0),
        day=nw.col("counted_day"),
        revenue_minor=amount,
        gross_minor=nw.when(amount > 0).then(amount).otherwise(nw.lit(0)),
        returned_minor=nw.when(amount < 0).then(-amount).otherwise(nw.lit(0)),
        costed=(~nw.col("cost_minor").is_null()).cast(nw.Int64),
    )
    orders = parts.group_by(*keys, "customer_id", "counted_order", "all").agg(
        nw.col("day").min(), *(nw.col(name).sum().cast(nw.Int64) for name in _ADDED)
    )
    free = (nw.col("gross_minor") == 0) & (nw.col("returned_minor") == 0)
    return orders.with_columns(orders=((nw.col("revenue_minor") > 0) | free).cast(nw.Int64))


def _sum_up(frame: Frame, keys: Sequence[str], counts: Sequence[str]) -> Frame:
    added = [nw.col(name).sum().cast(nw.Int64) for name in (*_ADDED, *counts)]
    return frame.group_by(*keys).agg(*added).with_columns(all=nw.lit(0))


def _measured(name: str) -> list[nw.Expr]:
    measure = MEASURES[name]
    above = nw.col(measure.numerator)
    if measure.denominator is None:
        return [above.alias(name)]
    below = nw.col(measure.denominator)
    value = nw.when(below != 0).then(above.cast(nw.Float64) / below.cast(nw.Float64))
    return [value.alias(name), above.alias(f"{name}_numerator"), below.alias(f"{name}_denominator")]
