"""What an indicator is made of: sums, distinct counts and spreads of a table.

`Sum(table, value, where, day)`, `Distinct(table, columns, where, day, each, at_least)`,
`Spread(table, value, where, day)`, `Standing(table, since, until, where)`. Each is read for
every period and part at once by `counting.counted` and gives a `Reading`.

`table` is a table of the contract, or a `Derived(name, needs, made)` frame with a day column.
`value`, `where` are Narwhals expressions, or functions of `Asked` that return one (for windows
of the settings, `asked.as_of_day` …). A null `where` is no. A null value is unknown and is left
out; if all are unknown the reading is unknown too, not 0: so where a flag may be empty,
restrict what stands below the line to rows that tell it (`told("flag")`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.figure import Number
from goodwill.analytics.tables import Frame, Table

Told = nw.Expr | Callable[[Asked], nw.Expr]
Span = int | Callable[[Settings], int | None]


@dataclass(frozen=True, eq=False)
class Derived:
    """A frame made of tables, such as orders of their lines: lazily, with a day column."""

    name: str
    needs: tuple[Table, ...]
    made: Callable[[Asked], Frame]


Source = Table | Derived


@dataclass(frozen=True, eq=False)
class Sum:
    """The exact sum of a value over the rows of a period; their number without a value.

    Parameters
    ----------
    value
        A whole number; with `parts`, a number counted in so many parts of one (a power of
        ten), rounded half up, so that every engine adds up the same.
    money
        Whether the value is in minor units; the reading is then a `Decimal` in major ones.
    trailing
        Days up to the end of the period instead of the period itself.
    """

    table: Source
    value: Told | None = None
    where: Told | None = None
    day: str = ""
    parts: int = 1
    money: bool = False
    trailing: Span | None = None


@dataclass(frozen=True, eq=False)
class Distinct:
    """How many different combinations of `columns` there are; rows with a null do not count.

    Parameters
    ----------
    each, at_least
        Only combinations with at least so many different values of the column `each`.
    once
        Whether a combination lies in one period only, as a run of a process does; then
        the counts of periods add up, as they do with the day among the columns.
    """

    table: Source
    columns: tuple[str, ...]
    where: Told | None = None
    day: str = ""
    each: str | None = None
    at_least: Span = 1
    once: bool = False
    trailing: Span | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the counts of periods add up."""
        return self.once or (self.day in self.columns and self.each is None)


@dataclass(frozen=True, eq=False)
class Spread:
    """How a whole number spreads over rows: how many, median, P90 (linear), mean."""

    table: Source
    value: Told
    where: Told | None = None
    day: str = ""
    trailing: Span | None = None


@dataclass(frozen=True, eq=False)
class Standing:
    """Rows that hold at some time of the period, or with `at_end` at its end.

    `until` is the day from which on a row does not hold; it is null while it holds.
    """

    table: Source
    since: str
    until: str
    where: Told | None = None
    at_end: bool = False


Measure = Sum | Distinct | Spread | Standing


@dataclass(frozen=True)
class Reading:
    """A measure of one period and part; `value` is None where rows are there but tell nothing.

    Parameters
    ----------
    value
        The sum or the count; of a spread the median.
    n
        Rows that tell a value; of a distinct count the count.
    """

    value: Number | None
    n: int
    p90: float | None = None
    mean: float | None = None


NOTHING = Reading(0, 0)
"""The reading of a period and part without rows."""


def told(column: str) -> nw.Expr:
    """Rows that say it."""
    return ~nw.col(column).is_null()


def tables_of(source: Source) -> tuple[Table, ...]:
    """Which tables of the contract it takes."""
    return source.needs if isinstance(source, Derived) else (source,)
