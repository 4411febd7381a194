"""The table of costs as time-driven costing gives them to customers, for indicators of cost."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.measures import Derived
from goodwill.analytics.tables import Column, Frame, Table
from goodwill.language import Sentence

ALLOCATED = Table(
    "allocated_costs",
    Sentence("Costs given to customers by the time that they took: made of the ledger."),
    (
        Column("customer_id", nw.String, Sentence("The customer.")),
        Column("stage", nw.String, Sentence("`acquire`, `retain`, `expand` or `churn`.")),
        Column("channel", nw.String, Sentence("The channel.")),
        Column("campaign_id", nw.String, Sentence("The campaign.")),
        Column("product_id", nw.String, Sentence("The product.")),
        Column("region", nw.String, Sentence("Region or country.")),
        Column("department", nw.String, Sentence("The department or branch.")),
        Column("kind", nw.String, Sentence("The work done: `visit`, `order`, `request` …")),
        Column("period", nw.Int32, Sentence("The month, as in 202603.")),
        Column("amount_minor", nw.Int64, Sentence("The cost."), "minor units"),
        Column("minutes", nw.Float64, Sentence("The time that it took."), "minutes"),
        Column("is_estimate", nw.Int64, Sentence("1 if it is estimated, else 0.")),
    ),
)
"""`costing.allocation` gives it; whoever asks for indicators adds it to the tables."""


def _dated(asked: Asked) -> Frame:
    """With `period_day`, the first day of the month; in steps, for engines write steps out."""
    costs = asked.frame(ALLOCATED)
    if "period_day" in costs.collect_schema().names():
        return costs
    costs = costs.with_columns(_year=_whole(nw.col("period") / 100))
    month = nw.col("period") - nw.col("_year") * 100
    costs = costs.with_columns(_since_march=(month + 9) % 12)
    since_march = nw.col("_since_march")
    costs = costs.with_columns(_year=nw.col("_year") - (since_march >= 10).cast(nw.Int64))
    year = nw.col("_year")
    leap_days = _whole(year / 4) - _whole(year / 100) + _whole(year / 400)
    day = 365 * year + leap_days + _whole((since_march * 306 + 5) / 10) - MARCH_OF_YEAR_0
    return costs.with_columns(period_day=day.cast(nw.Int32))


def _whole(number: nw.Expr) -> nw.Expr:
    return number.floor().cast(nw.Int64)


MARCH_OF_YEAR_0 = 719_468
"""Days from 1 March of the year 0 to 1970-01-01."""

DATED_COSTS = Derived("allocated costs", (ALLOCATED,), _dated)
"""Allocated costs with the first day of their month."""
