"""Distinct pairs (purchases, time) of histories.

What takes time to compute about a history is said of (x, t_x) and of (x, T) each for
itself; a million customers have tens of thousands of these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodwill.analytics.numerics.arrays import Floats, Integers

SMALL_TABLE = 1 << 21
"""Cells up to which distinct rows are found by marking a table instead of sorting."""


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
    since: Places
    until: Places

    @classmethod
    def of(cls, x: Floats, t_x: Floats, T: Floats, group: Integers | None = None) -> Pairs:
        repeats, times = _Codes.of(x), _Codes.of(np.concatenate([t_x, T]))
        place = repeats.code if group is None else repeats.code + repeats.size * group
        place = place * times.size
        cells = np.concatenate([place, place])
        cells += times.code
        used, index = _marked(cells)
        place, at = np.divmod(used, times.size)
        groups, at_x = np.divmod(place, repeats.size)
        return cls(repeats.value(at_x), times.value(at), groups, index[: len(x)], index[len(x) :])


def distinct(column: Floats) -> tuple[Floats, Places]:
    """Distinct values in ascending order, and which of them each row has."""
    codes = _Codes.of(column)
    used, index = _marked(codes.code)
    return codes.value(used), index


Places = npt.NDArray[np.int64] | npt.NDArray[np.int32]


@dataclass(frozen=True)
class _Codes:
    """A column as whole numbers in the same order; `values` where it is not whole itself."""

    code: Integers
    size: int
    values: Floats | None

    @classmethod
    def of(cls, column: Floats) -> _Codes:
        top = column.max(initial=0.0)
        if top < SMALL_TABLE:
            whole = column.astype(np.int64)
            if (whole == column).all():
                return cls(whole, int(top) + 1, None)
        values, index = np.unique(column, return_inverse=True)
        return cls(index.astype(np.int64), max(len(values), 1), values)

    def value(self, code: Integers) -> Floats:
        return code.astype(np.float64) if self.values is None else self.values[code]


def _marked(cells: Integers) -> tuple[Integers, Places]:
    """Distinct whole numbers in ascending order, and which of them each row has."""
    top = int(cells.max(initial=0)) + 1
    if top > max(SMALL_TABLE, 8 * len(cells)):
        used, index = np.unique(cells, return_inverse=True)
        return used, index
    marks = np.zeros(top, dtype=np.int32)
    marks[cells] = 1
    used = np.flatnonzero(marks)
    marks[used] = np.arange(len(used), dtype=np.int32)
    return used, marks[cells]
