"""Parameters by the mode of their posterior, and what is not known about them.

The prior is flat within a wide box around a natural centre and falls off like a Gaussian
outside. So data that say anything give exactly the maximum likelihood estimate, and fifty
customers give a wide answer instead of an infinite one. The box is set in multiples, never
in units, so that the answer does not depend on the unit of time.

Uncertainty is Laplace's (the observed information at the mode). Where the posterior is not
close to Gaussian, its draws are re-weighted by the true posterior (importance resampling).

References
----------
Tierney & Kadane (1986), JASA 81(393). doi:10.1080/01621459.1986.10478240
Cappé, Guillin, Marin & Robert (2004), JCGS 13(4) (population Monte Carlo).
    doi:10.1198/106186004X12803
Kong (1992), effective sample size of importance weights, University of Chicago TR 348.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from scipy import linalg, optimize, stats

from goodwill.analytics.errors import NotConverged
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

DRAWS = 1024
SEED = 20_010_801
PROBES = 64
ROUNDS = 4
ENOUGH = 0.9
"""Share of effective proposals at which no better ones are looked for."""

WIDER = 1.5
"""Proposals spread wider than what they found: a ridge goes on where none has been yet."""

EFFECTIVE = 0.96
TAILS = 5.0
"""Degrees of freedom of the multivariate t that proposes where Laplace is not enough."""

STILL = 12
"""So many refused steps in a row, each a quarter as long, and the search has arrived."""

FLAT = 1e-6
"""Largest Newton decrement (in log posterior) at which the mode counts as found."""


@dataclass(frozen=True)
class Slope:
    """A log likelihood at one point: its value, gradient (p,) and Hessian (p, p)."""

    value: float
    gradient: Floats
    hessian: Floats

    def __add__(self, other: Slope) -> Slope:
        return Slope(
            self.value + other.value,
            self.gradient + other.gradient,
            self.hessian + other.hessian,
        )


Objective = Callable[[Floats], Slope]


@dataclass(frozen=True)
class Box:
    """The prior: flat where |θ − centre| ≤ reach, Gaussian of unit variance beyond.

    Parameters
    ----------
    names
        Of the parameters on their natural scale: `r`, `alpha` …
    centre, reach
        On the scale of θ, shape (p,). For a logged parameter a reach of 5 is a factor of 150.
    logged
        Whether θ is the logarithm of the parameter; otherwise it is the parameter itself.
    """

    names: tuple[str, ...]
    centre: Floats
    reach: Floats
    logged: tuple[bool, ...]

    def slope(self, theta: Floats) -> Slope:
        beyond = self._beyond(theta)
        return Slope(-0.5 * float(beyond @ beyond), -beyond, -np.diag((beyond != 0).astype(float)))

    def natural(self, theta: Floats) -> Floats:
        """Parameters on their own scale, shape of `theta` (…, p)."""
        return np.where(self.logged, np.exp(np.where(self.logged, theta, 0.0)), theta)

    def _beyond(self, theta: Floats) -> Floats:
        away = theta - self.centre
        beyond: Floats = np.sign(away) * np.maximum(np.abs(away) - self.reach, 0.0)
        return beyond


@dataclass(frozen=True)
class Drawn:
    """Draws from a posterior, shape (1024, p), and how they came about.

    `effective` is the share of the proposals that re-weighting left effective; 1 for Laplace's.
    """

    draws: Floats
    is_laplace: bool
    effective: float


@dataclass(frozen=True)
class Estimate:
    """Parameters with their uncertainty; everything on the scale of θ unless it says natural.

    Parameters
    ----------
    box
        The prior, with the parameters' names and scales.
    theta
        The mode, shape (p,).
    covariance
        Inverse of the observed information at the mode, floored at the box, shape (p, p).
    log_likelihood
        At the mode, without the prior.
    customers
        How many the likelihood sums over.
    draw
        Draws from the posterior; called when somebody first asks, for it costs more than the fit.
    """

    box: Box
    theta: Floats
    covariance: Floats
    log_likelihood: float
    customers: float
    draw: Callable[[], Drawn]

    @cached_property
    def drawn(self) -> Drawn:
        """Draws from the posterior, the same whenever they are asked for."""
        return self.draw()

    @property
    def draws(self) -> Floats:
        """From the posterior, shape (1024, p), in no order, all of equal weight."""
        return self.drawn.draws

    @property
    def is_laplace(self) -> bool:
        """Whether the draws are Laplace's own; otherwise they were re-weighted."""
        return self.drawn.is_laplace

    def turned(self, back: Floats, box: Box) -> Estimate:
        """The same estimate in other parameters, `back` @ θ, under the prior `box`."""
        return replace(
            self,
            box=box,
            theta=back @ self.theta,
            covariance=back @ self.covariance @ back.T,
            draw=lambda: replace(self.drawn, draws=self.draws @ back.T),
        )

    @property
    def names(self) -> tuple[str, ...]:
        return self.box.names

    @property
    def natural(self) -> dict[str, float]:
        """Parameters by name: {"r": 0.553, …}."""
        return dict(zip(self.names, map(float, self.box.natural(self.theta)), strict=True))

    @property
    def standard_errors(self) -> dict[str, float]:
        """Of the natural parameters, by the delta method, as papers print them."""
        scale = np.where(self.box.logged, self.box.natural(self.theta), 1.0)
        errors = scale * np.sqrt(np.diag(self.covariance))
        return dict(zip(self.names, map(float, errors), strict=True))

    def interval(self, name: str, level: float = 0.9) -> tuple[float, float]:
        """Equal-tailed interval of a natural parameter."""
        column = self.names.index(name)
        if self.is_laplace:
            half = stats.norm.ppf(0.5 + level / 2) * np.sqrt(self.covariance[column, column])
            ends = np.array([self.theta[column] - half, self.theta[column] + half])
        else:
            ends = np.quantile(self.draws[:, column], [0.5 - level / 2, 0.5 + level / 2])
        low, high = np.exp(ends) if self.box.logged[column] else ends
        return float(low), float(high)

    @cached_property
    def unidentified(self) -> tuple[str, ...]:
        """Parameters of which the data say little: at the edge, or spread over half the box."""
        spread = np.std(self.draws, axis=0)
        at_edge = np.abs(self.theta - self.box.centre) >= self.box.reach
        weak = at_edge | (spread > self.box.reach / 4)
        return tuple(name for name, is_weak in zip(self.names, weak, strict=True) if is_weak)

    @cached_property
    def points(self) -> Floats:
        """2p points around the mode that carry the posterior's mean and covariance.

        The scaled unscented set: θ ± √p L_j, with L Lᵀ the covariance (Julier & Uhlmann
        2004, doi:10.1109/JPROC.2003.823141). A quantity at these points gives its variance
        with 2p evaluations instead of hundreds.
        """
        centre, covariance = self.theta, self.covariance
        if not self.is_laplace:
            centre, covariance = self.draws.mean(axis=0), np.cov(self.draws, rowvar=False)
        root = np.sqrt(len(centre)) * _root(np.atleast_2d(covariance)).T
        return np.vstack([centre + root, centre - root])


def estimate(
    objective: Objective,
    box: Box,
    *,
    customers: float,
    start: Floats | None = None,
    value: Callable[[Floats], float] | None = None,
) -> Estimate:
    """The posterior mode by Newton steps in a trust region, and draws around it.

    Parameters
    ----------
    objective
        The log likelihood at θ, summed over customers, with gradient and Hessian.
    box
        The prior; its centre is where the search begins unless `start` says otherwise.
    customers
        Sum of the weights.
    value
        The log likelihood alone; given where it is cheap, it lets the draws be re-weighted.

    Raises
    ------
    NotConverged
        No mode was found.
    """
    begin = box.centre if start is None else start
    theta, slope = _mode(objective, box, begin, customers)
    covariance = _covariance(slope.hessian, box)
    likelihood = slope.value - box.slope(theta).value
    draw = partial(_draws, theta, covariance, slope.value, box, value)
    return Estimate(box, theta, covariance, likelihood, customers, draw)


def mode(objective: Objective, box: Box, *, customers: float, start: Floats) -> Floats:
    """The mode alone: a warm start for a larger fit."""
    return _mode(objective, box, start, customers)[0]


def _mode(objective: Objective, box: Box, start: Floats, customers: float) -> tuple[Floats, Slope]:
    latest = _Latest(objective, box)
    with np.errstate(over="ignore", invalid="ignore"):
        found = optimize.minimize(
            latest.fall,
            start,
            method="trust-exact",
            jac=lambda theta: -latest.at(theta).gradient,
            hess=lambda theta: -latest.at(theta).hessian,
            callback=latest.stop_when_still,
            options={
                "gtol": min(1e-10 * max(customers, 1.0), 1e-3),
                "maxiter": 300,
                "max_trust_radius": 4.0,
            },
        )
    theta: Floats = np.asarray(found.x, dtype=np.float64)
    slope = latest.at(theta)
    _refuse_what_is_no_mode(slope, box)
    return _polished(theta, slope, latest.at, box)


def _polished(
    theta: Floats, slope: Slope, at: Callable[[Floats], Slope], box: Box
) -> tuple[Floats, Slope]:
    """One last full Newton step: along a ridge it is worth seven digits.

    Without it, data that differ in their last digit, such as sums from two engines, would
    give parameters that differ in the eighth.
    """
    nearer = theta + _covariance(slope.hessian, box) @ slope.gradient
    there = at(nearer)
    is_better = np.isfinite(there.value) and (
        np.linalg.norm(there.gradient) <= np.linalg.norm(slope.gradient)
    )
    return (nearer, there) if is_better else (theta, slope)


class _Latest:
    """The last two points of the search: where it stands and what it tries next."""

    def __init__(self, objective: Objective, box: Box) -> None:
        self.objective, self.box = objective, box
        self.seen: dict[bytes, Slope] = {}
        self.still, self.stood = 0, b""

    def at(self, theta: Floats) -> Slope:
        key = theta.tobytes()
        if key not in self.seen:
            if len(self.seen) > 1:
                self.seen.pop(next(iter(self.seen)))
            self.seen[key] = _finite(self.objective(theta) + self.box.slope(theta))
        return self.seen[key]

    def fall(self, theta: Floats) -> float:
        value = self.at(theta).value
        return -value if np.isfinite(value) else np.inf

    def stop_when_still(self, intermediate_result: optimize.OptimizeResult) -> None:
        """Rounding can hide the last bit of the way: no step will be taken any more."""
        key = np.asarray(intermediate_result.x).tobytes()
        self.still = self.still + 1 if key == self.stood else 0
        self.stood = key
        if self.still >= STILL:
            raise StopIteration


def _finite(slope: Slope) -> Slope:
    """Out of the bounds of floating point there is no slope: the search must not go there."""
    numbers = (slope.value, slope.gradient, slope.hessian)
    if all(np.isfinite(each).all() for each in numbers):
        return slope
    return Slope(-np.inf, np.zeros_like(slope.gradient), np.zeros_like(slope.hessian))


def _refuse_what_is_no_mode(slope: Slope, box: Box) -> None:
    step = _covariance(slope.hessian, box) @ slope.gradient
    decrement = float(slope.gradient @ step)
    if not (np.isfinite(slope.value) and decrement <= FLAT * 2):
        raise NotConverged(
            Sentence(
                "The fit of {names} did not converge; the data may hold mistakes, or too "
                "little for this model.",
                names=", ".join(box.names),
            )
        )


def _covariance(hessian: Floats, box: Box) -> Floats:
    """Inverse information; no direction is wider than the box, whatever the data say."""
    scaled = -hessian * np.outer(box.reach, box.reach)
    strengths, directions = linalg.eigh((scaled + scaled.T) / 2)
    covariance = (directions / np.maximum(strengths, 1.0)) @ directions.T
    return np.asarray(covariance * np.outer(box.reach, box.reach), dtype=np.float64)


def _draws(
    theta: Floats,
    covariance: Floats,
    peak: float,
    box: Box,
    value: Callable[[Floats], float] | None,
) -> Drawn:
    """Laplace's draws if they fit the posterior or it is too dear to ask, else re-weighted."""
    random = np.random.default_rng(SEED)
    root = _root(covariance)
    spots = _quasi_random(len(theta) + 1, random)
    normal = stats.norm.ppf(spots[:, :-1])
    plain = normal @ root.T + theta
    if value is None:
        return Drawn(plain, is_laplace=True, effective=1.0)
    probed = _log_posterior(plain[:PROBES], value, box) - peak
    if _effective(probed + _distance(plain[:PROBES] - theta, covariance) / 2) >= EFFECTIVE:
        return Drawn(plain, is_laplace=True, effective=1.0)
    tails = np.sqrt(TAILS / stats.chi2.ppf(spots[:, -1], TAILS))[:, None] * normal
    best = (plain, np.zeros(len(plain)), 0.0)
    centre, shape = theta, 2 * covariance
    for _ in range(ROUNDS):
        proposals = centre + tails @ _root(shape).T
        spread = np.log1p(_distance(proposals - centre, shape) / TAILS)
        logs = _log_posterior(proposals, value, box) - peak + (TAILS + len(theta)) / 2 * spread
        if not np.isfinite(logs).any():
            break
        if (effective := _effective(logs)) > best[2]:
            best = (proposals, logs, effective)
        if effective >= ENOUGH:
            break
        centre, shape = _moved(proposals, logs, covariance)
    chosen = _resampled(best[0], best[1], random)
    return Drawn(chosen, is_laplace=False, effective=best[2])


def _moved(proposals: Floats, logs: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Where the weight was found: the next proposals come from there (Cappé et al. 2004).

    Weights that a few proposals have to themselves are levelled until a tenth share them, or
    half of those that are possible at all.
    """
    levelled = logs - logs.max()
    reachable = min(0.1, float(np.isfinite(logs).mean()) / 2)
    while _effective(levelled) < reachable:
        levelled = levelled / 2
    weights = np.exp(levelled) / np.exp(levelled).sum()
    centre = weights @ proposals
    away = proposals - centre
    shape = WIDER * (weights[:, None] * away).T @ away + 1e-6 * covariance
    return centre, shape


def _quasi_random(dimensions: int, random: np.random.Generator) -> Floats:
    """Sobol points inside the unit cube, in no order: fewer of them tell more than random ones."""
    spots = stats.qmc.Sobol(dimensions, rng=random).random(DRAWS)
    return random.permutation(np.clip(spots, 1e-9, 1 - 1e-9))


def _log_posterior(thetas: Floats, value: Callable[[Floats], float], box: Box) -> Floats:
    with np.errstate(all="ignore"):
        logs = np.array([value(theta) + box.slope(theta).value for theta in thetas])
    return np.where(np.isfinite(logs), logs, -np.inf)


def _distance(away: Floats, covariance: Floats) -> Floats:
    """Mahalanobis, squared, of each row."""
    distances: Floats = np.einsum("ij,ij->i", away, linalg.solve(covariance, away.T).T)
    return distances


def _effective(logs: Floats) -> float:
    """Kish's share of the proposals that count; none where none is possible."""
    if not np.isfinite(logs).any():
        return 0.0
    weights = np.exp(logs - logs.max())
    return float(weights.sum() ** 2 / (weights @ weights) / len(weights))


def _resampled(proposals: Floats, logs: Floats, random: np.random.Generator) -> Floats:
    """Systematic resampling, in no order."""
    weights = np.exp(logs - logs.max())
    ladder = (np.arange(DRAWS) + random.random()) / DRAWS
    chosen = np.searchsorted(np.cumsum(weights) / weights.sum(), ladder)
    return random.permutation(proposals[np.minimum(chosen, len(proposals) - 1)])


def _root(covariance: Floats) -> Floats:
    """Symmetric square root; survives a covariance that has lost a digit."""
    strengths, directions = linalg.eigh(covariance)
    return np.asarray((directions * np.sqrt(np.maximum(strengths, 0.0))) @ directions.T)
