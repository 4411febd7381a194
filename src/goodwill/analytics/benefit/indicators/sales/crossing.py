"""Customers who buy a product family that they had not bought before (SL07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import (
    cells_of,
    part_of,
    rows_by_period,
    share,
)
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settle
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part, by_period
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number, major
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.numerics.bins import bin_index
from goodwill.analytics.tables import ORDER_LINES, Frame
from goodwill.language import Sentence

FAMILY = "category"

NO_FAMILIES = Sentence(
    "Nothing but one product family was sold, or families are not given: nobody can buy a "
    "further one."
)


def cross_selling(asked: Asked) -> Iterator[Cell]:
    """SL07: customers who bought a further product family ÷ customers who could.

    Who could: bought within `active_days` before the period, not yet all families. Buying a
    family again is replacement and does not count. Beside it the share of revenue.

    Raises
    ------
    Undefined
        There are no order lines, or fewer than two product families.
    """
    bought = _bought(asked)
    since = bought.group_by("customer_id", "_family").agg(_since=nw.col("_sold").min())
    firsts = asked.settle(since)
    families = len(combinations(firsts, "_family").collect("pyarrow"))
    if families < 2:
        raise Undefined(NO_FAMILIES)
    starts = sorted({period.start_day for period in asked.periods})
    active = asked.settle(_active(bought, _complete(firsts, families), starts, asked))
    could = _could(active, asked)
    sales, new = _sales(bought, firsts, asked), _new(bought, firsts, active, starts, asked)
    answers = {
        (place, part): _answer(
            new.get((place, part), (0, 0)),
            counts[starts.index(period.start_day)],
            sales.get((place, part), 0),
            asked,
        )
        for part, counts in could.items()
        for place, period in enumerate(asked.periods)
    }
    return cells_of("SL07", asked, answers)


def settled(asked: Asked, settle: Settle) -> Asked:
    """The same question with purchase days of each product family computed once, if told."""
    if not asked.has(ORDER_LINES):
        return asked
    try:
        ready = purchases.prepared(replace(asked, by=(FAMILY,)), settle)
    except Undefined:
        return asked
    return replace(asked, tables=ready.tables)


def _bought(asked: Asked) -> Frame:
    """Purchase days of each known family; `_sold` is the day, null with nothing but returns."""
    days = purchases.of(replace(asked, by=(FAMILY,))).filter(nw.col(FAMILY) != UNKNOWN)
    return days.select(
        "customer_id",
        _family=nw.col(FAMILY),
        _day=nw.col("day"),
        _sold=nw.when(nw.col("orders") > 0).then(nw.col("day")),
        _amount=nw.col("amount_minor"),
    )


def _complete(firsts: Frame, families: int) -> Frame:
    """Customers who have bought all families, and since which day."""
    known = firsts.filter(~nw.col("_since").is_null()).group_by("customer_id")
    had = known.agg(_n=nw.len(), _complete=nw.col("_since").max())
    return had.filter(nw.col("_n") == families).select("customer_id", "_complete")


def _active(bought: Frame, complete: Frame, starts: list[int], asked: Asked) -> Frame:
    """At which `starts` customers had bought lately, and not yet all: from `_lo` up to `_hi`.

    One row for the last purchase before some start; those of a customer do not overlap. Every
    customer who ever bought has a row, `_hi` ≤ `_lo` where it stands for no start.
    """
    sold = bought.filter(~nw.col("_sold").is_null())
    reached = sold.select("customer_id", "_day", _lo=bin_index("_day", starts))
    last = reached.group_by("customer_id", "_lo").agg(nw.col("_day").max())
    following = nw.col("_lo").shift(-1).over("customer_id", order_by="_lo")
    ends = {
        "_following": following,
        "_recent": bin_index("_day", [start - asked.settings.active_days for start in starts]),
    }
    both = last.with_columns(**ends).join(complete, on="customer_id", how="left")
    both = both.with_columns(_open=bin_index("_complete", starts))
    return both.select(
        "customer_id", "_lo", _hi=nw.min_horizontal("_following", "_recent", "_open")
    )


def _could(active: Frame, asked: Asked) -> dict[Part, list[int]]:
    """Part → customers at each start who could buy a further family."""
    ranges = purchases.with_parts(active, asked).group_by(*asked.by, "_lo", "_hi")
    starts = len({period.start_day for period in asked.periods})
    found: dict[Part, list[int]] = defaultdict(lambda: [0] * starts)
    for row in ranges.agg(_n=nw.len().cast(nw.Int64)).collect("pyarrow").iter_rows(named=True):
        counts = found[part_of(row, asked)]
        for start in range(row["_lo"], row["_hi"]):
            counts[start] += row["_n"]
    return found


def _sales(bought: Frame, firsts: Frame, asked: Asked) -> dict[Key, int]:
    """What was bought of families of which the customer ever kept anything; minor units."""
    never = firsts.filter(nw.col("_since").is_null()).select("customer_id", "_family")
    kept = bought.join(never, on=["customer_id", "_family"], how="anti")
    amount = {"_amount": nw.col("_amount").sum().cast(nw.Int64)}
    told = purchases.with_parts(kept, asked)
    return {key: row["_amount"] for key, row in rows_by_period(told, "_day", asked, amount)}


def _new(
    bought: Frame, firsts: Frame, active: Frame, starts: list[int], asked: Asked
) -> dict[Key, tuple[int, int]]:
    """Customers who could and did buy a further family, and for how much in that period."""
    found: dict[Key, tuple[int, int]] = {}
    since = firsts.filter(nw.col("_since") >= min(starts, default=0))
    open_to = active.filter(nw.col("_hi") > nw.col("_lo"))
    who = ["customer_id", "_family", "_period"]
    both = zip(
        by_period(bought, "_day", None, asked), by_period(since, "_since", None, asked), strict=True
    )
    for (dated, places), (new, _) in both:
        start = {n: starts.index(asked.periods[place].start_day) for n, place in places.items()}
        numbered = new.select(*who, _start=_numbered(start))
        allowed = numbered.join(open_to, on="customer_id", how="inner").filter(
            nw.col("_lo") <= nw.col("_start"), nw.col("_start") < nw.col("_hi")
        )
        amounts = dated.join(allowed.select(*who), on=who, how="inner")
        could = amounts.group_by("customer_id", "_period").agg(
            nw.col("_amount").sum().cast(nw.Int64)
        )
        grouped = purchases.with_parts(could, asked).group_by(*asked.by, "_period")
        rows = grouped.agg(
            _n=nw.len().cast(nw.Int64), _amount=nw.col("_amount").sum().cast(nw.Int64)
        )
        for row in rows.collect("pyarrow").iter_rows(named=True):
            found[places[row["_period"]], part_of(row, asked)] = row["_n"], row["_amount"]
    return found


def _numbered(start: Mapping[int, int]) -> nw.Expr:
    """`_period` → which of the starts it begins at."""
    terms = [(nw.col("_period") == n).cast(nw.Int64) * place for n, place in start.items()]
    return nw.sum_horizontal(*terms)


def _answer(new: tuple[int, int], could: int, sales: int, asked: Asked) -> Answer:
    did, further = new
    beside: dict[str, Number] = {"revenue": major(further, asked.currency)}
    if sales > 0:
        beside["revenue_share"] = further / sales
    return share(did, could, beside=beside)
