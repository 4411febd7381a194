"""Customers who buy a product family that they had not bought before (SL07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators import purchases
from goodwill.analytics.benefit.indicators.answers import cells_of, part_of, share
from goodwill.analytics.benefit.indicators.asking import Asked
from goodwill.analytics.benefit.indicators.cells import UNKNOWN, Answer, Cell
from goodwill.analytics.benefit.indicators.counting import Key
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

FAMILY = "category"

AT_ONCE = 24
"""Periods asked in one pass: each takes five numbers per customer."""

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
    bought = purchases.of(replace(asked, by=(FAMILY,))).filter(nw.col(FAMILY) != UNKNOWN)
    families = bought.select(n=nw.col(FAMILY).n_unique()).collect("pyarrow")["n"][0]
    if families < 2:
        raise Undefined(NO_FAMILIES)
    sold = nw.when(nw.col("orders") > 0).then(nw.col("day"))
    since = bought.with_columns(sold=sold).group_by("customer_id", FAMILY)
    firsts = since.agg(since=nw.col("sold").min()).filter(~nw.col("since").is_null())
    rows = bought.join(firsts, on=["customer_id", FAMILY], how="inner")
    answers: dict[Key, Answer] = {}
    for start in range(0, len(asked.periods), AT_ONCE):
        places = range(start, min(start + AT_ONCE, len(asked.periods)))
        people = _people(rows, firsts, asked, places)
        answers |= _answers(people, int(families), asked, places)
    return cells_of("SL07", asked, answers)


def _people(rows: Frame, firsts: Frame, asked: Asked, places: range) -> Frame:
    """One row per customer; for each period what they had, and what they bought."""
    day, since, amount = nw.col("day"), nw.col("since"), nw.col("amount_minor")
    flags: dict[str, nw.Expr] = {}
    owned: dict[str, nw.Expr] = {}
    for place in places:
        start, end = asked.periods[place].start_day, asked.periods[place].end_day
        inside, new = (day >= start) & (day < end), (since >= start) & (since < end)
        recent = (day >= start - asked.settings.active_days) & (day < start)
        flags[f"active_{place}"] = (recent & (nw.col("orders") > 0)).cast(nw.Int64).max()
        flags[f"new_{place}"] = new.cast(nw.Int64).max()
        further = nw.when(inside & new).then(amount).otherwise(nw.lit(0))
        flags[f"further_{place}"] = further.sum().cast(nw.Int64)
        sales = nw.when(inside).then(amount).otherwise(nw.lit(0))
        flags[f"sales_{place}"] = sales.sum().cast(nw.Int64)
        owned[f"owned_{place}"] = (since < start).cast(nw.Int64).sum().cast(nw.Int64)
    people = rows.group_by("customer_id").agg(**flags)
    had = firsts.group_by("customer_id").agg(**owned)
    return purchases.with_parts(people.join(had, on="customer_id", how="inner"), asked)


def _answers(people: Frame, families: int, asked: Asked, places: range) -> dict[Key, Answer]:
    asks: dict[str, nw.Expr] = {}
    for place in places:
        owned = nw.col(f"owned_{place}")
        could = (nw.col(f"active_{place}") == 1) & (owned < families)
        did = could & (nw.col(f"new_{place}") == 1)
        further = nw.when(did).then(nw.col(f"further_{place}")).otherwise(nw.lit(0))
        asks |= {
            f"could_{place}": could.cast(nw.Int64).sum().cast(nw.Int64),
            f"did_{place}": did.cast(nw.Int64).sum().cast(nw.Int64),
            f"further_minor_{place}": further.sum().cast(nw.Int64),
            f"sales_minor_{place}": nw.col(f"sales_{place}").sum().cast(nw.Int64),
        }
    grouped = people.with_columns(all=nw.lit(0)).group_by(*asked.by, "all").agg(**asks)
    return {
        (place, part_of(row, asked)): _answer(row, place, asked)
        for row in grouped.collect("pyarrow").iter_rows(named=True)
        for place in places
    }


def _answer(row: dict[str, Any], place: int, asked: Asked) -> Answer:
    further, sales = row[f"further_minor_{place}"], row[f"sales_minor_{place}"]
    beside: dict[str, Number] = {"revenue": major(further, asked.currency)}
    if sales > 0:
        beside["revenue_share"] = further / sales
    return share(row[f"did_{place}"], row[f"could_{place}"], beside=beside)
