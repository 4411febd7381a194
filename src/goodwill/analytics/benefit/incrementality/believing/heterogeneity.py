"""Whether a campaign worked alike in all slices, or surely better in some than in others.

An effect that is sure in one slice and not in another proves no difference between them: the
other may only be smaller. The question needs a test of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.multiplicity import holm
from goodwill.analytics.errors import TooFew
from goodwill.analytics.figure import Definition, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

PLACE_MONEY = Definition(
    "place_effect_money",
    1,
    Sentence("Effect on a part of the sales"),
    Sentence("What treated members bought more of this part of the sales than the hold-out did."),
    Sentence("(mean among the treated − mean in the hold-out) × treated members"),
    Unit.MONEY,
)
DEFINITIONS = (PLACE_MONEY,)


@dataclass(frozen=True)
class Heterogeneity:
    """The test that effects of separate members are all the same.

    Parameters
    ----------
    q
        Cochran's Q: squared distances from their mean, each over its squared error.
    slices
        How many effects.
    p
        With Welch's correction for errors that are themselves estimated; without it slices
        with few members would look different too often.
    """

    q: float
    slices: int
    p: float


def heterogeneity(effects: Sequence[Effect]) -> Heterogeneity:
    """Tests whether effects in slices that share no member differ more than by chance.

    Raises
    ------
    TooFew
        There are not two effects with an error.

    References
    ----------
    Cochran (1954), Biometrics 10(1), 101-129. doi:10.2307/3001666
    Welch (1951), Biometrika 38(3-4), 330-336. doi:10.1093/biomet/38.3-4.330
    """
    known = [each for each in effects if each.se > 0]
    k = len(known)
    if k < 2:
        raise TooFew(Sentence("parts whose effect can be told"), k, 2)
    weight = np.array([each.se**-2 for each in known])
    value = np.array([each.value for each in known])
    q = float(weight @ (value - weight @ value / weight.sum()) ** 2)
    free = np.array([each.df for each in known])
    lost = float(((1 - weight / weight.sum()) ** 2 / free).sum())
    f = q / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * lost)
    if lost == 0:
        return Heterogeneity(q, k, float(stats.chi2.sf(q, k - 1)))
    return Heterogeneity(q, k, float(stats.f.sf(f, k - 1, (k**2 - 1) / (3 * lost))))


def unlike(effects: Sequence[Effect]) -> list[tuple[int, int, float]]:
    """Every pair of slices, the larger effect first, with its p-value adjusted by Holm."""
    pairs = [
        (i, j) if effects[i].value >= effects[j].value else (j, i)
        for i, j in combinations(range(len(effects)), 2)
    ]
    adjusted = holm([_p(effects[i], effects[j]) for i, j in pairs])
    return [(i, j, float(p)) for (i, j), p in zip(pairs, adjusted, strict=True)]


def _p(one: Effect, other: Effect) -> float:
    """Of no difference between two effects, degrees of freedom after Satterthwaite."""
    variance = one.se**2 + other.se**2
    if variance == 0:
        return float(one.value == other.value)
    below = one.se**4 / one.df + other.se**4 / other.df
    df = variance**2 / below if below > 0 else np.inf
    return float(2 * stats.t.sf(abs(one.value - other.value) / sqrt(variance), df))
