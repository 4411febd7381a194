"""Five more points of retention: what they would add to the value of all customers.

References
----------
Gupta, Lehmann & Stuart (2004), JMR 41(1). doi:10.1509/jmkr.41.1.7.25084
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.returns.stakes.stake import (
    Basis,
    Calculator,
    Parameter,
    Stake,
    own,
    planned,
)
from goodwill.analytics.benefit.returns.stakes.stated import (
    Measured,
    Spread,
    Stated,
    as_share,
    exactly,
    needed,
    spread,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.value.outlook.elasticity import BENCHMARKS, lifetime_multiple
from goodwill.language import Sentence

CONVENTION = Sentence("Usual in the published studies; edit it where you mean another.")
POINTS = exactly("0.05", CONVENTION)
RATE = exactly("0.10", CONVENTION)
STEPS = 40
"""Retention is tried at so many steps: the change need not be largest or least at an end."""


@dataclass(frozen=True)
class Retention:
    """What has to be known for the value of more retention.

    Parameters
    ----------
    retention
        Share of customers who stay for a year, as measured (RL01).
    value
        Σ expected lifetime value of today's customers, major unit.
    yearly_margin
        Margin of one customer in a year, for the value of one lifetime, major unit.
    points, rate
        Points of retention added, and the discount rate a year.
    measured
        What more retention did add where the company tried it.
    """

    retention: Stated | None = None
    value: Stated | None = None
    yearly_margin: Stated | None = None
    points: Stated = POINTS
    rate: Stated = RATE
    measured: Measured | None = None
    n: int = 0


RETENTION = Sentence("Share of customers who stay for a year")
VALUE = Sentence("Sum of the lifetime values of today's customers")
MARGIN = Sentence("Margin of one customer in a year")
ADDED = Sentence("Points of retention added")
DISCOUNT = Sentence("Discount rate a year")

LIFETIME = Definition(
    "stake_retention_lifetime",
    1,
    Sentence("Value of one lifetime"),
    Sentence("What a customer is worth over all coming years, the first margin a year from now."),
    Sentence("m × r ÷ (1 + i − r)"),
    Unit.MONEY,
)
CHANGE = Definition(
    "stake_retention_change",
    1,
    Sentence("Change of lifetime value"),
    Sentence("By how much the value of all customers would rise with more retention."),
    Sentence("(r′ ÷ (1 + i − r′)) ÷ (r ÷ (1 + i − r)) − 1, with r′ = min(r + points, 1)"),
    Unit.SHARE,
)
ELASTICITY = Definition(
    "stake_retention_elasticity",
    1,
    Sentence("Retention elasticity"),
    Sentence("By how many per cent value rises with one per cent more retention."),
    Sentence("(1 + i) ÷ (1 + i − r)"),
    Unit.RATIO,
)
WORTH = Definition(
    "stake_retention_value",
    1,
    Sentence("Value at stake in retention"),
    Sentence("What more retention would add to the value of today's customers."),
    Sentence("Σ lifetime value × change of lifetime value"),
    Unit.MONEY,
)
OWN = Definition(
    "stake_retention_own",
    1,
    Sentence("Change of value measured after a change of retention"),
    Sentence("By how much value did change where this company changed its retention."),
    Sentence("measured value with the change ÷ value without it − 1"),
    Unit.SHARE,
)
PUBLISHED = Definition(
    "stake_retention_published",
    1,
    Sentence("Published for +5 %"),
    Sentence("What others found that five per cent more retention or loyalty did to profit."),
    Sentence("as published; no measurement of this company"),
    Unit.SHARE,
)
DEFINITIONS = (LIFETIME, CHANGE, ELASTICITY, WORTH, OWN, PUBLISHED)

COUNTED = Sentence(
    "Customers kept are counted in customer equity. Do not add what satisfaction brings through "
    "retention: it is the same money."
)
NOT_MEASURED = Sentence(
    "What more retention did has not been measured. Hold out some customers from a retention "
    "campaign, and enter what its measurement says."
)


def change(retention: Decimal, points: Decimal, rate: Decimal) -> Decimal:
    """Relative change of Σ lifetime value by points more of retention.

    Raises
    ------
    Undefined
        Nobody stays, or without a discount rate value would be infinite.
    """
    raised = min(retention + points, Decimal(1))
    lifetime_multiple(float(raised), float(rate))
    if retention <= 0:
        raise Undefined(
            Sentence("Nobody stays: any retention at all would be a multiple without measure.")
        )
    return raised / (1 + rate - raised) * (1 + rate - retention) / retention - 1


def retention_stake(asked: Retention, basis: Basis) -> Stake:
    """Value at stake in retention, beside 25–95 % and 25–85 % and the company's own measure.

    Raises
    ------
    Undefined
        Retention or Σ lifetime value is not stated, or retention is no share.
    """
    needed(
        Calculator.RETENTION.label,
        {"retention": (RETENTION, asked.retention), "value": (VALUE, asked.value)},
    )
    assert asked.retention is not None
    assert asked.value is not None
    as_share(asked.retention, RETENTION)
    return Stake(
        Calculator.RETENTION,
        _figures(asked, asked.retention, asked.value, basis),
        (own(OWN, asked.measured, basis, NOT_MEASURED),),
        benchmarks(basis, change(asked.retention.middle, asked.points.middle, asked.rate.middle)),
        _parameters(asked),
        COUNTED,
    )


def changes(retention: Stated, points: Stated, rate: Stated) -> Spread:
    """The change over all that was stated."""
    width = (retention.high - retention.low) / STEPS
    tried = [retention.low + width * step for step in range(STEPS + 1)]
    found = [spread(lambda p, i, r=r: change(r, p, i), points, rate) for r in dict.fromkeys(tried)]
    middle = change(retention.middle, points.middle, rate.middle)
    return Spread(min(e.low for e in found), middle, max(e.high for e in found))


def benchmarks(basis: Basis, own_change: Decimal) -> tuple[Figure, ...]:
    """The published ranges, each saying where this company's own change lies."""
    return tuple(
        Figure(
            PUBLISHED,
            (each.low + each.high) / 2,
            as_of=basis.as_of,
            n=0,
            low=each.low,
            high=each.high,
            method=Sentence(
                "{said} Five points on this company's own retention give {percent} %: {place}.",
                said=each.said,
                percent=round(float(own_change) * 100, 1),
                place=PLACES[each.place(float(own_change))],
            ),
        )
        for each in BENCHMARKS
    )


PLACES = {
    "below": Sentence("less than published"),
    "within": Sentence("within what was published"),
    "above": Sentence("more than published"),
}


def _figures(
    asked: Retention, retention: Stated, value: Stated, basis: Basis
) -> tuple[Figure, ...]:
    found = changes(retention, asked.points, asked.rate)
    elastic = spread(lambda r, i: (1 + i) / (1 + i - r), retention, asked.rate)
    worth = spread(lambda v, c: v * c, value, Stated(found.low, found.high))
    middle = Spread(worth.low, value.middle * found.middle, worth.high)
    method = Sentence(
        "A plan, never a fact: {percent} % stay a year, discount rate {rate} %. The closed form "
        "takes all customers for alike; the margin cancels.",
        percent=round(float(retention.middle) * 100, 1),
        rate=round(float(asked.rate.middle) * 100, 1),
    )
    shown = (
        planned(CHANGE, found, basis, n=asked.n, method=method),
        planned(ELASTICITY, elastic, basis, n=asked.n, method=method),
        planned(WORTH, middle, basis, n=asked.n, method=method),
    )
    if asked.yearly_margin is None:
        return shown
    lifetime = spread(
        lambda m, r, i: m * r / (1 + i - r), asked.yearly_margin, retention, asked.rate
    )
    return (*shown, planned(LIFETIME, lifetime, basis, n=asked.n, method=method))


def _parameters(asked: Retention) -> tuple[Parameter, ...]:
    stated = (
        ("retention", RETENTION, asked.retention),
        ("value", VALUE, asked.value),
        ("yearly_margin", MARGIN, asked.yearly_margin),
        ("points", ADDED, asked.points),
        ("rate", DISCOUNT, asked.rate),
    )
    return tuple(Parameter(*each) for each in stated if each[2] is not None)  # type: ignore[arg-type]
