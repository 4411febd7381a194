"""What a figure counts, how it was established, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from goodwill.language import Sentence

Number = Decimal | int | float


class Unit(StrEnum):
    """What a figure counts; money names its currency beside it.

    A share and points, the difference of two shares, are fractions: 0.021 is 2.1 %, and 2.1
    points. A score lies between 0 and 100; an index is 100 in its base period.
    """

    MONEY = "money"
    SHARE = "share"
    POINTS = "points"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    ROWS = "rows"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    RATIO = "ratio"
    SCORE = "score"
    INDEX = "index"
    NUMBER = "number"

    @property
    def is_time(self) -> bool:
        """Whether it is a length of time, said with its unit in the reader's language."""
        return self in {Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.MONTHS}


class Grade(StrEnum):
    """How a benefit was established; only A to D can ever be confirmed."""

    RANDOM_HOLDOUT = "A"
    DIFFERENCE_IN_DIFFERENCES = "B"
    MATCHED_CONTROL = "C"
    INDEXED_BEFORE_AFTER = "D"
    EXPERT_ESTIMATE = "E"


@dataclass(frozen=True)
class Definition:
    """What a figure means, once: the same words wherever the figure is shown.

    `id` is the indicator catalogue's where it has one (RL03, VA07 …).
    """

    id: str
    version: int
    label: Sentence
    meaning: Sentence
    formula: Sentence
    unit: Unit
    benchmark: Sentence | None = None
