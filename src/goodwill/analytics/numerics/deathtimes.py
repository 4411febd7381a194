"""Integrals over the moment at which somebody leaves, for rates that are Gamma distributed.

Who buys at a Gamma distributed rate and leaves at another one is described by

    I(k, l; a, b) = ∫_a^b (1 + τ/α)^(−k) (1 + τ/β)^(−l) dτ

The closed form is a difference of ₂F₁ functions that cancel, overflow or do not converge for
some customers. Here it is a sum of positive terms instead: Gauss–Legendre quadrature in
y = log(1 + τ / min(α, β)). In y the logarithm of the integrand is concave, so that the far
end can be cut where nothing is left by Newton steps that never overshoot, and the integrand
has no singularity closer to the line than π.

The sums over nodes give the mean and the second moments of what the derivatives with respect
to k, l, log α and log β are made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from goodwill.analytics.numerics.arrays import Floats

NODES = 40
"""For fifteen digits; see the tests for where."""

FEW_NODES = 20
"""For eight digits or more."""

NOTHING_LEFT = 40.0
"""The integrand is cut where it has fallen by e to this power."""

BLOCK = 1024
"""Integrals worked on at a time, so that they stay in the processor's cache."""

PAIRS = ((0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3))
"""The order of second moments."""

PLACE = {(i, j): row for row, pair in enumerate(PAIRS) for i, j in (pair, pair[::-1])}
SWAPPED = (2, 3, 0, 1)
"""Which mean it is when α and β change places."""

Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Integrals:
    """What to integrate, shape (integrals,) each.

    Parameters
    ----------
    buying, leaving
        The exponents k > 0 and l ≥ 1.
    alpha, beta
        Above zero, in the unit of time.
    since, until
        Ends of the interval, 0 ≤ since ≤ until.
    """

    buying: Floats
    alpha: Floats
    leaving: Floats
    beta: Floats
    since: Floats
    until: Floats

    def __len__(self) -> int:
        return len(self.since)

    def part(self, rows: slice) -> Integrals:
        return Integrals(
            self.buying[rows],
            self.alpha[rows],
            self.leaving[rows],
            self.beta[rows],
            self.since[rows],
            self.until[rows],
        )


@dataclass(frozen=True)
class DeathTimes:
    """Integrals I with the moments of their integrands, shape (integrals,) along the last axis.

    Parameters
    ----------
    log_integral
        −∞ where the interval is empty.
    means
        Of log(1 + τ/α), τ/(α+τ), log(1 + τ/β), τ/(β+τ), with the integrand as density of τ,
        shape (4, integrals). Of an empty interval: their values there.
    products
        Means of the products of two of them, in the order of `PAIRS`, shape (10, integrals).
    """

    log_integral: Floats
    means: Floats
    products: Floats


def log_integral(of: Integrals, nodes: int = NODES) -> Floats:
    """log I, shape (integrals,); −∞ where the interval is empty."""
    found = np.empty(len(of))
    for rows in _blocks(len(of)):
        found[rows] = _Nodes.of(of.part(rows), nodes).log
    return found


def tabulate(of: Integrals) -> DeathTimes:
    """log I with moments."""
    size = len(of)
    found = DeathTimes(np.empty(size), np.empty((4, size)), np.empty((len(PAIRS), size)))
    for rows in _blocks(size):
        nodes = _Nodes.of(of.part(rows), NODES)
        found.log_integral[rows] = nodes.log
        nodes.put_moments(found.means[:, rows], found.products[:, rows])
    return found


@dataclass(frozen=True)
class _Ends:
    """The integrand in y = log(1 + τ / near scale): exp(−near y − far log(1 + ratio (e^y − 1)))."""

    near: Floats
    far: Floats
    ratio: Floats
    low: Floats
    top: Floats

    @classmethod
    def of(cls, integrals: Integrals, scale: Floats) -> _Ends:
        is_alpha_near = integrals.alpha <= integrals.beta
        near = np.where(is_alpha_near, integrals.buying, integrals.leaving) - 1.0
        far = np.where(is_alpha_near, integrals.leaving, integrals.buying)
        ratio = scale / np.maximum(integrals.alpha, integrals.beta)
        low = np.log1p(integrals.since / scale)
        top = -near * low - far * np.log1p(ratio * np.expm1(low))
        return cls(near, far, ratio, low, top)

    def cut(self, span: Floats) -> Floats:
        """How far from `low` the concave log integrand is worth it, coming from the right."""
        for _ in range(100):
            high = self.low + span
            grown = self.ratio * np.expm1(high)
            fallen = self.top + self.near * high + self.far * np.log1p(grown)
            beyond = fallen - NOTHING_LEFT
            is_far = beyond > 1.0
            if not is_far.any():
                break
            slope = self.near + self.far * (self.ratio + grown) / (1.0 + grown)
            span = np.where(is_far, span - beyond / np.where(is_far, slope, 1.0), span)
        return span


@dataclass(frozen=True)
class _Nodes:
    """One block: nodes y of the nearer scale min(α, β), shape (integrals, nodes)."""

    log: Floats
    y: Floats
    grown: Floats
    far: Floats
    weight: Floats
    is_alpha_near: Booleans

    @classmethod
    def of(cls, integrals: Integrals, nodes: int) -> _Nodes:
        scale = np.minimum(integrals.alpha, integrals.beta)
        ends = _Ends.of(integrals, scale)
        whole = np.log1p((integrals.until - integrals.since) / (scale + integrals.since))
        half = ends.cut(whole) / 2
        spots, weights = legendre(nodes)
        y = ends.low[:, None] + half[:, None] * (1.0 + spots)
        grown = ends.ratio[:, None] * np.expm1(y)
        log_far = np.log1p(grown)
        fallen = ends.near[:, None] * y + ends.far[:, None] * log_far + ends.top[:, None]
        weight = np.exp(-fallen) * weights
        total = weight.sum(axis=1)
        with np.errstate(divide="ignore"):
            log = np.log(half * total) + (ends.top + np.log(scale))
        is_alpha_near = integrals.alpha <= integrals.beta
        return cls(log, y, grown, log_far, weight / total[:, None], is_alpha_near)

    def put_moments(self, means: Floats, products: Floats) -> None:
        features = (self.y, -np.expm1(-self.y), self.far, self.grown / (1.0 + self.grown))
        weighted = [self.weight * feature for feature in features]
        for i, other in enumerate(SWAPPED):
            near = weighted[i].sum(axis=1)
            _choose(self.is_alpha_near, near, means[i], means[other])
        for i, j in PAIRS:
            found = np.einsum("pn,pn->p", weighted[i], features[j])
            row, other = PLACE[i, j], PLACE[SWAPPED[i], SWAPPED[j]]
            _choose(self.is_alpha_near, found, products[row], products[other])


def _choose(is_near: Booleans, found: Floats, near: Floats, far: Floats) -> None:
    """What was found for the nearer scale belongs to α in some integrals, to β in others."""
    np.copyto(near, found, where=is_near)
    np.copyto(far, found, where=~is_near)


def _blocks(size: int) -> list[slice]:
    return [slice(start, start + BLOCK) for start in range(0, size, BLOCK)]


@cache
def legendre(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights on [−1, 1], polished where the machine has longer floats."""
    spots = np.polynomial.legendre.leggauss(nodes)[0].astype(np.longdouble)
    for _ in range(2):
        value, slope = _polynomial(nodes, spots)
        spots = spots - value / slope
    weights = 2 / ((1 - spots**2) * _polynomial(nodes, spots)[1] ** 2)
    return spots.astype(np.float64), weights.astype(np.float64)


def _polynomial(degree: int, at: Any) -> tuple[Any, Any]:
    """Legendre's polynomial and its derivative by the three-term recurrence."""
    before, value = np.ones_like(at), at
    for n in range(1, degree):
        before, value = value, ((2 * n + 1) * at * value - n * before) / (n + 1)
    return value, degree * (at * value - before) / (at**2 - 1)
