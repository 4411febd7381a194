"""New opportunities still to come: how many a day, and how surely that is known.

The number in a window is Poisson around the rate of the last half-year, which has a Gamma
posterior. Rates change (seasons, a new product): by how much is told by how far such a rate was
off for the windows of the past, beyond what Poisson explains; the rate is drawn with that spread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.execution.forecasting import varying
from goodwill.analytics.execution.forecasting.journeys import Journeys
from goodwill.analytics.numerics.arrays import Floats, Integers

SEEN_DAYS = 182
"""So many days back are new opportunities counted for the rate."""
VARYING_DAYS = 730


@dataclass(frozen=True)
class Arrivals:
    """How many came in `days` days, by group and by the stage in which they began."""

    by_group: Floats
    by_stage: Floats
    days: int
    spread: float
    """Standard deviation of the logarithm of the rate from one window to the next."""

    @property
    def came(self) -> int:
        return int(self.by_group.sum())

    def rates(self, rng: np.random.Generator, draws: int) -> Floats:
        """How many come a day, by group, shape (draws, groups)."""
        rate = rng.gamma(self.by_group + 0.5 / len(self.by_group), 1.0, (draws, self.groups))
        return np.asarray(rate / self.days * varying.shocks(rng, self.spread, draws))

    @property
    def groups(self) -> int:
        return len(self.by_group)

    def beginning(self, rng: np.random.Generator, draws: int) -> Floats:
        """In which stages they begin, shape (draws, stages)."""
        return rng.dirichlet(self.by_stage + 0.5 / len(self.by_stage), draws)


def arrivals(them: Journeys, day: int, window: int, groups: int) -> Arrivals:
    """What came up to that day, as it was known then; `window` is how far ahead is asked."""
    begins = int(them.opened.min()) if them.deals else day
    days = max(min(SEEN_DAYS, day - begins + 1), 1)
    lately = them.opened > day - days
    first_stay = np.searchsorted(them.deal, np.flatnonzero(lately))
    return Arrivals(
        by_group=np.bincount(them.group[lately], minlength=groups).astype(np.float64),
        by_stage=np.bincount(them.stage[first_stay], minlength=them.stages).astype(np.float64),
        days=days,
        spread=_spread(them.opened, day, begins, max(window, varying.SHORTEST_WINDOW)),
    )


def _spread(opened: Integers, day: int, begins: int, window: int) -> float:
    """How far the rate of the half-year before a window was off, beyond chance (moments)."""
    reach = min(VARYING_DAYS, day - begins + 1)
    starts = np.arange(0, reach - window - SEEN_DAYS + 1, window)
    back = np.sort(day - opened)
    came = _between(back, starts, window)
    expected = _between(back, starts + window, SEEN_DAYS) * window / SEEN_DAYS
    usable = expected > 0
    came, expected = came[usable], expected[usable]
    return varying.spread(came, expected, 1 / expected + window / SEEN_DAYS / expected)


def _between(back: Integers, first: Integers, days: int) -> Floats:
    """How many came on days from `first` back to `first + days`, the latter not included."""
    counts = np.searchsorted(back, first + days) - np.searchsorted(back, first)
    return np.asarray(counts, dtype=np.float64)
