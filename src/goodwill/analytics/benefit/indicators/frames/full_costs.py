"""Full cost of a stage or campaign: what the ledger names, and the time that it took.

Where costs have been given to customers by the time that they took, that time counts instead
of the pools of the ledger; else the ledger alone is known.
"""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED, DATED_COSTS
from goodwill.analytics.benefit.indicators.frames.purchases import with_parts
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.tables import COST_ENTRIES, Frame

POOLED = ("pool", "platform")


def full_costs(asked: Asked) -> Frame:
    """Entries, and parts of the time of departments that is known, added up where alike.

    One row for each of the columns cut by, `stage`, `campaign_id` and `cost_day`, with
    `amount_minor` and how many `entries` it is of; in the consumption view: no opportunity
    cost, no purchase of assets.

    Raises
    ------
    Undefined
        There is no ledger, or no column to cut by.
    """
    return asked.kept("full costs", lambda: _full_costs(asked))


def _full_costs(asked: Asked) -> Frame:
    memo = nw.col("nature").fill_null("") == "memo"
    capital = nw.col("behaviour").fill_null("") == "capex"
    entries = asked.frame(COST_ENTRIES).filter(~memo, ~capital, ~nw.col("served_day").is_null())
    if not asked.has(ALLOCATED):
        return _alike(entries, "served_day", asked)
    named = entries.filter(~nw.col("treatment").fill_null("").is_in(POOLED))
    time = DATED_COSTS.made(asked).filter(nw.col("minutes") > 0)
    return nw.concat([_alike(named, "served_day", asked), _alike(time, "period_day", asked)])


def _alike(rows: Frame, day: str, asked: Asked) -> Frame:
    names = list(dict.fromkeys((*asked.by, "stage", "campaign_id")))
    dated = with_parts(rows, asked).with_columns(cost_day=nw.col(day).cast(nw.Int64))
    return dated.group_by(*names, "cost_day").agg(
        amount_minor=nw.col("amount_minor").sum().cast(nw.Int64), entries=nw.len().cast(nw.Int64)
    )
