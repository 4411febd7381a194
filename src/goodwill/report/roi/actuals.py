"""What was really paid, beside the plan: the ledger's amounts take the plan's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.naming.categories import Category
from goodwill.analytics.benefit.returns.flows import total
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine, Paid, Years, paid
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Cost, Programme
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import major
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.tables import Frame
from goodwill.language import Language, Sayable, Sentence, english


@dataclass(frozen=True)
class NameAsPaid(Name):
    """The name of a cost of which the ledger tells what was paid."""

    cost: Sayable | None = None

    def said_in(self, language: Language) -> str:
        return language.say(Sentence("{cost}, as paid", cost=self.cost or self.text))

    def __str__(self) -> str:
        return self.said_in(english())


@dataclass(frozen=True)
class Actual:
    """One cost, or all costs of one category: planned by year, and paid in years that are over."""

    id: str
    name: Sayable
    planned: tuple[Decimal, ...]
    paid: Mapping[int, Decimal]
    costs: tuple[str, ...]


@dataclass(frozen=True)
class Actuals:
    """What the ledger says of the programme's costs.

    Parameters
    ----------
    years
        The years that the ledger's amounts stand for.
    covered_to
        The first day that the ledger does not reach.
    elsewhere
        Categories that no cost of the programme has, and what was paid for them in `years`:
        known, but not counted.
    """

    rows: tuple[Actual, ...]
    years: tuple[int, ...]
    covered_to: date
    elsewhere: Mapping[Category, Decimal]


def lines_of(programme: Programme, declared: Sequence[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Which entries are meant: as the costs say it, or by category where none says it."""
    if declared:
        return tuple(declared)
    found = dict.fromkeys(cost.category for cost in programme.costs if cost.category)
    return tuple(LedgerLine(each, {"category": (each,)}, is_planned=True) for each in found)


def actuals(entries: Frame, programme: Programme, declared: Sequence[LedgerLine]) -> Actuals:
    """The ledger's amounts for each cost or category, in the years that are over.

    Parameters
    ----------
    entries
        The ledger as judged, in the programme's currency.

    Raises
    ------
    SettingRefused
        A cost is taken from the ledger, which does not cover one of its years, and nothing is
        planned for that year; or more came back than was paid.
    NotTogether
        An entry is meant by two costs.
    TooFew
        Nothing was paid until the day told of.
    """
    lines = lines_of(programme, declared)
    years = Years(programme.starts_on, programme.horizon, programme.told_on)
    found = paid(entries, lines, years, programme.currency)
    rows = tuple(_row(line, found, programme, by_category=not declared) for line in lines)
    for row, line in zip(rows, lines, strict=True):
        _refuse_gaps(row, line, programme)
        _refuse_negative(row)
    covered = tuple(sorted({year for row in rows for year in row.paid}))
    named = {word for line in lines for word in line.where.get("category", ())}
    named |= {cost.category for cost in programme.costs}
    other = _elsewhere(entries, years, covered, named)
    return Actuals(
        rows,
        covered,
        found.covered_to,
        {name: major(amount, programme.currency) for name, amount in other.items()},
    )


def as_paid(programme: Programme, found: Actuals) -> Programme:
    """The programme with what was paid in the place of what was planned, without its risk."""
    rows = {cost: row for row in found.rows for cost in row.costs}
    plain = [cost for cost in programme.costs if cost.id not in rows]
    later = [_later(cost, rows[cost.id]) for cost in programme.costs if cost.id in rows]
    before = [_paid(row, programme) for row in found.rows if row.paid]
    return replace(
        programme, costs=(*plain, *(cost for cost in later if any(cost.amounts)), *before)
    )


def _row(line: LedgerLine, found: Paid, programme: Programme, *, by_category: bool) -> Actual:
    costs = [
        cost
        for cost in programme.costs
        if (cost.category if by_category else cost.id) == line.cost_id
    ]
    return Actual(
        line.cost_id,
        Category(line.cost_id).label if by_category else costs[0].name,
        tuple(total(years) for years in zip(*(cost.amounts for cost in costs), strict=True)),
        found.amounts.get(line.cost_id, {}),
        tuple(cost.id for cost in costs),
    )


def _refuse_gaps(row: Actual, line: LedgerLine, programme: Programme) -> None:
    lacking = [year for year in range(programme.horizon + 1) if year not in row.paid]
    if lacking and not line.is_planned:
        raise SettingRefused(
            Sentence(
                "The cost {cost} is taken from the ledger, which does not cover year {year}. Plan "
                "that year: give the cost `amounts` too; the ledger's take their place.",
                cost=row.id,
                year=lacking[0],
            )
        )


def _refuse_negative(row: Actual) -> None:
    for year, amount in row.paid.items():
        if amount < 0:
            raise SettingRefused(
                Sentence(
                    "In the ledger more came back than was paid for {cost} in year {year}: "
                    "{amount}. Look whether a reversal stands in another year than its entry.",
                    cost=row.name,
                    year=year,
                    amount=amount,
                )
            )


def _later(cost: Cost, row: Actual) -> Cost:
    """What is still only planned of a cost."""
    amounts = tuple(
        Decimal(0) if year in row.paid else amount for year, amount in enumerate(cost.amounts)
    )
    return replace(cost, amounts=amounts)


def _paid(row: Actual, programme: Programme) -> Cost:
    first = next(cost for cost in programme.costs if cost.id in row.costs)
    return Cost(
        f"paid:{row.id}",
        NameAsPaid(str(row.name), cost=row.name),
        tuple(row.paid.get(year, NOUGHT) for year in range(programme.horizon + 1)),
        category=first.category,
        stage=first.stage,
        owner=first.owner,
        evidence="ledger",
    )


NOUGHT = Decimal(0)


def _elsewhere(
    entries: Frame, years: Years, covered: Sequence[int], named: set[str]
) -> dict[Category, int]:
    """Paid in the covered years for categories that no cost has, in minor units."""
    if not covered:
        return {}
    since, until = day_of(years.begins(covered[0])), day_of(years.begins(covered[-1] + 1))
    of_years = seen(entries, View.CASH).frame.filter(
        nw.col("served_day") >= since, nw.col("served_day") < until
    )
    sums = of_years.group_by("category").agg(nw.col("amount_minor").sum().cast(nw.Int64))
    return {
        Category(category): int(amount)
        for category, amount in sums.sort("category").collect().rows()
        if category and category not in named and amount
    }
