"""Amounts of all tables in the company's one currency, each at the rate of its own day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.exchange import with_converted, with_rates
from goodwill.analytics.errors import NotTogether
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.tables import COST_ENTRIES, EXCHANGE_RATES, ORDER_LINES, Frame, Table
from goodwill.language import Sentence
from goodwill.warehouse.reading import Read

Settle = Callable[[Any], Frame]

JUDGED_ELSEWHERE = frozenset(t.name for t in (COST_ENTRIES, EXCHANGE_RATES, ORDER_LINES))
"""The ledger is converted where it is judged, and order lines are never added over currencies."""


def currency_of(reads: Mapping[str, Read], said: str | None) -> str:
    """The company's currency: as said, else that of the orders, else the only one there is.

    Raises
    ------
    NotTogether
        There are several, and nobody said which.
    """
    if said:
        return said.upper()
    order = reads.get(ORDER_LINES.name)
    named = _named(order) if order is not None else set()
    if not named:
        tables = (read for name, read in reads.items() if name != EXCHANGE_RATES.name)
        named = set().union(*map(_named, tables))
    if len(named) > 1:
        raise NotTogether(
            Sentence(
                "The tables are in several currencies: {currencies}. Say with --currency in which "
                "of them the company counts, and give the rates of the others in the table "
                "exchange_rates.",
                currencies=", ".join(sorted(named)),
            )
        )
    return named.pop() if named else NO_CURRENCY


@dataclass(frozen=True)
class Exchange:
    """Converts tables; `remarks` says what could not be."""

    currency: str
    rates: Frame | None
    settle: Settle
    remarks: list[Sentence] = field(default_factory=list)

    def at_home(self, frame: Frame, table: Table, read: Read) -> Frame:
        """The table with its amounts in the company's currency; null where there is no rate."""
        foreign = sorted(_named(read) - {self.currency})
        amounts = [column.name for column in table if column.name.endswith("_minor")]
        if not foreign or not amounts or table.name in JUDGED_ELSEWHERE:
            return frame
        rated = self.settle(self._rated(frame, table))
        unknown = rated.filter(nw.col("billionths").is_null()).select(n=nw.len())
        n = int(unknown.collect("pyarrow")["n"][0])
        if n:
            self.remarks.append(_without_rate(table, n, foreign))
        return _converted(rated, amounts).select(*frame.collect_schema().names())

    def _rated(self, frame: Frame, table: Table) -> Frame:
        """With `billionths`, null where nobody quoted a rate."""
        home = frame.with_columns(_currency=nw.col("currency").str.to_uppercase())
        home = home.with_columns(
            _currency=nw.coalesce("_currency", nw.lit(self.currency)), _row_currency="currency"
        )
        home = home.with_columns(currency=nw.col("_currency"))
        days = [column.name for column in table if column.name.endswith("_day")]
        if self.rates is None or not days:
            is_home = nw.col("currency") == self.currency
            one = nw.lit(1_000_000_000, dtype=nw.Int64)
            return home.with_columns(billionths=nw.when(is_home).then(one))
        dated = home.with_columns(rate=nw.lit(None, dtype=nw.Float64), served_day=nw.col(days[0]))
        return with_rates(dated, self.rates, self.currency, self.settle)


def _converted(rated: Frame, amounts: list[str]) -> Frame:
    """Amounts below nought are converted as those above."""
    plain = {f"_abs_{name}": nw.col(name).cast(nw.Int64).abs() for name in amounts}
    told = with_converted(
        rated.with_columns(**plain), **{f"_new_{name}": f"_abs_{name}" for name in amounts}
    )
    signed = {
        name: nw.when(nw.col(name) < 0)
        .then(nw.lit(0, dtype=nw.Int64) - nw.col(f"_new_{name}"))
        .otherwise(nw.col(f"_new_{name}"))
        for name in amounts
    }
    return told.with_columns(**signed)


def _named(read: Read) -> set[str]:
    return {code.upper() for code in read.currencies if code}


def _without_rate(table: Table, n: int, foreign: list[str]) -> Sentence:
    return Sentence(
        "{n} row of {table} is in another currency ({currencies}) of which exchange_rates has no "
        "rate for its day: its amounts do not count.",
        "{n} rows of {table} are in other currencies ({currencies}) of which exchange_rates has no "
        "rate for their day: their amounts do not count.",
        n=n,
        table=table.name,
        currencies=", ".join(foreign),
    )
