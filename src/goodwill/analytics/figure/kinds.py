"""What a figure counts, how it was established, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from goodwill.language import Sentence

Number = Decimal | int | float


class Unit(StrEnum):
    """What a figure counts; money names its currency beside it."""

    MONEY = "money"
    SHARE = "share"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    ROWS = "rows"
    DAYS = "days"
    RATIO = "ratio"
    NUMBER = "number"


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
