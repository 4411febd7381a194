"""What a planner believes of a number, as a distribution: the middle, and 90 % sure bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

BOUNDS = (0.05, 0.95)
Z95 = float(stats.norm.ppf(BOUNDS[1]))
STRAIGHT = 1e-6
"""A skewness so small that the normal distribution is the same to every digit shown."""

POINTS = 2001


@dataclass(frozen=True)
class Belief:
    """A distribution with median `middle`, of which 90 % lies between `low` and `high`.

    Bounds as far from the middle on both sides make it normal; bounds as many times larger
    as smaller make it lognormal; else it is a lognormal that begins elsewhere than at
    nought. The three quantiles are met exactly in every case.

    References
    ----------
    Tukey's g distribution: Hoaglin (1985), in Exploring Data Tables, Trends, and Shapes,
    chapter 11.

    Raises
    ------
    Undefined
        The three do not follow one another.
    """

    middle: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.middle < self.high:
            raise Undefined(
                Sentence(
                    "A belief needs its middle between its bounds: {low}, {middle}, {high}.",
                    low=self.low,
                    middle=self.middle,
                    high=self.high,
                )
            )

    @property
    def skew(self) -> float:
        """How the upper side is stretched, as the standard deviation of the logarithm."""
        return float(np.log((self.high - self.middle) / (self.middle - self.low))) / Z95

    def at(self, share: ArrayLike) -> Floats:
        """The values below which these shares of the belief lie."""
        z = stats.norm.ppf(np.asarray(share, dtype=np.float64))
        return np.asarray(self.middle + self._away(z), dtype=np.float64)

    def above(self, value: float) -> float:
        """How sure one is that the number is larger than a value."""
        if abs(self.skew) < STRAIGHT:
            return float(stats.norm.sf((value - self.middle) / self._unit))
        stretched = 1 + (value - self.middle) * np.expm1(self.skew * Z95) / (
            self.high - self.middle
        )
        if stretched <= 0:
            return float(self.skew > 0)
        return float(stats.norm.sf(np.log(stretched) / self.skew))

    def points(self, n: int = POINTS) -> Floats:
        """Equally likely values, shape (n,), in rising order: for integrating over the belief."""
        return self.at((np.arange(n) + 0.5) / n)

    @property
    def _unit(self) -> float:
        return (self.high - self.low) / (2 * Z95)

    def _away(self, z: Floats) -> Floats:
        g = self.skew
        if abs(g) < STRAIGHT:
            return np.asarray(z * self._unit)
        return np.asarray((self.high - self.middle) * np.expm1(g * z) / np.expm1(g * Z95))
