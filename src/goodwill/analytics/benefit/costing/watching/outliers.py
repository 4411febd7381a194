"""Costs outside their usual range, by the modified z-score after taking out the season.

References
----------
Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers, ASQC: modified z-scores and
the cut-off 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.benefit.costing.watching.seasonal import Flags, Season, season_of
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

FEWEST_PERIODS = 12
THRESHOLD = 3.5
NORMAL_QUARTILE = 0.6745
"""MAD of a normal distribution, in standard deviations."""
MEAN_DEVIATION = 1.253314
"""Standard deviation of a normal distribution, in mean absolute deviations: √(π/2)."""


@dataclass(frozen=True)
class Usual:
    """Where values usually lie: `scale` is in standard deviations, 0 where they never vary."""

    median: float
    scale: float

    def z(self, values: Floats) -> Floats:
        """(x − median) ÷ scale; infinite for any different value where the usual never varies."""
        apart = np.asarray(values, dtype=np.float64) - self.median
        if self.scale:
            return np.asarray(apart / self.scale, dtype=np.float64)
        return np.where(apart == 0, 0.0, np.copysign(np.inf, apart))


def usual(values: Floats, informs: Flags | None = None) -> Usual:
    """Median and scale: MAD ÷ 0.6745; where that is 0, 1.253314 × mean absolute deviation.

    `informs` tells which values count for the scale, all of them without it.
    """
    median = float(np.median(values))
    apart = np.abs(values - median)
    apart = apart if informs is None else apart[informs]
    mad = float(np.median(apart))
    scale = mad / NORMAL_QUARTILE if mad else MEAN_DEVIATION * float(np.mean(apart))
    return Usual(median, scale)


def modified_z(values: Floats) -> Floats:
    """0.6745 × (x − median) ÷ MAD of each value, with the rule for a MAD of 0; shape (n,)."""
    return usual(values).z(values)


@dataclass(frozen=True)
class Ranges:
    """What was expected in each period and how far off it was, shape (periods,).

    Parameters
    ----------
    z
        Modified z-scores; infinite where the usual never varied and this is different.
    expected, low, high
        The usual value and the ends of its range, season put back in.
    is_out
        Whether |z| is above the threshold.
    is_either
        Out, but of two years that mirror one another nobody can tell which is the odd one.
    season
        What was taken out; None where nothing was.
    """

    z: Floats
    expected: Floats
    low: Floats
    high: Floats
    is_out: Flags
    is_either: Flags
    season: Season | None


def ranges(values: Floats, months: Integers, threshold: float = THRESHOLD) -> Ranges:
    """Judge every period against all of them.

    Parameters
    ----------
    values
        Cost, or cost per unit of work, of each period.
    months
        Their calendar months, 1 to 12.

    Raises
    ------
    TooFew
        Fewer than 12 periods.
    """
    if len(values) < FEWEST_PERIODS:
        raise TooFew(Sentence("months of this cost"), len(values), FEWEST_PERIODS)
    season = season_of(values, months)
    index = np.ones(len(values)) if season is None else season.index.copy()
    adjusted = values / index
    normal = usual(adjusted, None if season is None else season.informs)
    z = normal.z(adjusted)
    is_out = np.abs(z) > threshold
    is_either = np.zeros(len(z), dtype=np.bool_)
    if season is not None:
        is_odd = np.abs(modified_z(values)) > threshold
        for pair in _mirrored(months, is_out, season):
            if is_odd[pair].sum() == 1:
                is_out[pair] = is_odd[pair]
                index[pair] = values[pair[~is_odd[pair]]]
            else:
                is_either[pair] = True
    reach = threshold * normal.scale
    return Ranges(
        z,
        normal.median * index,
        (normal.median - reach) * index,
        (normal.median + reach) * index,
        is_out,
        is_either,
        season,
    )


def _mirrored(months: Integers, is_out: Flags, season: Season) -> Iterator[Integers]:
    """Both years of each calendar month seen twice only that is out.

    Each of the two is as far from their median as the other. Where one of them alone is odd
    without the season too, it is the one, and the other tells what was to be expected.
    """
    for month in np.unique(months[is_out & (season.years == 2)]):
        yield np.flatnonzero(months == month)
