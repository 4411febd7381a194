"""Covariates over time from a dataframe, with every hole in them refused by its day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.information.calendar import date_of, day_of
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.timeline import Names, Timeline, broken
from goodwill.language import Sentence


def timeline(
    covariates: Any,
    *,
    last_day: int | None = None,
    yearly: Collection[str] = (),
    missing: float | None = None,
) -> Timeline:
    """Covariates from a dataframe of any kind with one row per period.

    Parameters
    ----------
    covariates
        `day`, the first day of each period (days since 1970-01-01), and numeric columns.
        With `customer_id` too, a row is a period of that customer.
    last_day
        Of the last period. Not needed if periods are equally long or are calendar months;
        with it, periods may be of any length and a period ends where the next begins.
    yearly
        Columns that come again every year (see `Timeline.continued`).
    missing
        What the covariates are in a period that a customer has no row for (0 for campaigns
        that did not reach them); refused if None.

    Raises
    ------
    ContractBroken
        Two rows for one period, a gap between periods, a value that is missing or infinite.
    """
    table = nw.from_native(covariates, pass_through=False).lazy().collect("pyarrow")
    names = tuple(name for name in table.columns if name not in {"day", "customer_id"})
    if not names or not len(table):
        raise TooFew(Sentence("periods with a covariate"), 0, 1)
    days = table["day"].to_numpy().astype(np.float64)
    rows = np.column_stack([table[name].to_numpy().astype(np.float64) for name in names])
    _refuse_unreadable(days, rows)
    starts, at = np.unique(days, return_inverse=True)
    who = table["customer_id"].to_numpy() if "customer_id" in table.columns else None
    customers, track = (None, np.zeros(len(days), int)) if who is None else _tracks(who)
    values = np.full((1 if customers is None else len(customers), len(starts), len(names)), np.nan)
    _refuse_doubled(track, at, days)
    values[track, at] = rows
    _refuse_or_fill(values, starts, customers, missing)
    edges = np.append(starts - 1, _end(starts, last_day))
    return Timeline(names, edges, values, customers, tuple(yearly))


def _tracks(who: Any) -> tuple[Names, Integers]:
    customers, track = np.unique(np.asarray(who), return_inverse=True)
    return customers.astype(object), track.astype(np.int64)


def _end(starts: Floats, last_day: int | None) -> float:
    if last_day is not None:
        if last_day < starts[-1]:
            raise broken(Sentence("the last period begins after {day}", day=date_of(last_day)))
        return float(last_day)
    dates = [date_of(int(day)) for day in starts]
    if len(dates) > 1 and all(on.day == 1 for on in dates):
        _refuse_gap(starts, np.array([day_of(_next_month(on)) for on in dates]))
        return float(day_of(_next_month(dates[-1])) - 1)
    if len(dates) == 1:
        raise broken(Sentence("there is one period, and `last_day` does not say where it ends"))
    step = np.min(np.diff(starts))
    _refuse_gap(starts, starts + step)
    return float(starts[-1] + step - 1)


def _refuse_gap(starts: Floats, nexts: Floats) -> None:
    wrong = np.flatnonzero(nexts[:-1] != starts[1:])
    if len(wrong):
        after = date_of(int(nexts[wrong[0]]))
        raise broken(Sentence("there is no period that begins on {day}", day=after))


def _refuse_unreadable(days: Floats, rows: Floats) -> None:
    wrong = ~np.isfinite(days) | ~np.isfinite(rows).all(axis=1) | (days != np.floor(days))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0]) + 1
        raise broken(Sentence("a value is missing, infinite or no whole day (row {row})", row=row))


def _refuse_doubled(track: Integers, at: Integers, days: Floats) -> None:
    keys = track * (at.max() + 1) + at
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    if (counts > 1).any():
        day = date_of(int(days[first[np.argmax(counts > 1)]]))
        raise broken(Sentence("there are two rows for the period of {day}", day=day))


def _refuse_or_fill(
    values: Floats, starts: Floats, customers: Names | None, missing: float | None
) -> None:
    if missing is not None:
        values[np.isnan(values)] = missing
        return
    holes = np.argwhere(np.isnan(values[:, :, 0]))
    if len(holes) and customers is not None:
        who, day = customers[holes[0, 0]], date_of(int(starts[holes[0, 1]]))
        raise broken(Sentence("customer {who} has no row for {day}", who=str(who), day=day))


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)
