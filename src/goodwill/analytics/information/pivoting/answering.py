"""A question answered: every cell and every total, each worked out from the facts themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.information.pivoting.cube import (
    CASES,
    REPEATERS,
    TIMES,
    Cube,
    Ints,
    Question,
)
from goodwill.analytics.information.pivoting.parting import Part, Selected, selected
from goodwill.analytics.information.pivoting.tallying import Counted, Marked, added, distinct
from goodwill.language import Sentence

MOST_CELLS = 20_000
DENSE = 1 << 22
"""Up to so many possible cells those that have facts are found by counting."""

Key = tuple[str, ...]
Sums = Mapping[str, int]


class TooManyCells(AnalyticsError):
    """More cells than anybody can read."""

    def __init__(self, cells: int) -> None:
        super().__init__(
            Sentence(
                "This would be {n} cells, and at most {most} can be shown. Take fewer rows or "
                "columns, or a condition.",
                n=cells,
                most=MOST_CELLS,
            )
        )


@dataclass(frozen=True)
class Answer:
    """What stands in the cells, by the keys of row and column; () is the total.

    A key of a row names the values of the first so many dimensions: `("East",)` is the total of
    East, `("East", "web")` a cell in it. `shown` tells which values stood for themselves.
    """

    cells: Mapping[tuple[Key, Key], Sums]
    shown: Mapping[str, tuple[str, ...]]
    facts: int

    def at(self, row: Key, column: Key) -> Sums:
        """The sums of a cell; none where there are no facts."""
        return self.cells.get((row, column), {})


def answer(cube: Cube, facts: str, asked: Question) -> Answer:
    """Every cell with facts, and the totals over rows and columns.

    Returns
    -------
    Answer
        For each cell the sums of the facts, `rows`, and, where facts have them, `customers`,
        `cases` and `repeaters`, each counted once in the cell.

    Raises
    ------
    TooManyCells
        There are more than anybody can read.
    """
    asked = replace(asked, shown=shown(cube, facts, asked))
    found = selected(cube, facts, asked)
    parts = [found.part(name) for name in (*asked.rows, *asked.columns)]
    cell, codes = _cells(parts, _rows(found))
    if len(codes) > MOST_CELLS:
        raise TooManyCells(len(codes))
    fine = _summed(found, cell, len(codes))
    levels = list(_levels(asked, codes))
    counted = _counted(found, cell, levels)
    cells = {}
    for level, counts in zip(levels, counted, strict=True):
        sums = {name: added(level.of_fine, each, level.cells) for name, each in fine.items()}
        for place, key in enumerate(level.keys(parts, len(asked.rows))):
            each = {**sums, **counts}
            cells[key] = {name: int(column[place]) for name, column in each.items()}
    return Answer(cells, asked.shown, _rows(found))


def shown(cube: Cube, facts: str, asked: Question) -> Mapping[str, tuple[str, ...]]:
    """The values that stand for themselves: of dimensions with many the greatest."""
    chosen = dict(asked.shown)
    for name in (*asked.rows, *asked.columns):
        if name in TIMES or name in chosen:
            continue
        if len(cube.dimensions[name].values) > asked.most + 1:
            chosen[name] = _greatest(cube, facts, asked, name)
    return chosen


def _greatest(cube: Cube, facts: str, asked: Question, name: str) -> tuple[str, ...]:
    found = selected(cube, facts, asked)
    part = found.part(name)
    wanted = found.facts.sums.get(asked.rank_by)
    size = len(part.values)
    weights = (
        np.bincount(part.codes, minlength=size).astype(np.int64)
        if wanted is None
        else added(part.codes, found.take(wanted), size)
    )
    there = np.flatnonzero(np.bincount(part.codes, minlength=size))
    best = sorted(there.tolist(), key=lambda code: (-int(weights[code]), part.values[code]))
    return tuple(part.values[code] for code in best[: asked.most])


def _rows(found: Selected) -> int:
    return found.facts.rows if found.rows is None else len(found.rows)


def _cells(parts: Sequence[Part], rows: int) -> tuple[Ints, Ints]:
    """For each row the number of its cell; for each cell the code of every part."""
    if not parts:
        return np.zeros(rows, dtype=np.uint8), np.zeros((min(rows, 1), 0), dtype=np.int64)
    sizes = [max(1, len(part.values)) for part in parts]
    mixed = parts[0].codes.astype(np.int64 if np.prod(sizes, dtype=float) >= 2**31 else np.int32)
    for part, size in zip(parts[1:], sizes[1:], strict=True):
        mixed = np.add(mixed * size, part.codes)
    total = float(np.prod(sizes, dtype=float))
    if total <= DENSE:
        there = np.flatnonzero(np.bincount(mixed, minlength=int(total)))
        places = np.zeros(int(total), dtype=_narrow(len(there)))
        places[there] = np.arange(len(there))
        cell: Ints = places[mixed]
    else:
        there, cell = np.unique(mixed, return_inverse=True)
    codes = np.empty((len(there), len(parts)), dtype=np.int64)
    left = there
    for place in range(len(parts) - 1, -1, -1):
        left, codes[:, place] = np.divmod(left, sizes[place])
    return cell, codes


def _narrow(cells: int) -> type[np.integer]:
    if cells <= 2**8:
        return np.uint8
    return np.uint16 if cells <= 2**16 else np.int32


def _summed(found: Selected, cell: Ints, cells: int) -> dict[str, Counted]:
    sums = {
        name: added(cell, found.take(column), cells)
        for name, column in found.facts.sums.items()
        if name in found.asked.sums
    }
    sums["rows"] = np.bincount(cell, minlength=cells).astype(np.int64)
    return sums


@dataclass(frozen=True)
class _Level:
    """Cells of so many row and column dimensions, the rest added up."""

    places: tuple[int, ...]
    of_fine: Ints
    codes: Ints

    @property
    def cells(self) -> int:
        return len(self.codes)

    def keys(self, parts: Sequence[Part], rows: int) -> Iterator[tuple[Key, Key]]:
        for line in self.codes.tolist():
            named = [
                parts[place].values[code] for place, code in zip(self.places, line, strict=True)
            ]
            inside = sum(place < rows for place in self.places)
            yield tuple(named[:inside]), tuple(named[inside:])


def _levels(asked: Question, codes: Ints) -> Iterator[_Level]:
    """The innermost cells first, then every coarser level."""
    rows, columns = len(asked.rows), len(asked.columns)
    depths = product(range(rows, -1, -1), range(columns, -1, -1))
    for of_rows, of_columns in depths if asked.is_to_total else [(rows, columns)]:
        places = (*range(of_rows), *range(rows, rows + of_columns))
        if not len(codes):
            continue
        if not places:
            yield _Level((), np.zeros(len(codes), dtype=np.int64), codes[:1, :0])
            continue
        kept, of_fine = np.unique(codes[:, places], axis=0, return_inverse=True)
        yield _Level(places, of_fine.reshape(-1), kept)


def _counted(
    found: Selected, cell: Ints, levels: Sequence[_Level]
) -> Iterator[Mapping[str, Counted]]:
    """What counts once, level by level: a coarser one needs only some rows of a finer."""
    if not found.asked.once:
        yield from ({} for _ in levels)
        return
    marked, cell = _marked(found, cell)
    for level in levels:
        coarse = level.of_fine.astype(_narrow(level.cells))[cell]
        once = distinct(coarse, marked, level.cells)
        yield once.counts
        if level is levels[0]:
            marked, cell = marked.taken(once.rows), cell[once.rows]


def _marked(found: Selected, cell: Ints) -> tuple[Marked, Ints]:
    """The rows that make customers and cases count, and their cells."""
    facts, once = found.facts, found.asked.once
    needs_case = CASES in once and facts.case is not None
    needs_day = REPEATERS in once and facts.day is not None
    rows, places = found.counting()
    assert facts.customer is not None
    return (
        Marked(
            facts.customer[rows],
            facts.case[rows] if needs_case and facts.case is not None else None,
            facts.day[rows] if needs_day and facts.day is not None else None,
        ),
        cell[places],
    )
