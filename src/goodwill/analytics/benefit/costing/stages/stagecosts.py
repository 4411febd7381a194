"""What winning, keeping, losing and winning back a customer cost, and how they compare."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.costing.stages import costfigures_stage as figures
from goodwill.analytics.benefit.costing.stages.asking import Amount, Asked, estimated, told
from goodwill.analytics.benefit.costing.stages.churncosts import churn_cost
from goodwill.analytics.benefit.costing.stages.spending import STAGES, Spend, StageSpend
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, major, money, ratio
from goodwill.analytics.value.outlook import payback
from goodwill.language import Sentence


def stage_figures(costs: StageSpend, asked: Asked) -> tuple[Figure, ...]:
    """All figures of this module, each n/a with its reason where something is missing."""
    acquisition, reacquisition = acquisition_cost(costs, asked), reacquisition_cost(costs, asked)
    return (
        *stage_costs(costs, asked),
        acquisition,
        retention_cost(costs, asked),
        reacquisition,
        reacquisition_ratio(reacquisition, acquisition),
        *churn_cost(costs, asked),
        value_to_cost(acquisition, asked),
        months_to_pay_back(acquisition, asked),
    )


def stage_costs(costs: StageSpend, asked: Asked) -> tuple[Figure, ...]:
    """The cost of each stage and CO02, that of one customer in it."""
    found: list[Figure] = []
    for stage in STAGES:
        spend, n = costs.of(stage, asked.periods), asked.customers.in_stage.get(stage)
        here = told(costs, asked, n or 0)
        here["cut"] = here["cut"] | {"stage": stage}
        found += (
            money(figures.STAGE_COST, spend.amount_minor, method=estimated(spend), **here),
            _each(figures.STAGE_COST_EACH, spend, n, here),
        )
    return tuple(found)


def acquisition_cost(costs: StageSpend, asked: Asked) -> Figure:
    """MK04. With nobody won the cost stands above the line and the ratio is n/a.

    Where the costs do not reach back as far as the lag asks, it is n/a with that reason.
    """
    new = asked.customers.new
    here = told(costs, asked, new or 0)
    try:
        spend = costs.earlier("acquire", asked.periods, asked.lag_months)
    except Undefined as refusal:
        return Figure(figures.ACQUISITION_COST, None, reason=refusal.sentence, **here)
    found = _each(figures.ACQUISITION_COST, spend, new, here)
    return replace(found, method=_lagged(asked.lag_months, found.method))


def retention_cost(costs: StageSpend, asked: Asked) -> Figure:
    """What keeping one customer cost: retain-stage cost ÷ customers retained."""
    spend, n = costs.of("retain", asked.periods), asked.customers.retained
    return _each(figures.RETENTION_COST, spend, n, told(costs, asked, n or 0))


def reacquisition_cost(costs: StageSpend, asked: Asked) -> Figure:
    """What winning back one customer cost: churn-stage cost ÷ customers reacquired."""
    spend, n = costs.of("churn", asked.periods), asked.customers.reacquired
    return _each(figures.REACQUISITION_COST, spend, n, told(costs, asked, n or 0))


def reacquisition_ratio(reacquisition: Figure, acquisition: Figure) -> Figure:
    """CO06: cost per reacquired customer ÷ CAC; below 1 winning back comes first."""
    here: dict[str, Any] = {
        "as_of": reacquisition.as_of,
        "n": reacquisition.n,
        "currency": reacquisition.currency,
        "cut": reacquisition.cut,
    }
    missing = reacquisition.reason or acquisition.reason
    if missing is not None:
        return Figure(figures.REACQUISITION_RATIO, None, reason=missing, **here)
    found = ratio(figures.REACQUISITION_RATIO, reacquisition.value, acquisition.value, **here)
    return found if found.value is None else replace(found, method=_compared(found))


def is_win_back_first(found: Figure) -> bool:
    """Whether CO06 says that a lost customer costs less to win back than a new one to win."""
    return found.value is not None and found.value < 1


def value_to_cost(acquisition: Figure, asked: Asked) -> Figure:
    """VA06: lifetime value of one customer ÷ CAC."""
    lifetime, definition = asked.values.lifetime, payback.VALUE_TO_COST
    here = _beside(acquisition, lifetime)
    if lifetime is None or not lifetime.customers:
        return Figure(definition, None, reason=payback.NO_LIFETIME, **here)
    if acquisition.value is None:
        return Figure(definition, None, reason=acquisition.reason, **here)
    spent = Decimal(acquisition.value) * lifetime.customers
    found = ratio(definition, major(lifetime.minor, asked.currency), spent, **here)
    if found.value is None or lifetime.low_minor is None or lifetime.high_minor is None:
        return found
    low, high = (
        major(end, asked.currency) / spent for end in (lifetime.low_minor, lifetime.high_minor)
    )
    return replace(found, low=low, high=high, level=0.95)


def months_to_pay_back(acquisition: Figure, asked: Asked) -> Figure:
    """CAC ÷ monthly margin of one customer won; with no margin it never is paid back."""
    margin, definition = asked.values.monthly_margin, figures.MONTHS_TO_PAY_BACK
    here = _beside(acquisition, margin)
    if margin is None or not margin.customers:
        return Figure(definition, None, reason=NO_MARGIN, **here)
    if acquisition.value is None:
        return Figure(definition, None, reason=acquisition.reason, **here)
    if margin.minor <= 0:
        return Figure(definition, None, reason=NEVER, **here)
    each = major(margin.minor, asked.currency) / margin.customers
    return ratio(definition, acquisition.value, each, **here)


def _beside(acquisition: Figure, amount: Amount | None) -> dict[str, Any]:
    return {
        "as_of": acquisition.as_of,
        "n": amount.customers if amount else 0,
        "currency": acquisition.currency,
        "cut": acquisition.cut,
    }


def _each(definition: Definition, spend: Spend, n: int | None, here: dict[str, Any]) -> Figure:
    """Cost ÷ customers; the cost is shown even where nothing can be divided by."""
    cost = major(spend.amount_minor, here["currency"])
    if n:
        return ratio(definition, cost, n, method=estimated(spend), **here)
    reason = NOT_COUNTED if n is None else NOBODY
    return Figure(
        definition,
        None,
        numerator=cost,
        denominator=n,
        method=estimated(spend),
        reason=reason,
        **here,
    )


def _lagged(months: int, method: Sentence | None) -> Sentence | None:
    if not months:
        return method
    lag = Sentence("Cost of {n} month earlier.", "Cost of {n} months earlier.", n=months)
    return lag if method is None else Sentence("{one} {other}", one=lag, other=method)


def _compared(found: Figure) -> Sentence:
    if is_win_back_first(found):
        return Sentence(
            "Winning back a lost customer costs less than winning a new one: put that first."
        )
    return Sentence("Winning back a lost customer costs no less than winning a new one, as usual.")


NOT_COUNTED = Sentence(
    "The cost is known, but nobody counted the customers that it was for: give their number."
)
NOBODY = Sentence("The cost is known, but there was no customer to divide it by.")
NO_MARGIN = Sentence("The monthly margin of the customers won, after serving them, is not known.")
NEVER = Sentence("Never: the customers won leave no margin after the cost of serving them.")
