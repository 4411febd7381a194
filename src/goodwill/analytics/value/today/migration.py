"""Who moved where between two days: between loyalty stages, or between value classes.

The state on either day is judged from the orders up to that day alone. A row of the matrix
is a multinomial sample; its shares get the Dirichlet posterior under the Jeffreys prior, of
which every cell is a beta distribution.

References
----------
Pfeifer & Carraway (2000), Journal of Interactive Marketing 14(2) (customers as Markov chains).
Brown, Cai & DasGupta (2001), Statistical Science 16(2). doi:10.1214/ss/1009213286 (Jeffreys
intervals; their ends are 0 and 1 where nobody or everybody moved).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw
from scipy import special

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.analytics.information import histories
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import classes, ranking, rhythm, stages
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.language import Sentence

LEVEL = 0.9
LOST, NEW, GONE = "lost", "new", "gone"
"""Out of rhythm; no customer yet at the first day; no longer in the data at the second."""


class Kind(StrEnum):
    """Between what customers move."""

    STAGE = "stage"
    VALUE_CLASS = "value_class"

    @property
    def states(self) -> tuple[str, ...]:
        return _STATES[self]

    @property
    def definition(self) -> Definition:
        return _DEFINITIONS[self]


@dataclass(frozen=True)
class Move:
    """Of `of` customers in a state at the first day, `customers` were in another at the second.

    `share` with its interval; None where nobody could have moved.
    """

    before: str
    after: str
    customers: int
    of: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Matrix:
    """All moves from the end of `start_day` to the end of `end_day`.

    Rows are the states and `new`; columns are the states, and `gone` if anybody is.
    """

    kind: Kind
    start_day: int
    end_day: int
    moves: tuple[Move, ...]
    level: float = LEVEL

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(move.before for move in self.moves))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(move.after for move in self.moves))

    def move(self, before: str, after: str) -> Move:
        """One cell."""
        return next(m for m in self.moves if (m.before, m.after) == (before, after))


def _as_it_is(frame: Frame) -> Frame:
    return frame


def stage_at(orders: Frame, day: int, k: float = rhythm.K) -> Frame:
    """Buyers as they stood at the end of `day`: `customer_id`, `state`.

    `state` is `first_time` or `repeat`, or `lost` for whoever is out of rhythm by then.

    Parameters
    ----------
    orders
        As `histories.orders` returns them. A return counts in the order it takes back, so
        what came back later was never bought, on either day.
    """
    seen = histories.summaries(orders.filter(nw.col("day") <= day), as_of_day=day)
    lapsed = rhythm.lapse(seen.filter(nw.col("purchase_days") > 0), k, basis=Basis.REVENUE)
    staged = stages.staged(lapsed, enquiries_known=False)
    return staged.select("customer_id", state=nw.coalesce("side_state", "stage"))


def value_class_at(
    orders: Frame,
    day: int,
    basis: Basis = Basis.REVENUE,
    *,
    settle: Callable[[Frame], Frame] = _as_it_is,
) -> Frame:
    """Buyers by value so far at the end of `day`: `customer_id`, `state` (A, B, C or N).

    The classes are cut anew on each day: a customer can fall back because others rose.

    Parameters
    ----------
    basis
        `REVENUE` or `MARGIN`; what serving cost by a day in the past is not in the orders.
    settle
        `warehouse.settle`; the ranking is used three times.
    """
    if basis not in {Basis.REVENUE, Basis.MARGIN}:
        raise Undefined(
            Sentence("Value classes of the past can be told by revenue or by margin only.")
        )
    seen = histories.summaries(orders.filter(nw.col("day") <= day), as_of_day=day)
    ranked = settle(ranking.ranked(seen, basis))
    classified = classes.classified(ranked, classes.cutoffs(ranked))
    return classified.select("customer_id", state=nw.col("value_class"))


def migration(
    before: Frame,
    after: Frame,
    kind: Kind,
    *,
    start_day: int,
    end_day: int,
    level: float = LEVEL,
) -> Matrix:
    """The matrix of two frames of `customer_id` and `state`; one row a cell is collected."""
    left = before.select("customer_id", before=nw.col("state"), after=_nothing())
    right = after.select("customer_id", before=_nothing(), after=nw.col("state"))
    counts = (
        nw.concat([left, right])
        .group_by("customer_id")
        .agg(nw.col("before").max(), nw.col("after").max())
        .group_by("before", "after")
        .agg(customers=nw.len().cast(nw.Int64))
        .select("before", "after", "customers")
    )
    found = {(row[0] or NEW, row[1] or GONE): int(row[2]) for row in counts.collect().rows()}
    return counted(found, kind, start_day=start_day, end_day=end_day, level=level)


def counted(
    found: Mapping[tuple[str, str], int],
    kind: Kind,
    *,
    start_day: int,
    end_day: int,
    level: float = LEVEL,
) -> Matrix:
    """The matrix of customers counted already, by state before (or `NEW`) and after (or `GONE`)."""
    return Matrix(kind, start_day, end_day, _moves(found, kind, level), level)


STAGE_MIGRATION = Definition(
    "stage_migration",
    1,
    Sentence("Moves between loyalty stages"),
    Sentence(
        "Of the customers in one stage at the first day, how many are in another at the last."
    ),
    Sentence("customers in the stage at the last day ÷ customers in the other at the first day"),
    Unit.SHARE,
)
CLASS_MIGRATION = Definition(
    "class_migration",
    1,
    Sentence("Moves between value classes"),
    Sentence(
        "Of the customers in one class at the first day, how many are in another at the last."
    ),
    Sentence("customers in the class at the last day ÷ customers in the other at the first day"),
    Unit.SHARE,
)
DEFINITIONS = (STAGE_MIGRATION, CLASS_MIGRATION)


def figures(matrix: Matrix, *, as_of: date) -> tuple[Figure, ...]:
    """The share of every cell with its interval; n/a in a row where there was nobody."""
    method = Sentence(
        "From the end of {start} to the end of {end}. Interval: Dirichlet posterior under the "
        "Jeffreys prior.",
        start=date_of(matrix.start_day),
        end=date_of(matrix.end_day),
    )
    return tuple(_figure(move, matrix, method, as_of) for move in matrix.moves)


def label(state: str, kind: Kind) -> Sentence:
    """A state in words."""
    if state in _OUTSIDE:
        return _OUTSIDE[state]
    return LoyaltyStage(state).label if kind is Kind.STAGE else ValueClass(state).label


_OUTSIDE: Mapping[str, Sentence] = {
    LOST: Sentence("Out of rhythm"),
    NEW: Sentence("Not yet a customer"),
    GONE: Sentence("No longer in the data"),
}
_STATES: Mapping[Kind, tuple[str, ...]] = {
    Kind.STAGE: (LoyaltyStage.FIRST_TIME.value, LoyaltyStage.REPEAT.value, LOST),
    Kind.VALUE_CLASS: tuple(each.value for each in ValueClass),
}
_DEFINITIONS: Mapping[Kind, Definition] = {
    Kind.STAGE: STAGE_MIGRATION,
    Kind.VALUE_CLASS: CLASS_MIGRATION,
}
_IMPOSSIBLE: Mapping[Kind, Collection[tuple[str, str]]] = {
    Kind.STAGE: {(LoyaltyStage.REPEAT.value, LoyaltyStage.FIRST_TIME.value)},
    Kind.VALUE_CLASS: (),
}
"""Nobody who bought twice has bought once: no share is given to what cannot be."""


def _nothing() -> nw.Expr:
    return nw.lit(None, nw.String)


def _moves(found: Mapping[tuple[str, str], int], kind: Kind, level: float) -> tuple[Move, ...]:
    vanished = (GONE,) if any(after == GONE for _, after in found) else ()
    return tuple(
        move
        for before in (*kind.states, NEW)
        for move in _row(before, (*kind.states, *vanished), found, kind, level)
    )


def _row(
    before: str,
    columns: tuple[str, ...],
    found: Mapping[tuple[str, str], int],
    kind: Kind,
    level: float,
) -> list[Move]:
    counts = {after: found.get((before, after), 0) for after in columns}
    barred = {after for cell, after in _IMPOSSIBLE[kind] if cell == before and not counts[after]}
    if before == NEW:
        barred.add(GONE)
    of, possible = sum(counts.values()), len(counts.keys() - barred)
    return [
        Move(before, after, n, of, *_share(n, of, 1 if after in barred else possible, level))
        for after, n in counts.items()
    ]


def _share(
    n: int, of: int, possible: int, level: float
) -> tuple[float | None, float | None, float | None]:
    """n ÷ of, and the ends of its beta posterior; a cell that cannot be has no interval."""
    if not of:
        return None, None, None
    if possible == 1:
        return n / of, None, None
    a, b = n + 0.5, of - n + (possible - 1) / 2
    low, high = special.betaincinv(a, b, [0.5 - level / 2, 0.5 + level / 2])
    return n / of, 0.0 if n == 0 else float(low), 1.0 if n == of else float(high)


def _figure(move: Move, matrix: Matrix, method: Sentence, as_of: date) -> Figure:
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": move.of,
        "method": method,
        "cut": {"from": move.before, "to": move.after},
        "part": Sentence(
            "{before} → {after}",
            before=label(move.before, matrix.kind),
            after=label(move.after, matrix.kind),
        ),
    }
    if move.low is not None:
        told |= {"low": move.low, "high": move.high, "level": matrix.level}
    return ratio(matrix.kind.definition, move.customers, move.of, **told)
