"""What the customer base will bring, as figures: how many are with us, their year, a lifetime."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Unit, major, money
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.outlook.portfolio import Portfolio, Total
from goodwill.analytics.value.outlook.scores import LEVEL
from goodwill.language import Sentence

ACTIVE = Definition(
    "expected_active",
    1,
    Sentence("Customers still with us"),
    Sentence("How many of all who ever bought are expected to be customers still."),
    Sentence("Σ P(still a customer)"),
    Unit.CUSTOMERS,
)
PURCHASES = Definition(
    "expected_purchases",
    1,
    Sentence("Purchases in the next 365 days"),
    Sentence("How many purchases the customers of today are expected to make; days count once."),
    Sentence("Σ expected purchases of each customer in 365 days"),
    Unit.ORDERS,
)
YEAR_VALUE = Definition(
    "expected_value_365",
    1,
    Sentence("Expected value of the next 365 days"),
    Sentence("What the customers of today will bring in the next 365 days, not discounted."),
    Sentence("Σ expected purchases × (expected spend × margin rate − cost to serve)"),
    Unit.MONEY,
)
LIFETIME_VALUE = Definition(
    "VA03",
    1,
    Sentence("Customer lifetime value"),
    Sentence("What a new customer brings from the first purchase on, discounted to that day."),
    Sentence(
        "(margin rate × mean spend − cost to serve) × (1 + discounted expected repeat purchases)"
    ),
    Unit.MONEY,
)
DEFINITIONS = (ACTIVE, PURCHASES, YEAR_VALUE, LIFETIME_VALUE)

INFINITE = Sentence(
    "Spend differs so much between customers that the mean of an unknown one is infinite."
)


def figures(base: Portfolio, outlook: Outlook, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """Customers still with us, their purchases and value in a year, and VA03 of a new one."""
    method = Sentence(
        "{model} for purchases, Gamma-Gamma for spend, in days; {discount} % discount a year. "
        "The 90 % interval holds parameters, own spend and chance.",
        model=outlook.family.NAME,
        discount=round(100 * outlook.annual, 2),
    )
    told: dict[str, Any] = {"as_of": as_of, "n": base.customers, "method": method}
    counts = ((ACTIVE, base.active), (PURCHASES, base.purchases))
    return (
        *(
            Figure(what, total.value, low=total.low, high=total.high, level=LEVEL, **told)
            for what, total in counts
        ),
        _money(YEAR_VALUE, base.year, currency, told),
        _money(LIFETIME_VALUE, base.newcomer, currency, told),
    )


def _money(what: Definition, total: Total | None, currency: str, told: dict[str, Any]) -> Figure:
    if total is None:
        return money(what, None, currency, reason=INFINITE, **told)
    low, high = (major(round(end), currency) for end in (total.low, total.high))
    return money(what, round(total.value), currency, low=low, high=high, level=LEVEL, **told)
