"""What opportunities bring when they are won, against what was thought in each stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.execution.forecasting.journeys import Journeys
from goodwill.analytics.numerics.arrays import Floats, Integers

WORTH_OF_ALIKE = 10
"""For how many amounts it counts that groups are taken to be alike at first."""
FEWEST = 8
"""With fewer won from a stage, what is known of all stages stands for it."""


@dataclass(frozen=True)
class Worths:
    """Amounts of those won: `won` at last, and by stage how many times the amount thought."""

    won: Floats
    times: tuple[Floats, ...]
    by_group: Floats
    """How much larger than the mean those of each group are, shrunk towards one."""

    def again(self, rng: np.random.Generator) -> Worths:
        """As they might as well have been: each pool drawn from itself (bootstrap)."""
        return Worths(
            _again(rng, self.won), tuple(_again(rng, one) for one in self.times), self.by_group
        )

    def final(self, rng: np.random.Generator, stage: Integers, thought: Integers) -> Floats:
        """What won opportunities bring, by the stage in which the amount was thought."""
        amount = thought.astype(np.float64)
        for place, times in enumerate(self.times):
            here = stage == place
            if len(times):
                amount[here] *= rng.choice(times, int(here.sum()))
        unknown = thought <= 0
        amount[unknown] = rng.choice(self.won, int(unknown.sum()))
        return amount

    def new(self, rng: np.random.Generator, n: int) -> Floats:
        """What won opportunities bring of which nothing is known yet."""
        return rng.choice(self.won, n)


def _by_group(worth: Floats, group: Integers, groups: int) -> Floats:
    mean = worth.mean() if len(worth) else 0.0
    if mean <= 0:
        return np.ones(groups)
    sums, counts = np.bincount(group, worth, groups), np.bincount(group, minlength=groups)
    return np.asarray((sums / mean + WORTH_OF_ALIKE) / (counts + WORTH_OF_ALIKE))


def _again(rng: np.random.Generator, pool: Floats) -> Floats:
    return rng.choice(pool, len(pool)) if len(pool) else pool


def worths(known: Journeys, first_day: int, groups: int) -> Worths:
    """From those won since a day."""
    lately = known.won & (known.closed >= first_day)
    stay = lately[known.deal] & (known.thought > 0)
    times = known.worth[known.deal[stay]] / known.thought[stay]
    stage = known.stage[stay]
    by_stage = [times[stage == place] for place in range(known.stages)]
    return Worths(
        known.worth[lately].astype(np.float64),
        tuple(own if len(own) >= FEWEST else times for own in by_stage),
        _by_group(known.worth[lately].astype(np.float64), known.group[lately], groups),
    )
