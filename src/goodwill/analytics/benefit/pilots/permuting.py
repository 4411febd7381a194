"""How conspicuous the treated units are among all sets of so many units.

If the pilot did nothing, the units that had it are like any others: the share of sets
that look at least as conspicuous is an exact p-value, however few units there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers

MOST_SETS = 2_000
"""Where there are more, so many are drawn."""
SEED = 20210101


def sets(units: int, size: int, most: int = MOST_SETS) -> Integers:
    """Sets of `size` of the units: all of them, or `most` drawn with a fixed seed.

    Shape (sets, size); places in rising order.
    """
    if comb(units, size) <= most:
        return np.array(list(combinations(range(units), size)), dtype=np.int64)
    return np.array(list(_drawn(units, size, most)), dtype=np.int64)


def _drawn(units: int, size: int, most: int) -> Iterator[Integers]:
    random = np.random.default_rng(SEED)
    for _ in range(most):
        yield np.sort(random.choice(units, size, replace=False))


def rank_p(observed: float, others: Floats, *, includes_observed: bool) -> float:
    """Share of sets at least as conspicuous, the observed one counted among them.

    `others` that are equal but for rounding count as equal.
    """
    equal_or_more = int((others >= observed - 1e-9 * abs(observed)).sum())
    added = 0 if includes_observed else 1
    return min(1.0, (equal_or_more + added) / (len(others) + added))


def conspicuous(values: Floats, treated: int) -> float:
    """The p-value of the first `treated` rows by Σ_t (mean difference)² ÷ spread of all.

    Parameters
    ----------
    values
        Shape (units, periods), treated units first. Periods without any spread say nothing.
    """
    away = values - values.mean(axis=0)
    spread = (away**2).sum(axis=0)
    scaled = away[:, spread > 0] / np.sqrt(spread[spread > 0])
    units, fewer = len(values), min(treated, len(values) - treated)
    # A set and all others are as far apart as the others and the set: the smaller is drawn.
    observed = np.arange(treated) if fewer == treated else np.arange(treated, units)
    drawn = sets(units, fewer)
    statistics = np.array([_distance(scaled, chosen) for chosen in drawn])
    is_all = len(drawn) == comb(units, fewer)
    return rank_p(_distance(scaled, observed), statistics, includes_observed=is_all)


def _distance(scaled: Floats, chosen: Integers) -> float:
    """Squared distance of the chosen rows' mean from nought, which is the mean of all."""
    return float((scaled[chosen].sum(axis=0) ** 2).sum())
