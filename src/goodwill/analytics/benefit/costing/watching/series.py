"""Costs by month for every part of the ledger, as small arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.costing.watching.flags import Cut
from goodwill.analytics.benefit.costing.watching.variances import Work
from goodwill.analytics.benefit.costing.yearmonths import is_period, not_a_month, span
from goodwill.analytics.errors import AnalyticsError, NotTogether, Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

CUTS = (
    *("category", "subcategory", "department", "channel", "campaign_id", "stage"),
    *("product_id", "region", "segment", "vendor"),
)
"""What a ledger can be cut by."""


@dataclass(frozen=True)
class Series:
    """One part of the ledger, month by month without a gap; shape (periods,).

    Parameters
    ----------
    cut
        Which part.
    periods
        Months, 202603 for March 2026, from the part's first entry to the last month asked.
    amounts
        Minor units; 0 in a month without an entry.
    quantities, minutes
        How much work it was for and what that took in all; None where nobody counted.
    """

    cut: Cut
    periods: Integers
    amounts: Integers
    quantities: Floats | None = None
    minutes: Floats | None = None

    def work(self, i: int) -> Work:
        """The cost of the i-th month with its work."""
        if self.quantities is None:
            return Work(int(self.amounts[i]))
        quantity = float(self.quantities[i])
        if self.minutes is None or not quantity:
            return Work(int(self.amounts[i]), quantity)
        return Work(int(self.amounts[i]), quantity, float(self.minutes[i]) / quantity)


def series_of(
    entries: Frame, by: Sequence[str], *, last: int, quantities: Frame | None = None
) -> tuple[Series, ...]:
    """Every part of the ledger that has an entry up to `last`, ordered by its cut.

    Parameters
    ----------
    entries
        Judged entries of one view: `period`, `amount_minor`, `nature`, `behaviour` and the
        columns of `by`.
    by
        Names of `CUTS`; none gives one series of everything.
    last
        The last whole month, such as 202603.
    quantities
        The work that the costs were for: the columns of `by`, `period`, `quantity` and, where
        known, `minutes` in all.

    Raises
    ------
    NotTogether
        The entries mix the cash and the consumption view, or hold memo entries.
    AnalyticsError
        There is no such column to cut by.
    """
    refuse_unknown(by)
    if not is_period(last):
        raise Undefined(not_a_month(last))
    amounts = _amounts(entries, by, last)
    work = {} if quantities is None else _work(quantities, by, last)
    return tuple(_filled(cut, amounts[cut], work.get(cut), last) for cut in sorted(amounts))


def refuse_unknown(by: Sequence[str]) -> None:
    for name in by:
        if name not in CUTS:
            raise AnalyticsError(
                Sentence(
                    "Costs cannot be cut by {name}. They can be cut by: {known}.",
                    name=name,
                    known=", ".join(CUTS),
                )
            )


def placed(frame: Frame, by: Sequence[str]) -> Frame:
    """The columns of `by` as text, "" where they are not stated."""
    return frame.with_columns(nw.col(name).cast(nw.String).fill_null("") for name in by)


def cut_of(row: dict[str, Any], by: Sequence[str]) -> Cut:
    return tuple((name, str(row[name])) for name in by)


def _amounts(entries: Frame, by: Sequence[str], last: int) -> dict[Cut, dict[int, int]]:
    grouped = (
        placed(entries, by)
        .filter(nw.col("period") <= last)
        .group_by(*by, "period")
        .agg(
            amount=nw.col("amount_minor").sum().cast(nw.Int64),
            memos=_counted(nw.col("nature") == "memo"),
            bought=_counted((nw.col("behaviour") == "capex") & (nw.col("nature") == "cash")),
            written_off=_counted(nw.col("nature").is_in(["depreciation", "imputed"])),
        )
    )
    rows = list(grouped.collect("pyarrow").rows(named=True))
    _refuse_mixed_views(rows)
    found: dict[Cut, dict[int, int]] = defaultdict(dict)
    for row in rows:
        found[cut_of(row, by)][int(row["period"])] = int(row["amount"] or 0)
    return found


def _counted(where: nw.Expr) -> nw.Expr:
    return where.fill_null(False).cast(nw.Int64).sum().cast(nw.Int64)


def _refuse_mixed_views(rows: Sequence[dict[str, Any]]) -> None:
    memos, bought, written_off = (
        sum(int(row[name] or 0) for row in rows) for name in ("memos", "bought", "written_off")
    )
    if memos or (bought and written_off):
        raise NotTogether(
            Sentence(
                "The entries mix what may not be added: take the cash view or the consumption "
                "view of the ledger, and leave memo entries out."
            )
        )


def _work(
    quantities: Frame, by: Sequence[str], last: int
) -> dict[Cut, dict[int, tuple[float, float | None]]]:
    has_minutes = "minutes" in quantities.collect_schema().names()
    minutes = nw.col("minutes") if has_minutes else nw.lit(None, dtype=nw.Float64)
    grouped = (
        placed(quantities, by)
        .filter(nw.col("period") <= last, ~nw.col("quantity").is_null())
        .with_columns(minutes=minutes.cast(nw.Float64))
        .group_by(*by, "period")
        .agg(
            quantity=nw.col("quantity").cast(nw.Float64).sum(),
            minutes=nw.col("minutes").sum(),
            unmeasured=_counted(nw.col("minutes").is_null()),
        )
    )
    found: dict[Cut, dict[int, tuple[float, float | None]]] = defaultdict(dict)
    for row in grouped.collect("pyarrow").rows(named=True):
        taken = None if row["unmeasured"] else float(row["minutes"])
        found[cut_of(row, by)][int(row["period"])] = (float(row["quantity"]), taken)
    return found


def _filled(
    cut: Cut,
    amounts: dict[int, int],
    work: dict[int, tuple[float, float | None]] | None,
    last: int,
) -> Series:
    periods = span(min(amounts), last)
    months = np.array(periods, dtype=np.int64)
    money = np.array([amounts.get(period, 0) for period in periods], dtype=np.int64)
    if work is None:
        return Series(cut, months, money)
    done = [work.get(period, (0.0, 0.0)) for period in periods]
    quantities = np.array([quantity for quantity, _ in done])
    taken = [minutes for _, minutes in done if minutes is not None]
    minutes = np.array(taken) if len(taken) == len(done) and any(taken) else None
    return Series(cut, months, money, quantities, minutes)
