"""Forecasts of periods that are over, made with what was known when they began, against what came.

Each is judged against the two simple ways: the sum weighted by the chance that people gave each
opportunity or its stage has, and the sum of those that people were sure of.

References
----------
Koenker & Bassett (1978), Econometrica 46(1): the pinball loss of a quantile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.execution.forecasting.journeys import Journeys
from goodwill.analytics.execution.forecasting.outlook import (
    LEVEL,
    Asked,
    Band,
    foretell,
    won_so_far,
)
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

SURE = 0.7
"""From this chance on, people count on an opportunity."""
FEWEST_PERIODS = 4
QUANTILES = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)


@dataclass(frozen=True)
class Tried:
    """One period that is over: the forecast at its beginning, and what came; minor units."""

    asked: Asked
    forecast: Band
    came: int
    weighted: int
    """Σ amount × chance of all opportunities open at the beginning."""
    sure: int
    """Σ amount of those of which the chance was at least `SURE`."""

    @property
    def is_inside(self) -> bool:
        return self.forecast.low <= self.came <= self.forecast.high


@dataclass(frozen=True)
class BackTest:
    """Periods that are over, the earliest first."""

    tried: tuple[Tried, ...]

    @property
    def inside(self) -> int:
        return sum(one.is_inside for one in self.tried)

    def loss(self, way: str) -> float:
        """Mean pinball loss over the quantiles of the interval and the middle, in minor units.

        `way` is `forecast`, `weighted` or `sure`; a single number stands for every quantile.
        """
        return float(np.mean([_loss(one, way) for one in self.tried]))


def backtest(
    them: Journeys,
    periods: Iterable[tuple[int, int]],
    asked: Asked,
    stage_chance: Sequence[float] = (),
    groups: Sequence[int] | None = None,
) -> BackTest:
    """Each period's forecast as of the day before it began.

    Parameters
    ----------
    periods
        First days and ends (not included) of periods that are over.
    asked
        How to ask: groups, window, draws; its period and day are replaced.
    stage_chance
        The chance of each stage, for opportunities of which nobody said one.
    groups
        Whose sums are looked at; by default all.

    Raises
    ------
    TooFew
        Fewer than `FEWEST_PERIODS` periods have history enough before them.
    """
    which = list(range(asked.groups)) if groups is None else list(groups)
    tried = []
    for start, end in sorted(periods):
        then = replace(asked, start_day=start, end_day=end, as_of_day=start - 1)
        one = _tried(them, then, stage_chance, which)
        if one is not None:
            tried.append(one)
    if len(tried) < FEWEST_PERIODS:
        raise TooFew(Sentence("periods that can be forecast anew"), len(tried), FEWEST_PERIODS)
    return BackTest(tuple(tried))


def _tried(
    them: Journeys, asked: Asked, stage_chance: Sequence[float], groups: list[int]
) -> Tried | None:
    """None where the history before the period is too short."""
    try:
        outlook = foretell(them, asked)
    except TooFew:
        return None
    came = int(won_so_far(them.known_on(asked.end_day - 1), asked)[groups].sum())
    seen = outlook.known.of(np.isin(outlook.known.group, groups))
    weighted, sure = simple_ways(seen, stage_chance)
    return Tried(asked, outlook.band(groups), came, weighted, sure)


def simple_ways(known: Journeys, stage_chance: Sequence[float]) -> tuple[int, int]:
    """Σ amount × chance of the open opportunities, and Σ amount of those people are sure of."""
    chance, amount = said_chance(known, stage_chance)
    return round(float((amount * chance).sum())), round(float(amount[chance >= SURE].sum()))


def said_chance(known: Journeys, stage_chance: Sequence[float]) -> tuple[Floats, Floats]:
    """Of each open opportunity the chance said, else its stage's, and the amount."""
    places = np.flatnonzero(known.is_open)
    stays = known.last_stay()[places]
    usual = np.asarray(stage_chance or [0.0] * known.stages, dtype=np.float64)
    said = known.chance[stays]
    chance = np.where(said >= 0, said, usual[known.stage[stays]])
    return chance, known.worth[places].astype(np.float64)


def _loss(one: Tried, way: str) -> float:
    told = {
        "forecast": (one.forecast.low, one.forecast.middle, one.forecast.high),
        "weighted": (one.weighted,) * 3,
        "sure": (one.sure,) * 3,
    }[way]
    losses = []
    for q, value in zip(QUANTILES, told, strict=True):
        short = one.came - value
        losses.append(max(q * short, (q - 1) * short))
    return float(np.mean(losses))
