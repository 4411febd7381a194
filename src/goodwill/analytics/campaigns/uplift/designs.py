"""How covariates become a matrix: numbers as they are, words as one column a level.

A number that is not known stays NaN in the matrix, and null on an engine; learners deal
with it. Of words, levels that too few members have are merged: all their columns are nought,
as are those of a level never seen before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.numerics.arrays import Floats

MOST_LEVELS = 20
FEWEST_OF_LEVEL = 100
SMALLEST_LEVEL = 0.01
"""A level has a column of its own from this share of members on, and from 100 of them."""


@dataclass(frozen=True)
class Number:
    """A column of numbers."""

    name: str

    def values(self, columns: Mapping[str, Any]) -> Floats:
        return np.asarray(columns[self.name], dtype=np.float64)

    def expression(self) -> nw.Expr:
        number = nw.col(self.name).cast(nw.Float64)
        return nw.when(~number.is_nan()).then(number)


@dataclass(frozen=True)
class Level:
    """1 where the column `name` has this level (None: is not known), else 0."""

    name: str
    level: str | None

    def values(self, columns: Mapping[str, Any]) -> Floats:
        return np.asarray(columns[self.name] == self.level, dtype=np.float64)

    def expression(self) -> nw.Expr:
        word = nw.col(self.name)
        is_it = word.is_null() if self.level is None else word == self.level
        return nw.when(is_it).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


@dataclass(frozen=True)
class Design:
    """The columns of the matrix, in order."""

    columns: tuple[Number | Level, ...]

    def matrix(self, columns: Mapping[str, Any]) -> Floats:
        """Shape (members, columns of the design); NaN where a number is not known.

        `columns` holds one array per covariate: float64, or object for words (None: unknown).
        """
        return np.column_stack([column.values(columns) for column in self.columns])

    def expressions(self) -> list[nw.Expr]:
        """The same columns for any engine, null where a number is not known."""
        return [column.expression() for column in self.columns]


def numbered(columns: int) -> Design:
    """The design of a matrix whose columns have no names: x0, x1 …"""
    return Design(tuple(Number(f"x{place}") for place in range(columns)))


def design(columns: Mapping[str, Any], categories: Sequence[str] = ()) -> Design:
    """One column per number, and per level of those in words; what never differs is left out."""
    found: list[Number | Level] = []
    for name, values in columns.items():
        if name in categories:
            found += [Level(name, level) for level in _levels(values)]
        elif _differs(values):
            found.append(Number(name))
    return Design(tuple(found))


def _levels(values: Any) -> list[str | None]:
    """The levels with a column, commonest first; one is left out, for the rest to differ from."""
    words: dict[str | None, int] = {}
    is_known = np.array([value is not None for value in values], dtype=bool)
    found, counts = np.unique(values[is_known].astype(str), return_counts=True)
    words.update(zip(found.tolist(), counts.tolist(), strict=True))
    if not is_known.all():
        words[None] = int((~is_known).sum())
    least = max(FEWEST_OF_LEVEL, SMALLEST_LEVEL * len(values))
    ranked = sorted(words, key=lambda level: (-words[level], level is None, level or ""))
    kept = [level for level in ranked if words[level] >= least][:MOST_LEVELS]
    return kept if len(kept) < len(words) else kept[:-1]


def _differs(values: Any) -> bool:
    known = np.asarray(values, dtype=np.float64)
    is_known = ~np.isnan(known)
    if not is_known.any():
        return False
    least = known[is_known].min()
    return bool((known[is_known] > least).any() or not is_known.all())
