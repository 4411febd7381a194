"""How an indicator's value comes of its measures.

`Ratio(above, below, scale, interval, n)`, `Total(measure)`, `Middle(spread, scale)`,
`Combined(measures, answered)`, `answered(readings: Mapping[str, Reading], asked) -> Answer`,
and `Custom(function, needs)` with `function(asked) -> Iterable[Cell]` for all that is not made
of sums of a period. What is not `Custom` shares its passes over the tables with all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.measures import (
    Distinct,
    Measure,
    Reading,
    Spread,
    Sum,
)
from goodwill.analytics.figure import Number, wilson
from goodwill.analytics.tables import Table
from goodwill.language import Sentence

NOTHING_BELOW = Sentence("There is nothing to divide by: the denominator is zero.")
NOT_TOLD = Sentence("The rows are there, but none of them tells it.")
NO_ROWS = Sentence("There is nothing of it in this period.")

Readings = Mapping[str, Reading]


@dataclass(frozen=True, eq=False)
class Ratio:
    """above ÷ below × scale; n is that of what stands below, or of the measure `n`.

    Parameters
    ----------
    above, below
        What is below the line may lack a column cut by: then every part is divided by the
        same whole, so that the parts add up to it.
    interval
        `wilson` for a share of independent cases.
    nothing
        What is said where there is nothing below the line.
    """

    above: Measure
    below: Measure
    scale: int | Fraction = 1
    interval: Literal["wilson"] | None = None
    n: Measure | None = None
    nothing: Sentence = NOTHING_BELOW

    @property
    def measures(self) -> Mapping[str, Measure]:
        named = {"above": self.above, "below": self.below}
        return named if self.n is None else {**named, "n": self.n}

    @property
    def whole(self) -> frozenset[str]:
        return frozenset({"below"})

    @property
    def rolls_up(self) -> bool:
        return all(_adds_up(measure) for measure in (self.above, self.below))

    def answer(self, readings: Readings, asked: Asked) -> Answer:
        above, below = readings["above"].value, readings["below"].value
        return self.quotient(above, below, readings["n" if self.n else "below"].n)

    def quotient(self, above: Number | None, below: Number | None, n: int) -> Answer:
        """The ratio; nothing below the line is n/a, never 0."""
        if above is None or below is None:
            return Answer(None, above, below, n, reason=NOT_TOLD)
        if not below:
            return Answer(None, above, below, n, reason=self.nothing)
        value = divided(above, below, self.scale)
        if self.interval is None or not _is_share(above, below):
            return Answer(value, above, below, n)
        low, high = wilson(int(above), int(below))
        return Answer(value, above, below, n, low, high, 0.95)


@dataclass(frozen=True, eq=False)
class Total:
    """A sum or count as it is."""

    measure: Measure

    @property
    def measures(self) -> Mapping[str, Measure]:
        return {"total": self.measure}

    @property
    def whole(self) -> frozenset[str]:
        return frozenset()

    @property
    def rolls_up(self) -> bool:
        return _adds_up(self.measure)

    def answer(self, readings: Readings, asked: Asked) -> Answer:
        read = readings["total"]
        reason = NOT_TOLD if read.value is None else None
        return Answer(read.value, n=read.n, reason=reason)


@dataclass(frozen=True, eq=False)
class Middle:
    """The median, with `p90` and `mean` beside it, or P90 alone; neither ever rolls up."""

    spread: Spread
    scale: int | Fraction = 1
    at: Literal["median", "p90"] = "median"

    rolls_up = False

    @property
    def measures(self) -> Mapping[str, Measure]:
        return {"spread": self.spread}

    @property
    def whole(self) -> frozenset[str]:
        return frozenset()

    def answer(self, readings: Readings, asked: Asked) -> Answer:
        read = readings["spread"]
        if read.n == 0 or read.value is None:
            return Answer(None, reason=NO_ROWS)
        median, p90, mean = (
            float(Fraction(each or 0) * self.scale) for each in (read.value, read.p90, read.mean)
        )
        if self.at == "p90":
            return Answer(p90, n=read.n)
        return Answer(median, n=read.n, beside={"p90": p90, "mean": mean})


@dataclass(frozen=True, eq=False)
class Combined:
    """Any function of several measures of the same period and part.

    Parameters
    ----------
    whole
        Names of measures that may lack a column cut by, as below the line of a ratio.
    """

    measures: Mapping[str, Measure]
    answered: Callable[[Readings, Asked], Answer]
    whole: frozenset[str] = frozenset()

    rolls_up = False

    def answer(self, readings: Readings, asked: Asked) -> Answer:
        return self.answered(readings, asked)


@dataclass(frozen=True, eq=False)
class Custom:
    """A function that gives the cells itself; a refusal of it makes the indicator n/a."""

    function: Callable[[Asked], Iterable[Cell]]
    needs: tuple[Table, ...] = ()

    rolls_up = False
    measures: Mapping[str, Measure] = field(default_factory=dict)


Simple = Ratio | Total | Middle | Combined
Calculation = Simple | Custom


def divided(above: Number, below: Number, scale: int | Fraction = 1) -> Number:
    """above ÷ below × scale; `Decimal` if one is money, else the nearest float."""
    if isinstance(above, Decimal) or isinstance(below, Decimal):
        times = Decimal(scale) if isinstance(scale, int) else _decimal(scale)
        return Decimal(above) * times / Decimal(below)
    return float(Fraction(above) / Fraction(below) * scale)


def _decimal(scale: Fraction) -> Decimal:
    return Decimal(scale.numerator) / Decimal(scale.denominator)


def _adds_up(measure: Measure) -> bool:
    """Whether the readings of periods that follow each other add up to that of the whole."""
    if isinstance(measure, Sum):
        return measure.trailing is None
    return isinstance(measure, Distinct) and measure.adds_up and measure.trailing is None


def _is_share(above: Number, below: Number) -> bool:
    return isinstance(above, int) and isinstance(below, int) and 0 <= above <= below
