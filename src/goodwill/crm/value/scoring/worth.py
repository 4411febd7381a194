"""What a score says, as figures: each with what it means, its interval, and how it came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook.scores import LEVEL
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.value.scoring.models import Score
from goodwill.language import Sentence

REVENUE = Definition(
    "customer_revenue",
    1,
    Sentence("Revenue so far"),
    Sentence("What the customer has bought for, less what came back."),
    Sentence("Σ amount of the customer's order lines − Σ amount returned"),
    Unit.MONEY,
)
SO_FAR = Definition(
    "customer_value",
    1,
    Sentence("Value so far"),
    Sentence("What the customer has brought up to today."),
    Sentence("net revenue − cost of goods − cost to serve, where it is known"),
    Unit.MONEY,
)
EXPECTED = Definition(
    "customer_expected_value",
    1,
    Sentence("Expected value"),
    Sentence("All that the customer is expected to bring from now on, discounted to today."),
    Sentence(
        "(expected spend × margin rate − cost to serve) × discounted expected purchases to come"
    ),
    Unit.MONEY,
)
YEAR = Definition(
    "customer_value_365",
    1,
    Sentence("Expected value of the next 365 days"),
    Sentence("What the customer is expected to bring in 365 days, not discounted."),
    Sentence("(expected spend × margin rate − cost to serve) × expected purchases in 365 days"),
    Unit.MONEY,
)
AT_RISK = Definition(
    "customer_value_at_risk",
    1,
    Sentence("Value at risk"),
    Sentence("What the customer would bring more if it were certain that they stay."),
    Sentence("expected value ÷ P(still a customer) × (1 − P(still a customer))"),
    Unit.MONEY,
)
EXPECTED_REVENUE = Definition(
    "customer_revenue_365",
    1,
    Sentence("Expected revenue of the next 365 days"),
    Sentence("What the customer is expected to buy for in 365 days."),
    Sentence("expected spend per purchase × expected purchases in 365 days"),
    Unit.MONEY,
)
REVENUE_AT_RISK = Definition(
    "customer_revenue_at_risk",
    1,
    Sentence("Revenue at risk"),
    Sentence("What the customer would buy more for in 365 days if it were certain that they stay."),
    Sentence("expected revenue ÷ P(still a customer) × (1 − P(still a customer))"),
    Unit.MONEY,
)
ALIVE = Definition(
    "customer_p_alive",
    1,
    Sentence("Chance that they are still a customer"),
    Sentence("How likely it is that the customer has not gone for good."),
    Sentence("P(still a customer | how often, how recently and for how long they bought)"),
    Unit.SHARE,
)
ORDERS = Definition(
    "customer_orders_365",
    1,
    Sentence("Expected orders of the next 365 days"),
    Sentence("How often the customer is expected to buy in 365 days; days count once."),
    Sentence("expected purchases in 365 days, given the purchases so far"),
    Unit.ORDERS,
)
DEFINITIONS = (
    *(REVENUE, SO_FAR, EXPECTED, YEAR, AT_RISK, EXPECTED_REVENUE, REVENUE_AT_RISK, ALIVE, ORDERS),
)

NEVER_BOUGHT = Sentence("The customer has not bought yet, so nothing can be told from purchases.")
NO_FORECAST = Sentence(
    "Too little was bought altogether to tell anything of the future. The page of valuations says "
    "what is missing."
)
NO_COST = Sentence("No cost is known of what the customer bought, so there is no value to tell.")


@dataclass(frozen=True)
class Told:
    """A figure of a score, by the field of the score that says who may see it."""

    field: str
    make: Callable[[Score], Figure]


def figures(score: Score, reach: Reach) -> dict[str, Figure]:
    """The figures that the person may see, by their word."""
    return {
        word: told.make(score)
        for word, told in FIGURES.items()
        if reach.sees("customers", f"score.{told.field}")
    }


def _amount(
    definition: Definition, name: str, low: str = "", high: str = "", *, known: Sentence
) -> Callable[[Score], Figure]:
    def make(score: Score) -> Figure:
        told = _told(score, getattr(score, name), known)
        if definition in (REVENUE, SO_FAR):
            told["method"] = _so_far(score) if definition is SO_FAR else FROM_ORDERS
        currency = score.valuation.currency
        ends = [getattr(score, name) for name in (low, high) if name]
        if told["reason"] is None and ends and None not in ends:
            first, last = (major(end, currency) for end in ends)
            told |= {"low": first, "high": last, "level": LEVEL}
        return money(definition, getattr(score, name), currency, **told)

    return make


def _number(definition: Definition, name: str, low: str, high: str) -> Callable[[Score], Figure]:
    def make(score: Score) -> Figure:
        value = getattr(score, name)
        told = _told(score, value, NO_FORECAST)
        ends = (getattr(score, low), getattr(score, high))
        if value is not None and None not in ends:
            told |= {"low": ends[0], "high": ends[1], "level": LEVEL}
        return Figure(definition, value, **told)

    return make


def _told(score: Score, value: Any, missing: Sentence) -> dict[str, Any]:
    """What every figure of a score says besides its value; `n` is its purchase days."""
    reason = None
    if value is None:
        reason = missing if score.purchase_days else NEVER_BOUGHT
    return {
        "as_of": score.as_of,
        "n": score.orders,
        "method": method(score),
        "reason": reason,
    }


FROM_ORDERS = Sentence("Added up from the customer's orders and returns.")


def _so_far(score: Score) -> Sentence:
    return Sentence(
        "Added up from the customer's orders and returns; value is measured by {basis}.",
        basis=Basis(score.valuation.basis).sentence,
    )


def method(score: Score) -> Sentence:
    """By which model and on what."""
    run = score.valuation
    if not run.model:
        return _so_far(score)
    return Sentence(
        "Purchases by {model}, spend by Gamma-Gamma, fitted to all customers; value is measured "
        "by {basis}. Money of next year counts {percent} % less than money of today.",
        model=run.model,
        basis=Basis(run.basis).sentence,
        percent=round(100 * run.annual_discount, 1),
    )


FIGURES: Mapping[str, Told] = {
    "revenue": Told("revenue_minor", _amount(REVENUE, "revenue_minor", known=NEVER_BOUGHT)),
    "so_far": Told("profit_minor", _amount(SO_FAR, "profit_minor", known=NO_COST)),
    "expected": Told(
        "expected_minor",
        _amount(
            EXPECTED,
            *("expected_minor", "expected_low_minor", "expected_high_minor"),
            known=NO_FORECAST,
        ),
    ),
    "year": Told(
        "year_minor",
        _amount(YEAR, "year_minor", "year_low_minor", "year_high_minor", known=NO_FORECAST),
    ),
    "at_risk": Told("at_risk_minor", _amount(AT_RISK, "at_risk_minor", known=NO_FORECAST)),
    "expected_revenue": Told(
        "expected_revenue_minor",
        _amount(
            EXPECTED_REVENUE,
            *("expected_revenue_minor", "revenue_low_minor", "revenue_high_minor"),
            known=NO_FORECAST,
        ),
    ),
    "revenue_at_risk": Told(
        "revenue_at_risk_minor",
        _amount(REVENUE_AT_RISK, "revenue_at_risk_minor", known=NO_FORECAST),
    ),
    "p_alive": Told("p_alive", _number(ALIVE, "p_alive", "p_alive_low", "p_alive_high")),
    "orders": Told(
        "expected_orders", _number(ORDERS, "expected_orders", "orders_low", "orders_high")
    ),
}
