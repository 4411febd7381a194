"""What a calculator of value at stake says: plan, own measurement, and where it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from goodwill.analytics.benefit.returns.stakes.stated import Measured, Spread, Stated
from goodwill.analytics.figure import Definition, Figure, Grade, Number, Unit, major
from goodwill.language import Sentence


class Calculator(StrEnum):
    """What value may be at stake in."""

    RETENTION = "retention"
    SATISFIED = "satisfied-customers"
    WORD_OF_MOUTH = "word-of-mouth"
    SELF_SERVICE = "self-service"
    CHAIN = "satisfaction-chain"
    RELEASED_TIME = "released-time"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


LABELS = {
    Calculator.RETENTION: Sentence("Five more points of retention"),
    Calculator.SATISFIED: Sentence("Completely satisfied customers"),
    Calculator.WORD_OF_MOUTH: Sentence("Word of mouth"),
    Calculator.SELF_SERVICE: Sentence("Self-service"),
    Calculator.CHAIN: Sentence("From satisfaction over retention to value"),
    Calculator.RELEASED_TIME: Sentence("Time released"),
}


@dataclass(frozen=True)
class Parameter:
    """A number that went in, as it is shown and edited beside the result."""

    key: str
    label: Sentence
    stated: Stated
    is_benchmark: bool = False


@dataclass(frozen=True)
class Basis:
    """What all calculators are told: in which currency, and as of when."""

    currency: str
    as_of: date


@dataclass(frozen=True)
class Stake:
    """What one calculator says.

    Parameters
    ----------
    figures
        What would follow from the parameters: all of grade E, for it is a plan.
    measured
        What the company measured itself, beside it; n/a with what to record where nothing was.
    benchmarks
        What others published.
    parameters
        What went in, each with its source.
    counted
        Where the amount is counted already, so that nobody adds it up twice.
    """

    calculator: Calculator
    figures: tuple[Figure, ...]
    measured: tuple[Figure, ...]
    benchmarks: tuple[Figure, ...]
    parameters: tuple[Parameter, ...]
    counted: Sentence


def planned(
    definition: Definition, found: Spread, basis: Basis, *, n: int = 0, method: Sentence
) -> Figure:
    """A figure of grade E with its range, which is one of assumptions and has no probability."""
    low, middle, high = _numbers(definition, found, basis.currency)
    return Figure(
        definition,
        middle,
        as_of=basis.as_of,
        n=n,
        low=low,
        high=high,
        method=method,
        grade=Grade.EXPERT_ESTIMATE,
        currency=basis.currency if definition.unit is Unit.MONEY else None,
    )


def own(definition: Definition, found: Measured | None, basis: Basis, reason: Sentence) -> Figure:
    """The company's own measurement, or what to record so that there is one."""
    told: dict[str, Any] = {"as_of": basis.as_of}
    if definition.unit is Unit.MONEY:
        told["currency"] = basis.currency
    if found is None:
        return Figure(definition, None, n=0, reason=reason, **told)
    ends: dict[str, Any] = {"low": found.low, "high": found.high, "level": found.level}
    if found.low is None or found.high is None:
        ends = {}
    method = Sentence("Measured by the company: {source}", source=found.source or "—")
    return Figure(
        definition, found.value, n=found.n, method=method, grade=found.grade, **ends, **told
    )


def _numbers(definition: Definition, found: Spread, currency: str) -> tuple[Number, Number, Number]:
    if definition.unit is Unit.MONEY:
        low, middle, high = (major(each, currency) for each in found.minor(currency))
        return low, middle, high
    return float(found.low), float(found.middle), float(found.high)
