"""Credit risk: what was given up, what may be lost still, how long money is waited for (RI03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.receivables import (
    Receivables,
    is_disputed,
    on_credit,
    receivables,
)
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import INVOICES, Frame
from goodwill.language import Sentence

NO_CREDIT = Sentence("Nothing was sold on credit in this period.")


@dataclass(frozen=True)
class _Sum:
    minor: int = 0
    invoices: int = 0


def credit_risk(asked: Asked) -> Iterator[Cell]:
    """RI03: bad debt ÷ credit sales; expected loss and days sales outstanding beside it.

    Raises
    ------
    Undefined
        There are no invoices, or no column to cut by.
    """
    rows = purchases.with_parts(asked.frame(INVOICES).filter(on_credit(), ~is_disputed()), asked)
    sold = _summed(rows, "invoiced_day", "amount_minor", asked)
    lost = _summed(rows, "written_off_day", "written_off_minor", asked)
    owed, nothing = receivables(asked), Receivables(0, 0, 0, 0, 0)
    answers = {
        key: _risk(
            sold.get(key, _Sum()),
            lost.get(key, _Sum()),
            owed.get(key, nothing),
            asked.periods[key[0]].days,
            asked.currency,
        )
        for key in {*owed, *sold, *lost}
    }
    return cells_of("RI03", asked, answers, Answer(None, reason=NO_CREDIT))


def _summed(rows: Frame, day: str, amount: str, asked: Asked) -> dict[Key, _Sum]:
    sums = {"minor": nw.col(amount).sum().cast(nw.Int64), "n": nw.len().cast(nw.Int64)}
    return {
        key: _Sum(int(row["minor"] or 0), row["n"])
        for key, row in rows_by_period(rows, day, asked, sums)
    }


def _risk(sold: _Sum, lost: _Sum, owed: Receivables, days: int, currency: str) -> Answer:
    sales, bad = (major(each.minor, currency) for each in (sold, lost))
    beside: dict[str, Number] = {
        "receivable": major(owed.at_end, currency),
        "disputed": major(owed.disputed, currency),
    }
    if owed.judged or not owed.at_end:
        beside["expected_loss"] = major(owed.expected_loss, currency)
    if sales <= 0:
        reason = NOTHING_BELOW if sold.invoices else NO_CREDIT
        return Answer(None, bad, sales, sold.invoices, reason=reason, beside=beside)
    beside["days_outstanding"] = float(major(owed.at_end, currency) / sales) * days
    return Answer(float(bad / sales), bad, sales, sold.invoices, beside=beside)
