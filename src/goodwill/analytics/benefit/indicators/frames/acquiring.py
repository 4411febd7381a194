"""What a new customer costs, and when that has come back (MK04, MK05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.full_costs import full_costs
from goodwill.analytics.benefit.indicators.frames.newcomers import FIRST_PURCHASES, first_purchases
from goodwill.analytics.benefit.indicators.frames.trial_effects import NO_MARGIN
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Readings, divided
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Derived, Sum
from goodwill.analytics.figure import Number, major
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import COST_ENTRIES, COSTS, ORDER_LINES, Frame
from goodwill.language import Sentence

DAYS_A_MONTH = 365.25 / 12

NOT_SPENT = Sentence("No cost of winning customers is recorded for this period.")
NOBODY_NEW = Sentence("No new customer was won: the cost stands beside it.")
NEVER = Sentence("Never: new customers have brought no margin after their cost to serve.")


def _spent(asked: Asked) -> Frame:
    """Entries of the stage of acquisition, dated when the customers they won are counted."""
    rows = full_costs(asked).filter((nw.col("stage") == "acquire").fill_null(False))
    return rows.with_columns(counts_day=nw.col("cost_day") + asked.settings.cost_lag_days)


COST = Sum(
    Derived("costs of winning customers", (COST_ENTRIES,), _spent),
    nw.col("amount_minor"),
    day="counts_day",
    money=True,
)
NEW = Sum(FIRST_PURCHASES, day="day")


def acquisition_cost(readings: Readings, asked: Asked) -> Answer:
    """MK04 of `cost` and `new`; of no new customers the cost is shown beside n/a."""
    cost, new = readings["cost"], readings["new"].n
    if not cost.n:
        return Answer(None, n=new, reason=NOT_SPENT)
    spent = Decimal(str(cost.value or 0))
    beside: dict[str, Number] = {"cost": spent}
    if not new:
        return Answer(None, spent, 0, 0, reason=NOBODY_NEW, beside=beside)
    return Answer(divided(spent, new), spent, new, new, beside=beside)


def payback(asked: Asked) -> Iterator[Cell]:
    """MK05: cost of a new customer ÷ their monthly margin after cost to serve.

    The margin is that of the customers won in the period, from their first purchase on, for
    `payback_days` or as long as they have been watched.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    found = counted((COST, NEW), asked)
    answers = {}
    for key, row in rows_by_period(_newcomers(asked), "first_day", asked, _SUMS):
        readings = {
            name: found[measure].readings.get(key, NOTHING)
            for name, measure in (("cost", COST), ("new", NEW))
        }
        answers[key] = _payback(acquisition_cost(readings, asked), row, asked)
    return cells_of("MK05", asked, answers, Answer(None, reason=NOBODY_NEW))


_SUMS = {
    name: nw.col(name).sum().cast(nw.Int64)
    for name in ("margin_minor", "costed", "served_minor", "days")
}


def _newcomers(asked: Asked) -> Frame:
    """One row per new customer: margin and cost to serve since, and days watched."""
    first = first_purchases(asked).select(*purchases.key_of(asked), first_day=nw.col("day"))
    watched = asked.as_of_day + 1 - nw.col("first_day").cast(nw.Int64)
    longest = asked.settings.payback_days
    days = nw.when(watched > longest).then(nw.lit(longest)).otherwise(watched)
    people = first.with_columns(days=days.cast(nw.Int64)).filter(nw.col("days") > 0)
    bought = purchases.of(purchases.whole(asked)).with_columns(
        costed=(~nw.col("margin_minor").is_null()).cast(nw.Int64)
    )
    rows = _since(people, bought, "day", ("margin_minor", "costed"))
    if not asked.has(COSTS):
        return rows.with_columns(served_minor=nw.lit(0, dtype=nw.Int64))
    costs = asked.frame(COSTS).select(
        "customer_id", "spent_day", served_minor=nw.col("amount_minor")
    )
    return _since(rows, costs, "spent_day", ("served_minor",))


def _since(people: Frame, rows: Frame, day: str, names: tuple[str, ...]) -> Frame:
    """Adds the sums of a customer's rows from the first purchase on, while watched."""
    days = combinations(people, "customer_id", "first_day", "days")
    both = days.join(rows.select("customer_id", day, *names), on="customer_id", how="inner")
    since = nw.col(day) - nw.col("first_day")
    inside = both.filter(since >= 0, since < nw.col("days")).group_by("customer_id")
    sums = inside.agg(*(nw.col(name).sum().cast(nw.Int64) for name in names))
    joined = people.join(sums, on="customer_id", how="left")
    return joined.with_columns(*(nw.col(name).fill_null(0) for name in names))


def _payback(cost: Answer, row: Mapping[str, Any], asked: Asked) -> Answer:
    if cost.value is None:
        return cost
    if not row["costed"]:
        return Answer(None, n=cost.n, reason=NO_MARGIN)
    months = row["days"] / DAYS_A_MONTH
    margin = row["margin_minor"] - row["served_minor"]
    monthly = margin / months
    beside: dict[str, Number] = {
        "cost": cost.value,
        "monthly_margin": major(round(monthly), asked.currency),
    }
    if margin <= 0:
        return Answer(None, n=cost.n, reason=NEVER, beside=beside)
    per_month = float(major(1, asked.currency)) * monthly
    value = float(cost.value) / per_month
    return Answer(value, cost.value, beside["monthly_margin"], cost.n, beside=beside)


NEEDS = (COST_ENTRIES, ORDER_LINES)
