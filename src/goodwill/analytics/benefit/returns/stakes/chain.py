"""From satisfaction over retention to value: one effect, counted once, at the end of the chain."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.benefit.returns.stakes.retention import (
    DISCOUNT,
    RATE,
    RETENTION,
    change,
)
from goodwill.analytics.benefit.returns.stakes.retention import VALUE as LIFETIMES
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
    Stated,
    as_share,
    needed,
    not_negative,
    spread,
)
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.language import Sentence


@dataclass(frozen=True)
class Chain:
    """What has to be known from satisfaction to value.

    Parameters
    ----------
    satisfaction
        Points of satisfaction gained, on the company's own scale.
    per_point
        Share of customers more who stay for a year, for one point of satisfaction.
    retention, value, rate
        As in `retention`: share who stay, Σ lifetime value in the major unit, discount rate.
    measured
        Retention per point of satisfaction, measured on the company's own answers.
    """

    satisfaction: Stated | None = None
    per_point: Stated | None = None
    retention: Stated | None = None
    value: Stated | None = None
    rate: Stated = RATE
    measured: Measured | None = None


SATISFACTION = Sentence("Points of satisfaction gained")
PER_POINT = Sentence("Retention for one point of satisfaction")

KEPT = Definition(
    "stake_chain_retention",
    1,
    Sentence("Retention gained by satisfaction"),
    Sentence("How many more customers would stay for a year, as a share of all."),
    Sentence("points of satisfaction × retention for one point"),
    Unit.SHARE,
)
WORTH = Definition(
    "stake_chain_value",
    1,
    Sentence("Value at stake from satisfaction to retention"),
    Sentence("What satisfaction would add to the value of customers because more of them stay."),
    Sentence("Σ lifetime value × ((r′ ÷ (1 + i − r′)) ÷ (r ÷ (1 + i − r)) − 1)"),
    Unit.MONEY,
)
OWN = Definition(
    "stake_chain_own",
    1,
    Sentence("Retention for one point of satisfaction, measured"),
    Sentence("How many more of the more satisfied stay, as a share, for one point."),
    Sentence("slope of staying on satisfaction, on the company's own answers"),
    Unit.SHARE,
)
DEFINITIONS = (KEPT, WORTH, OWN)

COUNTED = Sentence(
    "Counts once: satisfaction has no money of its own, it counts through the customers who stay. "
    "Do not add the value of more retention or of complete satisfaction to it."
)
NOT_MEASURED = Sentence(
    "How satisfaction and staying go together has not been measured. Join the answers of a survey "
    "with who was still a customer a year later."
)
PLAN = Sentence(
    "A plan, never a fact: that satisfaction makes customers stay is an assumption; answers and "
    "staying may have a common cause."
)


def satisfaction_chain(asked: Chain, basis: Basis) -> Stake:
    """Δ satisfaction → Δ retention → Δ Σ lifetime value; money stands at the end alone.

    Raises
    ------
    Undefined
        A link of the chain is not stated, a share is none, or value would be infinite.
    """
    stated = (
        ("satisfaction", SATISFACTION, asked.satisfaction),
        ("per_point", PER_POINT, asked.per_point),
        ("retention", RETENTION, asked.retention),
        ("value", LIFETIMES, asked.value),
        ("rate", DISCOUNT, asked.rate),
    )
    needed(Calculator.CHAIN.label, {key: (label, each) for key, label, each in stated})
    parameters = tuple(Parameter(key, label, each) for key, label, each in stated if each)
    return Stake(
        Calculator.CHAIN,
        _figures(parameters, basis),
        (own(OWN, asked.measured, basis, NOT_MEASURED),),
        (),
        parameters,
        COUNTED,
    )


def _figures(parameters: tuple[Parameter, ...], basis: Basis) -> tuple[Figure, Figure]:
    satisfaction, per_point, retention, value, rate = (each.stated for each in parameters)
    not_negative(satisfaction, SATISFACTION)
    as_share(per_point, PER_POINT)
    as_share(retention, RETENTION)
    kept = spread(lambda s, p, r: min(s * p, 1 - r), satisfaction, per_point, retention)
    worth = spread(
        lambda s, p, r, v, i: v * change(r, s * p, i),
        *(satisfaction, per_point, retention, value, rate),
    )
    return planned(KEPT, kept, basis, method=PLAN), planned(WORTH, worth, basis, method=PLAN)
