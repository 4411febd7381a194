"""Numbers that somebody states for a value at stake: from where to where, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from goodwill.analytics.benefit.returns.flows import to_minor
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Grade, minor
from goodwill.language import Sentence


@dataclass(frozen=True)
class Stated:
    """A number as somebody states it; one who knows it exactly states it with low = high.

    Parameters
    ----------
    low, high
        From where to where it may lie. Money is in the currency's major unit, a share is a
        fraction.
    source
        Who says so, or where it was measured.
    """

    low: Decimal
    high: Decimal
    source: str | Sentence | None = None

    def __post_init__(self) -> None:
        if not (self.low.is_finite() and self.high.is_finite() and self.low <= self.high):
            raise Undefined(
                Sentence(
                    "A number is stated from low to high, not from {low} to {high}.",
                    low=str(self.low),
                    high=str(self.high),
                )
            )

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


def exactly(number: Decimal | int | str, source: str | Sentence | None = None) -> Stated:
    """A number without a range."""
    return Stated(Decimal(number), Decimal(number), source)


@dataclass(frozen=True)
class Measured:
    """What the company measured itself, to stand beside what was published.

    Parameters
    ----------
    value
        Money in the major unit, a share as a fraction.
    n
        On how many customers, contacts or answers it rests.
    grade
        How it was established, where it is an effect.
    """

    value: Decimal
    n: int
    low: Decimal | None = None
    high: Decimal | None = None
    level: float | None = None
    grade: Grade | None = None
    source: str | Sentence | None = None


@dataclass(frozen=True)
class Spread:
    """A result over all that was stated: its least, its middle and its most."""

    low: Decimal
    middle: Decimal
    high: Decimal

    def minor(self, currency: str) -> tuple[int, int, int]:
        """Low, middle and high in minor units, halves to the even one.

        Raises
        ------
        NotTogether
            An amount is larger than 64 bits hold.
        """
        low, middle, high = (
            minor(to_minor(each, currency), currency) for each in (self.low, self.middle, self.high)
        )
        return low, middle, high


def spread(formula: Callable[..., Decimal], *stated: Stated) -> Spread:
    """The formula at every combination of low, middle and high of what was stated.

    Exact where the formula is linear in each number; those here are, or rise or fall with it.
    """
    middle = formula(*(each.middle for each in stated))
    ends = [
        formula(*numbers)
        for numbers in product(*({each.low, each.middle, each.high} for each in stated))
    ]
    return Spread(min(ends), middle, max(ends))


Named = Mapping[str, tuple[Sentence, object]]
"""Key → how it is called, and what was stated, None where nothing was."""


def needed(calculator: Sentence, named: Named) -> None:
    """Nothing is assumed for the company: what only it knows has to be stated.

    Raises
    ------
    Undefined
        Says what is missing, in words and by its key.
    """
    lacking = [(key, label) for key, (label, stated) in named.items() if stated is None]
    if not lacking:
        return
    raise Undefined(
        Sentence(
            "{calculator} cannot be told without this company's own numbers. Missing: {label} "
            "({keys}). State it with its source, or measure it.",
            calculator=calculator,
            label=lacking[0][1],
            keys=", ".join(key for key, _ in lacking),
        )
    )


def as_share(stated: Stated, label: Sentence) -> Stated:
    """Itself, where it is a share.

    Raises
    ------
    Undefined
        It does not lie between 0 and 1.
    """
    if not 0 <= stated.low <= stated.high <= 1:
        raise Undefined(
            Sentence(
                "{label} is a share and lies between 0 and 1: state 0.05 for 5 %.", label=label
            )
        )
    return stated


def not_negative(stated: Stated, label: Sentence) -> Stated:
    """Itself, where it is not below 0.

    Raises
    ------
    Undefined
        It is negative.
    """
    if stated.low < 0:
        raise Undefined(Sentence("{label} cannot be negative.", label=label))
    return stated
