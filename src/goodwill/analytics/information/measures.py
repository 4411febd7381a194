"""The measures that `cuts.cut` can take of any slice, each with its definition.

A measure is a sum, or a ratio of two sums; sums of slices add up, and the ratio of a
whole is made of the sums of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence


@dataclass(frozen=True)
class Measure:
    """A figure of a slice: the sum `numerator`, over the sum `denominator` if it is a ratio."""

    definition: Definition
    numerator: str
    denominator: str | None = None


MEASURES: Mapping[str, Measure] = {
    "customers": Measure(
        Definition(
            "customers",
            1,
            Sentence("Customers"),
            Sentence("Customers who bought something of this and kept it; each counts once."),
            Sentence("distinct customers with at least one purchase"),
            Unit.CUSTOMERS,
        ),
        "customers",
    ),
    "orders": Measure(
        Definition(
            "orders",
            1,
            Sentence("Orders"),
            Sentence("Orders of which something was kept; each counts once."),
            Sentence("distinct orders with a positive net amount"),
            Unit.ORDERS,
        ),
        "orders",
    ),
    "revenue": Measure(
        Definition(
            "revenue",
            1,
            Sentence("Revenue"),
            Sentence("What was sold, less what was brought back."),
            Sentence("gross amount − returns"),
            Unit.MONEY,
        ),
        "revenue_minor",
    ),
    "margin": Measure(
        Definition(
            "margin",
            1,
            Sentence("Margin"),
            Sentence("Revenue less the cost of goods. A line without a cost counts as costless."),
            Sentence("revenue − cost of goods"),
            Unit.MONEY,
        ),
        "margin_minor",
    ),
    "margin_rate": Measure(
        Definition(
            "margin_rate",
            1,
            Sentence("Margin rate"),
            Sentence("How much of the revenue is left after the cost of goods."),
            Sentence("margin ÷ revenue"),
            Unit.SHARE,
        ),
        "margin_minor",
        "revenue_minor",
    ),
    "returns": Measure(
        Definition(
            "returns",
            1,
            Sentence("Returns"),
            Sentence("What was brought back or credited, as a positive amount."),
            Sentence("Σ amounts brought back"),
            Unit.MONEY,
        ),
        "returned_minor",
    ),
    "return_rate": Measure(
        Definition(
            "return_rate",
            1,
            Sentence("Return rate"),
            Sentence("How much of what was sold was brought back, by amount."),
            Sentence("returns ÷ gross amount"),
            Unit.SHARE,
        ),
        "returned_minor",
        "gross_minor",
    ),
    "average_order": Measure(
        Definition(
            "SL06",
            1,
            Sentence("Average order value"),
            Sentence("What an order brings, after returns."),
            Sentence("revenue ÷ orders"),
            Unit.MONEY,
        ),
        "revenue_minor",
        "orders",
    ),
    "repeat_rate": Measure(
        Definition(
            "RL03",
            1,
            Sentence("Repeat-purchase rate"),
            Sentence("Of the customers who bought, how many bought on two days or more."),
            Sentence("customers with purchases on ≥ 2 days ÷ customers with a purchase"),
            Unit.SHARE,
        ),
        "repeaters",
        "customers",
    ),
    "units": Measure(
        Definition(
            "units",
            1,
            Sentence("Units"),
            Sentence("Pieces sold, less those brought back."),
            Sentence("Σ quantity"),
            Unit.NUMBER,
        ),
        "units",
    ),
}
