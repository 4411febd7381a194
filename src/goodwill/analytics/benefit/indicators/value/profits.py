"""What customers bring after what they cost, period by period (VA01, VA02, VA07, VA08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.costed import served
from goodwill.analytics.benefit.indicators.frames.receivables import receivables
from goodwill.analytics.benefit.indicators.frames.trial_effects import NO_MARGIN
from goodwill.analytics.benefit.indicators.kernel.answers import NOBODY, cells_of, part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, by_period
from goodwill.analytics.figure import Number, major
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import INVOICES, Frame
from goodwill.language import Sentence

YEAR = 365

NO_TOTAL = Sentence("A share of a total that is not positive has no meaning.")
NO_POTENTIAL = Sentence("Without the worst 30 % there is no profit that could be eroded.")
NO_GAINS = Sentence("No customer brings anything, so there is nothing to have a share of.")
OF_GAINS = Sentence("The total is not positive: the share is that of all gains.")
OWED_BY = ("region", "segment", "customer_id")
"""By what receivables are told."""

COMPONENTS = ("revenue", "margin", "served", "written_off")


@dataclass(frozen=True)
class Profits:
    """Profit of the customers of one part in one period; minor units.

    Parameters
    ----------
    customers, unknown
        With anything bought, spent on them or written off; of `unknown` others goods have no
        cost, so they are left out of all sums.
    pool
        What those bring who bring anything.
    best, worst
        Of the best ceil(20 %) and the worst ceil(30 %).
    """

    customers: int
    unknown: int
    total: int
    pool: int
    best: int
    worst: int
    components: Mapping[str, int]


AllProfits = Mapping[Key, Profits]


def profits(asked: Asked) -> AllProfits:
    """Of every period and part, found once for all that ask; one pass a layer.

    Raises
    ------
    Undefined
        Order lines or cost to serve are not known, or there is no column to cut by.
    """
    return asked.once("customer profits", lambda: _profits(asked))


def customer_profit(asked: Asked) -> Iterator[Cell]:
    """VA01: net revenue − cost of goods − cost to serve − written off."""
    found = profits(asked)
    owed = _average_receivables(asked)
    answers = {key: _profit(key, profit, owed, asked) for key, profit in found.items()}
    return cells_of("VA01", asked, answers)


def contribution(asked: Asked) -> Iterator[Cell]:
    """VA02: profit of a part ÷ Σ profit; of the gains where that is not positive.

    Uncut it is the whole, with the classes of customers beside it.
    """
    found = profits(asked)
    totals: dict[int, int] = {}
    pools: dict[int, int] = {}
    for (place, _), profit in found.items():
        totals[place] = totals.get(place, 0) + profit.total
        pools[place] = pools.get(place, 0) + profit.pool
    answers = {
        key: _contributed(profit, totals[key[0]], pools[key[0]], asked.currency)
        for key, profit in found.items()
    }
    return cells_of("VA02", asked, answers)


def top_share(asked: Asked) -> Iterator[Cell]:
    """VA07: profit of the best ceil(20 %) ÷ total profit; it may exceed 100 %."""
    answers = {
        key: _share(profit, profit.best, profit.total, NO_TOTAL, asked.currency)
        for key, profit in profits(asked).items()
    }
    return cells_of("VA07", asked, answers)


def erosion(asked: Asked) -> Iterator[Cell]:
    """VA08: −profit of the worst ceil(30 %) ÷ (total − that profit); 0 if they bring anything."""
    answers = {
        key: _share(
            profit, max(0, -profit.worst), profit.total - profit.worst, NO_POTENTIAL, asked.currency
        )
        for key, profit in profits(asked).items()
    }
    return cells_of("VA08", asked, answers)


def _profits(asked: Asked) -> AllProfits:
    found: dict[Key, Profits] = {}
    for dated, places in by_period(_movements(asked), "day", None, asked):
        components = _components(dated, asked)
        for row in _ranked(dated, asked):
            key = places[row["_period"]], part_of(row, asked)
            found[key] = _read(row, components.get((row["_period"], key[1]), {}))
    return found


def _movements(asked: Asked) -> Frame:
    """All that changes a customer's profit: the key, `day`, COMPONENTS, `unknown`."""
    key = purchases.key_of(asked)
    bought = purchases.of(asked)
    parts = [
        _movement(bought, key, "amount_minor", "revenue").with_columns(
            margin=nw.coalesce(nw.col("margin_minor"), nw.lit(0, dtype=nw.Int64)),
            unknown=nw.col("margin_minor").is_null().cast(nw.Int64),
        ),
        _movement(served(asked), key, "amount_minor", "served"),
    ]
    if asked.has(INVOICES):
        given_up = asked.frame(INVOICES).filter(
            ~nw.col("customer_id").is_null(), nw.col("written_off_minor") > 0
        )
        dated = given_up.with_columns(day=nw.col("written_off_day"))
        rows = purchases.with_parts(dated.filter(~nw.col("day").is_null()), asked)
        parts.append(_movement(rows, key, "written_off_minor", "written_off"))
    names = (*key, "day", *COMPONENTS, "unknown")
    return nw.concat([part.select(*names) for part in parts])


def _movement(rows: Frame, key: tuple[str, ...], amount: str, component: str) -> Frame:
    nothing = {name: nw.lit(0, dtype=nw.Int64) for name in (*COMPONENTS, "unknown")}
    told = {component: nw.col(amount).cast(nw.Int64)}
    return rows.with_columns(day=nw.col("day").cast(nw.Int64), **{**nothing, **told})


def _components(dated: Frame, asked: Asked) -> dict[Key, dict[str, int]]:
    """What the profit of those of whom it is known is made of, by number of the period and part.

    All movements are added up, then those of the others taken off: that is less to remember
    than each component of each customer.
    """
    key, part = ("_period", *purchases.key_of(asked)), ("_period", *asked.by)
    others = combinations(dated.filter(nw.col("unknown") == 1), *key)
    sums = [nw.col(name).sum().cast(nw.Int64) for name in COMPONENTS]
    found: dict[Key, dict[str, int]] = {}
    for sign, rows in ((1, dated), (-1, dated.join(others, on=list(key), how="semi"))):
        for row in rows.group_by(*part).agg(*sums).collect("pyarrow").iter_rows(named=True):
            told = found.setdefault(
                (row["_period"], part_of(row, asked)), dict.fromkeys(COMPONENTS, 0)
            )
            for name in COMPONENTS:
                told[name] += sign * int(row[name] or 0)
    return found


def _ranked(dated: Frame, asked: Asked) -> list[dict[str, Any]]:
    """Customers added up, ranked within period and part, and added up again."""
    costs = nw.col("served") + nw.col("written_off")
    people = (
        dated.with_columns(value=nw.col("margin") - costs)
        .group_by("_period", *purchases.key_of(asked))
        .agg(nw.col("value").sum().cast(nw.Int64), nw.col("unknown").max())
    )
    part = ("_period", *asked.by)
    known = people.with_columns(
        value=nw.when(nw.col("unknown") == 0).then(nw.col("value")),
        one=1 - nw.col("unknown"),
        missing=nw.col("unknown"),
    )
    ranked = known.with_columns(
        rank=nw.col("value").rank("ordinal", descending=True).over(*part, "one"),
        n=nw.col("one").sum().over(*part),
    )
    value, rank, n = nw.col("value"), nw.col("rank"), nw.col("n")
    is_one = nw.col("one") == 1
    told = ranked.with_columns(
        gain=nw.when(value > 0).then(value),
        best=nw.when(is_one & ((rank - 1) * 10 < n * 2)).then(value),
        worst=nw.when(is_one & ((n - rank) * 10 < n * 3)).then(value),
    )
    sums = ("one", "missing", "value", "gain", "best", "worst")
    found = told.group_by(*part).agg(*(nw.col(name).sum().cast(nw.Int64) for name in sums))
    return list(found.sort(*part).collect("pyarrow").iter_rows(named=True))


def _read(row: Mapping[str, Any], components: Mapping[str, int]) -> Profits:
    customers, unknown, total, pool, best, worst = (
        int(row[name] or 0) for name in ("one", "missing", "value", "gain", "best", "worst")
    )
    return Profits(customers, unknown, total, pool, best, worst, components)


def _profit(key: Key, profit: Profits, owed: Mapping[Key, float] | None, asked: Asked) -> Answer:
    if not profit.customers:
        return Answer(None, n=0, reason=NO_MARGIN)
    beside: dict[str, Number] = {
        name: major(minor, asked.currency) for name, minor in profit.components.items()
    }
    if owed is not None:
        years = asked.periods[key[0]].days / YEAR
        charge = round(asked.settings.discount_rate * years * owed.get(key, 0.0))
        beside["economic"] = major(profit.total - charge, asked.currency)
    value = major(profit.total, asked.currency)
    return Answer(value, n=profit.customers, remark=_left_out(profit), beside=beside)


def _left_out(profit: Profits) -> Sentence | None:
    if not profit.unknown:
        return None
    return Sentence(
        "{n} customer is left out: the cost of what they bought is not known.",
        "{n} customers are left out: the cost of what they bought is not known.",
        n=profit.unknown,
    )


def _average_receivables(asked: Asked) -> Mapping[Key, float] | None:
    """What customers owe on average over each period; None where invoices do not tell it."""
    if not asked.has(INVOICES) or not set(asked.by) <= set(OWED_BY):
        return None
    return {key: owed.average for key, owed in receivables(asked).items()}


def _contributed(profit: Profits, total: int, pool: int, currency: str) -> Answer:
    whole = total if total > 0 else pool
    if whole <= 0:
        return Answer(None, n=profit.customers, reason=NO_GAINS)
    beside: dict[str, Number] = {
        "best": profit.best / whole,
        "middle": (profit.total - profit.best - profit.worst) / whole,
        "worst": profit.worst / whole,
    }
    above, below = major(profit.total, currency), major(whole, currency)
    remark = _left_out(profit) if total > 0 else OF_GAINS
    n = profit.customers
    return Answer(profit.total / whole, above, below, n, remark=remark, beside=beside)


def _share(profit: Profits, above: int, below: int, otherwise: Sentence, currency: str) -> Answer:
    if not profit.customers:
        return NOBODY
    told = major(above, currency), major(below, currency)
    if below <= 0:
        return Answer(None, *told, profit.customers, reason=otherwise)
    return Answer(above / below, *told, profit.customers, remark=_left_out(profit))
