"""Costs of a programme that are taken from the cost ledger, year by year, as they were paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.errors import NotTogether, TooFew
from goodwill.analytics.figure import major
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

COLUMNS = (
    *("category", "subcategory", "stage", "department", "channel", "campaign_id"),
    *("product_id", "region", "vendor"),
)
"""By which entries are chosen for a cost."""

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class LedgerLine:
    """A cost that is the sum of entries of the ledger.

    Parameters
    ----------
    cost_id
        The cost, in whose amounts the ledger's take the place of those planned.
    where
        Column → words, one of which an entry must have; all columns must hold.
    since
        The first day of year 0; None: a year before the programme starts.
    is_planned
        Whether amounts are planned for years that the ledger does not cover.
    """

    cost_id: str
    where: Mapping[str, tuple[str, ...]]
    since: date | None = None
    is_planned: bool = False


@dataclass(frozen=True)
class Years:
    """The years of a programme: year 0 is before its first day, year t the t-th after it."""

    starts_on: date
    horizon: int
    told_on: date

    def begins(self, year: int) -> date:
        """The first day of a year from 1 on; `begins(t + 1)` is the first day after year t."""
        there = self.starts_on.year + year - 1
        try:
            return self.starts_on.replace(year=there)
        except ValueError:
            return date(there, 3, 1)


@dataclass(frozen=True)
class Paid:
    """What the ledger has of the costs: cost → year → amount in the major unit.

    Only years are there that are over, and that the ledger covers from their first month to
    the end; of year 0, which is what came before, any month will do. `covered_to` is the first
    day that the ledger does not reach.
    """

    amounts: Mapping[str, Mapping[int, Decimal]]
    covered_to: date


def paid(entries: Frame, lines: Sequence[LedgerLine], years: Years, currency: str) -> Paid:
    """The costs as paid, for every line and every year that is over.

    Parameters
    ----------
    entries
        The ledger as judged, in the programme's currency.

    Raises
    ------
    TooFew
        The ledger has no entry that was paid until the day told of.
    NotTogether
        An entry is meant by two costs, and would count twice.
    """
    cash = seen(entries, View.CASH).frame
    until = cash.filter(nw.col("served_day") <= _day(years.told_on))
    began, covered_to = _span(cash, until)
    if not lines:
        return Paid({}, covered_to)
    placed = until.with_columns(
        *(_chosen(line, years).cast(nw.Int64).alias(f"_{at}") for at, line in enumerate(lines))
    )
    dated = placed.with_columns(_year=_year(years), _times=_sum_of(len(lines)))
    sums = _sums(dated.filter(nw.col("_year") <= years.horizon), len(lines))
    if any(times > 1 for _, times, *_ in sums):
        raise NotTogether(TWICE)
    covered = [
        year
        for year in range(years.horizon + 1)
        if years.begins(year + 1) <= min(covered_to, years.told_on + timedelta(days=1))
        and (began <= years.begins(year) if year else began < years.begins(1))
    ]
    by_year = {int(year): row for year, _, *row in sums}
    return Paid(
        {
            line.cost_id: {
                year: major(int(by_year[year][at]) if year in by_year else 0, currency)
                for year in covered
            }
            for at, line in enumerate(lines)
        },
        covered_to,
    )


TWICE = Sentence(
    "An entry of the ledger is meant by two costs of the programme and would count twice: choose "
    "the entries of each cost so that none is in both, as by department or sub-category."
)


def _chosen(line: LedgerLine, years: Years) -> nw.Expr:
    first = line.since or years.begins(0)
    tests = [
        nw.col(column).fill_null("").is_in(list(words)) for column, words in line.where.items()
    ]
    return reduce(and_, tests, nw.col("served_day") >= _day(first))


def _year(years: Years) -> nw.Expr:
    """How many of the years 1, 2 … have begun on the day of an entry."""
    begun = [
        (nw.col("served_day") >= _day(years.begins(year))).cast(nw.Int64)
        for year in range(1, years.horizon + 2)
    ]
    return reduce(lambda one, other: one + other, begun)


def _sum_of(n: int) -> nw.Expr:
    return reduce(lambda one, other: one + other, (nw.col(f"_{at}") for at in range(n)))


def _sums(dated: Frame, n: int) -> list[tuple[int, ...]]:
    """Year, most lines that mean one entry, and the sum of each line."""
    amounts = dated.with_columns(
        *((nw.col(f"_{at}") * nw.col("amount_minor")).alias(f"_paid_{at}") for at in range(n))
    )
    grouped = amounts.group_by("_year").agg(
        nw.col("_times").max().cast(nw.Int64),
        *(nw.col(f"_paid_{at}").sum().cast(nw.Int64) for at in range(n)),
    )
    return [tuple(int(each) for each in row) for row in grouped.sort("_year").collect().rows()]


def _span(cash: Frame, until: Frame) -> tuple[date, date]:
    """The first day of the ledger's first month, and the first after its last."""
    (first,) = cash.select(nw.col("served_day").min()).collect().row(0)
    (last,) = until.select(nw.col("served_day").max()).collect().row(0)
    if first is None or last is None:
        raise TooFew(Sentence("entries of the ledger paid until then"), 0, 1)
    on = EPOCH + timedelta(days=int(last))
    began = (EPOCH + timedelta(days=int(first))).replace(day=1)
    return began, (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day(on: date) -> int:
    return (on - EPOCH).days
