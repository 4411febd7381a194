"""A panel out of a table of units and periods, with every bad input its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.pilots.panel import Panel, named
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_CELLS = 2_000_000
"""A panel of more units × periods is not collected: it is one of customers, not of branches."""


class Incomplete(StrEnum):
    """What becomes of units that miss periods."""

    REFUSE = "refuse"
    LEAVE_OUT = "leave out"
    NOUGHT = "nought"
    """A period without a row counts as 0: nothing was sold."""


@dataclass(frozen=True, eq=False)
class Cells:
    """One row per unit and period as collected; `treated` is 0 or 1."""

    unit: np.ndarray[Any, Any]
    period: Integers
    outcome: Floats
    treated: Integers


def of_frame(frame: Frame, *, incomplete: Incomplete = Incomplete.REFUSE) -> Panel:
    """The panel that a table of the contract `PANEL` holds.

    Parameters
    ----------
    frame
        `unit`, `period` (grows with time), `outcome`, `treated` (0 or 1); `unreadable`
        if there is such a column.
    incomplete
        What becomes of units that miss periods.

    Raises
    ------
    AnalyticsError
        Values are empty or unreadable, `treated` is neither 0 nor 1, a unit has two rows
        for a period or misses one, the pilot ended again somewhere, or `Panel` refuses.
    """
    _refuse_unreadable(frame)
    cells = _collected(frame)
    periods = [str(period) for period in np.unique(cells.period)]
    return packed(cells, np.unique(cells.period), periods, incomplete)


def _refuse_unreadable(frame: Frame) -> None:
    if "unreadable" not in frame.collect_schema().names():
        return
    wrong = frame.filter(~nw.col("unreadable").is_null())
    count = int(wrong.select(n=nw.len().cast(nw.Int64)).collect().item())
    if count:
        raise Undefined(
            Sentence(
                "{n} row of the panel cannot be read: mend it, or leave the unit out.",
                "{n} rows of the panel cannot be read: mend them, or leave the units out.",
                n=count,
            )
        )


def _collected(frame: Frame) -> Cells:
    rows = frame.select(
        nw.col("unit").cast(nw.String),
        nw.col("period").cast(nw.Int64),
        nw.col("outcome").cast(nw.Float64),
        nw.col("treated").cast(nw.Int64),
    )
    refuse_size(rows)
    table = rows.collect("pyarrow")
    for name in table.columns:
        refuse_gaps(name, int(table[name].is_null().sum()))
    treated = table["treated"].to_numpy()
    if not np.isin(treated, (0, 1)).all():
        raise Undefined(Sentence("Where the pilot ran must be said by 1, where not by 0."))
    unit = np.array(table["unit"].to_list(), dtype=object)
    return Cells(unit, table["period"].to_numpy(), table["outcome"].to_numpy(), treated)


def refuse_size(rows: Frame) -> None:
    """Refuse none, and more than a panel of branches or regions has."""
    count = int(rows.select(n=nw.len().cast(nw.Int64)).collect().item())
    if not count:
        raise TooFew(Sentence("rows of the panel"), 0, 1)
    if count > MOST_CELLS:
        raise AnalyticsError(
            Sentence(
                "The panel has {rows} rows, more than {most}: "
                "sum it up to branches or regions, or compare matched members.",
                rows=count,
                most=MOST_CELLS,
            )
        )


def refuse_gaps(name: str, gaps: int) -> None:
    """Refuse empty values."""
    if gaps:
        raise Undefined(
            Sentence(
                "{column} is empty in {n} row of the panel.",
                "{column} is empty in {n} rows of the panel.",
                column=name,
                n=gaps,
            )
        )


def packed(cells: Cells, periods: Integers, names: list[str], incomplete: Incomplete) -> Panel:
    """The panel of these rows over `periods`, which are sorted."""
    units, row = np.unique(cells.unit.astype(str), return_inverse=True)
    column = np.searchsorted(periods, cells.period)
    count = np.zeros((len(units), len(periods)), dtype=np.int64)
    np.add.at(count, (row, column), 1)
    _refuse_twice(units, names, count)
    outcome, treated = np.zeros(count.shape), np.full(count.shape, -1)
    outcome[row, column], treated[row, column] = cells.outcome, cells.treated
    _refuse_ended(units, treated)
    whole = (count == 1).all(axis=1) | (incomplete is Incomplete.NOUGHT)
    if incomplete is Incomplete.REFUSE:
        _refuse_missing(units, names, count)
    kept = np.flatnonzero(whole)
    starts = [_start(treated[i]) for i in kept]
    left_out = tuple(str(unit) for unit in units[~whole])
    if not len(kept):
        raise TooFew(Sentence("units with every period"), 0, 2)
    return Panel(tuple(map(str, units[kept])), tuple(names), outcome[kept], tuple(starts), left_out)


def _start(treated: Integers) -> int | None:
    ran = np.flatnonzero(treated == 1)
    return int(ran[0]) if len(ran) else None


def _refuse_twice(units: Any, periods: list[str], count: Integers) -> None:
    twice = np.argwhere(count > 1)
    if len(twice):
        raise Undefined(
            Sentence(
                "The panel has several rows for {unit} in {period}: "
                "which one counts is not known. ({n} such place.)",
                "The panel has several rows for {unit} in {period}: "
                "which one counts is not known. ({n} such places.)",
                unit=str(units[twice[0, 0]]),
                period=periods[twice[0, 1]],
                n=len(twice),
            )
        )


def _refuse_ended(units: Any, treated: Integers) -> None:
    had_run = np.maximum.accumulate(treated == 1, axis=1)
    ended = [str(units[i]) for i in np.flatnonzero((had_run & (treated == 0)).any(axis=1))]
    if ended:
        raise AnalyticsError(
            Sentence(
                "The pilot ends again in {units}: "
                "cut the panel off there, for what comes after is neither with it nor without.",
                units=named(ended),
            )
        )


def _refuse_missing(units: Any, periods: list[str], count: Integers) -> None:
    gaps = [
        f"{units[i]} ({named([periods[j] for j in np.flatnonzero(count[i] == 0)])})"
        for i in np.flatnonzero((count == 0).any(axis=1))
    ]
    if gaps:
        raise Undefined(
            Sentence(
                "Units miss periods: {units}. Fill them, or have such units left out.",
                units=named(gaps),
            )
        )
