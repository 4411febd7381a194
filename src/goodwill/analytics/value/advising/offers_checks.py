"""Whether offers by association would have hit more often than plain best-sellers.

Learnt at one cut in time, tried at the next: of the customers who bought anything new in
the window after it, in how many lists of k was something that they bought. Both kinds of
list are made for the same customers, so their difference is taken in pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import TooFew
from goodwill.analytics.figure.figure import wilson
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.survival import Z95
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import ownership
from goodwill.analytics.value.advising.associations import Counts, Settle, Shares
from goodwill.language import Sentence

MOST = 20_000
FEWEST = 100
AT_ONCE = 2000


@dataclass(frozen=True)
class Rate:
    """A share of customers with its 95 % interval (Wilson)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class HoldOut:
    """Hit rates of lists of `length`: by association, and of best-sellers not yet had.

    `gain` is their difference with its 95 % interval; the two margins are what the things
    hit would have brought a customer (minor units), for lists ranked by margin as offers
    are. What was bought would have been bought without an offer: a hit is no effect.
    """

    customers: int
    length: int
    association: Rate
    best_sellers: Rate
    gain: Rate
    association_margin_minor: float
    best_sellers_margin_minor: float

    @property
    def is_better(self) -> bool:
        return self.gain.low > 0

    @property
    def verdict(self) -> Sentence:
        told: dict[str, object] = {
            "n": self.customers,
            "length": self.length,
            "mine": _percent(self.association.value),
            "theirs": _percent(self.best_sellers.value),
            "low": _percent(self.gain.low),
            "high": _percent(self.gain.high),
        }
        if self.is_better:
            return Sentence(
                "Tried on {n} customers at a later time, a list of {length} by association held "
                "something they then bought in {mine}% of cases, one of plain best-sellers in "
                "{theirs}%: {low} to {high} points better.",
                **told,
            )
        return Sentence(
            "Tried on {n} customers at a later time, a list of {length} by association held "
            "something they then bought in {mine}% of cases, one of plain best-sellers in "
            "{theirs}%. The difference, {low} to {high} points, is not surely in favour of "
            "association, so best-sellers are offered.",
            **told,
        )


def held_out(
    told: Counts,
    learnt: Shares,
    days: Frame,
    day: int,
    *,
    window_days: int,
    lookback_days: int,
    length: int,
    settle: Settle,
) -> HoldOut:
    """Try what `told` taught on the customers of a later `day`.

    Raises
    ------
    TooFew
        Fewer than 100 customers bought anything new in the window.
    """
    had = ownership.owned(days, day, lookback_days)
    had = settle(ownership.of_items(had, told.items_frame).select("customer_id", "item"))
    new = ownership.gained(days, had, day, window_days)
    new = settle(_some(ownership.of_items(new, told.items_frame)))
    people = sorted({str(c) for c in new.collect("pyarrow")["customer_id"].to_list()})
    if len(people) < FEWEST:
        what = Sentence("customers who bought something new, to try offers on")
        raise TooFew(what, len(people), FEWEST)
    mine = had.join(new.select("customer_id").unique(), on="customer_id", how="semi")
    owned, bought = (_matrix(told, people, frame) for frame in (mine, new))
    return _tried(told, learnt, owned, bought, length)


def _some(new: Frame) -> Frame:
    people = new.select("customer_id").unique()
    nth = -(-int(people.select(n=nw.len()).collect("pyarrow")["n"][0]) // MOST)
    if nth < 2:
        return new
    numbered = people.with_columns(_one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over(order_by="customer_id")
    )
    kept = numbered.filter(nw.col("_row") % nth == 0).select("customer_id")
    return new.join(kept, on="customer_id", how="semi")


def _matrix(told: Counts, people: list[str], frame: Frame) -> np.ndarray:
    who = {name: at for at, name in enumerate(people)}
    what = {item.id: at for at, item in enumerate(told.items)}
    matrix = np.zeros((len(people), len(told.items)), dtype=bool)
    found = frame.collect("pyarrow")
    rows = [who[str(name)] for name in found["customer_id"].to_list()]
    matrix[rows, [what[str(item)] for item in found["item"].to_list()]] = True
    return matrix


def _tried(
    told: Counts, learnt: Shares, owned: np.ndarray, bought: np.ndarray, length: int
) -> HoldOut:
    margin = np.array([item.margin_minor for item in told.items])
    base = np.asarray(told.base)
    sure = np.where(learnt.low > base, learnt.low, 0.0)
    np.fill_diagonal(sure, 0.0)
    hits, brought = [], []
    for start in range(0, len(owned), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        rows = owned[part]
        best = np.array([sure[row].max(axis=0, initial=0.0) for row in rows])
        # where no pair is sure, the best-sellers fill the list, below all that are
        by_pair = np.where(best > 0, 1.0 + best, base)
        worth = np.where(best > 0, np.maximum(best - base, 0) * margin, base * margin * 1e-9)
        popular = np.broadcast_to(base, rows.shape)
        lists = [_listed(score, rows, length) for score in (by_pair, popular)]
        lists += [_listed(score, rows, length) for score in (worth, popular * margin)]
        found = [np.take_along_axis(bought[part], chosen, axis=1) for chosen in lists]
        hits.append(np.column_stack([each.any(axis=1) for each in found[:2]]))
        pairs = zip(found[2:], lists[2:], strict=True)
        brought.append(
            np.column_stack([(hit * margin[chosen]).sum(axis=1) for hit, chosen in pairs])
        )
    return _summed(np.concatenate(hits), np.concatenate(brought), length)


def _listed(score: Floats, owned: np.ndarray, length: int) -> np.ndarray:
    return np.argsort(np.where(owned, np.inf, -score), axis=1, kind="stable")[:, :length]


def _summed(hits: np.ndarray, brought: Floats, length: int) -> HoldOut:
    n = len(hits)
    difference = hits[:, 0].astype(float) - hits[:, 1].astype(float)
    mean = float(difference.mean())
    half = Z95 * float(np.sqrt((difference.var() + 1 / n) / n))
    mine, theirs = (Rate(float(column.mean()), *wilson(int(column.sum()), n)) for column in hits.T)
    margins = (float(column.mean()) for column in brought.T)
    return HoldOut(n, length, mine, theirs, Rate(mean, mean - half, mean + half), *margins)


def _percent(share: float) -> float:
    return round(100 * share, 1)
