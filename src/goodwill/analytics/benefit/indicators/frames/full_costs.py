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
    """One row per entry, and per part of the time of departments that is known.

    The columns cut by, `stage`, `campaign_id`, `cost_day`, `amount_minor`; in the consumption
    view: no opportunity cost, no purchase of assets.

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
        return _columns(entries, "served_day", asked)
    named = entries.filter(~nw.col("treatment").fill_null("").is_in(POOLED))
    time = DATED_COSTS.made(asked).filter(nw.col("minutes") > 0)
    return nw.concat([_columns(named, "served_day", asked), _columns(time, "period_day", asked)])


def _columns(rows: Frame, day: str, asked: Asked) -> Frame:
    names = dict.fromkeys((*asked.by, "stage", "campaign_id", "amount_minor"))
    return with_parts(rows, asked).select(*names, cost_day=nw.col(day).cast(nw.Int64))
