"""What changed between two periods, and why: by part, exactly.

`Split(whole, parts)` of each period; `changed(indicator, before, after) -> Change` with
`.contributions` (mix + rate of each part, the largest first), `.above`, `.below`;
`Change.rounded(digits)` for numbers to show that still add up.

Notes
-----
A total changes by the sum of the differences of its parts. A ratio R = s·ΣN ÷ ΣD is the mean
of its parts' ratios r = s·N ÷ D weighted by w = D ÷ ΣD, and of its change a part brings

    rate  ½ (w₀ + w₁) (r₁ − r₀)
    mix   (½ (r₀ + r₁) − ½ (R₀ + R₁)) (w₁ − w₀)

which add up to R₁ − R₀ because the weights add up to 1 both times. A part that is new, or gone,
had no ratio before, or has none after: the one that it had stands for both, so all it brings is
mix. What numerator and denominator did to the change is s·(N₁ − N₀)·½(1 ÷ D₀ + 1 ÷ D₁) and
s·(1 ÷ D₁ − 1 ÷ D₀)·½(N₀ + N₁). Both are the Shapley values of their two causes, and neither
depends on which is thought to have changed first. All of it is computed in fractions.

References
----------
Bennet (1920), The Theory of Measurement of Changes in Cost of Living, JRSS 83(3).
Shorrocks (2013), Decomposition procedures for distributional analysis, Journal of Economic
Inequality 11. doi:10.1007/s10888-011-9214-z
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.watching.splits import (
    ZERO,
    Quotient,
    Split,
    is_shared,
    number,
    overlap,
    quotient,
    refuse_untold,
    scale_of,
    value_of,
)

__all__ = ["Change", "Contribution", "Split", "changed"]

Key = tuple[tuple[str, str], ...]


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

    @property
    def is_few(self) -> bool:
        """Whether it rests on too few, before or after, to lean on."""
        return any(cell is not None and cell.is_few for cell in (self.before, self.after))


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
        return sum((each.mix for each in self.contributions), ZERO)

    @property
    def rate(self) -> Fraction:
        return sum((each.rate for each in self.contributions), ZERO)

    def rounded(self, digits: int) -> Change:
        """To so many decimals, such that all parts still add up to the rounded total.

        Each is rounded down; what is then lacking goes to the largest remainders, one unit
        each, among equals to the part that stands first, its mix before its rate.
        """
        unit = Fraction(1, 10**digits)
        total = round(self.total / unit)
        effects = [effect for each in self.contributions for effect in (each.mix, each.rate)]
        whole = iter(_handed_out([effect / unit for effect in effects], total))
        above = None if self.above is None else round(self.above / unit) * unit
        return replace(
            self,
            total=total * unit,
            contributions=tuple(
                replace(each, mix=next(whole) * unit, rate=next(whole) * unit)
                for each in self.contributions
            ),
            above=above,
            below=None if above is None else total * unit - above,
        )


def changed(indicator: Indicator, before: Split, after: Split) -> Change:
    """What each part did to the change of the whole, the largest first.

    Raises
    ------
    Undefined
        One of the two periods has no value.
    NotTogether
        The parts do not add up to the whole, are hidden, or there is a median.
    """
    refuse_untold(indicator, before, after)
    if before.whole.numerator is None or after.whole.numerator is None:
        return _total_changed(indicator, before, after)
    return _ratio_changed(indicator, before, after)


def _total_changed(indicator: Indicator, before: Split, after: Split) -> Change:
    for each in (before, after):
        if sum(number(cell.value) for cell in each.parts) != number(each.whole.value):
            raise overlap(indicator)
    total = number(after.whole.value) - number(before.whole.value)
    found = [
        Contribution(dict(key), was, now, ZERO, value_of(now) - value_of(was), None)
        for key, was, now in _pairs(before, after)
    ]
    return Change(indicator.id, before.whole, after.whole, total, _ranked(found, total))


def _ratio_changed(indicator: Indicator, before: Split, after: Split) -> Change:
    scale = scale_of(indicator, before, after)
    was, now = (quotient(each.whole, scale) for each in (before, after))
    has_one_below = is_shared(indicator, before, after)
    found = []
    for key, one, other in _pairs(before, after):
        parts = (quotient(one, scale), quotient(other, scale))
        if has_one_below:
            mix, rate = ZERO, parts[1].above / now.below - parts[0].above / was.below
        else:
            mix, rate = _effects(parts, (was, now))
        found.append(Contribution(dict(key), one, other, mix, rate, None))
    total = now.above / now.below - was.above / was.below
    above = (now.above - was.above) * (1 / was.below + 1 / now.below) / 2
    ranked = _ranked(found, total)
    return Change(
        indicator.id, before.whole, after.whole, total, ranked, above=above, below=total - above
    )


def _effects(
    parts: tuple[Quotient, Quotient], wholes: tuple[Quotient, Quotient]
) -> tuple[Fraction, Fraction]:
    """Mix and rate of one part."""
    weights = [part.below / whole.below for part, whole in zip(parts, wholes, strict=True)]
    values = [part.above / whole.below for part, whole in zip(parts, wholes, strict=True)]
    middle = sum((whole.above / whole.below for whole in wholes), ZERO) / 2
    gained = weights[1] - weights[0]
    if any(part.above and not part.below for part in parts):
        return -middle * gained, values[1] - values[0]
    ratios = [part.ratio for part in parts]
    known = [ratio for ratio in ratios if ratio is not None]
    if not known:
        return ZERO, ZERO
    one, other = (known[0] if ratio is None else ratio for ratio in ratios)
    return ((one + other) / 2 - middle) * gained, (other - one) * sum(weights, ZERO) / 2


def _pairs(before: Split, after: Split) -> Iterator[tuple[Key, Cell | None, Cell | None]]:
    """Each part's cell before and after, in the order of the parts' names."""
    was, now = (
        {tuple(sorted(cell.cut.items())): cell for cell in each.parts} for each in (before, after)
    )
    for key in sorted({*was, *now}):
        yield key, was.get(key), now.get(key)


def _ranked(found: Sequence[Contribution], total: Fraction) -> tuple[Contribution, ...]:
    shared = [replace(each, share=each.total / total) if total else each for each in found]
    return tuple(sorted(shared, key=lambda each: (-abs(each.total), sorted(each.part.items()))))


def _handed_out(shares: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers that add up to `total`, by the largest remainders."""
    found = [floor(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (found[i] - shares[i], i))
    for i in order[: total - sum(found)]:
        found[i] += 1
    return found
