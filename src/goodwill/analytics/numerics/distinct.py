"""Which rows are alike, so that what is dear is computed once for each kind."""

from __future__ import annotations

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers

ROOM = 8
"""Cells of a table per row, up to which whole numbers are told apart without sorting."""


def distinct(*columns: Floats) -> tuple[Integers, Integers]:
    """Rows that stand for all, and for each row the place of its own among them.

    Parameters
    ----------
    columns
        Finite, not negative, each of shape (rows,).
    """
    if not columns or not len(columns[0]):
        rows = len(columns[0]) if columns else 0
        return np.arange(min(rows, 1)), np.zeros(rows, dtype=np.int64)
    key = _whole(columns)
    if key is not None:
        return _by_table(*key)
    places = [np.unique(column, return_inverse=True)[1] for column in columns]
    return _by_sorting(places)


def _whole(columns: tuple[Floats, ...]) -> tuple[Integers, int] | None:
    """One whole number per row, if there are few enough possible ones; and how many."""
    size = 1
    for column in columns:
        size *= int(min(column.max(), 1e9)) + 1
        if size > ROOM * len(column) + 1000:
            return None
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        whole = column.astype(np.int64)
        if (whole != column).any():
            return None
        key = key * (int(column.max()) + 1) + whole
    return key, size


def _by_table(key: Integers, size: int) -> tuple[Integers, Integers]:
    row_of = np.full(size, -1, dtype=np.int64)
    row_of[key] = np.arange(len(key))
    taken = np.flatnonzero(row_of >= 0)
    first = row_of[taken]
    row_of[taken] = np.arange(len(taken))
    return first, row_of[key]


def _by_sorting(places: list[Integers]) -> tuple[Integers, Integers]:
    key = places[0]
    for more in places[1:]:
        joint = key * (int(more.max()) + 1) + more
        key = np.unique(joint, return_inverse=True)[1]
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse
