"""What word of mouth is computed from: published multiples, assumptions, recorded feelings."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.errors import Undefined
from goodwill.language import Sentence


@dataclass(frozen=True)
class Multiples:
    """The founding documents' multiples, to be edited where a company knows better.

    Parameters
    ----------
    satisfied_to_fair
        Revenue of a completely satisfied customer ÷ that of a fairly satisfied one.
    lost_to_contribution
        Loss from a completely dissatisfied customer ÷ contribution of a completely satisfied
        one.
    dissatisfied_tell, those_tell
        People that a dissatisfied customer tells, and that each of those tells, at least.
    satisfied_tell, they_tell
        People that a well impressed customer tells, and that each of those tells: from, to.
    """

    satisfied_to_fair: float = 2.6
    lost_to_contribution: float = 1.8
    dissatisfied_tell: float = 10
    those_tell: float = 5
    satisfied_tell: float = 5
    they_tell: tuple[float, float] = (1, 2)

    def __post_init__(self) -> None:
        fewest, most = self.they_tell
        numbers = (
            *(self.satisfied_to_fair, self.lost_to_contribution, self.dissatisfied_tell),
            *(self.those_tell, self.satisfied_tell, fewest, most - fewest),
        )
        if not all(0 <= number < float("inf") for number in numbers):
            raise Undefined(
                Sentence("Multiples cannot be negative, and a range goes from low to high.")
            )

    @property
    def hear_good(self) -> tuple[float, float]:
        """People who hear of it from one advocate, first and second hand: 10 to 15."""
        fewest, most = self.they_tell
        return self.satisfied_tell * (1 + fewest), self.satisfied_tell * (1 + most)

    @property
    def hear_bad(self) -> float:
        """People who hear of it from one dissatisfied customer, at least: 60."""
        return self.dissatisfied_tell * (1 + self.those_tell)


@dataclass(frozen=True)
class Assumptions:
    """What nobody measured, said openly. There are no usual values: somebody has to own them.

    Parameters
    ----------
    conversion
        Share of those who hear something good who become customers because of it.
    deterred
        Share of those who hear something bad who would have become customers and do not.
    fresh
        Share of those told who are no customers yet and have not been told already.
    """

    conversion: float
    deterred: float
    fresh: float = 1.0

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.conversion, self.deterred, self.fresh)):
            raise Undefined(Sentence("An assumed share lies between 0 % and 100 %."))


@dataclass(frozen=True)
class Feelings:
    """What satisfaction survey and referrals say; None where it was not recorded.

    `..._minor` is what those customers together brought in a year, minor units.
    """

    advocates: int | None = None
    completely_satisfied: int | None = None
    completely_satisfied_minor: int | None = None
    fairly_satisfied: int | None = None
    fairly_satisfied_minor: int | None = None
    completely_dissatisfied: int | None = None
