"""What comes in and what goes out by year: exact sums, and floats for discounting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from goodwill.analytics.benefit.returns.checks import check_number, exactly
from goodwill.analytics.errors import NotTogether
from goodwill.analytics.figure.amounts import EXACT, minor_digits
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

FINE = Decimal(1).scaleb(-18)
"""Products are kept to 18 decimals, so that sums of them are the same in any order."""


@dataclass(frozen=True)
class Flows:
    """Benefits and costs of the years 0 … horizon, both not negative, in the major unit.

    Year 0 is today and not discounted.
    """

    benefits: tuple[Decimal, ...]
    costs: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        for amount in (*self.benefits, *self.costs):
            check_number(amount, "amount", "flows")
        if len(self.benefits) != len(self.costs):
            raise NotTogether(
                Sentence(
                    "There are benefits of {benefits} years and costs of {costs}: both need a "
                    "number for each year. Write 0 for a year in which there is nothing.",
                    benefits=len(self.benefits),
                    costs=len(self.costs),
                )
            )

    @property
    def horizon(self) -> int:
        return len(self.costs) - 1

    @property
    def net(self) -> tuple[Decimal, ...]:
        return tuple(map(EXACT.subtract, self.benefits, self.costs))

    @property
    def total_benefits(self) -> Decimal:
        return total(self.benefits)

    @property
    def total_costs(self) -> Decimal:
        return total(self.costs)


def flows_of(
    benefits: Iterable[Decimal | int | float], costs: Iterable[Decimal | int | float]
) -> Flows:
    """Flows from any numbers, each taken as it is written."""
    return Flows(tuple(map(exactly, benefits)), tuple(map(exactly, costs)))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    found = Decimal(0)
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def product(*factors: Decimal, thirds: bool = False) -> Decimal:
    """The product, of which a third is taken if `thirds`, to 18 decimals."""
    found = Decimal(1)
    for factor in factors:
        found = EXACT.multiply(found, factor)
    if thirds:
        found = EXACT.divide(found, Decimal(3))
    return EXACT.quantize(found, FINE).normalize(EXACT)


def by_year(rows: Sequence[Sequence[Decimal]], horizon: int) -> tuple[Decimal, ...]:
    """The exact sum of several rows of years."""
    return tuple(total(row[year] for row in rows) for year in range(horizon + 1))


def floats(amounts: Sequence[Decimal]) -> Floats:
    return np.array([float(amount) for amount in amounts])


def to_minor(amount: Decimal | float, currency: str) -> Decimal:
    """An amount rounded to the currency's minor unit, half to even."""
    unit = Decimal(1).scaleb(-minor_digits(currency))
    return EXACT.quantize(exactly(float(amount)) if isinstance(amount, float) else amount, unit)
