"""Retention sensitivity (VA10): what five more points of retention would do to lifetime value.

By the closed form m·r ÷ (1 + i − r) from the company's own retention, in which the margin m
cancels; beside it the figures that are often quoted. `slowerleaving` asks a model the same.

References
----------
Gupta, Lehmann & Stuart (2004), JMR 41(1). doi:10.1509/jmkr.41.1.7.25084
Pfeifer & Farris (2004), Journal of Interactive Marketing 18(2). doi:10.1002/dir.20006
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from scipy import special

from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

POINTS = 0.05
LEVEL = 0.9
YEAR = 365
GRID = 2000
LEAST = 1e-6
"""The least yearly retention rate to which five points can be compared."""


@dataclass(frozen=True)
class Benchmark:
    """A change of profit for +5 % that others have published; not this company's."""

    low: float
    high: float
    said: Sentence

    def place(self, change: float) -> Literal["below", "within", "above"]:
        if change < self.low:
            return "below"
        return "above" if change > self.high else "within"


BENCHMARKS = (
    Benchmark(0.25, 0.95, Sentence("Retention +5 % raises profitability by 25 % to 95 %.")),
    Benchmark(0.25, 0.85, Sentence("Loyalty +5 % raises profit by 25 % to 85 % (a study).")),
)


@dataclass(frozen=True)
class Sensitivity:
    """What more retention would do, by the closed form.

    Parameters
    ----------
    retained, customers
        What retention was measured on: `retained` of `customers` stayed.
    retention, raised
        A year's retention rate as measured, and with the points added, 1 at most.
    change
        Relative change of Σ CLV, 0.4 for +40 %; `low`, `high` carry what is not known about
        the retention rate.
    elasticity
        (1 + i) ÷ (1 + i − r): % of value for 1 % of retention.
    """

    retained: int
    customers: int
    annual: float
    points: float
    retention: float
    raised: float
    change: float
    low: float
    high: float
    elasticity: float
    elasticity_low: float
    elasticity_high: float
    level: float = LEVEL

    @property
    def is_capped(self) -> bool:
        return self.raised - self.retention < self.points - 1e-12


def lifetime_multiple(retention: float, annual: float) -> float:
    """r ÷ (1 + i − r): a lifetime in yearly margins, the first of them a year from now.

    Raises
    ------
    Undefined
        The retention rate is no share, or the sum is infinite: r ≥ 1 + i.
    """
    if not 0 <= retention <= 1:
        raise Undefined(Sentence("A retention rate lies between 0 % and 100 %."))
    if not retention < 1 + annual:
        raise Undefined(_ENDLESS)
    return retention / (1 + annual - retention)


def sensitivity(
    retained: int,
    customers: int,
    *,
    annual: float = 0.1,
    points: float = POINTS,
    days: int = YEAR,
    level: float = LEVEL,
) -> Sensitivity:
    """The closed form on measured retention.

    Parameters
    ----------
    retained, customers
        Of `customers` at the start of a period of `days`, `retained` were still there at its
        end (RL01); another period than a year is brought to a year as r^(365 ÷ days).
    annual
        Discount rate per year, above 0.

    Raises
    ------
    TooFew
        There was no customer at the start.
    Undefined
        Nobody was retained, or no discount rate: the change would be infinite.
    """
    _refuse(retained, customers, annual, days)
    at_end = (0.5 - level / 2, 0.5 + level / 2)
    spread = special.betaincinv(
        retained + 0.5, customers - retained + 0.5, (np.arange(GRID) + 0.5) / GRID
    ) ** (YEAR / days)
    rate = (retained / customers) ** (YEAR / days)
    change, elastic = (float(f(rate)) for f in (_change(annual, points), _elasticity(annual)))
    changes = np.quantile(_change(annual, points)(spread), at_end)
    elastics = np.quantile(_elasticity(annual)(spread), at_end)
    return Sensitivity(
        *(retained, customers, annual, points, rate, min(rate + points, 1.0)),
        *(change, min(change, float(changes[0])), max(change, float(changes[1]))),
        *(elastic, min(elastic, float(elastics[0])), max(elastic, float(elastics[1]))),
        level,
    )


SENSITIVITY = Definition(
    "VA10",
    1,
    Sentence("Retention sensitivity"),
    Sentence(
        "By how much the value of the customers would rise with five more points of retention."
    ),
    Sentence("(r′ ÷ (1 + i − r′)) ÷ (r ÷ (1 + i − r)) − 1, with r′ = min(r + 5 points, 1)"),
    Unit.SHARE,
    benchmark=Sentence(
        "From elsewhere: retention +5 % raises profitability by 25 % to 95 %; loyalty +5 % raises "
        "profit by 25 % to 85 % (a study)."
    ),
)
SENSITIVITY_VALUE = Definition(
    "VA10_value",
    1,
    Sentence("Value of five points of retention"),
    Sentence("What five more points of retention would add to the value of today's customers."),
    Sentence("customer equity × retention sensitivity"),
    Unit.MONEY,
)
ELASTICITY = Definition(
    "VA10_elasticity",
    1,
    Sentence("Retention elasticity"),
    Sentence("By how many per cent value rises with one per cent more retention."),
    Sentence("(1 + i) ÷ (1 + i − r)"),
    Unit.RATIO,
)
DEFINITIONS = (SENSITIVITY, SENSITIVITY_VALUE, ELASTICITY)


def figures(
    found: Sensitivity | AnalyticsError,
    *,
    equity_minor: int | None = None,
    currency: str,
    as_of: date,
) -> tuple[Figure, Figure, Figure]:
    """VA10, what it is worth on customer equity of `equity_minor`, and the elasticity.

    `found` may be the refusal of `sensitivity`; its sentence is then the reason.
    """
    if isinstance(found, AnalyticsError):
        told: dict[str, Any] = {"as_of": as_of, "n": 0, "reason": found.sentence}
        refused = (Figure(each, None, **told) for each in DEFINITIONS)
        change, worth, elastic = refused
        return change, worth, elastic
    told = {"as_of": as_of, "n": found.customers, "level": found.level, "method": _method(found)}
    return (
        Figure(SENSITIVITY, found.change, low=found.low, high=found.high, **told),
        _worth(found, equity_minor, currency, as_of),
        Figure(
            ELASTICITY,
            found.elasticity,
            low=found.elasticity_low,
            high=found.elasticity_high,
            **told,
        ),
    )


_ENDLESS = Sentence(
    "Without a discount rate customers who never leave would be worth infinitely much: state a "
    "rate above 0 %."
)


def _refuse(retained: int, customers: int, annual: float, days: int) -> None:
    if customers < 1:
        raise TooFew(Sentence("customers at the start of the period"), 0, 1)
    if not 0 <= retained <= customers or days < 1:
        raise Undefined(Sentence("A retention rate lies between 0 % and 100 %."))
    if not (retained / customers) ** (YEAR / days) > LEAST:
        raise Undefined(
            Sentence(
                "Practically nobody is retained for a year: any retention at all would be a "
                "multiple without measure."
            )
        )
    if not 1 + annual > 1:
        raise Undefined(_ENDLESS)


def _change(annual: float, points: float) -> Callable[[Any], Floats]:
    def change(r: Any) -> Floats:
        raised = np.minimum(np.asarray(r) + points, 1.0)
        kept = np.maximum(r, 1e-300)
        return np.asarray(raised / (1 + annual - raised) * (1 + annual - kept) / kept - 1)

    return change


def _elasticity(annual: float) -> Callable[[Any], Floats]:
    return lambda r: np.asarray((1 + annual) / (1 + annual - np.asarray(r)))


def _method(found: Sensitivity) -> Sentence:
    told = {
        "retained": found.retained,
        "customers": found.customers,
        "percent": round(found.retention * 100, 1),
        "rate": round(found.annual * 100, 1),
    }
    if found.is_capped:
        return Sentence(
            "{retained} of {customers} customers stayed, {percent} % a year; more than 100 % "
            "cannot stay, so fewer than five points are added. Discount rate {rate} % a year.",
            **told,
        )
    return Sentence(
        "{retained} of {customers} customers stayed, {percent} % a year. Discount rate {rate} % a "
        "year. The closed form takes all customers for alike; the margin cancels.",
        **told,
    )


def _worth(found: Sensitivity, equity_minor: int | None, currency: str, as_of: date) -> Figure:
    told: dict[str, Any] = {"as_of": as_of, "n": found.customers}
    if equity_minor is None:
        reason = Sentence("Customer equity is not known.")
        return money(SENSITIVITY_VALUE, None, currency, reason=reason, **told)
    gain, low, high = (
        round(equity_minor * change) for change in (found.change, found.low, found.high)
    )
    if gain < 0:
        low, high = high, low
    return money(
        SENSITIVITY_VALUE,
        gain,
        currency,
        low=major(low, currency),
        high=major(high, currency),
        level=found.level,
        method=Sentence("Customer equity of today times the change by the closed form."),
        **told,
    )
