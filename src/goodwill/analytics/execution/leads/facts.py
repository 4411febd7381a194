"""What is known of leads when they come in, and how it becomes the columns of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats

FEWEST_OF_A_WORD = 20
MOST_WORDS = 12
"""Of each fact the commonest words have a column of their own; the others share none."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Facts of leads by name, each of shape (leads,).

    `words` are one of several (source, city …), empty where not known; `filled` are there or
    not; `numbers` are counts, NaN where not known.
    """

    words: Mapping[str, Any]
    filled: Mapping[str, Any]
    numbers: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        words: Mapping[str, Sequence[str]],
        filled: Mapping[str, Sequence[bool]],
        numbers: Mapping[str, Sequence[float | None]],
    ) -> Facts:
        """From plain lists of equal length."""
        return cls(
            {name: np.array(held, dtype=object) for name, held in words.items()},
            {name: np.array(held, dtype=bool) for name, held in filled.items()},
            {name: np.array(held, dtype=np.float64) for name, held in numbers.items()},
        )

    def __len__(self) -> int:
        held = [*self.words.values(), *self.filled.values(), *self.numbers.values()]
        return len(held[0]) if held else 0

    def at(self, rows: Any) -> Facts:
        """Those of some leads."""
        return Facts(*(
            {name: held[rows] for name, held in each.items()}
            for each in (self.words, self.filled, self.numbers)
        ))  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: a fact with one of its words, that it is filled, or its size."""

    fact: str
    word: str = ""
    sort: str = "word"


@dataclass(frozen=True, eq=False)
class Encoder:
    """How facts become a matrix: its columns, less `centre`, over `spread`."""

    columns: tuple[Column, ...]
    centre: Floats
    spread: Floats

    def matrix(self, facts: Facts) -> Floats:
        """Shape (leads, columns); what is not known stands at the average."""
        raw = _raw(self.columns, facts)
        told = (raw - self.centre) / self.spread
        return np.asarray(np.where(np.isnan(told), 0.0, told))


def encoder(facts: Facts) -> Encoder:
    """Columns of everything in which enough leads differ."""
    columns = tuple(column for column in _possible(facts) if _differs(column, facts))
    raw = _raw(columns, facts)
    known = ~np.isnan(raw)
    counts = np.maximum(known.sum(axis=0), 1)
    centre = np.where(known, raw, 0.0).sum(axis=0) / counts
    squares = np.where(known, (raw - centre) ** 2, 0.0).sum(axis=0) / counts
    # One penalty for all columns is fair only if they vary alike; rare words stay small.
    spread = np.maximum(np.sqrt(squares), 0.1)
    return Encoder(columns, centre, spread)


def _possible(facts: Facts) -> list[Column]:
    found = []
    for name, held in facts.words.items():
        words, counts = np.unique(held[held != ""].astype(str), return_counts=True)
        common = np.lexsort((words, -counts))[:MOST_WORDS]
        found += [Column(name, str(word)) for word in words[common]]
    found += [Column(name, sort="filled") for name in facts.filled]
    for name in facts.numbers:
        found += [Column(name, sort="size"), Column(name, sort="known")]
    return found


def _differs(column: Column, facts: Facts) -> bool:
    held = _raw((column,), facts)[:, 0]
    held = held[~np.isnan(held)]
    if column.sort == "size":
        return bool(len(held) >= FEWEST_OF_A_WORD and held.max() > held.min())
    yes = int(held.sum())
    return min(yes, len(held) - yes) >= FEWEST_OF_A_WORD


def _raw(columns: Sequence[Column], facts: Facts) -> Floats:
    if not columns:
        return np.zeros((len(facts), 0))
    return np.column_stack([_column(one, facts) for one in columns])


def _column(column: Column, facts: Facts) -> Floats:
    if column.sort == "word":
        return np.asarray(facts.words[column.fact] == column.word, dtype=np.float64)
    if column.sort == "filled":
        return np.asarray(facts.filled[column.fact], dtype=np.float64)
    held = np.asarray(facts.numbers[column.fact], dtype=np.float64)
    if column.sort == "known":
        return np.asarray(~np.isnan(held), dtype=np.float64)
    return np.asarray(np.log1p(np.maximum(held, 0.0)))
