"""The season of a monthly cost: each month against the median of its own calendar month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodwill.analytics.numerics.arrays import Floats, Integers

Flags = npt.NDArray[np.bool_]

FEWEST_MONTHS = 24


@dataclass(frozen=True)
class Season:
    """What each period is divided by, shape (periods,).

    Parameters
    ----------
    index
        The median of the same calendar month.
    years
        How many values that median was made of.
    informs
        Whether the value says something about spread. From three values of a month on, those
        in the middle are the median themselves and deviate from it by nothing or next to
        nothing; counting them would make the spread look far smaller than it is.
    """

    index: Floats
    years: Integers
    informs: Flags


def season_of(values: Floats, months: Integers) -> Season | None:
    """The season, or None below 24 months or where a calendar month's median is not positive.

    Parameters
    ----------
    values, months
        Shape (periods,); months 1 to 12. Each calendar month must come twice at least.
    """
    if len(values) < FEWEST_MONTHS:
        return None
    index, years = np.empty(len(values)), np.empty(len(values), dtype=np.int64)
    informs = np.ones(len(values), dtype=np.bool_)
    for month in np.unique(months):
        here = np.flatnonzero(months == month)
        median = float(np.median(values[here]))
        if len(here) < 2 or median <= 0:
            return None
        index[here], years[here] = median, len(here)
        informs[_middle(values, here)] = False
    return Season(index, years, informs)


def _middle(values: Floats, here: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Of three values or more, the one or two that make their median."""
    n = len(here)
    if n < 3:
        return here[:0]
    return here[np.argsort(values[here], kind="stable")][(n - 1) // 2 : n // 2 + 1]
