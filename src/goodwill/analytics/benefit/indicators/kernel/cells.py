"""A cell: an indicator's value for one period and part, with all it takes to believe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.figure import Number
from goodwill.language import Sentence

FEW = 30
"""A cell that rests on fewer is flagged."""

FEWEST_PERSONS = 5
"""A cell about persons that rests on fewer is hidden."""

UNKNOWN = ""
"""The part of rows that do not tell the column cut by."""


HIDDEN = Sentence("Fewer than five stand behind it: hidden, to protect the persons.")


@dataclass(frozen=True)
class Answer:
    """What a calculation says of one period and part; None is n/a, with the reason."""

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    n: int = 0
    low: Number | None = None
    high: Number | None = None
    level: float | None = None
    reason: Sentence | None = None
    remark: Sentence | None = None
    beside: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """An indicator's value for one period and part.

    `value == numerator / denominator × scale` for ratios. Money is `Decimal` in major units,
    a share a fraction. `beside` has further numbers by the codes of `Indicator.beside`.
    """

    indicator_id: str
    period: Period
    cut: Mapping[str, str]
    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    n: int = 0
    low: Number | None = None
    high: Number | None = None
    level: float | None = None
    reason: Sentence | None = None
    remark: Sentence | None = None
    beside: Mapping[str, Number] = field(default_factory=dict)
    version: int = 1
    as_of: date = date(1970, 1, 1)

    @property
    def is_few(self) -> bool:
        """Whether it rests on too few to lean on."""
        return self.value is not None and self.n < FEW

    @property
    def is_open(self) -> bool:
        """Whether its period goes on after the last day of the data."""
        return day_of(self.as_of) < self.period.end_day - 1


def cell_of(indicator_id: str, period: Period, cut: Mapping[str, str], answer: Answer) -> Cell:
    """The answer as the cell of a period and part."""
    return Cell(
        indicator_id,
        period,
        cut,
        answer.value,
        numerator=answer.numerator,
        denominator=answer.denominator,
        n=answer.n,
        low=answer.low,
        high=answer.high,
        level=answer.level,
        reason=answer.reason,
        remark=answer.remark,
        beside=answer.beside,
    )
