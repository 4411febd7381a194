"""Where customers stand at the ends of periods: bought lately, twice, lost, back again.

Whether a customer is there at a day is judged by the rule of `value.today.retention`: lost is
who has been silent for k of their own median intervals; one-time buyers take the median of
the others' medians. Here that is asked of all ends of periods at once. Only the last purchase
before an end matters, and what was known then, so a customer takes at most one row per end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators import purchases
from goodwill.analytics.benefit.indicators.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.periods import layers
from goodwill.analytics.numerics.bins import bin_index
from goodwill.analytics.tables import Frame

Part = tuple[str, ...]
"""The values of the columns cut by, in their order."""


@dataclass(frozen=True)
class CustomerStates:
    """Customers of one part over one period; counts.

    Parameters
    ----------
    at_start, at_end, kept, won, back
        By their own rhythm: customers at both ends; of those at the end, who were there at the
        start, who had never bought before, and who had been lost at the start.
    rhythm_known
        Whether anybody had bought twice before the start, so that silence can be judged.
    active, recency
        Bought within `active_days` before the end, and their median days since.
    once, twice
        Bought on at least one, and on at least two days within `repeat_days` before the end.
    first_time, repeat, lost
        Bought on one day, or on more, up to the end; and how many of both are lost.
    """

    at_start: int
    at_end: int
    kept: int
    won: int
    back: int
    rhythm_known: bool
    active: int
    recency: float | None
    once: int
    twice: int
    first_time: int
    repeat: int
    lost: int


AllStates = Mapping[tuple[int, Part], CustomerStates]
"""By place of the period in `asked.periods` and part; a part without buyers is not there."""


def customer_states(asked: Asked) -> AllStates:
    """Where customers stand at the ends of every period; two small collections a layer.

    Raises
    ------
    Undefined
        There are no order lines, or no column to cut by.
    """
    found: dict[tuple[int, Part], CustomerStates] = {}
    for places in layers(asked.periods):
        found |= _of_layer(asked, places)
    return found


def edges_of(asked: Asked, places: Sequence[int]) -> list[int]:
    """The first days of periods and the first days after them, ascending, each once."""
    periods = [asked.periods[place] for place in places]
    return sorted({day for each in periods for day in (each.start_day, each.end_day)})


def last_purchases(asked: Asked, edges: Sequence[int]) -> Frame:
    """Purchases that are somebody's last before some of the `edges`.

    Returns
    -------
    Frame
        The columns cut by, `customer_id`, `day`, `gap` since the purchase day before (null on
        the first), `lo`, `hi`: the last before the edges lo, lo + 1, … hi − 1; and `own`, the
        median of the customer's gaps up to then, null with none.
    """
    key = purchases.key_of(asked)
    days = purchases.of(asked).filter(nw.col("orders") > 0).select(*key, "day")
    day = nw.col("day")
    known = days.with_columns(
        gap=(day - day.shift(1).over(*key, order_by="day")).cast(nw.Int64),
        after=day.shift(-1).over(*key, order_by="day"),
    )
    reached = known.with_columns(
        lo=bin_index("day", edges),
        hi=nw.coalesce(bin_index("after", edges), nw.lit(len(edges)).cast(nw.Int64)),
    )
    last = reached.filter(nw.col("hi") > nw.col("lo")).drop("after")
    again = ~nw.col("gap").is_null()
    gaps = known.filter(again).select(*key, seen="day", seen_gap="gap")
    own = (
        last.filter(again)
        .select(*key, "day")
        .join(gaps, on=list(key), how="inner")
        .filter(nw.col("seen") <= nw.col("day"))
        .group_by(*key, "day")
        .agg(own=nw.col("seen_gap").median().cast(nw.Float64))
    )
    return last.join(own, on=[*key, "day"], how="left")


def with_states(last: Frame, asked: Asked, edges: Sequence[int]) -> tuple[Frame, list[bool]]:
    """Adds `alive_<edge>` (1 if a customer by rhythm then, else 0); and whether it is known.

    One row is collected.
    """
    pooled = _pooled(last, edges)
    k = asked.settings.churn_intervals
    alive = {}
    for place, edge in enumerate(edges):
        interval = nw.coalesce(nw.col("own"), nw.lit(pooled[place], dtype=nw.Float64))
        silent = (nw.lit(edge - 1) - nw.col("day")).cast(nw.Float64)
        there = (silent < interval * k).fill_null(False)
        alive[f"alive_{place}"] = (is_last(place) & there).cast(nw.Int64)
    return last.with_columns(**alive), [median is not None for median in pooled]


def is_last(place: int) -> nw.Expr:
    """Whether the purchase is the customer's last before the edge."""
    return (nw.col("lo") <= place) & (nw.col("hi") > place)


def _pooled(last: Frame, edges: Sequence[int]) -> list[float | None]:
    """The median over customers of their own medians, at each edge."""
    medians = {
        f"at_{place}": nw.when(is_last(place)).then(nw.col("own")).median()
        for place in range(len(edges))
    }
    row = last.select(**medians).collect("pyarrow").rows(named=True)[0]
    found = [row[f"at_{place}"] for place in range(len(edges))]
    return [None if median is None else float(median) for median in found]


def _of_layer(asked: Asked, places: Sequence[int]) -> AllStates:
    edges = edges_of(asked, places)
    alive, known = with_states(last_purchases(asked, edges), asked, edges)
    ends = {place: edges.index(asked.periods[place].end_day) for place in places}
    asks: dict[str, nw.Expr] = {}
    for place, end in ends.items():
        sums = _at(end, edges[end], asked.settings)
        asks |= {f"{name}_{place}": expression for name, expression in sums.items()}
    together = _with_before(alive, asked, len(edges)).with_columns(all=nw.lit(0))
    found = together.group_by(*asked.by, "all").agg(**asks).collect("pyarrow")
    return {
        (place, tuple(row[name] for name in asked.by)): _read(row, place, known[ends[place] - 1])
        for row in found.rows(named=True)
        for place in places
    }


def _with_before(alive: Frame, asked: Asked, edges: int) -> Frame:
    """Adds `before`: whether the customer was there at the edge just before `lo`; null if new."""
    key = purchases.key_of(asked)
    at_last = nw.lit(0).cast(nw.Int64)
    for place in range(edges):
        is_it = nw.when(nw.col("hi") == place + 1)
        at_last = at_last + is_it.then(nw.col(f"alive_{place}")).otherwise(nw.lit(0))
    marked = alive.with_columns(at_last=at_last)
    before = nw.col("at_last").shift(1).over(*key, order_by="day")
    return marked.with_columns(before=before, again=(~nw.col("gap").is_null()).cast(nw.Int64))


def _at(end: int, edge: int, settings: Settings) -> dict[str, nw.Expr]:
    """The sums of the period that ends at an edge; it starts at the edge before."""
    start_alive, end_alive = nw.col(f"alive_{end - 1}"), nw.col(f"alive_{end}")
    here, day = is_last(end), nw.col("day")
    came = (nw.col("lo") == end).cast(nw.Int64) * end_alive
    was = nw.coalesce(nw.col("before"), nw.lit(0))
    first_before = nw.col("before").is_null().cast(nw.Int64)
    again = nw.col("again") == 1
    active = here & (day >= edge - settings.active_days)
    once = here & (day >= edge - settings.repeat_days)
    twice = once & (day - nw.coalesce("gap", nw.lit(0)) >= edge - settings.repeat_days) & again
    counted = {
        "at_start": start_alive,
        "at_end": end_alive,
        "kept": start_alive * end_alive + came * was,
        "won": came * first_before,
        "active": active.cast(nw.Int64),
        "once": once.cast(nw.Int64),
        "twice": twice.cast(nw.Int64),
        "first_time": (here & ~again).cast(nw.Int64),
        "repeat": (here & again).cast(nw.Int64),
        "lost": here.cast(nw.Int64) - end_alive,
    }
    sums = {name: expression.sum().cast(nw.Int64) for name, expression in counted.items()}
    recency = nw.when(active).then(nw.lit(edge - 1) - day).median().cast(nw.Float64)
    return {**sums, "recency": recency}


def _read(row: Mapping[str, object], place: int, known: bool) -> CustomerStates:
    def count(name: str) -> int:
        return int(row[f"{name}_{place}"] or 0)  # type: ignore[call-overload,no-any-return]

    recency = row[f"recency_{place}"]
    return CustomerStates(
        at_start=count("at_start"),
        at_end=count("at_end"),
        kept=count("kept"),
        won=count("won"),
        back=count("at_end") - count("kept") - count("won"),
        rhythm_known=known,
        active=count("active"),
        recency=None if recency is None else float(recency),  # type: ignore[arg-type]
        once=count("once"),
        twice=count("twice"),
        first_time=count("first_time"),
        repeat=count("repeat"),
        lost=count("lost"),
    )
