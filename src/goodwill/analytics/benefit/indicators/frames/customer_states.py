"""Where customers stand at the ends of periods: bought lately, twice, lost, back again.

Whether a customer is there at a day is judged by the rule of `value.today.retention`: lost is
who has been silent for k of their own median intervals; one-time buyers take the median of
the others' medians. Here that is asked of all ends of periods at once. Only the last purchase
before an end matters, and what was known then, so a customer takes at most one row per end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.periods import layers
from goodwill.analytics.numerics.bins import bin_index, quantile_of_counts
from goodwill.analytics.tables import Frame

AT_ONCE = 30
"""Periods have at most twice as many ends, each a bit of a 64-bit number."""

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
    for places in together(asked):
        found |= _of_layer(asked, places)
    return found


def together(asked: Asked) -> list[list[int]]:
    """Places of periods that can be asked at once: none overlap, and a number has bits enough."""
    return [
        layer[start : start + AT_ONCE]
        for layer in layers(asked.periods)
        for start in range(0, len(layer), AT_ONCE)
    ]


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
        the first), `lo`, `hi`: the last before the edges lo, lo + 1, … hi − 1; `own`, the
        median of the customer's gaps up to then, null with none; `former_day`, `former_own`,
        the same of the customer's row before, null on the first.
    """
    name = _name(asked, edges)
    return asked.tables[name] if name in asked.tables else _last_purchases(asked, edges)


def settled(asked: Asked, settle: purchases.Settle) -> Asked:
    """The same question with purchase days, and the last before each end, computed once."""
    ready = purchases.prepared(asked, settle)
    if ready is asked:
        return asked
    found: dict[str, Frame] = {}
    for each in (ready, purchases.whole(ready)):
        for places in together(each):
            edges = edges_of(each, places)
            name = _name(each, edges)
            if name not in found and name not in ready.tables:
                found[name] = settle(_last_purchases(each, edges))
    return replace(ready, tables={**ready.tables, **found})


def _name(asked: Asked, edges: Sequence[int]) -> str:
    return " ".join(("last purchases before", *map(str, edges), "by", *asked.by))


def _last_purchases(asked: Asked, edges: Sequence[int]) -> Frame:
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
    joined = last.join(own, on=[*key, "day"], how="left")
    former = {
        f"former_{name}": nw.col(name).shift(1).over(*key, order_by="day")
        for name in ("day", "own")
    }
    return joined.with_columns(**former)


def with_states(last: Frame, asked: Asked, edges: Sequence[int]) -> tuple[Frame, list[bool]]:
    """Adds `alive_<edge>` (1 if a customer by rhythm then, else 0); and whether it is known.

    One row is collected.
    """
    pooled = pooled_medians(last, edges)
    k = asked.settings.churn_intervals
    alive = {
        f"alive_{i}": (is_last(i) & is_alive(edge, pooled[i], k)).cast(nw.Int64)
        for i, edge in enumerate(edges)
    }
    return last.with_columns(**alive), [median is not None for median in pooled]


def is_last(place: int) -> nw.Expr:
    """Whether the purchase is the customer's last before the edge."""
    return (nw.col("lo") <= place) & (nw.col("hi") > place)


def pooled_medians(last: Frame, edges: Sequence[int]) -> list[float | None]:
    """The median over customers of their own medians, at each edge."""
    medians = {
        f"at_{place}": nw.when(is_last(place)).then(nw.col("own")).median()
        for place in range(len(edges))
    }
    row = last.select(**medians).collect("pyarrow").rows(named=True)[0]
    found = [row[f"at_{place}"] for place in range(len(edges))]
    return [None if median is None else float(median) for median in found]


def is_alive(edge: int, pooled: float | None, k: float, prefix: str = "") -> nw.Expr:
    """Whether the purchase is recent enough at an edge; no if that is not known."""
    own, day = nw.col(f"{prefix}own"), nw.col(f"{prefix}day")
    interval = nw.coalesce(own, nw.lit(pooled, dtype=nw.Float64))
    silent = (nw.lit(edge - 1) - day).cast(nw.Float64)
    return (silent < interval * k).fill_null(False)


def _of_layer(asked: Asked, places: Sequence[int]) -> AllStates:
    """Rows that are alike at every edge are counted by the engine, and read here."""
    edges = edges_of(asked, places)
    last = last_purchases(asked, edges)
    pooled = pooled_medians(last, edges)
    tallies = _tallies(last, asked, edges, pooled)
    ages = _ages(last, asked)
    found: dict[tuple[int, Part], CustomerStates] = {}
    for place in places:
        end = edges.index(asked.periods[place].end_day)
        since = edges[end] - asked.settings.active_days
        for part, rows in tallies.items():
            counts = dict.fromkeys(_COUNTED, 0)
            for row, n in rows:
                for name in row.counted(end):
                    counts[name] += n
            days = sorted(
                (edges[end] - 1 - day, n)
                for (day, hi), n in ages[part].items()
                if since <= day < edges[end] and hi > end
            )
            known = pooled[end - 1] is not None
            found[place, part] = _state(counts, days, rhythm_known=known)
    return found


@dataclass(frozen=True)
class _Alike:
    """Purchases that are alike at every edge: bits of `alive`; `before` is None if new.

    `active`, `once` and `twice` hold at edges before those numbers.
    """

    lo: int
    hi: int
    alive: int
    before: int | None
    again: bool
    active: int
    once: int
    twice: int

    def counted(self, end: int) -> Iterator[str]:
        """What a customer of this kind counts as, over the period that ends at the edge."""
        there_at_start = bool(self.alive >> (end - 1) & 1)
        there = bool(self.alive >> end & 1)
        if there_at_start:
            yield "at_start"
        if there:
            yield from self._of_those_there(end, there_at_start)
        if not self.lo <= end < self.hi:
            return
        yield "repeat" if self.again else "first_time"
        if not there:
            yield "lost"
        if end < self.active:
            yield "active"
        if end < self.once:
            yield "once"
        if end < self.twice and self.again:
            yield "twice"

    def _of_those_there(self, end: int, there_at_start: bool) -> Iterator[str]:
        yield "at_end"
        if there_at_start or (self.lo == end and self.before):
            yield "kept"
        elif self.lo == end and self.before is None:
            yield "won"


_COUNTED = (
    *("at_start", "at_end", "kept", "won", "active", "once", "twice"),
    *("first_time", "repeat", "lost"),
)


def _tallies(
    last: Frame, asked: Asked, edges: Sequence[int], pooled: Sequence[float | None]
) -> dict[Part, list[tuple[_Alike, int]]]:
    k, numbers = asked.settings.churn_intervals, range(len(edges))
    bits = nw.sum_horizontal(
        *((is_last(i) & is_alive(edges[i], pooled[i], k)).cast(nw.Int64) * 2**i for i in numbers)
    )
    was = nw.sum_horizontal(
        *(
            ((nw.col("lo") == i) & is_alive(edges[i - 1], pooled[i - 1], k, "former_")).cast(
                nw.Int64
            )
            for i in numbers
            if i
        )
    )
    of = {
        "active": ("day", asked.settings.active_days),
        "once": ("day", asked.settings.repeat_days),
        "twice": ("second", asked.settings.repeat_days),
    }
    second = last.with_columns(second=nw.col("day") - nw.coalesce("gap", nw.lit(0)))
    alike = second.with_columns(
        alive=bits.cast(nw.Int64),
        before=nw.when(~nw.col("former_day").is_null()).then(was),
        again=(~nw.col("gap").is_null()).cast(nw.Int64),
        **{name: bin_index(day, [edge - n for edge in edges]) for name, (day, n) in of.items()},
    )
    key = ("lo", "hi", "alive", "before", "again", *of)
    grouped = alike.group_by(*asked.by, *key).agg(n=nw.len().cast(nw.Int64))
    found: dict[Part, list[tuple[_Alike, int]]] = defaultdict(list)
    for row in grouped.collect("pyarrow").iter_rows(named=True):
        kind = _Alike(**{name: row[name] for name in key})
        found[tuple(row[name] for name in asked.by)].append((kind, row["n"]))
    return found


def _ages(last: Frame, asked: Asked) -> dict[Part, dict[tuple[int, int], int]]:
    """Part → (day, hi) → purchases."""
    grouped = last.group_by(*asked.by, "day", "hi").agg(n=nw.len().cast(nw.Int64))
    found: dict[Part, dict[tuple[int, int], int]] = defaultdict(dict)
    for row in grouped.collect("pyarrow").iter_rows(named=True):
        found[tuple(row[name] for name in asked.by)][row["day"], row["hi"]] = row["n"]
    return found


def _state(
    counts: Mapping[str, int], ages: Sequence[tuple[int, int]], *, rhythm_known: bool
) -> CustomerStates:
    days, times = [age for age, _ in ages], [n for _, n in ages]
    return CustomerStates(
        back=counts["at_end"] - counts["kept"] - counts["won"],
        rhythm_known=rhythm_known,
        recency=quantile_of_counts(days, times, 0.5) if days else None,
        **counts,
    )
