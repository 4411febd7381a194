"""Covariates over time: what pressed on customers in each period, and until when it is known.

A period is a run of days with one value of each covariate. Either every customer lives in
the same periods with the same values (a season), or each has values of their own (the
campaigns that reached them). Nothing is guessed: a gap, an overlap or a forecast beyond the
last period is refused, with the day.

Time is counted so that a purchase on day d happens at the moment d and day d is the time
(d − 1, d]. So the T days on which somebody first seen on day f can buy again, f + 1 … f + T,
are exactly the time (f, f + T], and a day's purchases and a day's exposure have the same
covariates.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.information.calendar import date_of, day_of
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

Names = npt.NDArray[np.object_]
DAYS_OF_A_YEAR = 365.25
STEEPEST = 300.0
"""Largest |Σ effect × covariate| that still leaves finite numbers."""


@dataclass(frozen=True)
class Timeline:
    """Covariates, constant within each period.

    Parameters
    ----------
    names
        Of the covariates.
    edges
        Shape (periods + 1,), ascending; period k is the time (edges[k], edges[k+1]]: its
        first day is edges[k] + 1 and its last day edges[k+1].
    values
        Shape (tracks, periods, covariates): one track for everybody, or one per customer.
    customers
        Whose track is whose, ascending, shape (tracks,); None if there is one for everybody.
    yearly
        The covariates that come again every year; the others are 0 after the last period.
    """

    names: tuple[str, ...]
    edges: Floats
    values: Floats
    customers: Names | None = None
    yearly: tuple[str, ...] = ()

    @property
    def first_day(self) -> int:
        return int(self.edges[0]) + 1

    @property
    def last_day(self) -> int:
        return int(self.edges[-1])

    @property
    def widths(self) -> Floats:
        return np.diff(self.edges)

    def period_of(self, moment: Any) -> Integers:
        """The period that a moment (or a day) is in; the very beginning is in the first."""
        found = np.searchsorted(self.edges, moment, side="left") - 1
        return np.asarray(np.maximum(found, 0), dtype=np.int64)

    def columns(self, names: Collection[str]) -> Floats:
        """The values of these covariates, shape (tracks, periods, len(names)).

        Raises
        ------
        ContractBroken
            There is no such covariate.
        """
        for name in names:
            if name not in self.names:
                raise broken(Sentence("there is no column {name}", name=name))
        return self.values[:, :, [self.names.index(name) for name in names]]

    def refuse_before(self, day: float) -> None:
        if day < self.edges[0]:
            raise Undefined(
                Sentence(
                    "The covariates begin on {first}, but are needed from {day} on.",
                    first=date_of(self.first_day),
                    day=date_of(int(day) + 1),
                )
            )

    def refuse_after(self, day: float) -> None:
        if day > self.edges[-1]:
            raise Undefined(
                Sentence(
                    "The covariates end on {last}, but are needed until {day}: give more "
                    "periods, or say how they continue.",
                    last=date_of(self.last_day),
                    day=date_of(int(np.ceil(day))),
                )
            )

    def refuse_too_steep(self, effects: dict[str, float]) -> None:
        """Where e^(Σ effect × covariate) would leave the finite numbers."""
        exponents = self.columns(effects) @ np.array(list(effects.values()), np.float64)
        if exponents.size and not np.abs(exponents).max() <= STEEPEST:
            raise Undefined(
                Sentence("The effects of {names} are beyond all measure.", names=", ".join(effects))
            )

    def condensed(self, names: Collection[str]) -> Timeline:
        """These covariates alone, in the fewest periods: equal neighbours are one.

        Days of a year of holidays become a few dozen periods.
        """
        kept = tuple(dict.fromkeys(names))
        values = self.columns(kept)
        changes = (values[:, 1:] != values[:, :-1]).any(axis=(0, 2))
        starts = np.append(0, np.flatnonzero(changes) + 1)
        edges = np.append(self.edges[starts], self.edges[-1])
        yearly = tuple(name for name in self.yearly if name in kept)
        return Timeline(kept, edges, values[:, starts], self.customers, yearly)

    def beside(self, other: Timeline) -> Timeline:
        """The covariates of both where both are known, in periods cut at the edges of either.

        Raises
        ------
        ContractBroken
            Both have a covariate of one name, or tracks of different customers.
        """
        _refuse_clashing(self, other)
        low = max(self.edges[0], other.edges[0])
        high = min(self.edges[-1], other.edges[-1])
        edges = np.union1d(self.edges, other.edges)
        edges = edges[(edges >= low) & (edges <= high)]
        ours, theirs = (each.values[:, each.period_of(edges[1:])] for each in (self, other))
        tracks = max(len(ours), len(theirs))
        values = [np.broadcast_to(each, (tracks, *each.shape[1:])) for each in (ours, theirs)]
        return Timeline(
            (*self.names, *other.names),
            edges,
            np.concatenate(values, axis=2),
            other.customers if self.customers is None else self.customers,
            (*self.yearly, *other.yearly),
        )

    def continued(self, until_day: int) -> Timeline:
        """Until that day at least: `yearly` covariates as a year before, the others 0.

        Holidays that move (the Spring Festival, Easter) do not come again on the same date:
        give those as far ahead as they are needed instead.

        Raises
        ------
        Undefined
            Less than a year is known of covariates that come again every year.
        """
        known = self
        if self.yearly:
            self._refuse_less_than_a_year()
        while known.last_day < until_day:
            known = known._a_year_more() if self.yearly else known._nothing_until(until_day)
        return known

    def pace_after(self, effects: dict[str, float]) -> float:
        """Mean of e^(Σ effect × covariate) over the last year known, `yearly` ones alone."""
        kept = [name for name in self.yearly if effects.get(name)]
        if not kept:
            return 1.0
        self._refuse_less_than_a_year()
        begins = np.maximum(self.edges[:-1], self.edges[-1] - DAYS_OF_A_YEAR)
        weights = np.maximum(self.edges[1:] - begins, 0.0)
        exponents = self.columns(kept) @ np.array([effects[name] for name in kept])
        return float(np.mean(np.exp(exponents) @ weights) / weights.sum())

    def _refuse_less_than_a_year(self) -> None:
        if self.edges[-1] - self.edges[0] < DAYS_OF_A_YEAR - 1:
            raise Undefined(
                Sentence(
                    "How {names} continue after {last} cannot be told: less than a year is known.",
                    names=", ".join(self.yearly),
                    last=date_of(self.last_day),
                )
            )

    def _a_year_more(self) -> Timeline:
        after = np.array([_a_year_later(int(edge) + 1) - 1 for edge in self.edges])
        again = np.unique(after[after > self.last_day]).astype(np.float64)
        edges = np.concatenate([self.edges, again])
        year_before = np.searchsorted(after, again, side="left") - 1
        kept = np.array([name in self.yearly for name in self.names])
        values = self.values[:, year_before] * kept
        return replace(self, edges=edges, values=np.concatenate([self.values, values], axis=1))

    def _nothing_until(self, day: int) -> Timeline:
        nothing = np.zeros((len(self.values), 1, len(self.names)))
        values = np.concatenate([self.values, nothing], axis=1)
        return replace(self, edges=np.append(self.edges, float(day)), values=values)


def _refuse_clashing(one: Timeline, other: Timeline) -> None:
    both = set(one.names) & set(other.names)
    if both:
        raise broken(Sentence("two covariates are called {name}", name=min(both)))
    if one.customers is None or other.customers is None:
        return
    if not np.array_equal(one.customers, other.customers):
        raise broken(Sentence("the customers of two sets of covariates are not the same"))


def broken(what: Sentence) -> ContractBroken:
    return ContractBroken("covariates", (what,))


def _a_year_later(day: int) -> int:
    on = date_of(day)
    if (on.month, on.day) == (2, 29):
        return day_of(date(on.year + 1, 3, 1))
    return day_of(on.replace(year=on.year + 1))
