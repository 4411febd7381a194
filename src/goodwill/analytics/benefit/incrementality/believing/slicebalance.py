"""Are the slices (regions, value classes, channels) spread over the arms alike?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.incrementality.believing.imbalance import AT_RANDOM
from goodwill.analytics.benefit.incrementality.believing.multiplicity import p_said
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

FEWEST_EXPECTED = 5.0
"""Slices that expect fewer members in an arm are counted together, as χ² needs it."""


@dataclass(frozen=True)
class SliceBalance:
    """Whether slices have the same share of every arm.

    Parameters
    ----------
    chi_squared, df, p
        Pearson's test of homogeneity; p is 1 if all members are in one slice.
    cramers_v
        0 if the arms are alike, 1 if the slice tells the arm (Cramér 1946).
    """

    cut: str
    chi_squared: float
    df: int
    p: float
    cramers_v: float
    sentence: Sentence

    @property
    def is_alarm(self) -> bool:
        return self.p < AT_RANDOM


def slice_balance(cut: str, counts: Mapping[str | None, Mapping[str, int]]) -> SliceBalance:
    """Whether the arms have the same mix of slices, by χ² at 0.001.

    Parameters
    ----------
    cut
        What is cut by, such as `region`.
    counts
        Slice → arm → members, as `counting.counts_by_slice` gives it.

    Raises
    ------
    Undefined
        Fewer than two arms have members.
    """
    arms = list(dict.fromkeys(arm for by_arm in counts.values() for arm in by_arm))
    table = np.array([[by.get(arm, 0) for arm in arms] for by in counts.values()], dtype=float)
    if len(arms) < 2 or np.count_nonzero(table.sum(axis=0)) < 2:
        raise Undefined(Sentence("There is nothing to compare: fewer than two arms have members."))
    chi_squared, df, n = _homogeneity(_pooled(table[:, table.sum(axis=0) > 0]))
    p = float(stats.chi2.sf(chi_squared, df)) if df else 1.0
    smaller = min(len(counts), len(arms)) - 1
    cramers_v = float(np.sqrt(chi_squared / (n * smaller))) if smaller else 0.0
    return SliceBalance(cut, chi_squared, df, p, cramers_v, _sentence(cut, p, cramers_v))


def _pooled(table: Floats) -> Floats:
    """Slices with too few expected members as one row."""
    expected = table.sum(axis=1) * table.sum(axis=0).min() / table.sum()
    few = expected < FEWEST_EXPECTED
    rows = np.vstack([table[~few], table[few].sum(axis=0)])
    kept: Floats = rows[rows.sum(axis=1) > 0]
    return kept


def _homogeneity(table: Floats) -> tuple[float, int, float]:
    n = float(table.sum())
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return float(np.sum((table - expected) ** 2 / expected)), df, n


def _sentence(cut: str, p: float, cramers_v: float) -> Sentence:
    told = {"cut": cut, "p": p_said(p), "v": f"{cramers_v:.3f}"}
    if p < AT_RANDOM:
        return Sentence(
            "The arms have different mixes of {cut}, and chance does not explain it "
            "({p}, Cramér's V {v}).",
            **told,
        )
    return Sentence("The arms have the same mix of {cut} ({p}, Cramér's V {v}).", **told)
