"""Customer equity (VA05): what all customers together are expected to bring.

Customers of today and customers still to be won are told apart.

References
----------
Blattberg & Deighton (1996), Harvard Business Review 74(4) (customer equity).
Gupta, Lehmann & Stuart (2004), JMR 41(1). doi:10.1509/jmkr.41.1.7.25084
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import expm1, log1p
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.tables import Frame
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
DEFINITIONS = (EQUITY, EQUITY_OF_NEW)

NO_FORECAST = Sentence("There is no customer with a forecast.")
NO_NEWCOMERS = Sentence("How many customers will be won, and what one is worth, was not said.")


def figures(equity: Equity, *, currency: str, as_of: date) -> tuple[Figure, Figure]:
    """VA05 of today's customers, and of those still to be won, apart."""
    told: dict[str, Any] = {"as_of": as_of, "n": equity.customers}
    return (
        _today(equity, currency, told),
        _still_to_be_won(equity.newcomers, currency, as_of),
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
