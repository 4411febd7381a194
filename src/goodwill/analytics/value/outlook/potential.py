"""Current and potential value side by side, and the 2 × 2 of both: in whom to go on investing.

Potential is the expected residual lifetime value. On either axis a customer is high who
belongs to the fewest customers that together hold 80 % of it. The median would call half of
all customers valuable however little they bring; this follows where the value is. Customers
worth the same are on the same side, and nobody at or below zero is high.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.language import Sentence

MASS = 0.8
"""The share of all value that the high side of an axis holds."""


class Cell(StrEnum):
    """A field of the 2 × 2; the words of the column `potential_cell`."""

    STAR = "star"
    GROW = "grow"
    HARVEST = "harvest"
    LET_GO = "let_go"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]

    @property
    def advice(self) -> Sentence:
        return _ADVICE[self]


_LABELS = {
    Cell.STAR: Sentence("Star: high value so far, high potential"),
    Cell.GROW: Sentence("Grow: low value so far, high potential"),
    Cell.HARVEST: Sentence("Harvest: high value so far, low potential"),
    Cell.LET_GO: Sentence("Let go: low value so far, low potential"),
}
_ADVICE = {
    Cell.STAR: Sentence(
        "Invest: the first call on money and attention; a named contact who knows what is coming."
    ),
    Cell.GROW: Sentence(
        "Develop: spend on the next purchase and the next category, up to what it is expected to "
        "bring."
    ),
    Cell.HARVEST: Sentence(
        "Maintain efficiently: keep the service that was promised, add no new spending, and ask "
        "once why the potential is gone."
    ),
    Cell.LET_GO: Sentence(
        "Stop investing unless it costs next to nothing: self-service and mass mailings only."
    ),
}


@dataclass(frozen=True)
class Cuts:
    """The least value on the high side of each axis, minor units; None if nobody is high."""

    mass: float
    value_minor: int | None
    residual_minor: int | None


@dataclass(frozen=True)
class CellRow:
    """One field: its customers, what they brought so far, and what they are expected to."""

    cell: Cell
    customers: int
    value_minor: int
    residual_minor: int


@dataclass(frozen=True)
class Grid:
    """The four fields, empty ones too; `unplaced` buyers lack one of the two values."""

    cuts: Cuts
    rows: tuple[CellRow, ...]
    unplaced: int


def cuts(scored: Frame, mass: float = MASS) -> Cuts:
    """Where each axis is cut; two small numbers are collected for each.

    Parameters
    ----------
    scored
        With `value_minor` and `residual_value_minor`, null where not known.
    mass
        Share of the value above zero that the high side holds at least: in (0, 1].
    """
    both = _placeable(scored)
    ends = (_cut(both, name, mass) for name in ("value_minor", "residual_value_minor"))
    return Cuts(mass, *ends)


def placed(scored: Frame, cuts: Cuts) -> Frame:
    """Adds `potential_cell`; null where either value is not known."""
    known = ~nw.col("value_minor").is_null() & ~nw.col("residual_value_minor").is_null()
    valuable = _is_high("value_minor", cuts.value_minor)
    promising = _is_high("residual_value_minor", cuts.residual_minor)
    cell = (
        nw.when(known & valuable & promising)
        .then(nw.lit(Cell.STAR.value))
        .when(known & promising)
        .then(nw.lit(Cell.GROW.value))
        .when(known & valuable)
        .then(nw.lit(Cell.HARVEST.value))
        .when(known)
        .then(nw.lit(Cell.LET_GO.value))
    )
    return scored.with_columns(potential_cell=cell)


def grid(placed: Frame, cuts: Cuts) -> Grid:
    """What is in each field; a row a field is collected."""
    buyers = placed.filter(nw.col("purchase_days") > 0)
    sums = (
        buyers.group_by("potential_cell")
        .agg(
            customers=nw.len().cast(nw.Int64),
            value=nw.col("value_minor").sum().cast(nw.Int64),
            residual=nw.col("residual_value_minor").sum().cast(nw.Int64),
        )
        .select("potential_cell", "customers", "value", "residual")
    )
    found = {row[0]: tuple(int(x or 0) for x in row[1:]) for row in sums.collect().rows()}
    rows = tuple(CellRow(cell, *found.get(cell.value, (0, 0, 0))) for cell in Cell)
    return Grid(cuts, rows, found.get(None, (0,))[0])


CELL_SIZE = Definition(
    "potential_cell_customers",
    1,
    Sentence("Customers by value and potential"),
    Sentence("How many customers are in this field of current against potential value."),
    Sentence("customers with value so far and residual value on this side of both cuts"),
    Unit.CUSTOMERS,
)
CELL_VALUE = Definition(
    "potential_cell_value",
    1,
    Sentence("Value so far of a field"),
    Sentence("What the customers of this field have brought so far."),
    Sentence("Σ value so far of the customers of the field"),
    Unit.MONEY,
)
CELL_RESIDUAL = Definition(
    "potential_cell_residual",
    1,
    Sentence("Potential of a field"),
    Sentence("What the customers of this field are still expected to bring."),
    Sentence("Σ expected residual lifetime value of the customers of the field"),
    Unit.MONEY,
)
POTENTIAL_VALUE = Definition(
    "VA04",
    1,
    Sentence("Potential value"),
    Sentence("What customers could bring beyond their present path, on the next best one."),
    Sentence("Σ max(0, lifetime value with the next best growth path − on the present path)"),
    Unit.MONEY,
)

DEFINITIONS = (CELL_SIZE, CELL_VALUE, CELL_RESIDUAL, POTENTIAL_VALUE)

NO_GROWTH = Sentence(
    "No growth path has been computed: it takes products in the orders, from which the next "
    "best offers and their margin follow."
)
NOBODY_PLACED = Sentence("There is no customer of whom both current and expected value are known.")


def figures(
    grid: Grid, basis: Basis = Basis.PROFIT, *, currency: str, as_of: date
) -> tuple[Figure, ...]:
    """For each field its customers, their value so far and their potential."""
    n = sum(row.customers for row in grid.rows)
    told: dict[str, Any] = {"as_of": as_of, "n": n, "method": _method(grid, basis)}
    if not n:
        told["reason"] = NOBODY_PLACED
    return tuple(
        figure
        for row in grid.rows
        for figure in _cell_figures(row, currency, is_known=n > 0, told=told)
    )


def growth(scored: Frame, *, source: Sentence | None = None, currency: str, as_of: date) -> Figure:
    """VA04 from the column `growth_minor`, where a model of next best offers has written one.

    `source` names that model. Paths that would lose money are not taken: they count as 0.
    """
    if "growth_minor" not in scored.collect_schema().names():
        return money(POTENTIAL_VALUE, None, currency, as_of=as_of, n=0, reason=NO_GROWTH)
    gain = nw.col("growth_minor")
    sums = scored.select(
        n=(~gain.is_null()).cast(nw.Int64).sum(),
        total=nw.when(gain > 0).then(gain).otherwise(0).sum().cast(nw.Int64),
    )
    n, total = (int(x or 0) for x in sums.collect().row(0))
    told: dict[str, Any] = {"as_of": as_of, "n": n, "method": source}
    if not n:
        return money(POTENTIAL_VALUE, None, currency, reason=NO_GROWTH, **told)
    return money(POTENTIAL_VALUE, total, currency, **told)


def _placeable(scored: Frame) -> Frame:
    both = ~nw.col("value_minor").is_null() & ~nw.col("residual_value_minor").is_null()
    return scored.filter(both & (nw.col("purchase_days") > 0))


def _cut(customers: Frame, name: str, mass: float) -> int | None:
    """The greatest value such that all who reach it hold the mass: counted value by value."""
    value = nw.col(name)
    gains = customers.filter(value > 0)
    total = gains.select(total=value.sum().cast(nw.Int64)).collect().item()
    if not total:
        return None
    needed = ceil(Fraction(str(mass)) * int(total))
    held = (
        gains.group_by(name)
        .agg(_held=value.sum().cast(nw.Int64))
        .with_columns(_deficit=-value)
        .with_columns(_held=nw.col("_held").cum_sum().over(order_by="_deficit").cast(nw.Int64))
    )
    reached = held.filter(nw.col("_held") >= needed).select(value.max()).collect().item()
    return int(reached)


def _is_high(name: str, least: int | None) -> nw.Expr:
    return nw.lit(False) if least is None else nw.col(name) >= least


def _cell_figures(
    row: CellRow, currency: str, *, is_known: bool, told: dict[str, Any]
) -> tuple[Figure, ...]:
    told = told | {
        "cut": {"potential_cell": row.cell.value},
        "part": row.cell.label,
        "records": f"customers.csv: potential_cell = {row.cell.value}",
    }
    customers, value, residual = (
        amount if is_known else None
        for amount in (row.customers, row.value_minor, row.residual_minor)
    )
    return (
        Figure(CELL_SIZE, customers, **told),
        money(CELL_VALUE, value, currency, **told),
        money(CELL_RESIDUAL, residual, currency, **told),
    )


def _method(grid: Grid, basis: Basis) -> Sentence:
    return Sentence(
        "High are the fewest customers who together hold {percent} % of the value above zero; "
        "each axis is cut by itself. Value so far is {basis}. Potential is the expected residual "
        "lifetime value.",
        percent=round(grid.cuts.mass * 100),
        basis=basis.sentence,
    )
