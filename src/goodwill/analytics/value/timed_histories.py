"""Purchase histories on the calendar: when each began, last bought, and how long it was seen.

With covariates over time it matters on which day somebody came. In the likelihood the
repeat purchases in between enter only through their number and, once for all customers
together, through the sum of the covariates on their days. So where the covariates are the
same for everybody, customers of one first day, last day and number are one history.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken, TooFew
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import triples
from goodwill.analytics.value.timeline import Names, Timeline
from goodwill.language import Sentence


@dataclass(frozen=True)
class Histories:
    """Histories and the covariates that they lived under; arrays of shape (histories,).

    Parameters
    ----------
    timeline
        The covariates.
    repeats
        Repeat purchases: days bought on after the first.
    first_day, last_day, as_of_day
        First and last purchase, and the end of observation.
    weight
        How many customers have this history.
    track
        Which of the timeline's tracks is theirs.
    sums
        Covariates on the day, summed over the repeat purchases of all customers, shape
        (covariates,).
    """

    timeline: Timeline
    repeats: Floats
    first_day: Floats
    last_day: Floats
    as_of_day: Floats
    weight: Floats
    track: Integers
    sums: Floats

    @property
    def customers(self) -> float:
        return float(self.weight.sum())

    @property
    def observed(self) -> Floats:
        """T: first purchase to the end of observation, in days."""
        return self.as_of_day - self.first_day

    @property
    def customer_id(self) -> Names:
        """Whose history each is, where the covariates are personal."""
        if self.timeline.customers is None:
            raise TypeError("histories under a shared season are not one customer's")
        return self.timeline.customers[self.track]

    @property
    def bought(self) -> float:
        """Repeat purchases of all customers."""
        return float(self.weight @ self.repeats)

    def __len__(self) -> int:
        return len(self.repeats)

    def under(self, names: Collection[str]) -> Histories:
        """The same histories under these covariates alone, in the fewest periods."""
        known = self.timeline.condensed(names)
        columns = [self.timeline.names.index(name) for name in known.names]
        return replace(self, timeline=known, sums=self.sums[columns])

    def taken(self, rows: Any) -> Histories:
        """Some of the histories; `sums` stay those of all."""
        return replace(
            self,
            repeats=self.repeats[rows],
            first_day=self.first_day[rows],
            last_day=self.last_day[rows],
            as_of_day=self.as_of_day[rows],
            weight=self.weight[rows],
            track=self.track[rows],
        )


def histories(purchases: Any, covariates: Timeline, *, as_of_day: int) -> Histories:
    """From a dataframe of any kind with `customer_id` and `day`.

    Parameters
    ----------
    purchases
        A row per customer and purchase day (`information.histories.purchase_days` without
        the days of nothing but returns); days since 1970-01-01. Rows of one day are one
        purchase. Days after `as_of_day` are not looked at, so one table serves calibration
        and hold-out.
    covariates
        From before the first purchase to `as_of_day` at least.
    as_of_day
        The last day observed.

    Returns
    -------
    Histories
        In ascending order of track, first day, last day and repeats; under a shared season
        the distinct ones, grouped by the dataframe's own engine.

    Raises
    ------
    ContractBroken
        A day or customer is missing, or a customer has no covariates.
    TooFew
        Nobody bought.
    Undefined
        The covariates begin too late or end too early.
    """
    days = _days(purchases, as_of_day)
    if covariates.customers is None:
        keys, sums = _shared(days, covariates)
        track = np.zeros(len(keys[0]), dtype=np.int64)
    else:
        keys, track, sums = _personal(days, covariates)
    first, last, repeats, weight = keys
    if not len(first):
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    found = arrays(
        covariates, repeats, first, last, as_of_day, weight=weight, track=track, sums=sums
    )
    return found.taken(np.lexsort((repeats, last, first, track)))


def arrays(
    covariates: Timeline,
    repeats: Any,
    first_day: Any,
    last_day: Any,
    as_of_day: Any,
    *,
    weight: Any = 1.0,
    track: Any = 0,
    sums: Any = None,
) -> Histories:
    """From arrays that broadcast; `sums` are 0 if not given (nothing but a fit needs them).

    Raises
    ------
    ContractBroken
        As `triples.triples` does.
    Undefined
        The covariates begin too late or end too early.
    """
    given = (repeats, first_day, last_day, as_of_day, weight)
    columns = [np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in given]
    columns = [np.ascontiguousarray(column) for column in np.broadcast_arrays(*columns)]
    x, first, last, as_of, weights = columns
    triples.each(x, last - first, as_of - first)
    covariates.refuse_before(first.min())
    covariates.refuse_after(as_of.max())
    tracks = np.broadcast_to(np.asarray(track, dtype=np.int64), x.shape)
    total = np.zeros(len(covariates.names)) if sums is None else np.asarray(sums, np.float64)
    return Histories(covariates, x, first, last, as_of, weights, tracks, total)


def newcomers(covariates: Timeline, first_day: Any, *, track: Any = 0) -> Histories:
    """Customers on the day of their first purchase, of whom nothing else is known yet."""
    return arrays(covariates, 0.0, first_day, first_day, first_day, track=track)


def repeats_by_day(purchases: Any, as_of_day: int) -> tuple[Floats, Floats]:
    """Days in ascending order, and how many repeat purchases were made on each."""
    days = _days(purchases, as_of_day)
    return _counted(days)


def _days(purchases: Any, as_of_day: int) -> Frame:
    frame: Frame = nw.from_native(purchases, pass_through=False).lazy()
    frame = frame.select("customer_id", nw.col("day").cast(nw.Int64))
    holes = nw.col("customer_id").is_null() | nw.col("day").is_null()
    missing = frame.select(holes=holes.cast(nw.Int64).sum()).collect("pyarrow").item(0, "holes")
    if missing:
        raise ContractBroken(
            "purchases",
            (
                Sentence(
                    "{n} row without customer or day",
                    "{n} rows without customer or day",
                    n=int(missing),
                ),
            ),
        )
    return frame.filter(nw.col("day") <= as_of_day).unique()


def _by_customer(days: Frame) -> Frame:
    return days.group_by("customer_id").agg(
        first_day=nw.col("day").min(),
        last_day=nw.col("day").max(),
        purchases=nw.len(),
    )


def _shared(days: Frame, covariates: Timeline) -> tuple[tuple[Floats, ...], Floats]:
    keys = ("first_day", "last_day", "purchases")
    grouped = _by_customer(days).group_by(*keys).agg(customers=nw.len())
    columns = _collected(grouped, *keys, "customers")
    first, last, purchases, weight = columns
    bought_on, times = _counted(days)
    _refuse_unknown(covariates, first, bought_on)
    sums = times @ covariates.values[0, covariates.period_of(bought_on)]
    return (first, last, purchases - 1, weight), sums


def _counted(days: Frame) -> tuple[Floats, Floats]:
    """Purchases of each day less the first ones."""
    on, all_of = _collected(days.group_by("day").agg(n=nw.len()), "day", "n")
    firsts = _by_customer(days).group_by("first_day").agg(n=nw.len())
    first_on, new = _collected(firsts, "first_day", "n")
    order = np.argsort(on)
    on, all_of = on[order], all_of[order]
    all_of[np.searchsorted(on, first_on)] -= new
    return on, all_of


def _personal(days: Frame, covariates: Timeline) -> tuple[tuple[Floats, ...], Integers, Floats]:
    names = np.asarray(covariates.customers)
    table = _by_customer(days).collect("pyarrow")
    keys = [table[name].to_numpy().astype(np.float64) for name in ("first_day", "last_day")]
    purchases = table["purchases"].to_numpy().astype(np.float64)
    track = _tracks_of(table["customer_id"].to_numpy(), names)
    rows = days.collect("pyarrow")
    on = rows["day"].to_numpy().astype(np.float64)
    _refuse_unknown(covariates, *keys, on)
    at, whose = covariates.period_of(on), _tracks_of(rows["customer_id"].to_numpy(), names)
    sums = covariates.values[whose, at].sum(axis=0)
    sums -= covariates.values[track, covariates.period_of(keys[0])].sum(axis=0)
    return (*keys, purchases - 1, np.ones(len(track))), track, sums


def _tracks_of(who: Any, names: Names) -> Integers:
    places = np.minimum(np.searchsorted(names, who), len(names) - 1)
    unknown = np.flatnonzero(names[places] != who)
    if len(unknown):
        raise ContractBroken(
            "covariates", (Sentence("customer {who} has no row", who=str(who[unknown[0]])),)
        )
    return np.asarray(places, dtype=np.int64)


def _refuse_unknown(covariates: Timeline, *days: Floats) -> None:
    for each in days:
        if len(each):
            covariates.refuse_before(each.min())
            covariates.refuse_after(each.max())


def _collected(frame: Frame, *names: str) -> tuple[Floats, ...]:
    table = frame.collect("pyarrow")
    return tuple(table[name].to_numpy().astype(np.float64) for name in names)
