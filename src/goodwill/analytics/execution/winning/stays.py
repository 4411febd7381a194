"""How long deals stay in a stage, and how many of those that were there are won."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.analytics.execution.winning.deals import MEDIAN
from goodwill.analytics.figure import Definition, Figure, Unit, proportion
from goodwill.analytics.numerics.middle import median
from goodwill.language import Sentence

Floats = NDArray[np.float64]

FEWEST_CLOSED = 10
"""So many deals that were in a stage must be decided before its chance is told."""
FEWEST_WON = 10
"""So many that were won must have left a stage before what stays longer stands still."""
MOST_OF_THEM = 0.8

CHANCE = Definition(
    "opportunities.chance_from_here",
    1,
    Sentence("Chance by own history"),
    Sentence("Of those decided that were in this stage once, the share that was won."),
    Sentence("won ÷ decided, of those that were in this stage"),
    Unit.SHARE,
)
STAY = Definition(
    "opportunities.stay",
    1,
    Sentence("Days in the stage"),
    Sentence("Half of those that left the stage stayed at most so long."),
    Sentence("median of days from entered to left"),
    Unit.DAYS,
)


def chance_from_here(won: int, decided: int, as_of: date, **more: Any) -> Figure:
    """The share won of those decided that were in a stage; none while they are too few."""
    if decided < FEWEST_CLOSED:
        reason = Sentence(
            "Only {n} that was here is decided; {needed} are needed.",
            "Only {n} that were here are decided; {needed} are needed.",
            n=decided,
            needed=FEWEST_CLOSED,
        )
        return Figure(CHANCE, None, as_of, decided, reason=reason, **more)
    return proportion(CHANCE, won, decided, as_of=as_of, **more)


def stay(days: Floats, as_of: date, **more: Any) -> Figure:
    """How long those that left a stage had been in it: the median."""
    if not len(days):
        nobody = Sentence("Nothing has left this stage yet.")
        return Figure(STAY, None, as_of, 0, reason=nobody, **more)
    middle = median(days)
    return Figure(
        STAY,
        middle.value,
        as_of,
        middle.n,
        low=middle.low,
        high=middle.high,
        level=middle.level if middle.low is not None else None,
        method=MEDIAN,
        **more,
    )


def usual_days(days: Floats) -> int | None:
    """How long four of five that were won stayed at most, in whole days; None for too few."""
    if len(days) < FEWEST_WON:
        return None
    return int(np.ceil(np.quantile(days, MOST_OF_THEM)))
