"""Which facts are wanted, and in which cell each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from goodwill.analytics.information.pivoting.calendar_codes import Days
from goodwill.analytics.information.pivoting.cube import (
    CUSTOMER,
    OTHERS,
    PRODUCT,
    TIMES,
    Cube,
    Dimension,
    Facts,
    Flags,
    Ints,
    Question,
)

FEW = 0.2
"""Below this share of customers their rows are looked up one run after another."""


@dataclass(frozen=True)
class Part:
    """One dimension of a question: a code for each wanted row, and what each code stands for."""

    name: str
    codes: Ints
    values: tuple[str, ...]


@dataclass(frozen=True)
class Selected:
    """The facts of one sort that a question is about.

    `rows` are their places; None means all of them.
    """

    cube: Cube
    facts: Facts
    asked: Question
    days: Days | None
    rows: Ints | None

    def take(self, column: Ints) -> Ints:
        return column if self.rows is None else column[self.rows]

    def counting(self) -> tuple[Ints | slice, Ints | slice]:
        """Rows that suffice to count cases and customers once: in the facts, and among these."""
        facts = self.facts
        parted = {*self.asked.rows, *self.asked.columns, *self.asked.keep}
        of_products = {name for name in parted if self._is_of_product(name)}
        if facts.firsts is not None and not of_products and not parted & facts.varying:
            return _met(facts.firsts, self.rows)
        if facts.counts is None:
            return (slice(None) if self.rows is None else self.rows), slice(None)
        if self.rows is None:
            places = np.flatnonzero(facts.counts)
            return places, places
        places = np.flatnonzero(facts.counts[self.rows])
        return self.rows[places], places

    def _is_of_product(self, name: str) -> bool:
        dimension = self.cube.dimensions.get(name)
        return dimension is not None and dimension.of == PRODUCT

    def part(self, name: str) -> Part:
        """The wanted rows parted by a dimension; what is not shown for itself is `OTHERS`."""
        if name in TIMES:
            return self._time(name)
        dimension = self.cube.dimensions[name]
        codes, values = _shown(dimension, self.asked)
        if dimension.of == CUSTOMER:
            assert dimension.codes is not None
            return Part(name, codes[dimension.codes][self.take(self.facts.customer)], values)
        if dimension.of == PRODUCT:
            assert dimension.codes is not None
            assert self.facts.product is not None
            return Part(name, codes[dimension.codes][self.take(self.facts.product)], values)
        return Part(name, codes[self.take(self.facts.codes[name])], values)

    def _time(self, name: str) -> Part:
        assert self.days is not None
        assert self.facts.day is not None
        codes, names = self.days.codes(name)
        if not len(codes):
            return Part(name, np.empty(0, dtype=np.int32), ())
        return Part(name, codes[self.take(self.facts.day) - self.days.begin], names)


def selected(cube: Cube, name: str, asked: Question) -> Selected:
    """The facts of this sort that lie within the period, the conditions and the reach."""
    facts = cube.facts[name]
    days = None if facts.day is None else Days.of(facts.day, asked.shift)
    customers = _customers_wanted(cube, asked)
    rows = None if customers is None else _rows_of(facts, customers)
    tests = list(_tests(cube, facts, asked, days))
    for column, wanted in tests:
        held = column if rows is None else column[rows]
        kept = np.flatnonzero(wanted[held])
        rows = kept if rows is None else rows[kept]
    return Selected(cube, facts, asked, days, rows)


def _customers_wanted(cube: Cube, asked: Question) -> Flags | None:
    flags = [] if asked.within is None else [asked.within]
    for name, values in asked.keep.items():
        dimension = cube.dimensions.get(name)
        if dimension is not None and dimension.of == CUSTOMER:
            assert dimension.codes is not None
            flags.append(_wanted(dimension, values)[dimension.codes])
    return reduce(np.logical_and, flags) if flags else None


def _rows_of(facts: Facts, customers: Flags) -> Ints:
    """The rows of these customers; few of them are found where they begin and end."""
    places = np.flatnonzero(customers)
    if len(places) > FEW * len(customers):
        return np.flatnonzero(customers[facts.customer])
    starts = np.searchsorted(facts.customer, places.astype(facts.customer.dtype))
    ends = np.searchsorted(facts.customer, places.astype(facts.customer.dtype), side="right")
    lengths = ends - starts
    shifts = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    rows: Ints = np.arange(int(lengths.sum())) + shifts
    return rows


def _tests(
    cube: Cube, facts: Facts, asked: Question, days: Days | None
) -> list[tuple[Ints, Flags]]:
    """Columns of codes, and which of the codes are wanted."""
    found: list[tuple[Ints, Flags]] = []
    inside = None if days is None else days.within(asked)
    if inside is not None and facts.day is not None and days is not None:
        found.append((facts.day - days.begin, inside))
    for name, values in asked.keep.items():
        if name in TIMES and days is not None and facts.day is not None:
            codes, names = days.codes(name)
            meant = np.array([one in values for one in names], dtype=np.bool_)
            found.append((facts.day - days.begin, meant[codes]))
            continue
        dimension = cube.dimensions.get(name)
        if dimension is None or dimension.of == CUSTOMER:
            continue
        if dimension.of == PRODUCT and facts.product is not None:
            assert dimension.codes is not None
            found.append((facts.product, _wanted(dimension, values)[dimension.codes]))
        elif name in facts.codes:
            found.append((facts.codes[name], _wanted(dimension, values)))
    return found


def _wanted(dimension: Dimension, values: Sequence[str]) -> Flags:
    meant = set(values)
    return np.array([value in meant for value in dimension.values], dtype=np.bool_)


def _shown(dimension: Dimension, asked: Question) -> tuple[Ints, tuple[str, ...]]:
    """Each code as the code it is shown by."""
    shown = asked.shown.get(dimension.name)
    if shown is None:
        return np.arange(len(dimension.values), dtype=np.int32), dimension.values
    places = {value: place for place, value in enumerate(shown)}
    rest = len(shown)
    codes = np.array([places.get(value, rest) for value in dimension.values], dtype=np.int32)
    return codes, (*shown, OTHERS)


def _met(firsts: Ints, rows: Ints | None) -> tuple[Ints, Ints]:
    """The first rows among the selected ones: their places in the facts, and among the selected."""
    if rows is None:
        return firsts, firsts
    places = np.searchsorted(rows, firsts)
    places = np.minimum(places, max(0, len(rows) - 1))
    is_there = rows[places] == firsts if len(rows) else np.zeros(len(firsts), dtype=np.bool_)
    return firsts[is_there], places[is_there]
