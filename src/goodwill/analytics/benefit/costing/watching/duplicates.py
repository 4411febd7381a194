"""Entries that may have been entered twice: same vendor, same amount, days apart."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.watching.flags import Flag, Rule
from goodwill.analytics.benefit.costing.watching.unusual import Rules
from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.yearmonths import period_on
from goodwill.analytics.tables import Frame

_SAME = ("vendor", "amount_minor")


def entered_twice(entries: Frame, rules: Rules) -> tuple[Flag, ...]:
    """One flag for each entry that repeats the one before it, oldest first.

    Three alike give two flags: each names the entry and the one that it repeats. A reversal of
    the same vendor and amount, on the day of the first of two or later, takes one flag away.

    Parameters
    ----------
    entries
        `entry_id`, `vendor`, `amount_minor` and `served_day`; entries without a vendor are
        left out.
    """
    paid = _to_vendors(entries)
    pairs = _pairs(paid, rules.days)
    rows = list(pairs.sort("served_day", "entry_id").collect("pyarrow").rows(named=True))
    taken_back = _taken_back(paid, pairs) if rows else {}
    flags = []
    for row in rows:
        days = taken_back.get((row["vendor"], int(row["amount_minor"])), [])
        later = next((day for day in days if day >= row["earlier_served_day"]), None)
        if later is None:
            flags.append(_flag(row))
        else:
            days.remove(later)
    return tuple(sorted(flags, key=lambda flag: (flag.period, flag.identity)))


def _to_vendors(entries: Frame) -> Frame:
    vendor = nw.col("vendor").cast(nw.String).str.strip_chars()
    known = ~nw.col("served_day").is_null() & ~nw.col("entry_id").is_null()
    return (
        entries.filter(known)
        .select("entry_id", "served_day", "amount_minor", vendor=vendor)
        .filter(nw.col("vendor").str.len_chars() > 0)
    )


def _pairs(paid: Frame, days: int) -> Frame:
    """Each entry that follows one of the same vendor and amount within so many days."""
    order = ("served_day", "entry_id")
    before = {
        f"earlier_{name}": nw.col(name).shift(1).over(*_SAME, order_by=list(order))
        for name in order
    }
    gap = nw.col("served_day") - nw.col("earlier_served_day")
    followed = paid.filter(nw.col("amount_minor") > 0).with_columns(**before)
    return followed.with_columns(gap=gap).filter(nw.col("gap") <= days)


def _taken_back(paid: Frame, pairs: Frame) -> dict[tuple[str, int], list[int]]:
    """Days of the reversals of such vendors and amounts, oldest first."""
    found: dict[tuple[str, int], list[int]] = {}
    reversals = paid.filter(nw.col("amount_minor") < 0).select(
        "vendor", "served_day", amount_minor=-nw.col("amount_minor")
    )
    theirs = reversals.join(pairs.select(*_SAME).unique(), on=list(_SAME), how="semi")
    for row in theirs.sort("served_day").collect("pyarrow").rows(named=True):
        key = (str(row["vendor"]), int(row["amount_minor"]))
        found.setdefault(key, []).append(int(row["served_day"]))
    return found


def _flag(row: dict[str, Any]) -> Flag:
    amount = int(row["amount_minor"])
    return Flag(
        rule=Rule.DUPLICATE,
        where=(("vendor", str(row["vendor"])),),
        period=period_on(int(row["served_day"])),
        amount_minor=amount,
        expected_minor=0,
        low_minor=0,
        high_minor=0,
        split=Split(unsplit_minor=amount),
        entries=(str(row["entry_id"]), str(row["earlier_entry_id"])),
    )
