"""The month of a date, as ledgers write it."""

from __future__ import annotations

import narwhals as nw


def month_of_date(name: str) -> nw.Expr:
    """202403 (Int32) of a column of dates; null where that is."""
    on = nw.col(name)
    return (on.dt.year().cast(nw.Int32) * 100 + on.dt.month().cast(nw.Int32)).cast(nw.Int32)
