"""Count, means and co-moments of columns per cell: all that a comparison of means needs.

An engine computes them in one pass over any number of rows, and they merge: cells of
weeks, slices or files add up to the cells of the whole, without a row being read again.
Sums of squares are never formed and subtracted, which would lose every digit of the
variance where the mean is large.

References
----------
Chan, Golub & LeVeque (1983), The American Statistician 37(3), 242-247,
doi:10.1080/00031305.1983.10483115: the merge of two groups' squared deviations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Moments:
    """What is known of k columns in each of c cells.

    Parameters
    ----------
    columns
        The names of the k columns.
    by
        The names of what tells cells apart; empty where there is one cell only.
    keys
        The values of `by`, one tuple per cell.
    n
        Rows, shape (c,).
    mean
        Means, shape (c, k).
    comoment
        Σ (y − ȳ)(z − z̄) over the rows of the cell, shape (c, k, k).
    """

    columns: tuple[str, ...]
    by: tuple[str, ...]
    keys: tuple[Key, ...]
    n: Integers
    mean: Floats
    comoment: Floats

    def at(self, *names: str) -> list[int]:
        """The places of columns, for use as indices into `mean` and `comoment`."""
        return [self.columns.index(name) for name in names]

    def merged(self, *by: str) -> Moments:
        """Cells that agree in `by` as one, after Chan, Golub & LeVeque; all as one if none."""
        places = [self.by.index(name) for name in by]
        return self.grouped(by, lambda key: tuple(key[place] for place in places))

    def grouped(self, by: Sequence[str], key_of: Callable[[Key], Key]) -> Moments:
        """Cells of the same new key as one; new keys in their sorted order, unknown last."""
        new = [key_of(key) for key in self.keys]
        keys = sorted(set(new), key=_known_first)
        cell = np.array([keys.index(key) for key in new], dtype=np.int64)
        n = np.bincount(cell, self.n, len(keys)).astype(np.int64)
        mean = np.zeros((len(keys), len(self.columns)))
        np.add.at(mean, cell, self.mean * (self.n / n[cell])[:, None])
        away = self.mean - mean[cell]
        between = self.n[:, None, None] * away[:, :, None] * away[:, None, :]
        comoment = np.zeros((len(keys), len(self.columns), len(self.columns)))
        np.add.at(comoment, cell, self.comoment + between)
        return Moments(self.columns, tuple(by), tuple(keys), n, mean, comoment)

    def where(self, **values: str | None) -> Moments:
        """Only the cells with these values of `by`."""
        wanted = [(self.by.index(name), value) for name, value in values.items()]
        kept = [
            place
            for place, key in enumerate(self.keys)
            if all(key[at] == value for at, value in wanted)
        ]
        return Moments(
            self.columns,
            self.by,
            tuple(self.keys[place] for place in kept),
            self.n[kept],
            self.mean[kept],
            self.comoment[kept],
        )

    def beside(self, other: Moments) -> Moments:
        """The cells of both, which must hold the same columns by the same names."""
        assert (self.columns, self.by) == (other.columns, other.by)
        return Moments(
            self.columns,
            self.by,
            self.keys + other.keys,
            np.concatenate([self.n, other.n]),
            np.concatenate([self.mean, other.mean]),
            np.concatenate([self.comoment, other.comoment]),
        )

    def combined(self, name: str, weights: Mapping[str, float]) -> Moments:
        """One column instead: the sum of columns times their weights, row by row."""
        at, by = self.at(*weights), np.array(list(weights.values()))
        mean = self.mean[:, at] @ by
        spread = np.einsum("i,cij,j->c", by, self.comoment[:, at][:, :, at], by)
        return Moments((name,), self.by, self.keys, self.n, mean[:, None], spread[:, None, None])

    def with_zeros(self, rows: Sequence[int]) -> Moments:
        """Each cell with `rows` more rows in which every column is nought.

        Customers who bought nothing have no row in the orders, and count all the same.
        """
        zeros = Moments(
            self.columns,
            self.by,
            self.keys,
            np.asarray(rows, dtype=np.int64),
            np.zeros_like(self.mean),
            np.zeros_like(self.comoment),
        )
        return self.beside(zeros).merged(*self.by)


def moments(frame: Frame, columns: Sequence[str], by: Sequence[str] = ()) -> Moments:
    """Count, means and co-moments of numeric columns, computed by the engine in one pass.

    Parameters
    ----------
    frame
        One row per unit. `columns` are numbers without gaps.
    by
        Text columns that tell cells apart, such as arm and slice.

    Raises
    ------
    Undefined
        A column has empty values, or there are no rows.
    """
    names = list(columns)
    numbers = frame.select(*by, *(nw.col(name).cast(nw.Float64) for name in names))
    sums = _aggregates(names)
    found = numbers.group_by(*by).agg(*sums) if by else numbers.select(*sums)
    rows: list[dict[str, Any]] = list(found.collect("pyarrow").rows(named=True))
    _refuse_gaps(names, rows)
    rows.sort(key=lambda row: _known_first(_key(row, by)))
    return _packed(names, tuple(by), rows)


def of_arrays(columns: Sequence[str], values: Floats) -> Moments:
    """The one cell of an array of shape (rows, columns)."""
    n = np.array([len(values)], dtype=np.int64)
    mean = values.mean(axis=0)
    away = values - mean
    return Moments(tuple(columns), (), ((),), n, mean[None, :], (away.T @ away)[None, :, :])


def _aggregates(names: list[str]) -> list[nw.Expr]:
    each = [
        aggregate
        for place, name in enumerate(names)
        for aggregate in (
            nw.col(name).mean().alias(f"mean_{place}"),
            nw.col(name).var(ddof=0).alias(f"var_{place}"),
            nw.col(name).is_null().cast(nw.Int64).sum().alias(f"gaps_{place}"),
        )
    ]
    pairs = [
        nw.cov(names[one], names[other], ddof=0).alias(f"cov_{one}_{other}")
        for one, other in combinations(range(len(names)), 2)
    ]
    return [nw.len().cast(nw.Int64).alias("n"), *each, *pairs]


def _refuse_gaps(names: list[str], rows: list[dict[str, Any]]) -> None:
    if not rows or not sum(row["n"] for row in rows):
        raise Undefined(Sentence("There is nobody to compare: no rows."))
    for place, name in enumerate(names):
        gaps = sum(int(row[f"gaps_{place}"] or 0) for row in rows)
        if gaps:
            raise Undefined(
                Sentence(
                    "{column} is empty for {n} member: what is not known cannot be averaged.",
                    "{column} is empty for {n} members: what is not known cannot be averaged.",
                    column=name,
                    n=gaps,
                )
            )


def _packed(names: list[str], by: tuple[str, ...], rows: list[dict[str, Any]]) -> Moments:
    k = len(names)
    n = np.array([row["n"] for row in rows], dtype=np.int64)
    mean = np.array([[row[f"mean_{i}"] for i in range(k)] for row in rows], dtype=np.float64)
    spread = np.empty((len(rows), k, k))
    for one in range(k):
        spread[:, one, one] = [row[f"var_{one}"] for row in rows]
        for other in range(one + 1, k):
            spread[:, one, other] = [row[f"cov_{one}_{other}"] for row in rows]
            spread[:, other, one] = spread[:, one, other]
    return Moments(
        tuple(names),
        by,
        tuple(_key(row, by) for row in rows),
        n,
        mean.reshape(len(rows), k),
        spread * n[:, None, None],
    )


def _key(row: dict[str, Any], by: Sequence[str]) -> Key:
    return tuple(row[name] for name in by)


def _known_first(key: Key) -> tuple[tuple[bool, str], ...]:
    return tuple((part is None, part or "") for part in key)
