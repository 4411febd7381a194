"""What changed between two periods, and why: by part, exactly.

`Split(whole, parts)` of a period; `changed(indicator, before, after) -> Change` with
`.contributions` (mix + rate of each part, the largest first), `.above`, `.below`;
`Change.rounded(digits)` for numbers to show that still add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.indicator import Indicator


@dataclass(frozen=True)
class Whole:
    """A period's cell for the whole, and those for its parts."""

    whole: Cell
    parts: Sequence[Cell]


@dataclass(frozen=True)
class Contribution:
    """What a part did to the change of the whole: `mix + rate`, in the unit of the value.

    Parameters
    ----------
    before, after
        The part's own cells; None where it was not there.
    mix
        By its weight in the whole having changed.
    rate
        By its own value having changed; of a total, all of it.
    share
        Of the change of the whole; None where the whole did not change.
    """

    part: Mapping[str, str]
    before: Cell | None
    after: Cell | None
    mix: Fraction
    rate: Fraction
    share: Fraction | None

    @property
    def total(self) -> Fraction:
        return self.mix + self.rate


@dataclass(frozen=True)
class Change:
    """The change of a whole and what it is made of: Σ of the contributions is `total`.

    Parameters
    ----------
    above, below
        What the numerator and the denominator did to it: they, too, sum to `total`.
        None for totals, which have neither.
    """

    indicator_id: str
    before: Cell
    after: Cell
    total: Fraction
    contributions: tuple[Contribution, ...]
    above: Fraction | None = None
    below: Fraction | None = None

    @property
    def mix(self) -> Fraction:
        return sum((each.mix for each in self.contributions), Fraction(0))

    @property
    def rate(self) -> Fraction:
        return sum((each.rate for each in self.contributions), Fraction(0))

    def rounded(self, digits: int) -> Change:
        """To so many decimals, such that all parts still add up to the rounded total."""
        raise NotImplementedError


def changed(indicator: Indicator, before: Whole, after: Whole) -> Change:
    """What each part did to the change of the whole."""
    raise NotImplementedError
