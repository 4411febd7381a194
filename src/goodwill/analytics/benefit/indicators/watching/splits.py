"""A whole and its parts in a period, and whether they add up to it, as they must to explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodwill.analytics.benefit.indicators.kernel.calculations import Middle, Ratio
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN, Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Number
from goodwill.language import Sentence

ZERO = Fraction(0)
SCALES = (Fraction(1), Fraction(100))
"""What a ratio may be multiplied by where the indicator does not say."""

AS_GOOD_AS_EQUAL = 1e-9


@dataclass(frozen=True)
class Split:
    """A period's cell for the whole, and those for its parts."""

    whole: Cell
    parts: Sequence[Cell]


@dataclass(frozen=True)
class Quotient:
    """Numerator (times the scale) and denominator of a whole or a part."""

    above: Fraction = ZERO
    below: Fraction = ZERO

    @property
    def ratio(self) -> Fraction | None:
        return self.above / self.below if self.below else None


NOTHING = Quotient()


def refuse_untold(indicator: Indicator, before: Split, after: Split) -> None:
    if isinstance(indicator.calculation, Middle):
        raise NotTogether(
            Sentence(
                "The change of {indicator} cannot be told by part: medians of parts do not add "
                "up to that of the whole. Compare the parts themselves.",
                indicator=indicator.label,
            )
        )
    for each in (before, after):
        if each.whole.value is None:
            raise Undefined(
                Sentence(
                    "{indicator} has no value in {period}: {reason}",
                    indicator=indicator.label,
                    period=each.whole.period.name,
                    reason=each.whole.reason or Sentence("There is nothing of it."),
                )
            )
        if any(cell.reason == HIDDEN for cell in each.parts):
            raise NotTogether(
                Sentence(
                    "The change of {indicator} cannot be told by part: parts with few persons "
                    "are hidden. Cut it into larger parts.",
                    indicator=indicator.label,
                )
            )


def is_shared(indicator: Indicator, before: Split, after: Split) -> bool:
    """Whether every part is divided by the same whole, instead of by what is its own."""
    for each in (before, after):
        if sum(number(cell.numerator) for cell in each.parts) != number(each.whole.numerator):
            raise overlap(indicator)
    if all(_adds_up_below(each) for each in (before, after)):
        return False
    if all(
        cell.denominator == each.whole.denominator
        for each in (before, after)
        for cell in each.parts
    ):
        return True
    raise overlap(indicator)


def _adds_up_below(split: Split) -> bool:
    return sum(number(cell.denominator) for cell in split.parts) == number(split.whole.denominator)


def scale_of(indicator: Indicator, before: Split, after: Split) -> Fraction:
    """What the quotient is multiplied by to give the value."""
    if isinstance(indicator.calculation, Ratio):
        return Fraction(indicator.calculation.scale)
    wholes = (before.whole, after.whole)
    for scale in SCALES:
        if all(_fits(cell, scale) for cell in wholes):
            return scale
    raise NotTogether(
        Sentence(
            "The change of {indicator} cannot be told by part: it is no plain ratio of two sums.",
            indicator=indicator.label,
        )
    )


def _fits(cell: Cell, scale: Fraction) -> bool:
    ratio = quotient(cell, scale).ratio
    if ratio is None:
        return False
    value = number(cell.value)
    return abs(value - ratio) <= AS_GOOD_AS_EQUAL * max(Fraction(1), abs(value))


def quotient(cell: Cell | None, scale: Fraction) -> Quotient:
    if cell is None:
        return NOTHING
    return Quotient(number(cell.numerator) * scale, number(cell.denominator))


def number(found: Number | None) -> Fraction:
    return ZERO if found is None else Fraction(exactly(found))


def value_of(cell: Cell | None) -> Fraction:
    return ZERO if cell is None else number(cell.value)


def overlap(indicator: Indicator) -> NotTogether:
    return NotTogether(
        Sentence(
            "The change of {indicator} cannot be told by part: its parts do not add up to the "
            "whole, because some of it belongs to several of them or to none.",
            indicator=indicator.label,
        )
    )
