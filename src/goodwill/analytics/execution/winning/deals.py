"""Closed deals as arrays, and what they tell of selling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.analytics.figure import Definition, Figure, Unit, major, money, proportion, ratio
from goodwill.analytics.numerics.middle import median
from goodwill.language import Sentence

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIN_RATE = Definition(
    "SL04",
    1,
    Sentence("Win rate"),
    Sentence("The share of the opportunities decided in the period that were won."),
    Sentence("won ÷ (won + lost), by number"),
    Unit.SHARE,
)
WON_VALUE = Definition(
    "opportunities.won_value",
    1,
    Sentence("Won"),
    Sentence("What the opportunities won in the period amount to."),
    Sentence("Σ amount of those won"),
    Unit.MONEY,
)
AVERAGE_WON = Definition(
    "opportunities.average_won",
    1,
    Sentence("Average of those won"),
    Sentence("What an opportunity that is won brings on average."),
    Sentence("Σ amount of those won ÷ number of those won"),
    Unit.MONEY,
)
CYCLE = Definition(
    "opportunities.cycle",
    1,
    Sentence("Days to win"),
    Sentence("Half of the opportunities won in the period took at most so long."),
    Sentence("median of days from opened to won"),
    Unit.DAYS,
)
VELOCITY = Definition(
    "opportunities.velocity",
    1,
    Sentence("Velocity"),
    Sentence("What the open opportunities bring a day if they go like those decided."),
    Sentence("open opportunities × win rate × average of those won ÷ days to win"),
    Unit.MONEY,
)
MEDIAN = Sentence("The median; its interval lies between two of the values (order statistics).")
NOTHING_DECIDED = Sentence("Nothing was decided yet.")
NOTHING_WON = Sentence("Nothing was won yet.")


@dataclass(frozen=True)
class Deals:
    """Deals that were decided, each array of shape (deals,).

    `amount_minor` is in `currency`; what is unknown counts as nothing. Days are counted from
    1970-01-01.
    """

    won: Flags
    amount_minor: Ints
    opened_day: Ints
    closed_day: Ints
    currency: str

    def __len__(self) -> int:
        return len(self.won)

    def only(self, where: Flags) -> Deals:
        """Some of them."""
        return Deals(
            self.won[where],
            self.amount_minor[where],
            self.opened_day[where],
            self.closed_day[where],
            self.currency,
        )

    @property
    def days(self) -> Ints:
        """How long each took, at least none."""
        days: Ints = np.maximum(self.closed_day - self.opened_day, 0)
        return days


def win_rate(deals: Deals, as_of: date, **more: Any) -> Figure:
    """The share won, with its Wilson interval."""
    if not len(deals):
        return Figure(WIN_RATE, None, as_of, 0, reason=NOTHING_DECIDED, **more)
    return proportion(WIN_RATE, int(deals.won.sum()), len(deals), as_of=as_of, **more)


def won_value(deals: Deals, as_of: date, **more: Any) -> Figure:
    """What those won amount to, exactly."""
    minor = int(deals.amount_minor[deals.won].sum())
    return money(WON_VALUE, minor, deals.currency, as_of=as_of, n=int(deals.won.sum()), **more)


def average_won(deals: Deals, as_of: date, **more: Any) -> Figure:
    """What one that is won brings, on average."""
    n = int(deals.won.sum())
    if not n:
        return Figure(AVERAGE_WON, None, as_of, 0, deals.currency, reason=NOTHING_WON, **more)
    total = major(int(deals.amount_minor[deals.won].sum()), deals.currency)
    return ratio(AVERAGE_WON, total, n, as_of=as_of, n=n, currency=deals.currency, **more)


def cycle(deals: Deals, as_of: date, **more: Any) -> Figure:
    """Days from opened to won: the median of those won."""
    days = deals.days[deals.won].astype(float)
    if not len(days):
        return Figure(CYCLE, None, as_of, 0, reason=NOTHING_WON, **more)
    middle = median(days)
    return Figure(
        CYCLE,
        middle.value,
        as_of,
        middle.n,
        low=middle.low,
        high=middle.high,
        level=middle.level if middle.low is not None else None,
        method=MEDIAN,
        **more,
    )


def velocity(open_deals: int, deals: Deals, as_of: date, **more: Any) -> Figure:
    """What the open deals bring a day if they go like those decided."""
    rate, mean, days = win_rate(deals, as_of), average_won(deals, as_of), cycle(deals, as_of)
    told = {"currency": deals.currency, **more}
    if rate.value is None or mean.value is None or not days.value:
        reason = rate.reason or mean.reason or Sentence("Half of those won took less than a day.")
        return Figure(VELOCITY, None, as_of, len(deals), reason=reason, **told)
    above = Decimal(open_deals) * Decimal(str(rate.value)) * Decimal(str(mean.value))
    below = Decimal(str(days.value))
    return ratio(VELOCITY, above, below, as_of=as_of, n=len(deals), **told)
