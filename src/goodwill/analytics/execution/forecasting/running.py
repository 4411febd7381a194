"""Sales that come without opportunities: how they may run on to the end of the period.

Weeks of the last half-year are drawn with replacement for the days that are left (block
bootstrap), the same weeks for everybody, so that what people have in common stays in common.
How far such a forecast was off in the past, beyond what the weeks themselves vary, is drawn on
top: growth, seasons and breaks are in that.

References
----------
Künsch (1989), Annals of Statistics 17(3): the bootstrap of blocks. doi:10.1214/aos/1176347265
"""

from __future__ import annotations

import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.execution.forecasting.outlook import Asked
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

WEEK = 7
WEEKS = 26
FEWEST_WEEKS = 2 * WEEKS
SHORTEST_WINDOW = 28


def method(draws: int) -> Sentence:
    """How it is told what sales will run on to."""
    return Sentence(
        "The days left are drawn from the weeks of the last half-year, and varied by how far such "
        "forecasts were off before: {draws} draws.",
        draws=draws,
    )


def run_on(days: Integers, sums: Integers, groups: Integers, asked: Asked) -> Floats:
    """Draws of what the days after `as_of_day` bring, shape (draws, groups).

    Parameters
    ----------
    days, sums, groups
        Shape (rows,): the day, the amount in minor units and whose it is; several rows may
        share a day. Days after `as_of_day` are not looked at.

    Raises
    ------
    TooFew
        Less than a year of history.
    """
    known = days <= asked.as_of_day
    weekly = _weekly(days[known], sums[known], groups[known], asked)
    if len(weekly) < FEWEST_WEEKS:
        raise TooFew(Sentence("weeks of orders"), len(weekly), FEWEST_WEEKS)
    rng = np.random.default_rng(asked.seed)
    draws = asked.draws * asked.fates
    whole, rest = divmod(asked.days_left, WEEK)
    chosen = rng.integers(0, WEEKS, (draws, whole + 1))
    lately = weekly[:WEEKS]
    total = lately[chosen[:, :whole]].sum(axis=1) + lately[chosen[:, whole]] * (rest / WEEK)
    spread = _spread(weekly.sum(axis=1), max(asked.days_left, SHORTEST_WINDOW) // WEEK)
    shock = np.exp(spread * rng.standard_normal((draws, 1)) - spread**2 / 2)
    return np.asarray(total * shock)


def sold_so_far(days: Integers, sums: Integers, groups: Integers, asked: Asked) -> Integers:
    """What the period has brought up to the day, by group; shape (groups,)."""
    inside = (days >= asked.start_day) & (days <= min(asked.as_of_day, asked.end_day - 1))
    found = np.zeros(asked.groups, np.int64)
    np.add.at(found, groups[inside], sums[inside])
    return found


def _weekly(days: Integers, sums: Integers, groups: Integers, asked: Asked) -> Floats:
    """Sums of whole weeks back from the day, the latest first; shape (weeks, groups)."""
    if not len(days):
        return np.zeros((0, asked.groups))
    back = (asked.as_of_day - days) // WEEK
    weeks = (asked.as_of_day - int(days.min()) + 1) // WEEK
    whole = back < weeks
    cell = back[whole] * asked.groups + groups[whole]
    found = np.bincount(cell, sums[whole].astype(np.float64), weeks * asked.groups)
    return np.asarray(found, dtype=np.float64).reshape(weeks, asked.groups)


def _spread(weekly: Floats, weeks: int) -> float:
    """How far the sum of so many weeks is off, beyond what those weeks vary: as a logarithm."""
    starts = np.arange(0, len(weekly) - weeks - WEEKS + 1, weeks)
    if len(starts) < 3:
        return 0.0
    came = np.array([weekly[at : at + weeks].sum() for at in starts])
    before = np.array([weekly[at + weeks : at + weeks + WEEKS] for at in starts])
    expected = before.mean(axis=1) * weeks
    usable = (came > 0) & (expected > 0)
    if usable.sum() < 3:
        return 0.0
    off = np.log(came[usable] / expected[usable])
    by_weeks = before[usable].var(axis=1, ddof=1) * weeks / expected[usable] ** 2
    return float(np.sqrt(max(float((off**2).mean() - by_weeks.mean()), 0.0)))
