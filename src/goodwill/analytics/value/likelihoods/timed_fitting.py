"""Fitting the Pareto/NBD with covariates over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Slope, estimate, mode
from goodwill.analytics.value.likelihoods import timed_slope
from goodwill.analytics.value.likelihoods.timed_clocks import blocks, periods_between
from goodwill.analytics.value.likelihoods.timed_mixture import Rates, mixture
from goodwill.analytics.value.timed_histories import Histories
from goodwill.analytics.value.timeline import Timeline
from goodwill.language import Sentence

RE_WEIGHTED_UP_TO = 3000
"""Pieces of time up to which the posterior's draws are checked and re-weighted."""

SAMPLED_FROM = 60_000
"""Pieces of time from which a fit starts where a sample's ended."""


def fitted(seen: Histories, purchase: tuple[str, ...], dropout: tuple[str, ...]) -> Estimate:
    """Of θ = (ln r, ln α, ln s, ln β, γ …, η …), for covariates as they were given.

    Raises
    ------
    ContractBroken
        There is no such covariate, or it never changes.
    NotConverged
        No mode was found.
    """
    problem = _Problem.of(seen, purchase, dropout)
    return _stretched(problem.solved(), problem)


@dataclass(frozen=True)
class _Problem:
    """The fit on covariates of mean 0 and standard deviation 1.

    Centring the covariates moves ln α by γ·mean and ln β by η·mean; both are linear in θ, so
    the answer is carried back exactly, and no unit of a covariate slows the search.
    """

    seen: Histories
    purchase: tuple[str, ...]
    dropout: tuple[str, ...]
    means: Floats
    deviations: Floats

    @classmethod
    def of(cls, seen: Histories, purchase: tuple[str, ...], dropout: tuple[str, ...]) -> _Problem:
        used = seen.under((*purchase, *dropout))
        known = used.timeline
        observed = np.minimum(known.edges[1:], used.as_of_day.max())
        weights = np.maximum(observed - np.maximum(known.edges[:-1], used.first_day.min()), 0.0)
        means = _mean(known.values, weights if weights.any() else known.widths)
        deviations = np.sqrt(_mean((known.values - means) ** 2, known.widths))
        _refuse_constant(known)
        scaled = replace(known, values=(known.values - means) / deviations)
        sums = (used.sums - used.bought * means) / deviations
        return cls(replace(used, timeline=scaled, sums=sums), purchase, dropout, means, deviations)

    def solved(self) -> Estimate:
        box, objective = self._box(), self.objective(self.seen)
        spans = periods_between(self.seen.timeline, self.seen.last_day, self.seen.as_of_day)
        pieces, start = int(spans.sum()), box.centre
        if pieces > SAMPLED_FROM:
            start = self._warm(box, -(-4 * pieces // SAMPLED_FROM))
        value = (lambda theta: objective(theta).value) if pieces <= RE_WEIGHTED_UP_TO else None
        customers = self.seen.customers
        return estimate(objective, box, customers=customers, start=start, value=value)

    def _warm(self, box: Box, every: int) -> Floats:
        """The mode of a sample, as if its purchases were spread over days as everybody's."""
        few = self.seen.taken(slice(None, None, every))
        part = few.bought / max(self.seen.bought, 1.0)
        sample = self.objective(replace(few, sums=self.seen.sums * part))
        return mode(sample, box, customers=few.customers, start=box.centre)

    def objective(self, seen: Histories) -> Callable[[Floats], Slope]:
        """The log likelihood with its slope at θ; blocks are cut once."""
        parts = [block for _, block in blocks(seen, self.purchase, self.dropout)]
        size = 4 + len(self.purchase) + len(self.dropout)
        linear = np.zeros(size)
        columns = [seen.timeline.names.index(name) for name in self.purchase]
        linear[4 : 4 + len(columns)] = seen.sums[columns]

        def slope(theta: Floats) -> Slope:
            total = Slope(float(linear @ theta), linear, np.zeros((size, size)))
            with np.errstate(all="ignore"):
                rates = Rates.at(theta, len(self.purchase))
                for block in parts:
                    total += timed_slope.slope(mixture(block, rates))
            return total

        return slope

    def _box(self) -> Box:
        """Wide in multiples of the mean time observed and of each covariate's deviation."""
        mean = float(self.seen.weight @ self.seen.observed) / self.seen.customers
        time = np.log(mean) if mean > 0 else 0.0
        effects = [f"purchase.{name}" for name in self.purchase]
        effects += [f"dropout.{name}" for name in self.dropout]
        return Box(
            ("r", "alpha", "s", "beta", *effects),
            np.array([0.0, time, 0.0, time, *[0.0] * len(effects)]),
            np.array([5.0, 6.0, 5.0, 6.0, *[5.0] * len(effects)]),
            (True, True, True, True, *[False] * len(effects)),
        )


def _stretched(found: Estimate, problem: _Problem) -> Estimate:
    """The estimate for covariates as they were given."""
    names = problem.seen.timeline.names
    p = len(problem.purchase)
    back = np.eye(len(found.theta))
    for column, name in enumerate((*problem.purchase, *problem.dropout), 4):
        scale_of = 1 if column < 4 + p else 3
        mean, deviation = (each[names.index(name)] for each in (problem.means, problem.deviations))
        back[column, column] = 1 / deviation
        back[scale_of, column] = mean / deviation
    return found.turned(back, replace(found.box, reach=found.box.reach * np.diag(back)))


def _mean(values: Floats, weights: Floats) -> Floats:
    """Over tracks and time, shape (covariates,)."""
    return np.asarray(weights @ values.mean(axis=0) / weights.sum(), dtype=np.float64)


def _refuse_constant(known: Timeline) -> None:
    for column, name in enumerate(known.names):
        if np.ptp(known.values[:, :, column]) == 0:
            raise ContractBroken(
                "covariates",
                (Sentence("{name} never changes, so its effect cannot be told", name=name),),
            )
