"""Control limits for the next value of a series: what those before let expect, by season.

References
----------
Montgomery (2019), Introduction to Statistical Quality Control, 8th edition, sections 6.4
(individuals) and 5.3 (runs). Hahn & Meeker (1991), Statistical Intervals, section 4.7: limits
for one further value, which allow for mean and spread being estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtr, stdtrit

from goodwill.analytics.numerics.arrays import Floats, Integers

NEXT_TO_NOTHING = 1e-9
"""A spread below this share of the values is that of computing, not of what is measured."""


@dataclass(frozen=True)
class Expectation:
    """What the next value should be, and by how much it may be off.

    Parameters
    ----------
    middle
        Mean of the values of the same season; `known` is how many there were.
    spread
        Standard deviation within seasons, 0 where values never varied; `freedom` its degrees.
    """

    middle: float
    known: int
    spread: float
    freedom: int

    def reach(self, sigmas: float) -> float:
        """The half-width that a further value leaves as seldom as a normal one `sigmas`."""
        quantile = float(stdtrit(self.freedom, ndtr(sigmas)))
        return quantile * self.spread * sqrt(1 + 1 / self.known)


def expectation(values: Floats, seasons: Integers, season: int) -> Expectation | None:
    """What is expected in a season; None where none of the values is of it.

    Parameters
    ----------
    values, seasons
        Shape (n,); the season of each. One season for all: there is none.
    """
    names, group = np.unique(seasons, return_inverse=True)
    here = np.flatnonzero(names == season)
    freedom = len(values) - len(names)
    if not len(here) or freedom < 1:
        return None
    known = np.bincount(group)
    means = np.bincount(group, values) / known
    spread = sqrt(float(((values - means[group]) ** 2).sum()) / freedom)
    if spread <= NEXT_TO_NOTHING * float(np.abs(values).max()):
        spread = 0.0
    return Expectation(float(means[here[0]]), int(known[here[0]]), spread, freedom)
