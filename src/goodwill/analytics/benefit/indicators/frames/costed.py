"""The ledger judged and shared out once, for all indicators that are made of costs.

Whoever asks for many indicators calls `prepared(asked, settle)` first: the ledger then holds
entries, reversals and depreciation in one currency, `ALLOCATED` what customers cost, and
`USED_CAPACITY` what departments could do and did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.judging import judged
from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.analytics.benefit.costing.periods import month_of_date
from goodwill.analytics.benefit.costing.sharing.allocation import Allocation, allocate
from goodwill.analytics.benefit.costing.sharing.capacity import PoolMonth
from goodwill.analytics.benefit.costing.sharing.direct import Settle, small
from goodwill.analytics.benefit.costing.sharing.equations import (
    DEFAULT_EQUATIONS,
    THOUSANDTHS,
    TimeEquation,
)
from goodwill.analytics.benefit.costing.yearmonths import first_day
from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED, DATED_COSTS
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import (
    ACTIVITIES,
    ASSETS,
    CAPACITY,
    COST_ENTRIES,
    COSTS,
    CUSTOMERS,
    DRIVERS,
    EXCHANGE_RATES,
    ORDER_LINES,
    Column,
    Frame,
    Table,
)
from goodwill.language import Sentence

USED_CAPACITY = Table(
    "used_capacity",
    Sentence("What departments could do and did: made of the ledger, activities and capacity."),
    (
        Column("department", nw.String, Sentence("The department or branch.")),
        Column("period_day", nw.Int32, Sentence("The first day of the month."), "days"),
        Column("practical", nw.Int64, Sentence("Thousandths of practical minutes.")),
        Column("used", nw.Int64, Sentence("Thousandths of minutes used.")),
        Column("pool_minor", nw.Int64, Sentence("What the department cost."), "minor units"),
        Column("unused_minor", nw.Int64, Sentence("What was not used of it."), "minor units"),
        Column("overloaded", nw.Int64, Sentence("1 if more was worked than can be, else 0.")),
        Column("activities", nw.Int64, Sentence("How much was done, by number.")),
    ),
)
"""`prepared` adds it to the tables."""

NO_COST_TO_SERVE = Sentence(
    "What it cost to serve customers is not known: give a cost ledger with activities and "
    "capacity, or the table costs."
)


def prepared(
    asked: Asked, settle: Settle, equations: Sequence[TimeEquation] = DEFAULT_EQUATIONS
) -> Asked:
    """The same question, with the ledger judged and its costs shared out.

    Raises
    ------
    NotTogether, SettingRefused, Undefined
        As `ledger.judged` and `allocation.allocate` do.
    """
    if not asked.has(COST_ENTRIES):
        return asked
    ledger = judged(
        asked.frame(COST_ENTRIES),
        currency=asked.currency,
        as_of=asked.as_of,
        settle=settle,
        rates=asked.tables.get(EXCHANGE_RATES.name),
        assets=asked.tables.get(ASSETS.name),
    ).frame
    tables = {**asked.tables, COST_ENTRIES.name: settle(ledger)}
    with_ledger = replace(asked, tables=tables)
    if not asked.has(ACTIVITIES) or not asked.has(CAPACITY):
        return with_ledger
    found = allocate(
        tables[COST_ENTRIES.name],
        asked.frame(ACTIVITIES),
        asked.frame(CAPACITY),
        equations,
        asked.tables.get(DRIVERS.name),
        stages=_stages(asked, settle),
        settle=settle,
    )
    return replace(with_ledger, tables={**tables, **_shared_out(found, asked, settle)})


def consumed(asked: Asked) -> Frame:
    """Entries of the ledger in the consumption view, with their month as `period`."""
    return seen(_with_period(asked.frame(COST_ENTRIES)), View.CONSUMPTION).frame


def served(asked: Asked) -> Frame:
    """What it cost to serve customers.

    Returns
    -------
    Frame
        The columns cut by, `customer_id`, `day`, `amount_minor`: of the costs shared out
        where there are any, else of the table of costs.

    Raises
    ------
    Undefined
        There is neither, or no column to cut by.
    """
    if asked.has(ALLOCATED):
        rows = DATED_COSTS.made(asked).with_columns(day=nw.col("period_day"))
    elif asked.has(COSTS):
        rows = asked.frame(COSTS).with_columns(day=nw.col("spent_day"))
    else:
        raise Undefined(NO_COST_TO_SERVE)
    known = rows.filter(~nw.col("customer_id").is_null(), ~nw.col("day").is_null())
    return purchases.with_parts(known, asked).select(
        *purchases.key_of(asked), "day", "amount_minor"
    )


def _with_period(entries: Frame) -> Frame:
    if "period" in entries.collect_schema().names():
        return entries
    return entries.filter(~nw.col("served_on").is_null()).with_columns(
        period=month_of_date("served_on")
    )


def _stages(asked: Asked, settle: Settle) -> Frame | None:
    """Customers are being won until the day of their first purchase, and kept from then on."""
    if not asked.has(ORDER_LINES):
        return None
    people = []
    if asked.has(CUSTOMERS):
        people.append(asked.frame(CUSTOMERS).select("customer_id"))
    bought = purchases.of(purchases.whole(asked)).filter(nw.col("orders") > 0)
    first = settle(bought.group_by("customer_id").agg(since_day=nw.col("day").min()))
    kept = first.select(
        "customer_id",
        stage=nw.lit(Stage.RETAIN.value),
        since_day=nw.col("since_day").cast(nw.Int64),
    )
    people.append(first.select("customer_id"))
    before = nw.concat(people).with_columns(
        stage=nw.lit(Stage.ACQUIRE.value), since_day=nw.lit(0, dtype=nw.Int64)
    )
    return nw.concat([before, kept])


def _shared_out(found: Allocation, asked: Asked, settle: Settle) -> dict[str, Frame]:
    tables = {**asked.tables, ALLOCATED.name: found.costs}
    dated = DATED_COSTS.made(replace(asked, tables=tables))
    return {
        ALLOCATED.name: settle(dated),
        USED_CAPACITY.name: settle(small(USED_CAPACITY.schema, _months(found.capacity))),
    }


def _months(capacity: Iterable[PoolMonth]) -> list[dict[str, Any]]:
    return [
        {
            "department": month.department,
            "period_day": first_day(month.period),
            "practical": round(month.capacity.practical_minutes * THOUSANDTHS),
            "used": round(month.used_minutes * THOUSANDTHS),
            "pool_minor": month.pool.pool_minor,
            "unused_minor": month.unused_minor,
            "overloaded": int(month.is_overloaded),
            "activities": month.activities,
        }
        for month in capacity
    ]
