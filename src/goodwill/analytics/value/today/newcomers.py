"""New customers won (SL08): those whose first purchase falls in a month or a period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Month:
    """New customers of one month; a month still running at the as-of date is not whole."""

    start: date
    customers: int
    is_whole: bool


NEW_CUSTOMERS = Definition(
    "SL08",
    1,
    Sentence("New customers won"),
    Sentence("Customers whose first purchase falls in the period."),
    Sentence("customers with first purchase day in [start, end)"),
    Unit.CUSTOMERS,
)


def by_month(summaries: Frame, as_of_day: int) -> tuple[Month, ...]:
    """Every month from the first purchase to the as-of day, empty ones too.

    One row per day on which somebody first bought is collected.
    """
    grouped = (
        summaries.filter(~nw.col("first_day").is_null())
        .group_by("first_day")
        .agg(customers=nw.len().cast(nw.Int64))
        .select("first_day", "customers")
    )
    won: Counter[date] = Counter()
    for day, customers in grouped.collect().rows():
        won[_month_of(int(day))] += int(customers)
    if not won:
        return ()
    tomorrow = date.fromordinal(EPOCH + as_of_day + 1)
    months = [min(won)]
    while months[-1] < max(_month_of(as_of_day), *won):
        months.append(_next(months[-1]))
    return tuple(Month(month, won[month], _next(month) <= tomorrow) for month in months)


def won_between(summaries: Frame, start_day: int, end_day: int, *, as_of: date) -> Figure:
    """SL08 of [start_day, end_day)."""
    start, end = (date.fromordinal(EPOCH + day).isoformat() for day in (start_day, end_day))
    first = nw.col("first_day")
    inside = (first >= start_day) & (first < end_day)
    sums = summaries.select(
        won=inside.cast(nw.Int64).sum(), n=(~first.is_null()).cast(nw.Int64).sum()
    )
    won, n = (int(x or 0) for x in sums.collect().row(0))
    return Figure(
        NEW_CUSTOMERS,
        won,
        as_of=as_of,
        n=n,
        method=Sentence(
            "First purchase in these data: whoever bought before they begin looks new at first."
        ),
        records=f"customers.csv: first_on >= {start} and first_on < {end}",
        cut={"from": start, "until": end},
    )


def _month_of(day: int) -> date:
    return date.fromordinal(EPOCH + day).replace(day=1)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
