"""Money that no customer bears, and work that cost nobody anything, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodwill.language import Sentence


class Reason(StrEnum):
    """Why an amount is not assigned, or an activity not costed."""

    NO_DEPARTMENT = "no department"
    NO_CAPACITY = "no capacity"
    NO_USERS = "no users"
    NO_TARGET = "no target"
    NO_QUANTITY = "no quantity"
    OVERLOAD = "overload"
    UNUSED = "unused"
    SUSTAINING = "sustaining"
    NO_TREATMENT = "no treatment"
    NO_DATE = "no date"
    NO_EQUATION = "no equation"
    NO_NUMBER = "no number"
    NEGATIVE = "negative"
    TOO_LONG = "too long"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


LABELS = {
    Reason.NO_DEPARTMENT: Sentence(
        "It names no department, so there is no time to share it out by. Name one."
    ),
    Reason.NO_CAPACITY: Sentence(
        "How much its department can work that month is not known: people, or minutes paid, are "
        "missing or 0. Add the month to the capacity table."
    ),
    Reason.NO_USERS: Sentence(
        "No department has users of the platform that month. Add users to the capacity table."
    ),
    Reason.NO_TARGET: Sentence(
        "It names neither a customer, a campaign or a channel nor a driver. Name one of them."
    ),
    Reason.NO_QUANTITY: Sentence(
        "The quantities of its driver are missing or 0 that month. Add them to the drivers table."
    ),
    Reason.OVERLOAD: Sentence(
        "More was worked than the department can practically work, so more was assigned than "
        "its pool holds; this takes the difference back."
    ),
    Reason.UNUSED: Sentence("Paid for and not used for any activity that is recorded."),
    Reason.SUSTAINING: Sentence("Keeps the company going and is caused by no customer."),
    Reason.NO_TREATMENT: Sentence(
        "It is not said how it is to be shared out. Say direct, pool, platform or sustaining."
    ),
    Reason.NO_DATE: Sentence("It has no date, so no month whose rate holds."),
    Reason.NO_EQUATION: Sentence(
        "Its minutes were not measured, and there is no time equation for its kind. Add one."
    ),
    Reason.NO_NUMBER: Sentence(
        "Its minutes were not measured, and a number that its time equation needs is missing."
    ),
    Reason.NEGATIVE: Sentence("Its minutes are negative. Correct them, or the time equation."),
    Reason.TOO_LONG: Sentence("Its minutes are more than an activity can take. Correct them."),
}


@dataclass(frozen=True)
class Line:
    """An amount that no customer, campaign or channel bears.

    Parameters
    ----------
    period
        The month, 202403.
    department, subcategory, driver
        Of the entries; None where they have none.
    amount_minor
        Minor units of the company's currency.
    entries
        How many entries of the ledger it is of; 0 where it is a remainder of a pool.
    is_estimate
        Whether any of it rests on an estimate.
    """

    period: int
    amount_minor: int
    reason: Reason
    department: str | None = None
    subcategory: str | None = None
    driver: str | None = None
    entries: int = 0
    is_estimate: bool = False


@dataclass(frozen=True)
class Uncosted:
    """Activities of one kind, department and month that got no cost.

    Parameters
    ----------
    minutes
        What they took, as far as it is known.
    """

    period: int | None
    department: str | None
    kind: str | None
    activities: int
    minutes: float
    reason: Reason


def total(lines: tuple[Line, ...]) -> int:
    """Minor units."""
    return sum(line.amount_minor for line in lines)
