"""Entries that come again: one entry for each period up to the day the figures speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.naming.kinds import Recurrence
from goodwill.analytics.information.calendar import month_of
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import Frame

Settle = Callable[[Any], Frame]
"""`Warehouse.settle`: computes a table once, or brings in a small one of our own."""


def expanded(entries: Frame, *, as_of_day: int, settle: Settle) -> Frame:
    """Every entry and its repetitions, with `nth`: 0 for the entry itself.

    It comes again on the same day of the month, on the last day of a shorter one, before
    `until_day` and up to the as-of day. A repetition is called by its entry and its month,
    `rent/202403`; where the ledger has an entry of that number, that one counts.
    """
    told = entries.with_columns(nth=nw.lit(0, dtype=nw.Int64))
    again = _again(told, as_of_day, settle)
    if again is None:
        return told
    known = told.filter(~nw.col("entry_id").is_null()).select("entry_id")
    new = again.join(known, on="entry_id", how="anti")
    return nw.concat([told, new.select(told.collect_schema().names())])


def _again(entries: Frame, as_of_day: int, settle: Settle) -> Frame | None:
    recurring = entries.filter(~nw.col("recurs").is_null())
    begun = recurring.select(first=nw.col("served_day").min()).collect("pyarrow")["first"][0]
    if begun is None:
        return None
    most = max(1, (as_of_day - int(begun)) // 28 + 1)
    counts = settle(nw.from_dict({"nth": list(range(1, most + 1))}, backend="pyarrow"))
    days = settle(_days(recurring, counts, as_of_day))
    name = nw.concat_str([nw.col("entry_id"), nw.col("period").cast(nw.String)], separator="/")
    own = recurring.drop("served_day", "period", "nth")
    return days.join(own, on="source_row", how="left").with_columns(entry_id=name)


def _days(recurring: Frame, counts: Frame, as_of_day: int) -> Frame:
    """On which days each entry comes again: `source_row`, `nth`, `served_day`, `period`."""
    steps = [
        nw.when(nw.col("recurs") == each.value).then(nw.lit(each.months)) for each in Recurrence
    ]
    first = recurring.select(
        *("source_row", "served_day", "until_day"),
        step=nw.coalesce(*steps).cast(nw.Int64),
        month=_month(nw.col("period")),
    )
    first = first.with_columns(of_month=nw.col("served_day") - first_day(nw.col("month")))
    each = first.join(counts, how="cross").with_columns(nth=nw.col("nth").cast(nw.Int64))
    each = each.with_columns(month=nw.col("month") + nw.col("nth") * nw.col("step"))
    each = each.with_columns(starts=first_day(nw.col("month")), ends=first_day(nw.col("month") + 1))
    same = nw.min_horizontal(nw.col("starts") + nw.col("of_month"), nw.col("ends") - 1)
    each = each.with_columns(served_day=same.cast(nw.Int32))
    ended = (nw.col("served_day") >= nw.col("until_day")).fill_null(False)
    kept = each.filter(~ended, nw.col("served_day") <= as_of_day)
    return kept.select("source_row", "nth", "served_day", period=_period(nw.col("month")))


def first_day(month: nw.Expr) -> nw.Expr:
    """The first day of a month since January of year 0, in days since 1970-01-01."""
    since = month - (1900 * 12 + 2)
    of_year = since % 12
    year = (since - of_year) // 12
    return _MARCH_1900 + year * 1461 // 4 + (of_year * 153 + 2) // 5


_MARCH_1900 = -25_508


def with_period(entries: Frame) -> Frame:
    """Adds `period`, the month of service: 202403."""
    month = month_of(nw.col("served_day"))
    return entries.with_columns(period=month).with_columns(period=_period(nw.col("period")))


def _period(month: nw.Expr) -> nw.Expr:
    year = floor_divided(month, 12)
    return (year * 100 + (month - year * 12) + 1).cast(nw.Int32)


def _month(period: nw.Expr) -> nw.Expr:
    whole = period.cast(nw.Int64)
    return whole // 100 * 12 + whole % 100 - 1
