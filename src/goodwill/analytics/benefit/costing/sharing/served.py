"""Costs cut by anything, and what it cost to serve each customer, as `goodwill value` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.sharing.direct import Settle, small
from goodwill.analytics.benefit.costing.sharing.work import CUTS
from goodwill.analytics.benefit.costing.yearmonths import index_of
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.information.calendar import day_of, first_of_month
from goodwill.analytics.tables import COSTS, Frame
from goodwill.language import Sentence


def cut(costs: Frame, by: Sequence[str]) -> Frame:
    """Assigned costs by any of CUTS and `treatment`; they add up across all slices.

    Parameters
    ----------
    costs
        `Allocation.costs`.

    Returns
    -------
    Frame
        The columns `by`, null where nobody knows; `amount_minor`, `estimated_minor` (what of
        it rests on estimates), `minutes`, `activities`.

    Raises
    ------
    AnalyticsError
        There is no such column; names those there are.
    """
    possible = (*CUTS, "treatment")
    for name in by:
        if name not in possible:
            raise AnalyticsError(
                Sentence(
                    "Costs cannot be cut by {name}. There are: {possible}.",
                    name=name,
                    possible=", ".join(possible),
                )
            )
    amount = nw.col("amount_minor")
    summed = ("amount_minor", "estimated_minor", "activities")
    marked = costs.with_columns(
        estimated_minor=nw.when(nw.col("is_estimate") == 1).then(amount).otherwise(nw.lit(0)),
        _all=nw.lit(0),
    )
    found = marked.group_by(*by, "_all").agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in summed), nw.col("minutes").sum()
    )
    return found.drop("_all")


def cost_to_serve(costs: Frame, *, currency: str | None = None, settle: Settle) -> Frame:
    """What was spent on each customer, by month and activity: the table COSTS.

    Parameters
    ----------
    costs
        `Allocation.costs`. Costs without a customer are left out: no customer caused them.
    currency
        ISO 4217 code of the company's currency.
    settle
        `warehouse.settle`.

    Returns
    -------
    Frame
        COSTS; `spent_on` is the first day of the month, `activity` the kind of activity or the
        sub-category of a direct entry. What comes to 0 is left out; a reversal in a later month
        than its entry is negative.
    """
    ours = costs.filter(~nw.col("customer_id").is_null())
    keys = ("customer_id", "period", "kind")
    summed = ours.group_by(*keys).agg(nw.col("amount_minor").sum().cast(nw.Int64))
    spent = summed.filter(nw.col("amount_minor") != 0).join(
        settle(_first_days(costs)), on="period", how="inner"
    )
    numbered = spent.with_row_index("source_row", order_by=list(keys))
    told = numbered.with_columns(
        activity=nw.col("kind"),
        currency=nw.lit(currency).cast(nw.String),
        unreadable=nw.lit(None).cast(nw.String),
    )
    return told.select(*(nw.col(column.name).cast(column.dtype()) for column in COSTS))


def _first_days(costs: Frame) -> nw.DataFrame[Any]:
    found = costs.select("period").unique().collect("pyarrow")["period"].to_list()
    first = {period: first_of_month(index_of(period)) for period in sorted(found)}
    rows = [{"period": p, "spent_on": on, "spent_day": day_of(on)} for p, on in first.items()]
    return small({"period": nw.Int32, "spent_on": nw.Date, "spent_day": nw.Int32}, rows)
