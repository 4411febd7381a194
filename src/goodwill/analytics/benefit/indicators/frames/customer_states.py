"""Where customers stand at the ends of periods: bought lately, twice, lost, back again.

Whether a customer is there at a day is judged by the rule of `value.today.retention`: lost is
who has been silent for k of their own median intervals; one-time buyers take the median of
the others' medians. Here that is asked of all ends of periods at once. Only the last purchase
before an end matters, and what was known then, so a customer takes at most one row per end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settle
from goodwill.analytics.benefit.indicators.kernel.periods import layers
from goodwill.analytics.numerics.arrays import Floats, Integers
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


def settled(asked: Asked, settle: Settle) -> Asked:
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


def standing(asked: Asked, edges: Sequence[int]) -> Frame:
    """`last_purchases` with where they leave the customer by rhythm, computed once.

    Adds `stop`: up to which of the edges the customer is there by their own rhythm, null where
    it is not known (`is_alive` then takes the others'). And `was`: 1 if by the purchase before
    they were there at the last edge before this one, 0 if not, null on the first.
    """
    return asked.kept(f"standing {_name(asked, edges)}", lambda: _standing(asked, edges))


def _standing(asked: Asked, edges: Sequence[int]) -> Frame:
    k, others = asked.settings.churn_intervals, others_rhythm(asked, edges)
    spans = {
        "_span": _patience("day", "own", k),
        "_former_span": _patience("former_day", "former_own", k),
    }
    last = last_purchases(asked, edges).with_columns(**spans)
    stops = {"stop": bin_index("_span", edges), "_stop": bin_index("_former_span", edges)}
    former = nw.col("former_day")
    by_others = [
        (nw.col("lo") == place + 1) & (former >= day)
        for place, day in enumerate(others)
        if day is not None
    ]
    known = nw.when(~nw.col("_stop").is_null()).then(
        (nw.col("_stop") >= nw.col("lo")).cast(nw.Int64)
    )
    told = known.otherwise(
        nw.any_horizontal(nw.lit(False), *by_others, ignore_nulls=True).cast(nw.Int64)
    )
    standing = last.with_columns(**stops)
    standing = standing.with_columns(was=nw.when(~former.is_null()).then(told))
    return standing.drop("_span", "_former_span", "_stop")


def _patience(day: str, own: str, k: float) -> nw.Expr:
    """The last day on which somebody who was silent since `day` is not yet lost."""
    return nw.col(day).cast(nw.Int64) + (nw.col(own) * k).ceil().cast(nw.Int64)


def others_rhythm(asked: Asked, edges: Sequence[int]) -> list[int | None]:
    """For each edge: since which day who has no rhythm of their own must have bought.

    None where nobody has a rhythm.
    """
    k = asked.settings.churn_intervals
    return [
        None if pooled is None else edge - ceil(pooled * k)
        for edge, pooled in zip(edges, pooled_medians(asked, edges), strict=True)
    ]


def is_alive(place: int, others: Sequence[int | None]) -> nw.Expr:
    """Whether it is the customer's last purchase before the edge, and recent enough then."""
    day = others[place]
    recent = nw.lit(False) if day is None else nw.col("day") >= day
    return is_last(place) & nw.coalesce(nw.col("stop") > place, recent)


def is_last(place: int) -> nw.Expr:
    """Whether the purchase is the customer's last before the edge."""
    return (nw.col("lo") <= place) & (nw.col("hi") > place)


def pooled_medians(asked: Asked, edges: Sequence[int]) -> list[float | None]:
    """The median over customers of their own medians, at each edge; found once."""
    return asked.once(f"pooled {_name(asked, edges)}", lambda: _pooled_medians(asked, edges))


def _pooled_medians(asked: Asked, edges: Sequence[int]) -> list[float | None]:
    """Own medians are few different numbers, so they are counted by the engine and ranked here."""
    known = last_purchases(asked, edges).filter(~nw.col("own").is_null())
    counts = known.group_by("lo", "hi", "own").agg(n=nw.len().cast(nw.Int64))
    table = counts.sort("own").collect("pyarrow")
    lo, hi, own, n = (table[name].to_numpy() for name in ("lo", "hi", "own", "n"))
    found: list[float | None] = []
    for place in range(len(edges)):
        here = (lo <= place) & (place < hi)
        ranks = np.cumsum(n[here])
        found.append(_middle(own[here], ranks) if len(ranks) else None)
    return found


def _middle(ascending: Floats, ranks: Integers) -> float:
    """The median of numbers of which `ranks` says how many lie at or before each."""
    total = ranks[-1]
    low, high = np.searchsorted(ranks, ((total - 1) // 2, total // 2), side="right")
    return float(ascending[low] + ascending[high]) / 2


def _of_layer(asked: Asked, places: Sequence[int]) -> AllStates:
    """Rows that are alike at every edge are counted by the engine, and read here."""
    edges = edges_of(asked, places)
    pooled = pooled_medians(asked, edges)
    last = standing(asked, edges)
    alike = tallies(last, asked, edges, others_rhythm(asked, edges))
    ages = _ages(last, asked)
    found: dict[tuple[int, Part], CustomerStates] = {}
    for place in places:
        end = edges.index(asked.periods[place].end_day)
        since = edges[end] - asked.settings.active_days
        for part, kinds in alike.items():
            days = sorted(
                (edges[end] - 1 - day, n)
                for (day, hi), n in ages[part].items()
                if since <= day < edges[end] and hi > end
            )
            known = pooled[end - 1] is not None
            found[place, part] = _state(kinds.counts(end), days, rhythm_known=known)
    return found


@dataclass(frozen=True, eq=False)
class Alike:
    """Kinds of purchases that are alike at every edge, and how many `n` there are of each.

    Shape (kinds,). `alive` has a bit for each edge; `before` is `was`, −1 if new. `active`,
    `once` and `twice` hold at edges before those numbers.
    """

    lo: Integers
    hi: Integers
    alive: Integers
    before: Integers
    again: Integers
    active: Integers
    once: Integers
    twice: Integers
    n: Integers

    def counts(self, end: int) -> dict[str, int]:
        """What customers of these kinds count as, over the period that ends at the edge."""
        here = (self.lo <= end) & (end < self.hi)
        there_at_start = (self.alive >> (end - 1) & 1).astype(bool)
        there = (self.alive >> end & 1).astype(bool)
        came, again = self.lo == end, self.again == 1
        meant = {
            "at_start": there_at_start,
            "at_end": there,
            "kept": there & (there_at_start | (came & (self.before > 0))),
            "won": there & ~there_at_start & came & (self.before < 0),
            "active": here & (end < self.active),
            "once": here & (end < self.once),
            "twice": here & (end < self.twice) & again,
            "first_time": here & ~again,
            "repeat": here & again,
            "lost": here & ~there,
        }
        return {name: int(self.n[holds].sum()) for name, holds in meant.items()}


_KIND = ("lo", "hi", "alive", "before", "again", "active", "once", "twice")


_TOLD = ("lo", "hi", "stop", "since", "before", "again", "active", "once", "twice")


def tallies(
    last: Frame, asked: Asked, edges: Sequence[int], others: Sequence[int | None]
) -> dict[Part, Alike]:
    """Rows of `standing` by the columns cut by, those that are alike counted."""
    of = {
        "active": ("day", asked.settings.active_days),
        "once": ("day", asked.settings.repeat_days),
        "twice": ("second", asked.settings.repeat_days),
    }
    second = last.with_columns(second=nw.col("day") - nw.coalesce("gap", nw.lit(0)))
    no_rhythm = nw.when(nw.col("stop").is_null())
    alike = second.with_columns(
        stop=nw.col("stop").fill_null(-1),
        since=no_rhythm.then(nw.col("day")).otherwise(nw.lit(-1)),
        before=nw.col("was").fill_null(-1),
        again=(~nw.col("gap").is_null()).cast(nw.Int64),
        **{name: bin_index(day, [edge - n for edge in edges]) for name, (day, n) in of.items()},
    )
    table = alike.group_by(*asked.by, *_TOLD).agg(n=nw.len().cast(nw.Int64)).collect("pyarrow")
    places: dict[Part, list[int]] = defaultdict(list)
    for place, part in enumerate(zip(*(table[name].to_list() for name in asked.by), strict=True)):
        places[part].append(place)
    if not asked.by and len(table):
        places[()] = list(range(len(table)))
    columns = {name: table[name].to_numpy() for name in (*_TOLD, "n")}
    columns["alive"] = _bits(columns, others)
    return {
        part: Alike(**{name: columns[name][rows] for name in (*_KIND, "n")})
        for part, rows in places.items()
    }


def _bits(columns: Mapping[str, Integers], others: Sequence[int | None]) -> Integers:
    """A bit for each edge at which it is the last purchase and recent enough."""
    found = np.zeros(len(columns["n"]), dtype=np.int64)
    no_rhythm = columns["stop"] < 0
    for place, day in enumerate(others):
        is_last = (columns["lo"] <= place) & (place < columns["hi"])
        by_others = columns["since"] >= day if day is not None else np.zeros_like(no_rhythm)
        recent = np.where(no_rhythm, by_others, columns["stop"] > place)
        found |= (is_last & recent).astype(np.int64) << place
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
