"""Plan against actual by month and cut, why they differ, and which differences are flagged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.watching.flags import Cut, Flag, Rule
from goodwill.analytics.benefit.costing.watching.series import (
    cut_of,
    placed,
    refuse_unknown,
    series_of,
)
from goodwill.analytics.benefit.costing.watching.unusual import Rules
from goodwill.analytics.benefit.costing.watching.variances import Split, Work, added, split
from goodwill.analytics.benefit.costing.yearmonths import (
    first_day,
    index_of,
    later,
    period_on,
    span,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


@dataclass(frozen=True)
class Line:
    """Plan and actual of one cut in one month; `plan` is None where nothing was planned."""

    cut: Cut
    period: int
    plan: Work | None
    actual: Work

    @property
    def difference_minor(self) -> int | None:
        """Actual − plan; above 0 more was spent than planned."""
        return None if self.plan is None else self.actual.amount_minor - self.plan.amount_minor

    @property
    def split(self) -> Split | None:
        """The difference in volume, efficiency and rate; None where nothing was planned."""
        return None if self.plan is None else split(self.plan, self.actual)


@dataclass(frozen=True)
class Asked:
    """What to compare: the months from `first` to `last`, both whole, by the columns `by`."""

    by: tuple[str, ...]
    first: int
    last: int


def compared(
    entries: Frame, budgets: Frame, asked: Asked, *, quantities: Frame | None = None
) -> tuple[Line, ...]:
    """Plan against actual of every cut and month that has either, in order.

    Parameters
    ----------
    entries
        Judged entries of one view, as `series.series_of` takes them.
    budgets
        The table `budgets`, in the currency of the entries.
    quantities
        The actual work, as `series.series_of` takes it; without it nothing is split.

    Raises
    ------
    Undefined
        The budget does not state a column that it is to be compared by, or a row lacks its
        month or amount.
    """
    refuse_unknown(asked.by)
    planned = _planned(budgets, asked)
    actual = {
        (series.cut, int(period)): work
        for series in series_of(entries, asked.by, last=asked.last, quantities=quantities)
        for i, period in enumerate(series.periods)
        if period >= asked.first and _is_something(work := series.work(i))
    }
    nothing = Work(0, None if quantities is None else 0.0)
    keys = sorted(planned.keys() | actual.keys())
    return tuple(Line(*key, planned.get(key), actual.get(key, nothing)) for key in keys)


def _is_something(work: Work) -> bool:
    return bool(work.amount_minor or work.quantity)


def _planned(budgets: Frame, asked: Asked) -> dict[tuple[Cut, int], Work]:
    rows = _plan_rows(budgets, asked)
    _refuse_unstated(rows, asked.by)
    found: dict[tuple[Cut, int], list[dict[str, Any]]] = {}
    for row in rows:
        key = cut_of(row, asked.by), period_on(int(row["period_day"]))
        found.setdefault(key, []).append(row)
    return {key: _together(rows) for key, rows in found.items()}


def _plan_rows(budgets: Frame, asked: Asked) -> list[dict[str, Any]]:
    minutes = nw.col("quantity") * nw.col("unit_minutes")
    _refuse_incomplete(budgets)
    day, end = nw.col("period_day"), first_day(later(asked.last, 1))
    grouped = (
        placed(budgets, asked.by)
        .filter(day >= first_day(asked.first), day < end)
        .with_columns(minutes=minutes)
        .group_by(*asked.by, "period_day")
        .agg(
            amount=nw.col("amount_minor").sum().cast(nw.Int64),
            quantity=nw.col("quantity").sum(),
            minutes=nw.col("minutes").sum(),
            uncounted=nw.col("quantity").is_null().cast(nw.Int64).sum(),
            unmeasured=nw.col("minutes").is_null().cast(nw.Int64).sum(),
        )
    )
    return list(grouped.collect("pyarrow").rows(named=True))


def _together(rows: Sequence[dict[str, Any]]) -> Work:
    """One plan; the quantity is known only where every row of it states one."""
    amount = sum(int(row["amount"]) for row in rows)
    if any(row["uncounted"] for row in rows):
        return Work(amount)
    quantity = float(sum(row["quantity"] for row in rows))
    if not quantity or any(row["unmeasured"] for row in rows):
        return Work(amount, quantity)
    return Work(amount, quantity, float(sum(row["minutes"] for row in rows)) / quantity)


def _refuse_incomplete(budgets: Frame) -> None:
    lacking = nw.col("period_day").is_null() | nw.col("amount_minor").is_null()
    found = budgets.select(n=lacking.cast(nw.Int64).sum().cast(nw.Int64))
    n = int(found.collect("pyarrow").row(0)[0] or 0)
    if n:
        raise Undefined(
            Sentence(
                "{n} row of the budget lacks its month or its amount. Fill it in or take it out.",
                "{n} rows of the budget lack their month or amount. Fill them in or take them out.",
                n=n,
            )
        )


def _refuse_unstated(rows: Sequence[dict[str, Any]], by: Sequence[str]) -> None:
    for name in by:
        if rows and not any(row[name] for row in rows):
            raise Undefined(
                Sentence(
                    "The budget nowhere states {name}, so costs cannot be compared with it by "
                    "{name}. Compare by what the budget states, or plan by {name}.",
                    name=name,
                )
            )


def over_budget(lines: Iterable[Line], rules: Rules) -> tuple[Flag, ...]:
    """Flags where |actual − plan| is above the floor and above 10 % of the plan.

    A plan of zero or less has no share: there the floor alone decides. What was not planned
    at all is no difference from a plan and is left to the other rules.
    """
    return tuple(flag for line in lines if (flag := _flag(line, rules)) is not None)


def _flag(line: Line, rules: Rules) -> Flag | None:
    if line.plan is None or line.difference_minor is None or line.split is None:
        return None
    plan = line.plan.amount_minor
    room = max(Decimal(rules.floor_minor), rules.budget_share * max(plan, 0))
    if abs(line.difference_minor) <= room:
        return None
    return Flag(
        rule=Rule.BUDGET,
        where=line.cut,
        period=line.period,
        amount_minor=line.actual.amount_minor,
        expected_minor=plan,
        low_minor=ceil(plan - room),
        high_minor=floor(plan + room),
        split=line.split,
    )


@dataclass(frozen=True)
class Standing:
    """Plan and actual of several months of one cut, added up.

    `split` adds up the months that had a plan, `unplanned_minor` the cost of those without.
    """

    cut: Cut
    plan_minor: int
    actual_minor: int
    unplanned_minor: int
    split: Split


def standings(lines: Iterable[Line]) -> tuple[Standing, ...]:
    """Every cut over all its months; actual = plan + split + unplanned, exactly."""
    by_cut: dict[Cut, list[Line]] = {}
    for line in lines:
        by_cut.setdefault(line.cut, []).append(line)
    return tuple(_standing(cut, by_cut[cut]) for cut in sorted(by_cut))


def _standing(cut: Cut, lines: Sequence[Line]) -> Standing:
    return Standing(
        cut,
        plan_minor=sum(line.plan.amount_minor for line in lines if line.plan),
        actual_minor=sum(line.actual.amount_minor for line in lines),
        unplanned_minor=sum(line.actual.amount_minor for line in lines if line.plan is None),
        split=added(line.split for line in lines if line.split is not None),
    )


def months_without_plan(lines: Iterable[Line], asked: Asked) -> dict[Cut, tuple[int, ...]]:
    """Which months asked have no plan, for every cut that has one in some."""
    planned: dict[Cut, set[int]] = {}
    for line in lines:
        if line.plan is not None:
            planned.setdefault(line.cut, set()).add(index_of(line.period))
    every = span(asked.first, asked.last)
    missing = {
        cut: tuple(period for period in every if index_of(period) not in months)
        for cut, months in planned.items()
    }
    return {cut: months for cut, months in missing.items() if months}
