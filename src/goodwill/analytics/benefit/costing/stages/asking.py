"""What is asked of stage costs: months, customers in them, and what those are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.costing.stages.spending import Spend, StageSpend
from goodwill.analytics.errors import SettingRefused, Undefined
from goodwill.language import Sentence


@dataclass(frozen=True)
class Customers:
    """How many customers there were in the months asked; None where nobody counted.

    `in_stage` counts those who were in a stage at any time during the months, each once.
    """

    in_stage: Mapping[str, int] = field(default_factory=dict)
    new: int | None = None
    retained: int | None = None
    lost: int | None = None
    reacquired: int | None = None

    def __post_init__(self) -> None:
        counts = (self.new, self.retained, self.lost, self.reacquired, *self.in_stage.values())
        if any(count is not None and count < 0 for count in counts):
            raise Undefined(Sentence("A number of customers cannot be negative."))


@dataclass(frozen=True)
class Amount:
    """A value of so many customers together in minor units, with its 95 % interval if known."""

    minor: int
    customers: int
    low_minor: int | None = None
    high_minor: int | None = None


@dataclass(frozen=True)
class Values:
    """What customers are worth; None where it was not measured.

    Parameters
    ----------
    lost
        Remaining lifetime value of the customers lost in the months, all together.
    word_of_mouth_minor
        What those who left talk others out of, in the months; a memo, in no ledger.
    lifetime
        Lifetime value of customers like those won.
    monthly_margin
        Margin of the customers won in a month, after cost to serve, all together.
    """

    lost: Amount | None = None
    word_of_mouth_minor: int | None = None
    lifetime: Amount | None = None
    monthly_margin: Amount | None = None


@dataclass(frozen=True)
class Asked:
    """The months to tell of, who there was in them, and how it is told.

    `lag_months` is how many months before a customer is won the money for it is spent.
    """

    periods: tuple[int, ...]
    customers: Customers
    currency: str
    as_of: date
    values: Values = field(default_factory=Values)
    lag_months: int = 0

    def __post_init__(self) -> None:
        if self.lag_months < 0:
            raise SettingRefused(
                Sentence("Money is spent before a customer is won: the lag cannot be negative.")
            )


def told(costs: StageSpend, asked: Asked, n: int) -> dict[str, Any]:
    """What every figure of that cut carries."""
    return {"as_of": asked.as_of, "n": n, "currency": asked.currency, "cut": dict(costs.cut)}


def estimated(spend: Spend) -> Sentence | None:
    """How much of a cost rests on estimates, to be said wherever it flows."""
    if not spend.estimated_minor or not spend.amount_minor:
        return None
    share = Decimal(100) * spend.estimated_minor / spend.amount_minor
    return Sentence("{share} % of the cost rests on estimates.", share=round(share))
