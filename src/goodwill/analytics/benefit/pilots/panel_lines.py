"""A panel out of order lines: a measure of each region, department or branch over time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.pilots.panel import Panel, named
from goodwill.analytics.benefit.pilots.panel_reading import (
    Cells,
    Incomplete,
    packed,
    refuse_gaps,
    refuse_size,
)
from goodwill.analytics.errors import AnalyticsError, TooFew
from goodwill.analytics.information import cuts
from goodwill.analytics.information.calendar import (
    EPOCH,
    date_of,
    day_of,
    first_of_month,
    month_index,
    month_of,
)
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

_NO_NAME = "—"


def panel_of(
    lines: Frame,
    unit: str,
    metric: str,
    starts: Mapping[str, int],
    period: str = "month",
    *,
    since_day: int | None = None,
    until_day: int | None = None,
    incomplete: Incomplete = Incomplete.NOUGHT,
) -> Panel:
    """A measure of each unit by month or week, from order lines.

    Parameters
    ----------
    lines
        As `netting.net` returns them, with any further columns to cut by.
    unit
        What tells units apart: `region`, `department` or another column of `lines`.
    metric
        A name of `MEASURES`, such as `revenue`; money in minor units.
    starts
        Unit → the first day of the pilot there, as days since 1970-01-01. The period in
        which that day is counts as one of the pilot: from within a month on, the effect
        of that month is diluted, not invented.
    period
        `month` or `week` (from Monday).
    since_day, until_day
        What the lines cover, half-open; else from the first to the last day that has one.
        Only periods that lie wholly within are counted.
    incomplete
        What becomes of units without a line in some period; a ratio is never taken as 0.

    Raises
    ------
    AnalyticsError
        There is no such column, measure or unit, no whole period, or `of_frame` refuses.
    """
    first, last = _whole_periods(lines, period, since_day, until_day)
    day = nw.col("counted_day")
    kept = lines.filter(
        (day >= _first_day(first, period)) & (day < _first_day(last + 1, period))
    ).with_columns(pilot_period=_index(day, period))
    found = cuts.cut(kept, [unit, "pilot_period"], [metric])
    cells = _of_lines(found, unit, metric, {u: _index_of(d, period) for u, d in starts.items()})
    if incomplete is Incomplete.NOUGHT and MEASURES[metric].denominator is not None:
        incomplete = Incomplete.REFUSE
    every = np.arange(first, last + 1)
    return packed(cells, every, [_name(int(index), period) for index in every], incomplete)


def _of_lines(found: Frame, unit: str, metric: str, starts: Mapping[str, int]) -> Cells:
    rows = found.select(
        unit=nw.col(unit).cast(nw.String),
        period=nw.col("pilot_period").cast(nw.Int64),
        outcome=nw.col(metric).cast(nw.Float64),
    )
    refuse_size(rows)
    table = rows.collect("pyarrow")
    refuse_gaps(metric, int(table["outcome"].is_null().sum()))
    units = np.array([name or _NO_NAME for name in table["unit"].to_list()], dtype=object)
    unknown = sorted(set(starts) - set(units))
    if unknown:
        raise AnalyticsError(
            Sentence("The pilot is said to run in {units}: no such unit.", units=named(unknown))
        )
    period = table["period"].to_numpy()
    begins = np.array([starts.get(name, np.iinfo(np.int64).max) for name in units])
    treated = (period >= begins).astype(np.int64)
    return Cells(units, period, table["outcome"].to_numpy(), treated)


def _whole_periods(
    lines: Frame, period: str, since_day: int | None, until_day: int | None
) -> tuple[int, int]:
    if period not in ("month", "week"):
        raise AnalyticsError(Sentence("A panel is made by month or by week."))
    day = nw.col("counted_day").cast(nw.Int64)
    found = lines.select(low=day.min(), high=day.max()).collect().rows(named=True)[0]
    if found["low"] is None:
        raise TooFew(Sentence("order lines"), 0, 1)
    since = found["low"] if since_day is None else since_day
    until = found["high"] + 1 if until_day is None else until_day
    first = _index_of(since, period)
    first += _first_day(first, period) < since
    last = _index_of(until, period) - 1
    if last <= first:
        raise TooFew(Sentence("whole periods"), max(last - first + 1, 0), 2)
    return first, last


def _index(day: nw.Expr, period: str) -> nw.Expr:
    if period == "month":
        return month_of(day)
    return floor_divided(day.cast(nw.Int64) + _THURSDAY, 7)


_THURSDAY = 3
"""1970-01-01 was a Thursday: weeks count from the Monday before it."""


def _index_of(day: int, period: str) -> int:
    return month_index(date_of(day)) if period == "month" else (day + _THURSDAY) // 7


def _first_day(index: int, period: str) -> int:
    return day_of(first_of_month(index)) if period == "month" else index * 7 - _THURSDAY


def _name(index: int, period: str) -> str:
    if period == "month":
        return first_of_month(index).strftime("%Y-%m")
    return (EPOCH + timedelta(days=_first_day(index, period))).isoformat()
