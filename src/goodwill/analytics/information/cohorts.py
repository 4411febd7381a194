"""Customers by when they first bought: who still buys, for how much, and who came back.

A cell that cannot have happened yet, or is still going on, is None and not 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import narwhals as nw

from goodwill.analytics.errors import TooFew
from goodwill.analytics.information.calendar import (
    date_of,
    first_of_month,
    month_index,
    month_of,
)
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

Period = Literal["month", "quarter"]

MONTHS_SHOWN = 36
"""With a longer history cohorts are quarters."""

WINDOWS_DAYS = (30, 90, 180, 365)


@dataclass(frozen=True)
class Cohort:
    """The customers who first bought in one period.

    `active[a]` and `revenue_minor[a]` are those who bought, and what was earned, `a`
    periods later; None where that period is not over on the as-of day.
    """

    start: date
    customers: int
    active: tuple[int | None, ...]
    revenue_minor: tuple[int | None, ...]


@dataclass(frozen=True)
class Cohorts:
    """Acquisition cohorts in order of time; every row has the same number of ages."""

    period: Period
    as_of_day: int
    rows: tuple[Cohort, ...]

    @property
    def ages(self) -> int:
        return len(self.rows[0].active) if self.rows else 0


@dataclass(frozen=True)
class CohortRepeat:
    """How many customers of a cohort bought again, within so many days of their first day.

    `within[i]` belongs to the i-th window; None while any customer of the cohort has been
    observed for less. `median_days` is over those who did come back.
    """

    start: date
    customers: int
    within: tuple[int | None, ...]
    returned: int
    median_days: float | None


@dataclass(frozen=True)
class RepeatByCohort:
    """Second purchases by acquisition cohort."""

    period: Period
    as_of_day: int
    windows_days: tuple[int, ...]
    rows: tuple[CohortRepeat, ...]


def cohorts(orders: Frame, *, as_of_day: int, period: Period | None = None) -> Cohorts:
    """Customers, active customers and net revenue by acquisition period and age.

    Parameters
    ----------
    orders
        As `histories.orders` returns them.
    period
        None chooses months, or quarters when the history is longer than 36 months.

    Notes
    -----
    Revenue is net and counts returns that found no sale; one dated before the customer's
    first purchase counts at age 0. Customers without a purchase have no cohort.

    Raises
    ------
    TooFew
        Nobody bought anything.
    """
    months = _months(period or _period(orders, as_of_day))
    acquired = nw.when(nw.col("bought") == 1).then(nw.col("at")).min().over("customer_id")
    placed = orders.with_columns(at=month_of(nw.col("day")))
    placed = placed.with_columns(at=floor_divided(nw.col("at"), months))
    by_customer = placed.group_by("customer_id", "at").agg(
        bought=nw.col("is_purchase").cast(nw.Int64).max(),
        amount_minor=nw.col("amount_minor").sum().cast(nw.Int64),
    )
    aged = by_customer.with_columns(start=acquired).filter(~nw.col("start").is_null())
    cells = (
        aged.with_columns(
            age=nw.max_horizontal(nw.col("at") - nw.col("start"), nw.lit(0)).cast(nw.Int64),
        )
        .group_by("start", "age")
        .agg(
            nw.col("bought").sum().cast(nw.Int64),
            nw.col("amount_minor").sum().cast(nw.Int64),
        )
    )
    found = {(row["start"], row["age"]): row for row in cells.collect("pyarrow").rows(named=True)}
    return _table(found, months, as_of_day)


def repeat_by_cohort(
    summaries: Frame,
    *,
    as_of_day: int,
    period: Period = "month",
    windows_days: tuple[int, ...] = WINDOWS_DAYS,
) -> RepeatByCohort:
    """How many of each cohort bought a second time, within each window (indicator RL08).

    Parameters
    ----------
    summaries
        As `histories.summaries` returns them.

    Raises
    ------
    TooFew
        Nobody bought anything.
    """
    bought = summaries.filter(~nw.col("first_day").is_null())
    counts = (
        bought.with_columns(
            start=floor_divided(month_of(nw.col("first_day")), _months(period)),
            wait=nw.col("second_day") - nw.col("first_day"),
        )
        .group_by("start", "wait")
        .agg(customers=nw.len().cast(nw.Int64), youngest=nw.col("first_day").max())
    )
    by_start: dict[int, list[Mapping[str, Any]]] = {}
    for row in counts.collect("pyarrow").rows(named=True):
        by_start.setdefault(row["start"], []).append(row)
    _refuse_if_empty(by_start)
    rows = tuple(
        _repeat(first_of_month(start * _months(period)), by_start[start], as_of_day, windows_days)
        for start in sorted(by_start)
    )
    return RepeatByCohort(period, as_of_day, windows_days, rows)


def _repeat(
    start: date, counts: list[Mapping[str, Any]], as_of_day: int, windows_days: tuple[int, ...]
) -> CohortRepeat:
    observed = as_of_day - max(row["youngest"] for row in counts)
    waits = sorted((row["wait"], row["customers"]) for row in counts if row["wait"] is not None)
    within = tuple(
        sum(n for wait, n in waits if wait <= window) if window <= observed else None
        for window in windows_days
    )
    customers = sum(row["customers"] for row in counts)
    return CohortRepeat(start, customers, within, sum(n for _, n in waits), _median(waits))


def _median(counted: list[tuple[int, int]]) -> float | None:
    """Median of sorted values with counts; None of none."""
    total = sum(n for _, n in counted)
    if not total:
        return None
    return (_nth(counted, (total - 1) // 2) + _nth(counted, total // 2)) / 2


def _nth(counted: list[tuple[int, int]], position: int) -> int:
    for value, n in counted:
        if position < n:
            return value
        position -= n
    raise IndexError(position)


def _period(orders: Frame, as_of_day: int) -> Period:
    bought = orders.filter(nw.col("is_purchase"))
    first = bought.select(nw.col("day").min()).collect("pyarrow")["day"][0]
    _refuse_if_empty(first is not None)
    months = month_index(date_of(as_of_day)) - month_index(date_of(int(first))) + 1
    return "month" if months <= MONTHS_SHOWN else "quarter"


def _months(period: Period) -> int:
    return 1 if period == "month" else 3


def _table(
    found: Mapping[tuple[int, int], Mapping[str, Any]], months: int, as_of_day: int
) -> Cohorts:
    _refuse_if_empty(found)
    last_over = month_index(date_of(as_of_day + 1)) // months - 1
    starts = sorted({start for start, _ in found})
    ages = range(month_index(date_of(as_of_day)) // months - starts[0] + 1)

    def cells(start: int, name: str) -> tuple[int | None, ...]:
        return tuple(
            found.get((start, age), {}).get(name, 0) if start + age <= last_over else None
            for age in ages
        )

    rows = tuple(
        Cohort(
            first_of_month(start * months),
            found[start, 0]["bought"],
            cells(start, "bought"),
            cells(start, "amount_minor"),
        )
        for start in starts
    )
    return Cohorts("month" if months == 1 else "quarter", as_of_day, rows)


def _refuse_if_empty(found: object) -> None:
    if not found:
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
