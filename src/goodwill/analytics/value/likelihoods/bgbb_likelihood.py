"""The BG/BB likelihood as a mixture over the last opportunity at which a customer was alive.

Given that he was alive at opportunities 1 … τ and not after, a history is a run of
Bernoulli trials; who is still alive at n has τ = n. All terms are rising factorials of whole
numbers, which are summed up once in tables, so a term is five look-ups. The gradient is the
mean of the terms' gradients over their posterior, the Hessian the mean of theirs plus the
covariance of the gradients.

References
----------
Fader, Hardie & Shang (2010), Marketing Science 29(6). doi:10.1287/mksc.1100.0580
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.estimating import Objective, Slope
from goodwill.analytics.value.triples import Triples

PIECE = 1_000_000
"""Terms held in memory at a time."""


@dataclass(frozen=True)
class Rising:
    """log (z)_k for k = 0 … most, with its first and second derivative in z."""

    log: Floats
    once: Floats
    twice: Floats

    @classmethod
    def of(cls, z: float, most: int) -> Rising:
        factors = z + np.arange(most)
        with np.errstate(over="ignore"):
            series = (np.log(factors), 1 / factors, -1 / (factors * factors))
        return cls(*(np.append(0.0, np.cumsum(each)) for each in series))


@dataclass(frozen=True)
class Terms:
    """Histories spread out into one term for each τ = t_x … n.

    `x`, `alive` (τ) and `is_alive` (τ = n) have shape (terms,); `starts` says where each
    history begins, `weight` how many customers have it.
    """

    x: Integers
    alive: Integers
    is_alive: Floats
    starts: Integers
    weight: Floats

    @property
    def ends(self) -> Integers:
        """The term of each history in which the customer is still alive."""
        return np.append(self.starts[1:], len(self.x)) - 1

    def spread(self, per_history: Floats) -> Floats:
        sizes = np.diff(np.append(self.starts, len(self.x)))
        return np.repeat(per_history, sizes)


def terms(x: Floats, t_x: Floats, n: Floats, weight: Floats) -> Terms:
    """One term for each way a history may have come about."""
    sizes = (n - t_x).astype(np.int64) + 1
    starts = np.cumsum(sizes) - sizes
    step = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
    alive = np.repeat(t_x.astype(np.int64), sizes) + step
    is_alive = (alive == np.repeat(n.astype(np.int64), sizes)).astype(np.float64)
    return Terms(np.repeat(x.astype(np.int64), sizes), alive, is_alive, starts, weight)


def pieces(histories: Triples) -> Iterator[Terms]:
    """The histories' terms, a bounded number at a time."""
    sizes = np.cumsum(histories.T - histories.t_x + 1)
    cuts = np.searchsorted(sizes, np.arange(PIECE, sizes[-1] + PIECE, PIECE))
    for begin, end in zip([0, *(cuts[:-1] + 1)], cuts + 1, strict=True):
        part = slice(int(begin), int(min(end, len(histories))))
        if part.start < part.stop:
            columns = (histories.x, histories.t_x, histories.T, histories.weight)
            yield terms(*(column[part] for column in columns))


@dataclass(frozen=True)
class Tables:
    """The rising factorials of all five shapes that occur."""

    gamma: float
    a: Rising
    b: Rising
    ab: Rising
    d: Rising
    gd: Rising

    @classmethod
    def of(cls, shapes: Floats, most: int) -> Tables:
        a, b, g, d = map(float, shapes)
        rising = [Rising.of(z, most + 1) for z in (a, b, a + b, d, g + d)]
        return cls(g, *rising)

    def logs(self, these: Terms) -> Floats:
        """Log probability of each term."""
        dead = 1 - these.is_alive
        reached = these.alive + dead.astype(np.int64)
        buying = self.a.log[these.x] + self.b.log[these.alive - these.x] - self.ab.log[these.alive]
        living = self.d.log[these.alive] - self.gd.log[reached] + dead * np.log(self.gamma)
        return np.asarray(buying + living)


def log_likelihoods(shapes: Floats, these: Terms) -> tuple[Floats, Floats]:
    """Log likelihood of each history, and log probability of being alive at n, given it."""
    most = int(these.alive.max(initial=0))
    logs = Tables.of(shapes, most).logs(these)
    total = _log_sum(logs, these)
    return total, logs[these.ends] - total


def objective(histories: Triples) -> Objective:
    """The log likelihood in the logs of (α, β, γ, δ), summed over customers."""
    most, parts = int(histories.T.max()), list(_kept(histories))

    def at(theta: Floats) -> Slope:
        shapes = np.exp(theta)
        tables = Tables.of(shapes, most)
        slope = Slope(0.0, np.zeros(4), np.zeros((4, 4)))
        for these in parts or pieces(histories):
            slope = slope + _slope(shapes, tables, these)
        return slope

    return at


def value(histories: Triples) -> Callable[[Floats], float]:
    """The log likelihood alone."""
    most, parts = int(histories.T.max()), list(_kept(histories))

    def at(theta: Floats) -> float:
        tables = Tables.of(np.exp(theta), most)
        return sum(
            float(these.weight @ _log_sum(tables.logs(these), these))
            for these in parts or pieces(histories)
        )

    return at


def _kept(histories: Triples) -> Iterator[Terms]:
    """The terms, where they are few enough to be kept between evaluations."""
    if (histories.T - histories.t_x + 1).sum() <= 4 * PIECE:
        yield from pieces(histories)


def _log_sum(logs: Floats, these: Terms) -> Floats:
    top = np.maximum.reduceat(logs, these.starts)
    total = np.add.reduceat(np.exp(logs - these.spread(top)), these.starts)
    return np.asarray(top + np.log(total))


def _slope(shapes: Floats, tables: Tables, these: Terms) -> Slope:
    logs = tables.logs(these)
    total = _log_sum(logs, these)
    posterior = np.exp(logs - these.spread(total))
    weight = posterior * these.spread(these.weight)
    slopes = _gradients(shapes, tables, these)
    means = np.add.reduceat(posterior * slopes, these.starts, axis=1)
    gradient = means @ these.weight
    hessian = _mean_hessian(shapes, tables, these, weight) + np.diag(
        gradient - _flat(these, weight)
    )
    hessian += (slopes * weight) @ slopes.T - (means * these.weight) @ means.T
    return Slope(float(these.weight @ total), gradient, hessian)


def _flat(these: Terms, weight: Floats) -> Floats:
    """The part of the gradient that is no derivative: log γ enters as itself."""
    return np.array([0.0, 0.0, float(weight @ (1 - these.is_alive)), 0.0])


def _gradients(shapes: Floats, tables: Tables, these: Terms) -> Floats:
    """Of each term in the logs of the shapes, (4, terms)."""
    a, b, g, d = shapes
    dead = 1 - these.is_alive
    both = tables.ab.once[these.alive]
    lived = tables.gd.once[these.alive + dead.astype(np.int64)]
    return np.stack(
        [
            a * (tables.a.once[these.x] - both),
            b * (tables.b.once[these.alive - these.x] - both),
            dead - g * lived,
            d * (tables.d.once[these.alive] - lived),
        ]
    )


def _mean_hessian(shapes: Floats, tables: Tables, these: Terms, weight: Floats) -> Floats:
    """Σ weight × second derivatives in the shapes, times the shapes."""
    a, b, g, d = shapes
    dead = 1 - these.is_alive
    both = float(weight @ tables.ab.twice[these.alive])
    lived = float(weight @ tables.gd.twice[these.alive + dead.astype(np.int64)])
    bought = float(weight @ tables.a.twice[these.x])
    passed = float(weight @ tables.b.twice[these.alive - these.x])
    survived = float(weight @ tables.d.twice[these.alive])
    return np.array(
        [
            [a * a * (bought - both), -a * b * both, 0.0, 0.0],
            [-a * b * both, b * b * (passed - both), 0.0, 0.0],
            [0.0, 0.0, -g * g * lived, -g * d * lived],
            [0.0, 0.0, -g * d * lived, d * d * (survived - lived)],
        ]
    )
