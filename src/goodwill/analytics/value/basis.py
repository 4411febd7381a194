"""By what a customer's value is measured: profit, margin or revenue, or what is expected.

Of current value it is the best that the data allow; every figure says which. Later columns
are named for the value, not for the measure: `value_minor`.
"""

from __future__ import annotations

from enum import StrEnum

import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


class Basis(StrEnum):
    """What `value_minor` holds; the word is also the column's: `profit_minor` …"""

    PROFIT = "profit"
    MARGIN = "margin"
    REVENUE = "revenue"
    RESIDUAL = "residual_value"
    """Not what has been, but what a model expects from now on, discounted to today."""

    @property
    def column(self) -> str:
        return f"{self.value}_minor"

    @property
    def sentence(self) -> Sentence:
        return _SAID[self]


_SAID = {
    Basis.PROFIT: Sentence("profit: net revenue less cost of goods less cost to serve"),
    Basis.MARGIN: Sentence("margin: net revenue less cost of goods; cost to serve is not known"),
    Basis.REVENUE: Sentence("net revenue, because no cost is known: this is not profit"),
    Basis.RESIDUAL: Sentence(
        "expected residual lifetime value: future margin, discounted to today"
    ),
}


def valued(summaries: Frame, basis: Basis = Basis.PROFIT) -> Frame:
    """Adds `value_minor`: what the customer has been worth so far, in minor units."""
    return summaries.with_columns(value_minor=nw.col(basis.column).cast(nw.Int64))


def has_used_lines() -> nw.Expr:
    """Whether any line of the customer counts, be it only one that came back."""
    touched = [nw.coalesce(name, nw.lit(0)) != 0 for name in ("lines", "returned_minor")]
    return touched[0] | touched[1]
