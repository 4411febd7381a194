"""How far flows may fall short of the plan, or run over it.

A risk is a mean: benefits count with 1 − risk, costs with 1 + risk. It comes from a triangle
of factors on the plan, from a survey, or is simply stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.returns.checks import check_number, check_share
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure.amounts import EXACT
from goodwill.language import Sentence


@dataclass(frozen=True)
class Triangle:
    """The factor on a planned flow: at least `low`, most likely `mode`, at most `high`.

    Its mean is (low + mode + high) ÷ 3.
    """

    low: Decimal
    mode: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        for corner in (self.low, self.mode, self.high):
            check_number(corner, "risk", "triangle")
        if not 0 <= self.low <= self.mode <= self.high:
            raise SettingRefused(
                Sentence(
                    "The triangle {low}, {mode}, {high} is not in order: the lowest factor, the "
                    "most likely one and the highest are meant, none below 0.",
                    low=str(self.low),
                    mode=str(self.mode),
                    high=str(self.high),
                )
            )

    @property
    def total(self) -> Decimal:
        """Three times the mean, exact."""
        return EXACT.add(EXACT.add(self.low, self.mode), self.high)

    @property
    def mean(self) -> Decimal:
        return EXACT.divide(self.total, Decimal(3))


@dataclass(frozen=True)
class Survey:
    """A risk from a survey: shares of those asked, and the risk factor of their answer.

    A share of answers that is left out has a factor of 0: 66 % moderately sure with a factor
    of 30 % and the others very sure make a risk of 19.8 %.
    """

    answers: Mapping[str, tuple[Decimal, Decimal]]
    """By answer: the share who gave it, its factor."""

    def __post_init__(self) -> None:
        for answer, (share, factor) in self.answers.items():
            check_share(share, "share", answer)
            check_share(factor, "factor", answer)
        asked = sum(share for share, _ in self.answers.values())
        if asked > 1:
            raise SettingRefused(
                Sentence(
                    "The shares of the answers add up to {asked}: at most 1 is meant.",
                    asked=str(asked),
                )
            )

    @property
    def risk(self) -> Decimal:
        """Σ share × factor."""
        return sum((share * factor for share, factor in self.answers.values()), Decimal(0))


Risk = Triangle | Survey | Decimal
"""A triangle of factors, a survey, or the risk itself (0.1: on average 10 % worse than planned)."""


def benefit_triangle(risk: Risk) -> Triangle:
    """The factor on a benefit, with mean 1 − risk.

    Where only a risk is stated it lies evenly about 1 − risk, from 1 − 2 × risk to 1, and not
    below 0: then the triangle is 0, 2 − 3 × risk, 1 or 0, 0, 3 × (1 − risk), of the same mean.
    """
    if isinstance(risk, Triangle):
        return risk
    stated = risk.risk if isinstance(risk, Survey) else risk
    one = Decimal(1)
    if stated <= Decimal("0.5"):
        return Triangle(one - 2 * stated, one - stated, one)
    if 3 * stated <= 2:
        return Triangle(Decimal(0), 2 - 3 * stated, one)
    return Triangle(Decimal(0), Decimal(0), 3 * (one - stated))


def cost_triangle(risk: Risk) -> Triangle:
    """The factor on a cost, with mean 1 + risk.

    Where only a risk is stated it lies evenly about 1 + risk, from 1 to 1 + 2 × risk.
    """
    if isinstance(risk, Triangle):
        return risk
    stated = risk.risk if isinstance(risk, Survey) else risk
    return Triangle(Decimal(1), 1 + stated, 1 + 2 * stated)


def check_risk(risk: Risk, entry: str) -> None:
    """Refuse a stated risk that is not a share."""
    if isinstance(risk, Decimal):
        check_share(risk, "risk", entry)
