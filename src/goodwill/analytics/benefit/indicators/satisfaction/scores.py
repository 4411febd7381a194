"""Answers on scales of any length, brought to 0–100 by one and the same sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Ratio
from goodwill.analytics.benefit.indicators.kernel.measures import Distinct, Sum, told
from goodwill.analytics.tables import Table

MILLIONTHS = 1_000_000
"""Parts of a scale that are told apart."""

FULL = 100
"""The best score there is."""

SCORE = nw.col("score")
LOWEST, HIGHEST = nw.col("scale_min"), nw.col("scale_max")
SCALED = (SCORE - LOWEST) / (HIGHEST - LOWEST)
"""0 for the worst answer possible, 1 for the best."""

Where = Callable[[Asked], nw.Expr]


@dataclass(frozen=True, eq=False)
class Scores:
    """The answers to a question: their sum, scaled, and how many there are."""

    scaled: Sum
    answers: Sum

    @property
    def mean(self) -> Ratio:
        """100 × (mean − min) ÷ (max − min)."""
        return Ratio(self.scaled, self.answers, scale=FULL)

    def mean_of(self, persons: Distinct) -> Ratio:
        """The same, resting on so many persons."""
        return Ratio(self.scaled, self.answers, scale=FULL, n=persons)


def scores(table: Table, question: Where) -> Scores:
    """The answers on a scale that makes sense."""

    def meant(asked: Asked) -> nw.Expr:
        return question(asked) & answered()

    return Scores(
        Sum(table, SCALED, meant, "answered_day", parts=MILLIONTHS),
        Sum(table, None, meant, "answered_day"),
    )


def answered() -> nw.Expr:
    """Rows with an answer on a scale that has two ends."""
    return told("score") & (HIGHEST > LOWEST)


def overall(asked: Asked) -> nw.Expr:
    """The question of overall satisfaction."""
    return nw.col("question") == asked.settings.satisfaction_question


def evenness(values: list[float]) -> float | None:
    """1 − standard deviation (of a sample) ÷ mean; None of fewer than two or around zero."""
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    if mean <= 0:
        return None
    return 1 - sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1)) / mean
