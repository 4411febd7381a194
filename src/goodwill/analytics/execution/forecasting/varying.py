"""By how much counts of different windows differ beyond chance: seasons, markets, campaigns."""

from __future__ import annotations

import numpy as np

from goodwill.analytics.execution.forecasting.journeys import Journeys
from goodwill.analytics.execution.forecasting.moves import AGES, Moves, days_at, seen
from goodwill.analytics.numerics.arrays import Floats

SHORTEST_WINDOW = 28
"""Windows in which counts are compared are at least so long."""
USUAL_SPREAD, WORTH_OF_USUAL = 0.15, 4
"""How far windows differ as a rule, as a logarithm; it counts for so many windows seen."""


WORTH_OF_ALIKE = 10
"""For how many opportunities won it counts that groups are taken to be alike at first."""
Shape = tuple[int, int]


def spread(came: Floats, expected: Floats, by_chance: Floats) -> float:
    """Standard deviation of the logarithm of a window's rate (moments, shrunk to the usual).

    Parameters
    ----------
    came, expected
        Counts of each window, and what was to be expected; shape (windows,).
    by_chance
        The variance of came ÷ expected that chance alone explains.
    """
    usual = WORTH_OF_USUAL * USUAL_SPREAD**2
    beyond = float((((came - expected) / expected) ** 2 - by_chance).sum())
    return float(np.sqrt(np.log1p(max(usual + beyond, 0.0) / (WORTH_OF_USUAL + len(came)))))


def of_winning(them: Journeys, moves: Moves, window: int, reach: tuple[int, int]) -> float:
    """How far the number won in a window was off what the stages let expect.

    `reach` is the first and the last day looked at.
    """
    window = max(window, SHORTEST_WINDOW)
    first_day, day = reach
    begins = max(first_day, int(them.opened.min()))
    chance = moves.mean()[0][:, :, moves.stages]
    came, expected = [], []
    for end in range(day, begins + window - 2, -window):
        held = seen(them, end - window + 1, end)
        came.append(held.left[:, :, moves.stages].sum())
        expected.append((held.days * chance).sum())
    told = np.array(expected)
    usable = told > 0
    return spread(np.array(came)[usable], told[usable], 1 / told[usable])


def of_groups(
    rng: np.random.Generator, them: Journeys, moves: Moves, reach: tuple[int, int], shape: Shape
) -> Floats:
    """How much more often each group wins than its stages let expect; shape (draws, groups).

    Drawn from a Gamma posterior that starts from no difference, which counts for
    `WORTH_OF_ALIKE` opportunities won.
    """
    draws, groups = shape
    first_day, day = reach
    chance = moves.mean()[0][:, :, moves.stages]
    expected = np.zeros(groups)
    whose = them.group[them.deal]
    for age in range(len(AGES)):
        days = days_at(them, age, first_day, day)
        expected += np.bincount(whose, days * chance[them.stage, age], groups)
    won = them.won & (them.closed >= first_day) & (them.closed <= day)
    came = np.bincount(them.group[won], minlength=groups)
    drawn = rng.gamma(came + WORTH_OF_ALIKE, 1.0, (draws, groups))
    return np.asarray(drawn / (expected + WORTH_OF_ALIKE))


def shocks(rng: np.random.Generator, size: float, draws: int) -> Floats:
    """Factors around one that all share in a draw, shape (draws, 1)."""
    return np.asarray(np.exp(size * rng.standard_normal((draws, 1)) - size**2 / 2))
