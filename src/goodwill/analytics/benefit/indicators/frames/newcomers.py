"""The first purchases of customers, of which several indicators are made."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.measures import Derived
from goodwill.analytics.tables import ORDER_LINES, Frame


def first_purchases(asked: Asked) -> Frame:
    """The first purchase day of each customer; two rows if it falls in two parts."""
    return asked.kept("first purchases", lambda: _first_purchases(asked))


def _first_purchases(asked: Asked) -> Frame:
    bought = purchases.of(asked).filter(nw.col("orders") > 0)
    first = bought.with_columns(first_day=nw.col("day").min().over("customer_id"))
    return first.filter(nw.col("day") == nw.col("first_day")).drop("first_day")


FIRST_PURCHASES = Derived("first purchases", (ORDER_LINES,), first_purchases)
"""The column of the day is `day`."""
