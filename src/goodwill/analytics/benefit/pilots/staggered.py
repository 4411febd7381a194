"""Pilots that start at different times: each cohort against those where it does not run yet.

One regression with effects of units and periods would take units where the pilot runs
already for controls of those where it starts, and so subtract its own growing effect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodwill.analytics.benefit.pilots.estimate import (
    Check,
    Estimate,
    Method,
    Path,
    no_placebo,
    placebo_check,
)
from goodwill.analytics.benefit.pilots.panel import Panel, at_least
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence

OWN_SPREAD = 5
"""From so many units on a cohort says itself how its units differ; else all say it together."""
FEWEST_UNITS = 4
NEVER = np.iinfo(np.int64).max

Cell = tuple[int, int]
"""Where a cohort's pilot starts, and a period."""


@dataclass(frozen=True, eq=False)
class GroupTime:
    """The effects by cohort and period of a panel, and any weighted means of them.

    Each is linear in the outcomes, with coefficients that units of a cohort share. So a
    mean of effects is a sum of one number per unit, and its variance follows from how
    those numbers differ within cohorts, whatever their likeness over time.
    """

    outcome: Floats
    starts: Integers

    @cached_property
    def cohorts(self) -> Integers:
        """The starts there are, those never treated last as `NEVER`."""
        return np.unique(self.starts)

    @cached_property
    def sizes(self) -> Integers:
        return np.array([(self.starts == start).sum() for start in self.cohorts])

    def cells(self, *, since_start: bool) -> list[Cell]:
        """Cohorts and periods that have units to compare with; before the start, all but
        the last period, against which the others are measured."""
        found = []
        for start in self.cohorts[self.cohorts < NEVER]:
            periods = range(start, self.outcome.shape[1]) if since_start else range(start - 1)
            found += [(int(start), t) for t in periods if (self.starts > max(t, start)).any()]
        return found

    def mean(self, cells: Iterable[Cell]) -> Effect:
        """The mean effect over cells, each cohort counting by its units."""
        cells = list(cells)
        weights = np.array([self._size(start) for start, _ in cells], dtype=np.float64)
        weights /= weights.sum()
        coefficients = np.zeros((len(self.cohorts), self.outcome.shape[1]))
        for (start, period), weight in zip(cells, weights, strict=True):
            self._add(coefficients, start, period, float(weight))
        treated = sum(
            w * self.outcome[self.starts == start, t].mean()
            for (start, t), w in zip(cells, weights, strict=True)
        )
        return self._effect(coefficients, float(treated), cells)

    def _size(self, start: int) -> int:
        return int((self.starts == start).sum())

    def _add(self, coefficients: Floats, start: int, period: int, weight: float) -> None:
        """Y_t − Y_(start−1) of the cohort on average, less the same of those not yet treated."""
        later = self.cohorts > max(period, start)
        own = self.cohorts == start
        each = weight * (own / self._size(start) - later / self.sizes[later].sum())
        coefficients[:, period] += each
        coefficients[:, start - 1] -= each

    def _effect(self, coefficients: Floats, treated: float, cells: list[Cell]) -> Effect:
        # One number per unit and cohort's coefficients; own[i] is that of its own cohort.
        place = np.searchsorted(self.cohorts, self.starts)
        own = (self.outcome * coefficients[place]).sum(axis=1)
        parts = [self._variance(i, own, row) for i, row in enumerate(coefficients) if row.any()]
        variance = sum(part for part, _ in parts)
        below = sum(part**2 / df for part, df in parts)
        value = float(own.sum())
        used = coefficients.any(axis=1)
        starts = {start for start, _ in cells}
        n_treated = sum(self._size(start) for start in starts)
        return student(
            value,
            float(np.sqrt(variance)),
            treated=treated,
            control=treated - value,
            n_treated=n_treated,
            n_control=int(self.sizes[used & ~np.isin(self.cohorts, list(starts))].sum()),
            df=variance**2 / below if below > 0 else len(self.starts) - len(self.cohorts),
            method=Sentence(
                "Effects by cohort and period against units not yet treated, each from the last "
                "period before its start (Callaway & Sant'Anna 2021), averaged over treated "
                "units and periods; clustered by unit; Student's t."
            ),
        )

    def _variance(self, cohort: int, own: Floats, row: Floats) -> tuple[float, float]:
        """What the units of a cohort add to the variance, and its degrees of freedom."""
        size = int(self.sizes[cohort])
        if size >= OWN_SPREAD:
            mine = own[self.starts == self.cohorts[cohort]]
            return size * float(mine.var(ddof=1)), size - 1
        every = self.outcome @ row
        within = sum(
            float(((part - part.mean()) ** 2).sum())
            for part in (every[self.starts == start] for start in self.cohorts)
        )
        df = len(every) - len(self.cohorts)
        return size * within / df, df


def staggered(panel: Panel) -> Estimate:
    """The mean effect over treated units and periods, and by periods since the start.

    Parameters
    ----------
    panel
        One start or several. Where the pilot runs everywhere in the end, the last cohort
        serves as control until it starts, and has no effect of its own.

    Raises
    ------
    TooFew
        Fewer than two units more than cohorts, or than four units in all.

    References
    ----------
    Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), 200-230,
    doi:10.1016/j.jeconom.2020.12.001, not-yet-treated controls, no covariates. Cohort
    sizes are taken as given, so the variance is over units within cohorts.
    """
    found = group_time(panel)
    since = found.cells(since_start=True)
    at_least(Sentence("cohorts with units to compare with"), len(since), 1)
    return Estimate(Method.STAGGERED, found.mean(since), _path(found, since), (_placebo(found),))


def group_time(panel: Panel) -> GroupTime:
    """The panel, as effects by cohort and period are taken of it."""
    starts = np.array([NEVER if start is None else start for start in panel.starts])
    found = GroupTime(panel.outcome, starts)
    needed = max(FEWEST_UNITS, len(found.cohorts) + 2)
    if len(panel.units) < needed:
        raise TooFew(Sentence("units for so many different starts"), len(panel.units), needed)
    return found


def _placebo(found: GroupTime) -> Check:
    before = found.cells(since_start=False)
    return placebo_check(found.mean(before)) if before else no_placebo()


def _path(found: GroupTime, since: list[Cell]) -> Path:
    by_event: dict[int, list[Cell]] = {}
    for start, period in [*found.cells(since_start=False), *since]:
        by_event.setdefault(period - start, []).append((start, period))
    effects = {event: found.mean(cells) for event, cells in by_event.items()}
    events = sorted({*effects, -1})
    # The last period before the start is what the others are measured against: nought.
    columns = [
        [getattr(effects[e], name) if e in effects else 0.0 for e in events]
        for name in ("value", "low", "high")
    ]
    gap, low, high = (np.array(column) for column in columns)
    names = tuple(str(event) for event in events)
    return Path(names, sum(event < 0 for event in events), gap, low, high)
