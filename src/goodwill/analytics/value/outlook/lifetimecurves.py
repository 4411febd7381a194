"""What a customer has brought by the months since the first purchase, cohort by cohort.

A month is a twelfth of 365 days. Month 0 is the day of the first purchase; month m holds all
that came within m months of it. A cohort is the customers of one quarter, and it counts at
month m only when its youngest customer has been watched for m months: nobody's future is
taken for zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import sqrt

import narwhals as nw
import numpy as np
from scipy import special

from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.information.calendar import month_of
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

LEVEL = 0.9
YEAR = 365
FEWEST = 10
"""Fewer customers give no mean worth showing."""

AGES = (0, 3, 6, 12, 24, 36)
"""Months at which figures are given; the curves have every month."""


@dataclass(frozen=True)
class CurvePoint:
    """Mean margin per customer within `month` months, minor units, with its interval."""

    month: int
    customers: int
    total_minor: int
    mean_minor: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """One cohort, group, or everybody (`group` None), month by month as far as it was watched."""

    group: str | None
    customers: int
    points: tuple[CurvePoint, ...]
    level: float = LEVEL

    @property
    def months(self) -> int | None:
        """The horizon: the last month with a point."""
        return self.points[-1].month if self.points else None


@dataclass(frozen=True)
class Curves:
    """The curve of everybody, of each quarter of first purchase (`2024-Q1`), of each group."""

    overall: Curve
    cohorts: tuple[Curve, ...]
    groups: tuple[Curve, ...]

    def of(self, group: str | None) -> Curve | None:
        """The curve of that name; None is everybody."""
        if group is None:
            return self.overall
        named = (*self.cohorts, *self.groups)
        return next((curve for curve in named if curve.group == group), None)


def _as_it_is(frame: Frame) -> Frame:
    return frame


def margins(orders: Frame, rate: float | None = None) -> Frame:
    """`customer_id`, `day`, `is_purchase`, `margin_minor` of what `histories.orders` returns.

    An order without a cost counts with the margin `rate` of its amount, or as costless where
    no rate is given.
    """
    amount = nw.col("amount_minor")
    assumed = amount if rate is None else (amount.cast(nw.Float64) * rate).round().cast(nw.Int64)
    return orders.select(
        "customer_id",
        "day",
        "is_purchase",
        margin_minor=nw.coalesce(amount - nw.col("cost_minor"), assumed),
    )


def curves(
    margins: Frame,
    *,
    as_of_day: int,
    groups: Frame | None = None,
    settle: Callable[[Frame], Frame] = _as_it_is,
    level: float = LEVEL,
    fewest: int = FEWEST,
) -> Curves:
    """Cumulative margin per customer by age; a row per group, quarter and month is collected.

    Parameters
    ----------
    margins
        As `margins` returns them, none later than `as_of_day`. Returns dated before the first
        purchase count in month 0; customers without a purchase have no age.
    groups
        `customer_id`, `group`: a segment, a channel. Who is in none counts elsewhere only.
    settle
        `warehouse.settle`; every order with its age is used twice.
    fewest
        Points on fewer customers are left out.

    Notes
    -----
    The interval is Student's t of the mean over customers.
    """
    found = _series(settle(_aged(margins, groups)), as_of_day)
    quarters: dict[int, list[_Series]] = {}
    named: dict[str, list[_Series]] = {}
    for series in found:
        quarters.setdefault(series.quarter, []).append(series)
        if series.group is not None:
            named.setdefault(series.group, []).append(series)
    return Curves(
        _curve(None, found, level, fewest),
        tuple(_curve(quarter_name(q), quarters[q], level, fewest) for q in sorted(quarters)),
        tuple(_curve(group, named[group], level, fewest) for group in sorted(named)),
    )


def mean_interval(
    customers: int, total: float, squares: float, level: float = LEVEL
) -> tuple[float, float, float]:
    """Mean, and the ends of its t interval, from Σ and Σ of squares; at least two customers."""
    mean = total / customers
    variance = max(squares / customers - mean * mean, 0.0) * customers / (customers - 1)
    half = float(special.stdtrit(customers - 1, 0.5 + level / 2)) * sqrt(variance / customers)
    return mean, mean - half, mean + half


def quarter_of(day: nw.Expr) -> nw.Expr:
    """Quarters since January of year 0."""
    return floor_divided(month_of(day), 3)


def quarter_name(quarter: int) -> str:
    return f"{quarter // 4}-Q{quarter % 4 + 1}"


LIFETIME_CURVE = Definition(
    "cohort_lifetime_value",
    1,
    Sentence("Margin per customer by age"),
    Sentence("What a customer has brought on average so many months after the first purchase."),
    Sentence("Σ margin within the months since first purchase ÷ customers watched that long"),
    Unit.MONEY,
)


def figures(curves: Curves, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """The curves at the ages of `AGES` that they reach, with intervals."""
    each = (curves.overall, *curves.cohorts, *curves.groups)
    return tuple(
        _figure(curve, point, currency, as_of)
        for curve in each
        for point in curve.points
        if point.month in AGES
    )


@dataclass(frozen=True)
class _Series:
    """The customers of one group and quarter, as far as the youngest was watched.

    `margin[m]` is Σ cumulative margin at month m, `squares[m]` Σ of its square over customers.
    """

    group: str | None
    quarter: int
    customers: int
    margin: Integers
    squares: Floats

    @property
    def months(self) -> int:
        return len(self.margin) - 1


def _curve(name: str | None, together: list[_Series], level: float, fewest: int) -> Curve:
    horizon = max((each.months for each in together), default=-1)
    points = []
    for month in range(horizon + 1):
        old = [each for each in together if each.months >= month]
        customers = sum(each.customers for each in old)
        if customers < max(fewest, 2):
            continue
        total = sum(int(each.margin[month]) for each in old)
        squares = sum(float(each.squares[month]) for each in old)
        mean = mean_interval(customers, total, squares, level)
        points.append(CurvePoint(month, customers, total, *mean))
    return Curve(name, sum(each.customers for each in together), tuple(points), level)


def _aged(margins: Frame, groups: Frame | None) -> Frame:
    """Every order with the customer's first day, quarter, group, and its month of age."""
    bought = nw.when(nw.col("is_purchase")).then(nw.col("day"))
    known = margins.with_columns(first_day=bought.min().over("customer_id"))
    known = known.filter(~nw.col("first_day").is_null())
    if groups is None:
        known = known.with_columns(group=nw.lit(None, nw.String))
    else:
        named = groups.select("customer_id", group=nw.col("group").cast(nw.String))
        known = known.join(named, on="customer_id", how="left")
    since = (nw.col("day") - nw.col("first_day")).cast(nw.Int64)
    month = nw.when(since > 0).then(floor_divided(since * 12, YEAR) + 1).otherwise(0)
    return known.with_columns(month=month.cast(nw.Int64), quarter=quarter_of(nw.col("first_day")))


def _series(aged: Frame, as_of_day: int) -> list[_Series]:
    margin: dict[tuple[str | None, int], dict[int, tuple[int, float]]] = {}
    for group, quarter, month, added, growth in _monthly(aged).collect("pyarrow").rows():
        margin.setdefault((group, quarter), {})[month] = (added, growth)
    sizes = _sizes(aged).collect("pyarrow").rows()
    found = []
    for group, quarter, customers, youngest in sorted(sizes, key=lambda r: (r[0] or "", r[1])):
        months = range((as_of_day - youngest) * 12 // YEAR + 1)
        steps = [margin[group, quarter].get(month, (0, 0.0)) for month in months]
        added = np.array([step[0] for step in steps], dtype=np.int64)
        growth = np.array([step[1] for step in steps], dtype=np.float64)
        found.append(_Series(group, quarter, customers, added.cumsum(), growth.cumsum()))
    return found


def _monthly(aged: Frame) -> Frame:
    """By group, quarter and month: margin added, and growth of the squares of the cumulative.

    The square of a sum grows only where something is added: d × (2 × before + d).
    """
    monthly = aged.group_by("customer_id", "group", "quarter", "month").agg(
        margin=nw.col("margin_minor").sum().cast(nw.Int64)
    )
    reached = nw.col("margin").cum_sum().over("customer_id", order_by="month").cast(nw.Float64)
    added = nw.col("margin").cast(nw.Float64)
    return (
        monthly.with_columns(reached=reached)
        .with_columns(growth=added * (nw.col("reached") * 2 - added))
        .group_by("group", "quarter", "month")
        .agg(margin=nw.col("margin").sum().cast(nw.Int64), growth=nw.col("growth").sum())
        .select("group", "quarter", "month", "margin", "growth")
    )


def _sizes(aged: Frame) -> Frame:
    people = aged.select("customer_id", "group", "quarter", "first_day").unique()
    return (
        people.group_by("group", "quarter")
        .agg(customers=nw.len().cast(nw.Int64), youngest=nw.col("first_day").max())
        .select("group", "quarter", "customers", youngest=nw.col("youngest").cast(nw.Int64))
    )


def _figure(curve: Curve, point: CurvePoint, currency: str, as_of: date) -> Figure:
    part = Sentence("after {n} month", "after {n} months", n=point.month)
    if curve.group is not None:
        part = Sentence("{group}, {age}", group=curve.group, age=part)
    return money(
        LIFETIME_CURVE,
        round(point.mean_minor),
        currency,
        as_of=as_of,
        n=point.customers,
        low=major(round(point.low), currency),
        high=major(round(point.high), currency),
        level=curve.level,
        method=Sentence("Cohorts whose youngest customer was watched that long; t interval."),
        cut=_cut(curve.group) | {"months": str(point.month)},
        part=part,
    )


def _cut(group: str | None) -> dict[str, str]:
    return {} if group is None else {"group": group}
