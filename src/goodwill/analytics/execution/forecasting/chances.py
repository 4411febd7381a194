"""The chance of being won within so many days, by stage and days spent in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.execution.forecasting.moves import AGES
from goodwill.analytics.numerics.arrays import Floats, Integers

OLDEST = int(AGES[-1])
"""From this age on in a stage, the chances of a day are the same."""
PIECE: Integers = np.searchsorted(AGES, np.arange(OLDEST + 1), side="right") - 1
"""The piece of a stay in which each age lies."""


@dataclass(frozen=True)
class Chances:
    """Chances of winning, for each set of drawn chances.

    `within[d, s, a]` is that of an opportunity which at the end of a day has been in stage s for
    a days. `fresh[d, h, s]` is that of one which comes into stage s with h days to go after
    that day.
    """

    within: Floats
    fresh: Floats

    @property
    def days(self) -> int:
        return int(self.fresh.shape[1]) - 1


def chances(ways: Floats, staying: Floats, days: int) -> Chances:
    """Solved backwards from the last day: what is left to happen in h days from that in h − 1.

    Parameters
    ----------
    ways, staying
        Chances of a day, shapes (draws, stages, ages, ways) and (draws, stages, ages).
    days
        How many days are left after the day on which the opportunities stand.
    """
    draws, stages = ways.shape[:2]
    onward, won = ways[..., :stages], ways[..., stages]
    at_once: Floats = np.asarray(
        np.linalg.inv(np.eye(stages) - _without_circles(onward[:, :, 0, :])), dtype=np.float64
    )
    later = np.append(np.arange(1, OLDEST + 1), OLDEST)
    piece = PIECE[later]
    won_by_age, stays_by_age = won[:, :, piece], staying[:, :, piece]
    within = np.zeros((draws, stages, OLDEST + 1))
    fresh = np.empty((draws, days + 1, stages))
    fresh[:, 0] = _entered(at_once, won, staying, within)
    for left in range(1, days + 1):
        to_others = np.einsum("dsaw,dw->dsa", onward, fresh[:, left - 1])
        within = won_by_age + to_others[:, :, piece] + stays_by_age * within[:, :, later]
        fresh[:, left] = _entered(at_once, won, staying, within)
    return Chances(within, fresh)


def _entered(at_once: Floats, won: Floats, staying: Floats, within: Floats) -> Floats:
    """On the day of entering: won at once, or staying, or on to a stage entered the same day."""
    here = won[:, :, 0] + staying[:, :, 0] * within[:, :, 0]
    return np.asarray(np.einsum("dst,dt->ds", at_once, here))


def _without_circles(onward: Floats) -> Floats:
    """Moves of the same day; a hair less than certain, so that nothing circles for ever."""
    return onward * (1 - 1e-9)
