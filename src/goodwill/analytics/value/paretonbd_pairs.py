"""Distinct pairs (purchases, time) of histories.

What takes time to compute about a history is said of (x, t_x) and of (x, T) each for
itself; a million customers have tens of thousands of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers

SMALL_TABLE = 1 << 21
"""Cells up to which distinct pairs are found by marking a table instead of sorting."""


@dataclass(frozen=True)
class Pairs:
    """Distinct (x, t, group), shape (pairs,), and where the rows find theirs, shape (rows,).

    Parameters
    ----------
    since, until
        Which pair is (x, t_x), and which is (x, T).
    """

    x: Floats
    t: Floats
    group: Integers
    since: Integers
    until: Integers

    @classmethod
    def of(cls, x: Floats, t_x: Floats, T: Floats, group: Integers | None = None) -> Pairs:
        rows = len(x)
        repeats, x_at = distinct(x)
        times, t_at = distinct(np.concatenate([t_x, T]))
        place = x_at if group is None else x_at + len(repeats) * group
        cells = np.concatenate([place, place])
        cells *= len(times)
        cells += t_at
        used, index = _marked(cells)
        place, at = np.divmod(used, len(times))
        groups, at_x = np.divmod(place, len(repeats))
        return cls(repeats[at_x], times[at], groups, index[:rows], index[rows:])


def distinct(column: Floats) -> tuple[Floats, Integers]:
    """Distinct values in ascending order, and which of them each row has."""
    top = column.max(initial=0.0)
    if top < SMALL_TABLE:
        whole = column.astype(np.int64)
        if (whole == column).all():
            used, index = _marked(whole)
            return used.astype(np.float64), index
    values, index = np.unique(column, return_inverse=True)
    return values, index.astype(np.int64)


def _marked(cells: Integers) -> tuple[Integers, Integers]:
    """Distinct whole numbers and which of them each row has."""
    top = int(cells.max(initial=0)) + 1
    if top > max(SMALL_TABLE, 4 * len(cells)):
        used, index = np.unique(cells, return_inverse=True)
        return used, index.astype(np.int64)
    marks = np.zeros(top, dtype=np.int64)
    marks[cells] = 1
    used = np.flatnonzero(marks)
    marks[used] = np.arange(len(used))
    return used, marks[cells]
