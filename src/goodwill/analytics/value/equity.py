"""Customer equity (VA05): what all customers together are expected to bring, and its change.

Customers of today and customers still to be won are told apart. The change since the last
run is split into four parts that add up to the minor unit.

References
----------
Blattberg & Deighton (1996), Harvard Business Review 74(4) (customer equity).
Gupta, Lehmann & Stuart (2004), JMR 41(1). doi:10.1509/jmkr.41.1.7.25084
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import expm1, log1p
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.worklists import GONE
from goodwill.language import Sentence


@dataclass(frozen=True)
class Interval:
    """The ends of a range of amounts in minor units, and its coverage."""

    low_minor: int
    high_minor: int
    level: float = 0.9


@dataclass(frozen=True)
class Newcomers:
    """Customers still to be won, as expected; never mixed with those who are.

    Parameters
    ----------
    a_year
        How many are won in a year, evenly spread.
    years
        How far ahead they are counted.
    value_minor
        Lifetime value of one from the first purchase on, discounted to that day.
    acquisition_cost_minor
        What winning one costs; None where it is not known.
    annual
        Discount rate per year: 0.1 is 10 %.
    """

    a_year: float
    years: float
    value_minor: int
    acquisition_cost_minor: int | None
    annual: float = 0.1

    def __post_init__(self) -> None:
        if min(self.a_year, self.years, self.annual) < 0:
            raise Undefined(
                Sentence("New customers a year, years and the discount rate cannot be negative.")
            )

    @property
    def present_customers(self) -> float:
        """Newcomers of all the years, each discounted to today: a_year × (1 − e^(−δ·years)) ÷ δ."""
        delta = log1p(self.annual)
        span = -expm1(-delta * self.years) / delta if delta else self.years
        return self.a_year * span

    @property
    def present_minor(self) -> int:
        """Their discounted value, less what winning them costs where that is known."""
        each = self.value_minor - (self.acquisition_cost_minor or 0)
        return round(self.present_customers * each)


@dataclass(frozen=True)
class Equity:
    """Expected residual value of all customers of today, minor units.

    `customers` have a forecast; `interval` is None where nobody computed one.
    """

    customers: int
    equity_minor: int
    interval: Interval | None = None
    newcomers: Newcomers | None = None


class Change(StrEnum):
    """Why equity is not what it was."""

    ACQUIRED = "acquired"
    GROWN = "grown"
    SHRUNK = "shrunk"
    LOST = "lost"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    Change.ACQUIRED: Sentence("Acquired: no customers at the last run"),
    Change.GROWN: Sentence("Grown: more is expected than at the last run"),
    Change.SHRUNK: Sentence("Shrunk: less is expected than at the last run"),
    Change.LOST: Sentence("Lost: customers at the last run, gone by now"),
}


@dataclass(frozen=True)
class Part:
    """One part of the change: its customers, and by how much they changed equity."""

    change: Change
    customers: int
    minor: int


@dataclass(frozen=True)
class EquityChange:
    """Two runs and what lies between: before + Σ parts = after, exactly.

    `unchanged` customers are worth the same in both.
    """

    before_minor: int
    after_minor: int
    parts: tuple[Part, ...]
    unchanged: int

    @property
    def minor(self) -> int:
        return self.after_minor - self.before_minor


def equity(
    scored: Frame, *, interval: Interval | None = None, newcomers: Newcomers | None = None
) -> Equity:
    """Σ `residual_value_minor`; one row is collected.

    Parameters
    ----------
    interval
        Of the sum, from the model: the customers' own limits must not be added, because
        what is not known about the parameters is shared and chance evens out.
    """
    residual = nw.col("residual_value_minor")
    sums = scored.select(
        n=(~residual.is_null()).cast(nw.Int64).sum(), total=residual.sum().cast(nw.Int64)
    )
    n, total = (int(x or 0) for x in sums.collect().row(0))
    return Equity(n, total, interval, newcomers)


def changed(previous: Frame, today: Frame, *, gone: float = GONE) -> EquityChange:
    """What became of equity since the previous run.

    Parameters
    ----------
    previous, today
        `customer_id`, `residual_value_minor`, `p_alive`; nulls for those without a forecast.
    gone
        Below this P(still a customer) somebody counts as lost. Whoever was below it before
        and is not now has grown or shrunk like everybody else; a customer who is no longer
        in the data is lost.

    Notes
    -----
    A run differs from the last by what customers did and by what the model learned from it;
    both are in the parts. Four rows are collected.
    """
    stacked = nw.concat([_side(previous, "before", "after"), _side(today, "after", "before")])
    both = stacked.group_by("customer_id").agg(
        before=nw.col("before").sum().cast(nw.Int64),
        after=nw.col("after").sum().cast(nw.Int64),
        p_before=nw.col("p_before").max(),
        p_after=nw.col("p_after").max(),
    )
    sums = (
        both.with_columns(change=_change(gone))
        .group_by("change")
        .agg(
            customers=nw.len().cast(nw.Int64),
            before=nw.col("before").sum().cast(nw.Int64),
            after=nw.col("after").sum().cast(nw.Int64),
        )
        .select("change", "customers", "before", "after")
    )
    found = {row[0]: tuple(int(x or 0) for x in row[1:]) for row in sums.collect().rows()}
    return EquityChange(
        sum(before for _, before, _ in found.values()),
        sum(after for _, _, after in found.values()),
        tuple(_part(change, *found.get(change.value, (0, 0, 0))) for change in Change),
        found.get(None, (0,))[0],
    )


EQUITY = Definition(
    "VA05",
    1,
    Sentence("Customer equity"),
    Sentence("What all customers of today are still expected to bring, discounted to today."),
    Sentence("Σ expected residual lifetime value of the customers of today"),
    Unit.MONEY,
)
EQUITY_OF_NEW = Definition(
    "VA05_new",
    1,
    Sentence("Equity of customers still to be won"),
    Sentence("What expected new customers will bring, less what winning them costs."),
    Sentence("discounted Σ (lifetime value of a new customer − acquisition cost)"),
    Unit.MONEY,
)
EQUITY_CHANGE = Definition(
    "VA05_change",
    1,
    Sentence("Change of customer equity"),
    Sentence("By how much customer equity differs from that of the last run, and through whom."),
    Sentence("Σ residual value today − Σ residual value at the last run"),
    Unit.MONEY,
)
DEFINITIONS = (EQUITY, EQUITY_OF_NEW, EQUITY_CHANGE)

NO_FORECAST = Sentence("There is no customer with a forecast.")
NO_NEWCOMERS = Sentence("How many customers will be won, and what one is worth, was not said.")
FIRST_RUN = Sentence("There is no earlier run to compare with: this one is the first.")


def figures(
    equity: Equity, change: EquityChange | None = None, *, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """VA05, customers still to be won, the change since the last run and its four parts."""
    told: dict[str, Any] = {"as_of": as_of, "n": equity.customers}
    return (
        _today(equity, currency, told),
        _still_to_be_won(equity.newcomers, currency, as_of),
        *_changes(change, currency, told),
    )


def _today(equity: Equity, currency: str, told: dict[str, Any]) -> Figure:
    method = Sentence("Customers still to be won are not in it; they stand apart.")
    if not equity.customers:
        return money(EQUITY, None, currency, method=method, reason=NO_FORECAST, **told)
    range_ = equity.interval
    ends = {} if range_ is None else _ends(range_, currency)
    return money(EQUITY, equity.equity_minor, currency, method=method, **ends, **told)


def _ends(range_: Interval, currency: str) -> dict[str, Any]:
    low, high = (major(minor, currency) for minor in (range_.low_minor, range_.high_minor))
    return {"low": low, "high": high, "level": range_.level}


def _still_to_be_won(newcomers: Newcomers | None, currency: str, as_of: date) -> Figure:
    if newcomers is None:
        return money(EQUITY_OF_NEW, None, currency, as_of=as_of, n=0, reason=NO_NEWCOMERS)
    expected = {"a_year": round(newcomers.a_year, 1), "years": round(newcomers.years, 1)}
    if newcomers.acquisition_cost_minor is None:
        method = Sentence(
            "{a_year} new customers a year for {years} years. What winning them costs is not "
            "known and not taken off.",
            **expected,
        )
    else:
        method = Sentence(
            "{a_year} new customers a year for {years} years, less what winning them costs.",
            **expected,
        )
    return money(EQUITY_OF_NEW, newcomers.present_minor, currency, as_of=as_of, n=0, method=method)


def _changes(
    change: EquityChange | None, currency: str, told: dict[str, Any]
) -> tuple[Figure, ...]:
    if change is None:
        return (money(EQUITY_CHANGE, None, currency, reason=FIRST_RUN, **told),)
    method = Sentence(
        "Before {before}, now {after}. The parts add up to the change exactly; they hold what "
        "customers did and what the model learned from it.",
        before=money(EQUITY, change.before_minor, currency, **told),
        after=money(EQUITY, change.after_minor, currency, **told),
    )
    parts = (
        money(
            EQUITY_CHANGE,
            part.minor,
            currency,
            method=method,
            cut={"change": part.change.value},
            part=part.change.label,
            **(told | {"n": part.customers}),
        )
        for part in change.parts
    )
    return (money(EQUITY_CHANGE, change.minor, currency, method=method, **told), *parts)


def _side(run: Frame, there: str, other: str) -> Frame:
    """One run's customers with a forecast, with nothing in the columns of the other."""
    forecast = run.filter(~nw.col("residual_value_minor").is_null())
    columns = {
        "customer_id": nw.col("customer_id"),
        there: nw.col("residual_value_minor").cast(nw.Int64),
        other: nw.lit(0, nw.Int64),
        f"p_{there}": nw.coalesce(nw.col("p_alive").cast(nw.Float64), nw.lit(1.0)),
        f"p_{other}": nw.lit(None, nw.Float64),
    }
    order = ("customer_id", "before", "after", "p_before", "p_after")
    return forecast.select(**{name: columns[name] for name in order})


def _part(change: Change, customers: int, before: int, after: int) -> Part:
    return Part(change, customers, after - before)


def _change(gone: float) -> nw.Expr:
    """The part a customer belongs to; null where nothing changed."""
    before, after = nw.col("before"), nw.col("after")
    p_before, p_after = nw.col("p_before"), nw.col("p_after")
    has_left = p_after.is_null() | ((p_before >= gone) & (p_after < gone))
    return (
        nw.when(p_before.is_null())
        .then(nw.lit(Change.ACQUIRED.value))
        .when(has_left)
        .then(nw.lit(Change.LOST.value))
        .when(after > before)
        .then(nw.lit(Change.GROWN.value))
        .when(after < before)
        .then(nw.lit(Change.SHRUNK.value))
    )
