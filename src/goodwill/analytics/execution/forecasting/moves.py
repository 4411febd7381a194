"""How fast opportunities leave each stage, and where to: discrete-time competing risks.

On every day of a stay the opportunity leaves for one of the stages, is won, is lost, or stays.
The chances depend on the stage and on how long it has been there. With a Dirichlet prior they
have a Dirichlet posterior for each stage and age, from which whole sets of chances are drawn:
what is not known well varies widely.

References
----------
Tutz & Schmid (2016), Modeling Discrete Time-to-Event Data, ch. 8 (competing risks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.execution.forecasting.journeys import NEVER, Journeys
from goodwill.analytics.numerics.arrays import Floats, Integers

AGES: Integers = np.array([0, 1, 4, 8, 15, 31, 61, 121])
"""The first day of each piece of a stay within which chances are alike; day 0 is its own."""
WORTH_OF_STAGE = 1.0
"""How many departures the stage as a whole counts for in each of its pieces."""
WORTH_OF_PRIOR = 0.5
"""The same for each way out of a stage before anything was seen (Jeffreys)."""


@dataclass(frozen=True)
class Moves:
    """What was seen in a window of days.

    `left[s, a, w]` counts departures from stage s at age a by way w: the stages, then won, then
    lost. `days[s, a]` counts the days on which they could have happened.
    """

    left: Floats
    days: Floats

    @property
    def stages(self) -> int:
        return len(self.left)

    def posterior(self) -> tuple[Floats, Floats]:
        """The Dirichlet's weights of the ways out, shaped like `left`, and of staying.

        Each piece of a stay starts from the chances of the whole stage, which counts for
        `WORTH_OF_STAGE` departures; the whole starts from Jeffreys' prior over the ways that
        were ever taken.
        """
        possible = self._possible()
        prior = WORTH_OF_PRIOR * possible
        whole = (self.left.sum(axis=1) + prior) / (
            self.days.sum(axis=1) + prior.sum(axis=1) + WORTH_OF_PRIOR
        )[:, None]
        leaving = np.clip(whole.sum(axis=1), 1e-9, 1.0)
        weight = np.minimum(WORTH_OF_STAGE / leaving, 400.0)
        ways = self.left + (weight[:, None] * whole)[:, None, :]
        staying = self.days - self.left.sum(axis=2) + (weight * (1 - leaving))[:, None]
        return ways, np.maximum(staying, 1e-6)

    def mean(self) -> tuple[Floats, Floats]:
        """The posterior's mean chances of a day: of each way out, and of staying."""
        ways, staying = self.posterior()
        total = ways.sum(axis=2) + staying
        return ways / total[:, :, None], staying / total

    def drawn(self, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
        """Sets of chances, shapes (draws, stages, ages, ways) and (draws, stages, ages)."""
        ways, staying = self.posterior()
        alpha = np.concatenate([ways, staying[:, :, None]], axis=2)
        gamma = rng.standard_gamma(np.broadcast_to(alpha, (draws, *alpha.shape)))
        share = gamma / np.maximum(gamma.sum(axis=3, keepdims=True), 1e-300)
        return share[..., :-1], share[..., -1]

    def _possible(self) -> Floats:
        """The ways that lead anywhere: stages that were ever entered from there, won and lost."""
        possible = self.left.sum(axis=1) > 0
        possible[:, -2:] = True
        return np.asarray(possible, dtype=np.float64)


def seen(them: Journeys, first_day: int, day: int) -> Moves:
    """What was seen from the first day to the last, both included."""
    stages, ways = them.stages, them.stages + 2
    days = np.zeros((stages, len(AGES)))
    for age in range(len(AGES)):
        held = days_at(them, age, first_day, day)
        days[:, age] = np.bincount(them.stage, held, stages)
    out = (them.left >= first_day) & (them.left <= day)
    end = them.left[out] - them.entered[out]
    left = np.zeros((stages, len(AGES), ways))
    ages = np.searchsorted(AGES, end, side="right") - 1
    np.add.at(left, (them.stage[out], ages, _ways(them)[out]), 1.0)
    return Moves(left, days)


def days_at(them: Journeys, age: int, first_day: int, day: int) -> Integers:
    """On how many days of the window each stay was in that piece of itself, shape (stays,)."""
    edges = np.append(AGES, NEVER)
    start = np.maximum(first_day - them.entered, edges[age])
    end = np.minimum(np.minimum(them.left, day) - them.entered, edges[age + 1] - 1)
    return np.asarray(np.maximum(end - start + 1, 0))


def _ways(them: Journeys) -> Integers:
    """By which way each stay ended: the next stay's stage, else won or lost."""
    following = np.append(them.stage[1:], 0)
    is_last = np.append(them.deal[1:] != them.deal[:-1], True)[: len(them.deal)]
    decided = np.where(them.won[them.deal], them.stages, them.stages + 1)
    return np.where(is_last, decided, following)
