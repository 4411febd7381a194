"""Sums by rank, and drawing them again: what Qini curves and their intervals are made of.

Members are dealt at random into blocks, and each block's sums are kept per bin of rank. To
draw whole blocks again instead of members gives the same spread (each block is a small
sample of its own), the same draw for every ordering compared, and takes no second look at
the members: 400 draws of a million members cost no more than of a thousand.

References
----------
Efron (1979), Annals of Statistics 7(1). doi:10.1214/aos/1176344552 (the bootstrap)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers

MOST_BINS = 200
MOST_BLOCKS = 500
DRAWS = 400
SEED = 20_160_923


@dataclass(frozen=True, eq=False)
class Ranks:
    """An ordering of members, best first, as groups of rank and where each group lies.

    Parameters
    ----------
    group
        The group of each member, shape (members,): those that cannot be told apart, or the
        quantile of their score.
    overlap
        What share of each group lies in each of the equal bins of rank, shape (groups, bins).
        Those that cannot be told apart are spread evenly over the places they share, as if
        in random order.
    """

    group: Integers
    overlap: Floats


def ranks(scores: Floats, folds: Integers, bins: int) -> Ranks:
    """Members by descending score within their fold, each fold's ranks from 0 to 1.

    Scores of different folds come from different models; only their order within the fold
    is used.
    """
    group = np.empty(len(scores), dtype=np.int64)
    overlaps: list[Floats] = []
    seen = 0
    for fold in range(int(folds.max()) + 1):
        members = np.flatnonzero(folds == fold)
        found, overlap = _ranked(scores[members], bins)
        group[members] = found + seen
        seen += len(overlap)
        overlaps.append(overlap)
    return Ranks(group, np.concatenate(overlaps))


def _ranked(scores: Floats, bins: int) -> tuple[Integers, Floats]:
    order = np.argsort(-scores, kind="stable")
    is_new = np.diff(scores[order], prepend=np.inf) != 0
    is_new[0] = True
    start = np.flatnonzero(is_new)
    if len(start) > bins:  # quantiles; those that cannot be told apart stay in one
        quantile = start * bins // len(scores)
        start = start[np.diff(quantile, prepend=-1) > 0]
    edge = np.append(start, len(scores))
    group = np.empty(len(scores), dtype=np.int64)
    group[order] = np.repeat(np.arange(len(start)), np.diff(edge))
    at = edge * bins / len(scores)
    low, high = at[:-1, None], at[1:, None]
    place = np.arange(bins)
    shared = np.minimum(high, place + 1) - np.maximum(low, place)
    return group, np.maximum(shared, 0.0) / (high - low)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Blocks of members, and how often each is drawn, shape (draws, blocks)."""

    block: Integers
    draws: Floats

    @property
    def number(self) -> int:
        return int(self.draws.shape[1])

    def sums(self, columns: Sequence[Floats], at: Ranks | None = None) -> Floats:
        """Sums of columns by block and bin of rank, shape (blocks, bins, columns).

        Without ranks there is one bin.
        """
        groups = 1 if at is None else len(at.overlap)
        cell = self.block if at is None else self.block * groups + at.group
        flat = [np.bincount(cell, column, self.number * groups) for column in columns]
        each: Floats = np.stack(flat, axis=-1).astype(np.float64)
        each = each.reshape(self.number, groups, len(columns))
        if at is None:
            return each
        return np.asarray(np.einsum("bgk,gr->brk", each, at.overlap, optimize=True))

    def drawn(self, sums: Floats) -> Floats:
        """The sums of each draw, shape (draws, …)."""
        flat = self.draws @ sums.reshape(self.number, -1)
        return np.asarray(flat.reshape(len(self.draws), *sums.shape[1:]))


def blocks(block: Integers, draws: int = DRAWS) -> Blocks:
    """Draws with replacement of as many blocks as there are."""
    number = int(block.max()) + 1
    rng = np.random.default_rng(SEED)
    counts = rng.multinomial(number, np.full(number, 1 / number), size=draws)
    return Blocks(block, counts.astype(np.float64))
