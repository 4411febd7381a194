"""Order lines gathered to purchase days, once for all indicators that are made of purchases.

`of(asked)` is one row per part, customer and purchase day. Whoever asks for many indicators
calls `prepared(asked, settle)` first, so that the engine reads the lines once.

The lines may be those of `ORDER_LINES`, or better those that `netting.net` returns: returns
then count in the order, and on the day, of the sale that they take back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settle
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN
from goodwill.analytics.benefit.indicators.kernel.counting import ATTRIBUTES
from goodwill.analytics.benefit.indicators.kernel.measures import Derived
from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.statuses import is_cancelled, is_refunded
from goodwill.analytics.tables import ORDER_LINES, Frame
from goodwill.language import Sentence


def prepared(asked: Asked, settle: Settle) -> Asked:
    """The same question, with its purchase days computed once, unless they are."""
    if not asked.has(ORDER_LINES):
        return asked
    asks = {_name(each): each for each in (asked, whole(asked))}
    found = {
        name: settle(_gathered(each)) for name, each in asks.items() if name not in asked.tables
    }
    return replace(asked, tables={**asked.tables, **found})


def whole(asked: Asked) -> Asked:
    """The same question without a cut."""
    return replace(asked, by=()) if asked.by else asked


def of(asked: Asked) -> Frame:
    """Purchase days: one row per part, customer and day.

    Returns
    -------
    Frame
        The columns cut by (empty text where unknown), `customer_id`, `day` (days since
        1970-01-01), `orders` kept (0 on a day of nothing but returns), `amount_minor` net of
        returns, `margin_minor` (net amount less cost of goods, null where no cost is known).

    Raises
    ------
    Undefined
        There are no order lines, or neither they nor customers have a column cut by.
    """
    name = _name(asked)
    return asked.tables[name] if name in asked.tables else _gathered(asked)


PURCHASES = Derived("purchases", (ORDER_LINES,), of)
"""Purchase days, for sums of a period; the column of the day is `day`."""


def used_lines(asked: Asked) -> Frame:
    """Lines that count, with the columns cut by, `customer_id`, `order_id` and `day`.

    Raises
    ------
    Undefined
        There are no order lines, or neither they nor customers have a column cut by.
    """
    lines = asked.frame(ORDER_LINES)
    names = lines.collect_schema().names()
    if "set_aside" in names:
        lines = lines.filter(nw.col("set_aside").is_null())
    if "counted_order" in names:
        counted = lines.with_columns(order_id=nw.col("counted_order"), day=nw.col("counted_day"))
    else:
        sold = nw.col("amount_minor") > 0
        in_vain = sold & (is_cancelled() | is_refunded())
        counted = lines.filter(~in_vain).with_columns(
            order_id=nw.coalesce("order_id", _own_order()), day=nw.col("ordered_day")
        )
    known = [~nw.col(name).is_null() for name in ("customer_id", "day", "amount_minor")]
    return with_parts(counted.filter(*known), asked)


def with_parts(rows: Frame, asked: Asked, keys: Mapping[str, str] | None = None) -> Frame:
    """Rows with every column cut by as text: their own, else that of their customer or product.

    Parameters
    ----------
    keys
        What the rows call `customer_id` or `product_id`, where it is something else.

    Raises
    ------
    Undefined
        Neither the rows nor customers nor products have the column.
    """
    found: dict[str, list[str]] = {}
    own = set(rows.collect_schema().names())
    for name in asked.by:
        found[name] = [name] if name in own else []
    for table, key in ATTRIBUTES:
        ours = (keys or {}).get(key, key)
        if not asked.by or ours not in own or not asked.has(table):
            continue
        there = set(asked.frame(table).collect_schema().names()) & set(asked.by) - {key}
        if not there:
            continue
        renamed = {f"{table.name}_{name}": nw.col(name) for name in sorted(there)}
        attributes = asked.frame(table).select(_key=nw.col(key), **renamed)
        rows = rows.join(attributes, left_on=ours, right_on="_key", how="left")
        for name in there:
            found[name].append(f"{table.name}_{name}")
    for name, columns in found.items():
        if not columns:
            raise Undefined(no_column(name))
    parts = {name: _part(columns) for name, columns in found.items()}
    return rows.with_columns(**parts) if parts else rows


def no_column(name: str) -> Sentence:
    """Why nothing can be told by a column, and what to do."""
    return Sentence(
        "Neither the table nor customers or products have a column {column}: add it to one of "
        "them.",
        column=name,
    )


def key_of(asked: Asked) -> tuple[str, ...]:
    """The columns cut by, and the customer."""
    return tuple(dict.fromkeys((*asked.by, "customer_id")))


def _name(asked: Asked) -> str:
    return " ".join(("purchases by", *asked.by))


def _own_order() -> nw.Expr:
    return nw.concat_str(
        nw.col("customer_id"), nw.col("ordered_day").cast(nw.String), separator="@"
    )


def _part(columns: Sequence[str]) -> nw.Expr:
    parts = [nw.col(name).cast(nw.String) for name in columns]
    return nw.coalesce(*parts, nw.lit(UNKNOWN))


def _gathered(asked: Asked) -> Frame:
    key = key_of(asked)
    lines = used_lines(asked).select(
        *key,
        *("order_id", "day", "amount_minor", "cost_minor"),
        costed=(~nw.col("cost_minor").is_null()).cast(nw.Int64),
    )
    sums = ("amount_minor", "cost_minor", "costed")
    orders = lines.group_by(*key, "order_id").agg(
        nw.col("day").min(), *(nw.col(name).sum().cast(nw.Int64) for name in sums)
    )
    kept = orders.with_columns(orders=(nw.col("amount_minor") > 0).cast(nw.Int64))
    days = kept.group_by(*key, "day").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in (*sums, "orders"))
    )
    margin = nw.when(nw.col("costed") > 0).then(nw.col("amount_minor") - nw.col("cost_minor"))
    return days.select(*key, "day", "orders", "amount_minor", margin_minor=margin)
