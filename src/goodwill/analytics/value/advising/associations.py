"""Who buys what after what: counted over customers, shrunk towards what everybody does.

A cut in time: a customer *had* item i by the day of the cut; some of those who did not have
j bought it in the window after. The share among them is drawn towards the share among all
who did not have j, by a beta prior with that mean; its weight, worth that many customers,
is what makes all pairs together most likely. So a pair seen three times cannot win.

References
----------
Agrawal, Imieliński & Swami (1993), SIGMOD '93. doi:10.1145/170035.170072
Casella (1985), The American Statistician 39(2). doi:10.1080/00031305.1985.10479400
(empirical Bayes)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw
import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import ownership
from goodwill.analytics.value.advising.ownership import Item

Settle = Callable[[Frame], Frame]

WEIGHTS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10_000.0)
Z90 = 1.6448536269514722
"""One-sided 95 %, so that low and high make a 90 % interval."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Counts at one cut; arrays over the items in the order of `items`.

    Parameters
    ----------
    had, gained
        Customers who had the item, and who did not and bought it in the window, (items,).
    both, after
        Customers who had i and j, and who had i, not j, and bought j after, (items, items).
    customers
        Who had anything of the list.
    items_frame, had_frame, pairs
        In the engine; `pairs` has `had_item`, `item`, `both`, `after` and `gained` (of j).
    """

    items: tuple[Item, ...]
    customers: int
    had: Floats
    gained: Floats
    both: Floats
    after: Floats
    items_frame: Frame
    had_frame: Frame
    pairs: Frame

    @property
    def has_cost(self) -> bool:
        return bool(self.items) and self.items[0].has_cost

    @property
    def base(self) -> Floats:
        """Share of those without j who bought it in the window, (items,)."""
        return np.asarray((self.gained + 0.5) / (self.customers - self.had + 1))

    @property
    def exposed(self) -> Floats:
        """Customers who had i and not j, (items, items)."""
        return np.asarray(self.had[:, None] - self.both)


@dataclass(frozen=True, eq=False)
class Shares:
    """P(j in the window | had i, not j) with 90 % limits, each (items, items)."""

    weight: float
    probability: Floats
    low: Floats
    high: Floats


def counts(
    days: Frame, day: int, *, window_days: int, lookback_days: int, most: int, settle: Settle
) -> Counts:
    """Count pairs at a cut; customers beyond the list's items do not enter."""
    everything = settle(ownership.owned(days, day, lookback_days))
    items_frame = settle(ownership.listed(everything, most))
    had = settle(ownership.of_items(everything, items_frame))
    new = ownership.of_items(ownership.gained(days, had, day, window_days), items_frame)
    new = settle(new)
    pairs = settle(_pairs(had, new))
    items = ownership.collected(items_frame)
    place = {item.id: at for at, item in enumerate(items)}
    people = had.select("customer_id").unique().select(n=nw.len()).collect("pyarrow")
    gained = np.zeros(len(items))
    for row in new.group_by("item").agg(n=nw.len()).collect("pyarrow").rows(named=True):
        gained[place[str(row["item"])]] = row["n"]
    both, after = np.zeros((2, len(items), len(items)))
    found = pairs.collect("pyarrow")
    i, j = ([place[str(v)] for v in found[name].to_list()] for name in ("had_item", "item"))
    both[i, j] = found["both"].to_numpy()
    after[i, j] = found["after"].to_numpy()
    owners = np.array([item.customers for item in items], dtype=np.float64)
    np.fill_diagonal(both, owners)
    return Counts(items, int(people["n"][0]), owners, gained, both, after, items_frame, had, pairs)


def shares(told: Counts) -> Shares:
    weight = _weight(told)
    mean, low, high = limits(told.after, told.exposed, told.base[None, :], weight)
    return Shares(weight, mean, low, high)


def limits(after: Floats, exposed: Floats, base: Floats, weight: float) -> tuple[Floats, ...]:
    """Posterior mean and Wilson limits of as many customers as data and prior are worth."""
    n = exposed + weight
    p = (after + weight * base) / n
    scale = 1 + Z90**2 / n
    centre = (p + Z90**2 / (2 * n)) / scale
    half = Z90 * np.sqrt(p * (1 - p) / n + Z90**2 / (4 * n**2)) / scale
    return p, centre - half, centre + half


def rules(told: Counts, weight: float, has_cost: bool) -> Frame:
    """The same in the engine: pairs that are surely above what everybody does.

    `had_item`, `item`, `n` (had i, not j), `k` (of them, bought j after), `probability`,
    `low`, `high`, `base`, `margin_minor`, `is_up_sell`.
    """
    items = ownership.with_margin(told.items_frame, has_cost)
    first = items.select(
        had_item="item", owners="customers", had_category="category", had_margin="margin_minor"
    )
    total = float(told.customers)
    second = items.select("item", "category", "margin_minor", "customers")
    new = told.pairs.select("item", "gained").unique()
    second = second.join(new, on="item", how="inner").with_columns(
        base=(nw.col("gained").cast(nw.Float64) + 0.5)
        / (total - nw.col("customers").cast(nw.Float64) + 1.0)
    )
    pairs = told.pairs.filter(nw.col("after") > 0).select("had_item", "item", "both", k="after")
    joined = pairs.join(first, on="had_item", how="inner").join(second, on="item", how="inner")
    counted = joined.with_columns(n=nw.col("owners") - nw.col("both"))
    return _surely_above(counted, weight)


def _surely_above(counted: Frame, weight: float) -> Frame:
    """`limits`, written for the engine in steps, because it writes expressions out in full."""
    z = Z90**2
    stepped = counted.with_columns(_n=nw.col("n").cast(nw.Float64) + weight)
    stepped = stepped.with_columns(
        probability=(nw.col("k").cast(nw.Float64) + weight * nw.col("base")) / nw.col("_n")
    )
    p, n = nw.col("probability"), nw.col("_n")
    stepped = stepped.with_columns(
        _scale=1.0 + z / n,
        _spread=p * (1.0 - p) / n + z / (4.0 * n * n),
        _middle=p + z / (2.0 * n),
    )
    half = Z90 * nw.col("_spread") ** 0.5
    stepped = stepped.with_columns(
        low=(nw.col("_middle") - half) / nw.col("_scale"),
        high=(nw.col("_middle") + half) / nw.col("_scale"),
        is_up_sell=(nw.col("category") == nw.col("had_category"))
        & (nw.col("margin_minor") > nw.col("had_margin")),
    )
    sure = stepped.filter((nw.col("low") > nw.col("base")) & (nw.col("margin_minor") > 0))
    return sure.select(
        *("had_item", "item", "n", "k", "probability", "low", "high", "base", "margin_minor"),
        is_up_sell=nw.coalesce("is_up_sell", nw.lit(False)),
    )


def _pairs(had: Frame, new: Frame) -> Frame:
    """How many had i and j, and had i and bought j after; `gained` of j beside it."""
    one = had.select("customer_id", had_item=nw.col("item"))
    together = _counted(one, had).select("had_item", "item", both="n", after=nw.lit(0))
    then = _counted(one, new).select("had_item", "item", both=nw.lit(0), after="n")
    whole = [
        frame.with_columns(nw.col("both").cast(nw.Int64), nw.col("after").cast(nw.Int64))
        for frame in (together, then)
    ]
    summed = (
        nw.concat(whole)
        .group_by("had_item", "item")
        .agg(nw.col("both").sum().cast(nw.Int64), nw.col("after").sum().cast(nw.Int64))
    )
    gained = new.group_by("item").agg(gained=nw.len().cast(nw.Int64))
    known = summed.join(gained, on="item", how="left")
    return known.with_columns(gained=nw.col("gained").fill_null(0))


def _counted(one: Frame, other: Frame) -> Frame:
    both = one.join(other.select("customer_id", "item"), on="customer_id", how="inner")
    apart = both.filter(nw.col("had_item") != nw.col("item"))
    return apart.group_by("had_item", "item").agg(n=nw.len().cast(nw.Int64))


def _weight(told: Counts) -> float:
    """The prior's weight under which all pairs together are most likely."""
    n, k = told.exposed, told.after
    base = np.broadcast_to(told.base[None, :], n.shape)
    asked = (n > 0) & ~np.eye(len(n), dtype=bool)
    n, k, base = n[asked], k[asked], np.clip(base[asked], 1e-9, 1 - 1e-9)
    if not len(n):
        return WEIGHTS[-1]

    def log_likelihood(weight: float) -> float:
        a, b = weight * base, weight * (1 - base)
        return float((special.betaln(a + k, b + n - k) - special.betaln(a, b)).sum())

    return max(WEIGHTS, key=log_likelihood)
