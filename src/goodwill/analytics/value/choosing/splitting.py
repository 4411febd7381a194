"""Orders cut in two by a day: histories to fit models on, and what came after to judge them.

The engine counts; what comes back is one row per distinct history and future, so that a
million customers are a few hundred thousand rows. Orders of one day are one purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.triples import Triples
from goodwill.language import Sentence

LONGEST_HOLDOUT = 365
"""Days held out at most, so that each season is judged once."""

FEWEST_DAYS = 90
FEWEST_DAYS_HELD_OUT = 28
FEWEST_REPEATS = 100

COLUMNS = ("x", "t_x", "T", "recent", "y", "t_last")


@dataclass(frozen=True)
class Indexed:
    """Distinct histories, and for each cell of a split which of them it has."""

    histories: Triples
    at: Integers


@dataclass(frozen=True)
class Split:
    """Distinct histories with what came after them; arrays of shape (cells,), times in days.

    Parameters
    ----------
    first_day, calibration_end_day, as_of_day
        The first purchase of all; the last day that models may see; the last day held out.
    x, t_x, T
        Repeat purchases, first to last purchase, and first purchase to the calibration end.
    recent
        Of x, those in the last `duration` days before the calibration end.
    y
        Purchases in the hold-out, (calibration end, as of].
    t_last
        First to last purchase as known at the end of the hold-out.
    weight
        Customers alike in all of this.
    log_gaps, log_gaps_whole
        Sum of the logarithms of the days between purchases until the calibration end, and
        until the end of the hold-out; the mean of the cell's customers. Models of regular
        buyers need them to be comparable.
    """

    first_day: int
    calibration_end_day: int
    as_of_day: int
    x: Floats
    t_x: Floats
    T: Floats
    recent: Floats
    y: Floats
    t_last: Floats
    weight: Floats
    log_gaps: Floats
    log_gaps_whole: Floats

    @property
    def duration(self) -> float:
        """Days held out."""
        return float(self.as_of_day - self.calibration_end_day)

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    @property
    def actual(self) -> float:
        """Purchases in the hold-out."""
        return float(self.weight @ self.y)

    @cached_property
    def calibration(self) -> Indexed:
        """What models are fitted on."""
        return _indexed(self.x, self.t_x, self.T, self.weight)

    @cached_property
    def whole(self) -> Indexed:
        """The same customers as they are known at the end of the hold-out."""
        return _indexed(self.x + self.y, self.t_last, self.T + self.duration, self.weight)


def split(orders: Frame, *, as_of_day: int, calibration_end_day: int | None = None) -> Split:
    """Customers acquired by the calibration end, with what they bought after it.

    Parameters
    ----------
    orders
        As `information.histories.orders` returns them; later than `as_of_day` is left out.
    as_of_day
        The last day observed.
    calibration_end_day
        The last day that models may see. By default the last third of the time is held
        out, at most a year.

    Raises
    ------
    TooFew
        Less than 90 days or 100 repeat purchases to fit on, less than 28 days to judge by.
    """
    days = purchase_days(orders, as_of_day)
    first_day = days.select(first=nw.col("day").min().cast(nw.Int64)).collect("pyarrow").item()
    if first_day is None:
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    end = calibration_end_day
    if end is None:
        end = default_calibration_end(first_day, as_of_day)
    _refuse_too_short(first_day, end, as_of_day)
    made = Split(first_day, end, as_of_day, *_cells(days, end, as_of_day))
    repeats = int(made.weight @ made.x)
    if repeats < FEWEST_REPEATS:
        raise TooFew(Sentence("repeat purchases to fit models on"), repeats, FEWEST_REPEATS)
    return made


def default_calibration_end(first_day: int, as_of_day: int) -> int:
    """Two thirds of the time, or a year before its end, whichever is later."""
    return as_of_day - min((as_of_day - first_day) // 3, LONGEST_HOLDOUT)


def purchase_days(orders: Frame, as_of_day: int) -> Frame:
    """One row per customer and day with a purchase: `customer_id`, `day`."""
    seen = orders.filter(nw.col("is_purchase") & (nw.col("day") <= as_of_day))
    return seen.select("customer_id", "day").unique()


def _refuse_too_short(first_day: int, end_day: int, as_of_day: int) -> None:
    if end_day - first_day < FEWEST_DAYS:
        have = max(end_day - first_day, 0)
        raise TooFew(Sentence("days of purchases to fit models on"), have, FEWEST_DAYS)
    if as_of_day - end_day < FEWEST_DAYS_HELD_OUT:
        have = max(as_of_day - end_day, 0)
        raise TooFew(Sentence("days held out to judge models by"), have, FEWEST_DAYS_HELD_OUT)


def _cells(days: Frame, end_day: int, as_of_day: int) -> tuple[Floats, ...]:
    """The columns of a split, its weight and logarithms, in ascending order."""
    begin = end_day - (as_of_day - end_day)
    first, known, bought = (nw.col(name).cast(nw.Int64) for name in ("first", "known", "bought"))
    cells = (
        _customers(days, end_day, begin)
        .filter(nw.col("first") <= end_day)
        .select(
            nw.col("log_gaps").fill_null(0.0),
            nw.col("log_gaps_whole").fill_null(0.0),
            x=known - 1,
            t_x=nw.col("known_last").cast(nw.Int64) - first,
            T=nw.lit(end_day) - first,
            recent=nw.col("in_recent").cast(nw.Int64) - (first > begin).cast(nw.Int64),
            y=bought - known,
            t_last=nw.col("last").cast(nw.Int64) - first,
        )
        .group_by(*COLUMNS)
        .agg(
            nw.col("log_gaps").mean(),
            nw.col("log_gaps_whole").mean(),
            weight=nw.len(),
        )
        .collect("pyarrow")
    )
    names = (*COLUMNS, "weight", "log_gaps", "log_gaps_whole")
    columns = {name: cells[name].to_numpy().astype(np.float64) for name in names}
    order = np.lexsort([columns[name] for name in reversed(COLUMNS)])
    return tuple(column[order] for column in columns.values())


def _customers(days: Frame, end_day: int, begin_day: int) -> Frame:
    """One row per customer: days and counts, all, until `end_day`, and since `begin_day`."""
    day = nw.col("day")
    until = day <= end_day
    before = day.shift(1).over("customer_id", order_by="day")
    gaps = days.with_columns(log_gap=(day - before).cast(nw.Float64).log())
    marked = gaps.with_columns(
        known_day=nw.when(until).then(day),
        known_gap=nw.when(until).then(nw.col("log_gap")),
        is_known=until.cast(nw.Int64),
        is_recent=(until & (day > begin_day)).cast(nw.Int64),
    )
    return marked.group_by("customer_id").agg(
        first=day.min(),
        known_last=nw.col("known_day").max(),
        last=day.max(),
        bought=nw.len(),
        known=nw.col("is_known").sum(),
        in_recent=nw.col("is_recent").sum(),
        log_gaps=nw.col("known_gap").sum(),
        log_gaps_whole=nw.col("log_gap").sum(),
    )


def _indexed(x: Floats, t_x: Floats, T: Floats, weight: Floats) -> Indexed:
    order = np.lexsort((T, t_x, x))
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = np.any([np.diff(column[order]) != 0 for column in (x, t_x, T)], axis=0)
    at = np.empty(len(order), dtype=np.int64)
    at[order] = np.cumsum(is_new) - 1
    first = order[is_new]
    weights = np.bincount(at, weight).astype(np.float64)
    return Indexed(Triples(x[first], t_x[first], T[first], weights), at)
