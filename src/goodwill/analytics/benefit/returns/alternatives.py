"""Opportunity cost: the best alternative that was not chosen, compared and never counted twice.

It has two meanings. The first is what the same capital would bring elsewhere: it is compared,
for the discount rate already charges the normal return. The second is what would be missed
without the programme: that is the benefit itself, so beside the benefit it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goodwill.analytics.benefit.returns.flows import Flows, to_minor
from goodwill.analytics.benefit.returns.metrics import equivalent_annual, npv, present_value
from goodwill.analytics.benefit.returns.programme import Alternative, Cost
from goodwill.analytics.errors import AnalyticsError, NotTogether, SettingRefused, Undefined
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.language import Sentence

SAME_CAPITAL = 0.05
"""Capitals that differ by no more than this share of the programme's count as the same."""

OPPORTUNITY = "opportunity"


@dataclass(frozen=True)
class Compared:
    """One alternative beside the programme; values are in the major unit, today's.

    Parameters
    ----------
    capital
        Present value of its costs.
    yearly
        Equal amount of each year of its horizon that is worth as much as its NPV.
    barred
        Why it cannot be compared; None where it can.
    """

    alternative: Alternative
    capital: float
    npv: float
    yearly: float
    barred: Sentence | None = None


@dataclass(frozen=True)
class Advantage:
    """The programme against the best alternative that was rejected.

    Parameters
    ----------
    all
        Every alternative, the best first, those that cannot be compared last.
    npv
        NPV − NPV of the best; None where their horizons differ.
    yearly
        Difference of the equivalent annual values, which different horizons allow too.
    """

    best: Compared
    all: tuple[Compared, ...]
    npv: float | None
    yearly: float


ADVANTAGE = Definition(
    "advantage",
    1,
    Sentence("Advantage over the best alternative"),
    Sentence("By how much the programme is worth more than the best use of the same capital."),
    Sentence("NPV − NPV of the best rejected alternative of the same capital and horizon"),
    Unit.MONEY,
)
ADVANTAGE_YEARLY = Definition(
    "advantage_yearly",
    1,
    Sentence("Advantage per year over the best alternative"),
    Sentence("The same for each year, which makes different horizons comparable."),
    Sentence("equivalent annual value − that of the best rejected alternative"),
    Unit.MONEY,
)
DEFINITIONS = (ADVANTAGE, ADVANTAGE_YEARLY)


def compared(
    flows: Flows, alternatives: Sequence[Alternative], rate: float
) -> tuple[Compared, ...]:
    """Every rejected alternative with its value, the best first, those barred last."""
    capital = present_value(flows.costs, rate)
    found = [
        _compared(alternative, capital, rate)
        for alternative in alternatives
        if alternative.is_rejected
    ]
    return tuple(sorted(found, key=lambda e: (e.barred is not None, -e.yearly, e.alternative.id)))


def advantage(flows: Flows, alternatives: Sequence[Alternative], rate: float) -> Advantage:
    """The programme's risk-adjusted flows against the best rejected alternative.

    Raises
    ------
    Undefined
        None was rejected, or none takes the same capital: there is nothing to compare with.
    """
    found = compared(flows, alternatives, rate)
    if not found:
        raise Undefined(NO_ALTERNATIVE)
    best = found[0]
    if best.barred is not None:
        raise Undefined(best.barred)
    own = npv(flows, rate)
    is_as_long = best.alternative.horizon == flows.horizon
    return Advantage(
        best,
        found,
        own - best.npv if is_as_long else None,
        equivalent_annual(own, rate, flows.horizon) - best.yearly,
    )


def figures(
    found: Advantage | AnalyticsError, *, currency: str, as_of: date
) -> tuple[Figure, Figure]:
    """The advantage in all and per year, or why it cannot be told."""
    told: dict[str, Any] = {"as_of": as_of, "currency": currency}
    if isinstance(found, AnalyticsError):
        refused: dict[str, Any] = {"n": 0, "reason": found.sentence, **told}
        return Figure(ADVANTAGE, None, **refused), Figure(ADVANTAGE_YEARLY, None, **refused)
    told["n"] = len(found.all)
    method = Sentence(
        "Against {name}, the best of {rejected} rejected; its NPV is {npv}, its value a year "
        "{yearly}.",
        name=found.best.alternative.name,
        rejected=len(found.all),
        npv=to_minor(found.best.npv, currency),
        yearly=to_minor(found.best.yearly, currency),
    )
    yearly = to_minor(found.yearly, currency)
    return (
        Figure(ADVANTAGE, None, reason=_lengths(found), **told)
        if found.npv is None
        else Figure(ADVANTAGE, to_minor(found.npv, currency), method=method, **told),
        Figure(ADVANTAGE_YEARLY, yearly, method=method, **told),
    )


def refuse_both_meanings(costs: Sequence[Cost], *, has_benefits: bool) -> None:
    """Refuse opportunity cost among what is paid: it would be counted a second time.

    Raises
    ------
    NotTogether
        It stands beside benefits, which are the same money.
    SettingRefused
        There are no benefits either; it is still no payment.
    """
    for cost in costs:
        if cost.category != OPPORTUNITY:
            continue
        if has_benefits:
            raise NotTogether(
                Sentence(
                    "The cost {cost} is an opportunity forgone, and stands beside benefits. What "
                    "would be missed without the programme is its benefit, and would count "
                    "twice: leave the cost out. What the capital would bring elsewhere belongs "
                    "under `alternatives`; the discount rate charges the normal return already.",
                    cost=cost.id,
                )
            )
        raise SettingRefused(
            Sentence(
                "The cost {cost} is an opportunity forgone and nothing that is paid: enter it "
                "under `alternatives`, with its benefits and costs by year.",
                cost=cost.id,
            )
        )


NO_ALTERNATIVE = Sentence(
    "No alternative was rejected: state what else the capital could do, at least the best of it, "
    "with its benefits and costs by year."
)


def _compared(alternative: Alternative, capital: float, rate: float) -> Compared:
    flows = Flows(alternative.benefits, alternative.costs)
    taken, value = present_value(flows.costs, rate), npv(flows, rate)
    if flows.horizon < 1:
        return Compared(alternative, taken, value, value, NO_YEARS)
    yearly = equivalent_annual(value, rate, flows.horizon)
    barred = _barred(alternative, capital, taken)
    return Compared(alternative, taken, value, yearly, barred)


NO_YEARS = Sentence(
    "An alternative without a year after year 0 cannot be compared: enter its years."
)


def _barred(alternative: Alternative, capital: float, taken: float) -> Sentence | None:
    if abs(taken - capital) <= SAME_CAPITAL * abs(capital):
        return None
    return Sentence(
        "{name} takes a capital of {taken} and the programme one of {capital}, both at today's "
        "value: that is not the same capital. Enter what would be done with the whole of it.",
        name=alternative.name,
        taken=round(taken),
        capital=round(capital),
    )


def _lengths(found: Advantage) -> Sentence:
    return Sentence(
        "{name} runs for {years} years, another time than the programme: see the advantage per "
        "year instead.",
        name=found.best.alternative.name,
        years=found.best.alternative.horizon,
    )
