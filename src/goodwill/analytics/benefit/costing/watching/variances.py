"""Why a cost differs from its standard: more work, longer work, or dearer work.

The parts are whole minor units and add up to the difference exactly. What each would be
is computed as a fraction of whole numbers and rounded down; the units left over go to the
largest fractions first, and among equals to volume, then efficiency, then rate.

References
----------
Horngren, Datar & Rajan, Cost Accounting, chapters 7 and 8: flexible-budget variances.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isfinite

from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence


@dataclass(frozen=True)
class Work:
    """A cost and the work it was for.

    Parameters
    ----------
    amount_minor
        What it cost in all, in minor units.
    quantity
        Visits, orders, pieces …; None where nobody counted them.
    unit_minutes
        Minutes that one of them takes; None for a plain price × quantity.
    """

    amount_minor: int
    quantity: float | None = None
    unit_minutes: float | None = None

    def __post_init__(self) -> None:
        for number in (self.quantity, self.unit_minutes):
            if number is not None and (not isfinite(number) or number < 0):
                raise Undefined(Sentence("A quantity and the minutes of it cannot be negative."))


@dataclass(frozen=True)
class Split:
    """The difference actual − standard in minor units, part by part; the parts sum to it.

    `unsplit_minor` is what no part explains: no quantity is known, there is no standard to
    measure against, or there was a cost without any work.
    """

    volume_minor: int = 0
    efficiency_minor: int = 0
    rate_minor: int = 0
    unsplit_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.volume_minor + self.efficiency_minor + self.rate_minor + self.unsplit_minor

    def __add__(self, other: Split) -> Split:
        return Split(
            self.volume_minor + other.volume_minor,
            self.efficiency_minor + other.efficiency_minor,
            self.rate_minor + other.rate_minor,
            self.unsplit_minor + other.unsplit_minor,
        )


def split(standard: Work, actual: Work) -> Split:
    """actual − standard = volume + efficiency + rate (+ what cannot be split), exactly.

    volume = standard rate × standard minutes × Δ quantity
    efficiency = standard rate × Δ minutes × actual quantity
    rate = Δ rate × actual minutes × actual quantity

    Where either side lacks minutes it is a plain price × quantity: volume = standard price ×
    Δ quantity, rate = Δ price × actual quantity, and there is no efficiency.
    """
    total = actual.amount_minor - standard.amount_minor
    measured = _measured(standard, actual)
    if measured is None:
        return Split(unsplit_minor=total)
    quantity, minutes, has_work = measured
    amount = standard.amount_minor
    volume = amount * (quantity - 1)
    efficiency = amount * quantity * (minutes - 1)
    if not has_work:
        spent = actual.amount_minor
        parts = _rounded((volume, efficiency), total - spent)
        return Split(parts[0], parts[1], 0, spent)
    rate = actual.amount_minor - amount * quantity * minutes
    return Split(*_rounded((volume, efficiency, rate), total))


def added(splits: Iterable[Split]) -> Split:
    """Of several kinds of work together: part by part, so that it still adds up."""
    return sum(splits, Split())


def _measured(standard: Work, actual: Work) -> tuple[Fraction, Fraction, bool] | None:
    """Actual ÷ standard of quantity and of minutes, and whether any work was done."""
    if standard.quantity is None or actual.quantity is None or not standard.quantity:
        return None
    quantity = Fraction(actual.quantity) / Fraction(standard.quantity)
    if standard.unit_minutes is None or actual.unit_minutes is None or not quantity:
        return quantity, Fraction(1), bool(quantity)
    if not standard.unit_minutes:
        return None
    minutes = Fraction(actual.unit_minutes) / Fraction(standard.unit_minutes)
    return quantity, minutes, bool(minutes)


def _rounded(parts: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers that sum to `total`, each within one of its part."""
    whole = [floor(part) for part in parts]
    left = total - sum(whole)
    by_size = sorted(range(len(parts)), key=lambda i: (whole[i] - parts[i], i))
    for i in by_size[:left]:
        whole[i] += 1
    return whole
