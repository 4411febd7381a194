"""The figures of a divided budget, each with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from goodwill.analytics.campaigns.budget.budget import Budget, Option
from goodwill.analytics.campaigns.budget.parting import Division
from goodwill.analytics.campaigns.budget.weighing import LEVEL, Estimate, Gain
from goodwill.analytics.figure import Definition, Figure, Grade, Unit, major, money, ratio
from goodwill.language import Sentence

MARGIN = Definition(
    "budget_margin",
    1,
    Sentence("Expected margin of the budget"),
    Sentence("What the spends bring together beyond no spend, before they are paid for."),
    Sentence("Σ margin of each option at its spend"),
    Unit.MONEY,
)
SPEND = Definition(
    "budget_spend",
    1,
    Sentence("Spend"),
    Sentence("What to spend on an option so that the budget brings the most."),
    Sentence("the solution of the budget's linear programme"),
    Unit.MONEY,
)
OPTION_MARGIN = Definition(
    "budget_option_margin",
    1,
    Sentence("Expected margin of an option"),
    Sentence("What the spend on an option brings beyond no spend, before it is paid for."),
    Sentence("the option's response curve at its spend"),
    Unit.MONEY,
)
EFFICIENCY = Definition(
    "budget_efficiency",
    1,
    Sentence("Efficiency of the marketing budget"),
    Sentence("The margin that each unit of money spent brings on average."),
    Sentence("expected margin ÷ spend"),
    Unit.RATIO,
)
LAST_UNIT = Definition(
    "budget_last_unit",
    1,
    Sentence("What the last unit of money brings"),
    Sentence(
        "The margin that one more unit of budget would bring. Above 1 a larger budget pays for "
        "itself; below 1 a smaller one would."
    ),
    Sentence("the shadow price of the budget"),
    Unit.RATIO,
)
GAIN = Definition(
    "budget_gain",
    1,
    Sentence("Gain over the present division"),
    Sentence("What the proposed division brings more than the present one, each less its spend."),
    Sentence("(margin − spend) proposed − (margin − spend) at present"),
    Unit.MONEY,
)
GAIN_CHANCE = Definition(
    "budget_gain_probability",
    1,
    Sentence("Probability that the proposed division is better"),
    Sentence("How likely the proposed division is to bring more than the present one."),
    Sentence("share of drawn curves under which the gain is above 0"),
    Unit.SHARE,
)
CAPACITY_PRICE = Definition(
    "budget_capacity_price",
    1,
    Sentence("What one more unit of a capacity is worth"),
    Sentence("What one more call, visit … would bring, less the spend it makes possible."),
    Sentence("the shadow price of the capacity"),
    Unit.MONEY,
)
SAVING = Definition(
    "budget_saving",
    1,
    Sentence("Marketing cost that can be saved"),
    Sentence("How much less money brings the same margin as the present division."),
    Sentence("present spend − least spend of the same margin"),
    Unit.MONEY,
)

DEFINITIONS = (
    *(MARGIN, SPEND, OPTION_MARGIN, EFFICIENCY, LAST_UNIT),
    *(GAIN, GAIN_CHANCE, CAPACITY_PRICE, SAVING),
)

PROVED = Sentence(
    "Linear programme (HiGHS) over pieces of the response curves, cut ever finer; no other "
    "division brings over a ten-millionth more."
)
DRAWN = Sentence(
    "The interval comes from drawing the response curves anew, one option independent of "
    "another, and evaluating this division; it is not solved again for each draw."
)
BELIEVED = Sentence("It has no interval: of an option nobody said how sure its curve is.")


def grade_of(options: Sequence[Option]) -> Grade:
    """The weakest evidence among options: A only where all were measured."""
    return max(option.response.grade for option in options)


def of_the_whole(division: Division, margin: Estimate, as_of: date) -> tuple[Figure, ...]:
    """Expected margin, efficiency (R166) and what the last unit brings."""
    told = _told(division, as_of)
    return (
        _amount(MARGIN, margin, division.budget, method=_how(margin), **told),
        ratio(EFFICIENCY, margin.value, division.spent, method=PROVED, **told),
        Figure(LAST_UNIT, division.last_unit, method=PROVED, **told),
    )


def of_options(
    division: Division, margins: Sequence[Estimate], as_of: date
) -> tuple[tuple[Figure, Figure], ...]:
    """Spend and expected margin of each option, in their order."""
    budget = division.budget
    found = []
    for option, spend, margin in zip(budget.options, division.spend, margins, strict=True):
        told: dict[str, Any] = {
            "as_of": as_of,
            "n": round(option.audience or 0),
            "grade": option.response.grade,
            "cut": {"option": option.name},
        }
        spent = money(SPEND, round(spend), budget.currency, method=PROVED, **told)
        brings = _amount(OPTION_MARGIN, margin, budget, method=option.response.method, **told)
        found.append((spent, brings))
    return tuple(found)


def of_gain(division: Division, gain: Gain, as_of: date) -> tuple[Figure, Figure]:
    """The gain over the present division, and how likely it is one."""
    told = _told(division, as_of)
    amount = _amount(GAIN, gain.gain, division.budget, method=_how(gain.gain), **told)
    reason = BELIEVED if gain.probability is None else None
    chance = Figure(GAIN_CHANCE, gain.probability, reason=reason, method=DRAWN, **told)
    return amount, chance


def of_capacities(division: Division, as_of: date) -> tuple[Figure, ...]:
    """What one more unit of each capacity is worth, in the order of the budget."""
    told = _told(division, as_of)
    currency = division.budget.currency
    return tuple(
        money(
            CAPACITY_PRICE,
            round(is_.price),
            currency,
            method=PROVED,
            cut={"capacity": is_.name},
            **told,
        )
        for is_ in division.capacities
    )


def of_saving(cheaper: Division, present: float, as_of: date) -> Figure:
    """How much less than at present brings the same margin (R174); `present` in minor units."""
    saved = round(present - cheaper.spent)
    return money(SAVING, saved, cheaper.budget.currency, method=PROVED, **_told(cheaper, as_of))


def _told(division: Division, as_of: date) -> dict[str, Any]:
    options = division.budget.options
    return {
        "as_of": as_of,
        "n": round(sum(option.audience or 0 for option in options)),
        "grade": grade_of(options),
    }


def _how(estimate: Estimate) -> Sentence:
    interval = BELIEVED if estimate.low is None else DRAWN
    return Sentence("{proved} {interval}", proved=PROVED, interval=interval)


def _amount(definition: Definition, estimate: Estimate, budget: Budget, **told: Any) -> Figure:
    interval: dict[str, Any] = {}
    if estimate.low is not None and estimate.high is not None:
        interval = {
            "low": major(round(estimate.low), budget.currency),
            "high": major(round(estimate.high), budget.currency),
            "level": LEVEL,
        }
    return money(definition, round(estimate.value), budget.currency, **interval, **told)
