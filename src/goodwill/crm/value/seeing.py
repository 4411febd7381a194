"""Which money a person may see of a customer's worth: value from costs, or revenue only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goodwill.crm.accounts.presets import COSTS
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.models import Score
from goodwill.language import Sentence


@dataclass(frozen=True)
class Worth:
    """The columns of a score that a person is shown, and what they are called."""

    so_far: str
    expected: str
    low: str
    high: str
    at_risk: str
    words: Sentence
    risk_words: Sentence
    needs: Sentence

    def of(self, score: Score | None, name: str) -> int | None:
        """`worth.of(score, "expected")` in minor units; None where it is not known."""
        return getattr(score, getattr(self, name)) if score else None


VALUE = Worth(
    "profit_minor",
    "expected_minor",
    "expected_low_minor",
    "expected_high_minor",
    "at_risk_minor",
    Sentence("Expected value"),
    Sentence("Value at risk"),
    Sentence("All that is expected of them from now on, discounted to today."),
)
REVENUE = Worth(
    "revenue_minor",
    "expected_revenue_minor",
    "revenue_low_minor",
    "revenue_high_minor",
    "revenue_at_risk_minor",
    Sentence("Expected revenue, 365 days"),
    Sentence("Revenue at risk"),
    Sentence("What is expected of them in the next 365 days."),
)


def sees_costs(reach: Reach) -> bool:
    """Whether anything worked out from costs may be shown."""
    return all(reach.sees(*field.split(".", 1)) for field in COSTS[-1:])


def worth_for(reach: Reach) -> Worth:
    """Value where the person sees costs; revenue where not."""
    return VALUE if sees_costs(reach) else REVENUE


def scores_within(reach: Reach) -> Any:
    """The scores of the customers that the person may see."""
    if reach.is_everything:
        return Score.objects.filter(customer__deleted_at=None)
    seen = Customer.objects.present().within(reach)
    return Score.objects.filter(customer__in=seen)
