"""Allocated cost by month and stage of the customer's life, estimates kept in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.watching.flags import Cut
from goodwill.analytics.benefit.costing.watching.series import cut_of, placed
from goodwill.analytics.benefit.costing.yearmonths import later, said
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

STAGES = ("acquire", "retain", "expand", "churn")


@dataclass(frozen=True)
class Spend:
    """A cost in minor units, how much of it rests on estimates, and the minutes behind it."""

    amount_minor: int = 0
    estimated_minor: int = 0
    minutes: float = 0.0

    def __add__(self, other: Spend) -> Spend:
        return Spend(
            self.amount_minor + other.amount_minor,
            self.estimated_minor + other.estimated_minor,
            self.minutes + other.minutes,
        )


@dataclass(frozen=True)
class StageSpend:
    """What each stage cost in each month, of one cut.

    `first` and `last` are the months that the whole of the costs spans: inside them a stage
    without a row cost nothing, outside nobody knows.
    """

    cut: Cut
    first: int
    last: int
    spends: Mapping[tuple[int, str], Spend]

    def of(self, stage: str, periods: Sequence[int]) -> Spend:
        """Of a stage in those months together.

        Raises
        ------
        Undefined
            A month lies outside those that the costs span.
        """
        for period in periods:
            if not self.first <= period <= self.last:
                raise Undefined(
                    Sentence(
                        "The costs span {first} to {last}; those of {period} are needed too.",
                        first=said(self.first),
                        last=said(self.last),
                        period=said(period),
                    )
                )
        return sum((self.spends.get((period, stage), Spend()) for period in periods), Spend())

    def earlier(self, stage: str, periods: Sequence[int], months: int) -> Spend:
        """Of a stage so many months before those."""
        return self.of(stage, [later(period, -months) for period in periods])


def by_stage(costs: Frame, by: Sequence[str] = ()) -> tuple[StageSpend, ...]:
    """Cost by month and stage of every cut, in the order of the cuts.

    Parameters
    ----------
    costs
        `Allocation.costs`: `stage`, `period`, `amount_minor`, `minutes`, `is_estimate` and
        the columns of `by`.

    Raises
    ------
    TooFew
        There is no cost.
    """
    found: dict[Cut, dict[tuple[int, str], Spend]] = defaultdict(dict)
    for row in _rows(costs, by):
        spend = Spend(int(row["amount"] or 0), int(row["estimated"] or 0), float(row["taken"] or 0))
        found[cut_of(row, by)][int(row["period"]), row["stage"]] = spend
    first, last = _ends(period for spends in found.values() for period, _ in spends)
    return tuple(StageSpend(cut, first, last, found[cut]) for cut in sorted(found))


def _rows(costs: Frame, by: Sequence[str]) -> list[dict[str, Any]]:
    is_estimate = nw.col("is_estimate").fill_null(0).cast(nw.Int64)
    grouped = (
        placed(costs, (*by, "stage"))
        .with_columns(estimated=nw.col("amount_minor") * is_estimate)
        .group_by(*by, "period", "stage")
        .agg(
            amount=nw.col("amount_minor").sum().cast(nw.Int64),
            estimated=nw.col("estimated").sum().cast(nw.Int64),
            taken=nw.col("minutes").cast(nw.Float64).sum(),
        )
    )
    return list(grouped.collect("pyarrow").rows(named=True))


def _ends(periods: Iterable[int]) -> tuple[int, int]:
    months = sorted(set(periods))
    if not months:
        raise TooFew(Sentence("months with a cost"), 0, 1)
    return months[0], months[-1]
