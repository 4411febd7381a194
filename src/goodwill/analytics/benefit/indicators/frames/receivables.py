"""What customers owe on credit, at both ends of each period; what they object to apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.tables import INVOICES


@dataclass(frozen=True)
class Receivables:
    """Open amounts of invoices on credit of one part; minor units.

    Parameters
    ----------
    at_start, at_end
        Open at the start and the end of the period, without those disputed.
    disputed
        Open at the end, with an objection of the customer.
    judged, expected_loss
        Of `judged` invoices open at the end chance and loss are known:
        Σ chance × exposure × share lost.
    """

    at_start: int
    at_end: int
    disputed: int
    judged: int
    expected_loss: int

    @property
    def average(self) -> float:
        return (self.at_start + self.at_end) / 2


def receivables(asked: Asked) -> Mapping[Key, Receivables]:
    """Of every period and part; one pass, found once for all that ask.

    Raises
    ------
    Undefined
        There are no invoices, or no column to cut by.
    """
    return asked.once("receivables", lambda: _receivables(asked))


def on_credit() -> nw.Expr:
    """Invoices that are due later than they were written."""
    return (nw.col("due_day") > nw.col("invoiced_day")).fill_null(False)


def is_disputed() -> nw.Expr:
    return (nw.col("disputed") == 1).fill_null(False)


def _receivables(asked: Asked) -> dict[Key, Receivables]:
    edges = sorted({day for p in asked.periods for day in (p.start_day, p.end_day)})
    ends = sorted({p.end_day for p in asked.periods})
    invoiced, paid, off = (nw.col(f"{event}_day") for event in ("invoiced", "paid", "written_off"))
    rows = purchases.with_parts(asked.frame(INVOICES).filter(on_credit()), asked)
    zero = nw.lit(0, dtype=nw.Int64)
    given_up = nw.coalesce(nw.col("written_off_minor"), zero)
    rows = rows.with_columns(
        all=nw.lit(0), contested=is_disputed(), given_up=given_up, zero=zero,
        risk=nw.col("default_chance") * nw.col("loss_share"),
    )  # fmt: skip
    opened = {}
    for day in edges:
        is_open = (invoiced < day) & (paid.is_null() | (paid >= day))
        less = nw.when((off < day).fill_null(False)).then(nw.col("given_up")).otherwise(zero)
        opened[f"open_{day}"] = nw.when(is_open).then(nw.col("amount_minor") - less).otherwise(zero)
    rows = rows.with_columns(**opened)
    asks: dict[str, nw.Expr] = {}
    for day in edges:
        asks[f"owed_{day}"] = nw.when(~nw.col("contested")).then(nw.col(f"open_{day}"))
    for day in ends:
        amount, risk = nw.col(f"open_{day}"), nw.col("risk")
        asks[f"contested_{day}"] = nw.when(nw.col("contested")).then(amount)
        is_judged = ~nw.col("contested") & (amount > 0) & ~risk.is_null()
        asks[f"judged_{day}"] = is_judged.cast(nw.Int64)
        loss = (amount * risk + 0.5).floor().cast(nw.Int64)
        asks[f"loss_{day}"] = nw.when(is_judged).then(loss)
    grouped = rows.with_columns(**asks).group_by(*asked.by, "all")
    sums = grouped.agg(*(nw.col(name).sum().cast(nw.Int64) for name in asks))
    found = {}
    for row in sums.collect("pyarrow").iter_rows(named=True):
        for place, period in enumerate(asked.periods):
            start, end = period.start_day, period.end_day
            names = (f"owed_{start}", *(f"{n}_{end}" for n in ("owed", "contested", "judged")))
            told = (int(row[name] or 0) for name in (*names, f"loss_{end}"))
            found[place, part_of(row, asked)] = Receivables(*told)
    return found
