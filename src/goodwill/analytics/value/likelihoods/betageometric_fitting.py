"""Fits of the models of `betageometric`: the log likelihood with its first two derivatives.

What depends on x alone is computed once per distinct x; the rest goes through blocks that
fit into the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Slope, estimate, mode
from goodwill.analytics.value.likelihoods.betageometric import SMALLEST
from goodwill.analytics.value.triples import Triples

NAMES = ("r", "alpha", "a", "b")
IN_LOGS = np.array([False, True, False, False])
"""Which derivatives are taken by the logarithm at once; with α itself, units would overflow."""

FARTHEST = 200.0
"""Where the likelihood is held constant: no company has a rate of e^200."""

REACH = np.array([5.0, 6.0, 5.0, 5.0])
RE_WEIGHTED_UP_TO = 3000
"""Distinct histories up to which the posterior's draws are checked and re-weighted."""

WARM_FROM = 20_000
SAMPLE = 5000
"""Distinct histories that a large fit is begun on."""

BLOCK = 16_384


def fitted(histories: Triples, k: int, is_modified: bool, *, is_rough: bool = False) -> Estimate:
    """The posterior of (r, α, a, b) for given k, without the constants of the timing.

    A rough one leaves its draws as Laplace's.
    """
    box = box_of(histories)
    likelihood = Likelihood.of(histories, k, is_modified)
    start = None
    if len(histories) > WARM_FROM:
        sample = histories.every(len(histories) // SAMPLE)
        rough = Likelihood.of(sample, k, is_modified)
        start = mode(rough.slope, box, customers=sample.customers, start=box.centre)
    is_checked = len(histories) <= RE_WEIGHTED_UP_TO and not is_rough
    value = likelihood.value if is_checked else None
    return estimate(likelihood.slope, box, customers=histories.customers, start=start, value=value)


def box_of(histories: Triples) -> Box:
    """Shapes between 1/150 and 150; α within a factor 400 of the mean time observed."""
    mean = float(histories.weight @ histories.T) / histories.customers
    centre = np.array([0.0, np.log(mean) if mean > 0 else 0.0, 0.0, 0.0])
    return Box(NAMES, centre, REACH, (True,) * 4)


@dataclass(frozen=True)
class Likelihood:
    """Log likelihood of histories at θ = log(r, α, a, b).

    Parameters
    ----------
    x, of_x
        Distinct numbers of repeat purchases and their customers.
    blocks
        All histories, in pieces.
    """

    k: int
    is_modified: bool
    x: Floats
    of_x: Floats
    blocks: tuple[Triples, ...]

    @classmethod
    def of(cls, histories: Triples, k: int, is_modified: bool) -> Likelihood:
        begins = np.flatnonzero(np.diff(histories.x, prepend=-1.0))
        of_x = np.add.reduceat(histories.weight, begins)
        return cls(k, is_modified, histories.x[begins], of_x, tuple(_blocks(histories)))

    def slope(self, theta: Floats) -> Slope:
        is_held = np.abs(theta) > FARTHEST
        natural = np.exp(np.clip(theta, -FARTHEST, FARTHEST))
        found = self._of_counts(natural)
        for block in self.blocks:
            found = found + self._of_times(natural, block)
        scale = np.where(is_held, 0.0, np.where(IN_LOGS, 1.0, natural))
        gradient = scale * found.gradient
        bent = np.diag(np.where(IN_LOGS, 0.0, gradient))
        return Slope(found.value, gradient, np.outer(scale, scale) * found.hessian + bent)

    def value(self, theta: Floats) -> float:
        return self.slope(theta).value

    def _of_counts(self, natural: Floats) -> Slope:
        """Γ(s) / Γ(r) · B(a, b+n) / B(a, b), with derivatives in (r, a, b)."""
        r, _, a, b = natural
        s, n, w = r + self.k * self.x, self.x + self.is_modified, self.of_x
        value = special.gammaln(s) - special.gammaln(r)
        value = value + special.betaln(a, b + n) - special.betaln(a, b)
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        all_first, all_second = w @ _psi(a + b, a + b + n), w @ _psi1(a + b, a + b + n)
        gradient[0] = w @ _psi(s, r)
        gradient[2] = all_first
        gradient[3] = all_first + w @ _psi(b + n, b)
        hessian[0, 0] = w @ _psi1(s, r)
        hessian[2:, 2:] = all_second
        hessian[3, 3] += w @ _psi1(b + n, b)
        return Slope(float(w @ value), gradient, hessian)

    def _of_times(self, natural: Floats, block: Triples) -> Slope:
        """α^r / (α+T)^s and the mixture of cases, with derivatives in (r, log α, a, b)."""
        r, alpha, _, _ = natural
        w, shape, until = block.weight, r + self.k * block.x, alpha + block.T
        share, log_until = alpha / until, np.log(until)
        customers, ends = w.sum(), w * shape
        value = r * np.log(alpha) * customers - ends @ log_until
        gradient, hessian = np.zeros(4), np.zeros((4, 4))
        gradient[0] = np.log(alpha) * customers - w @ log_until
        gradient[1] = r * customers - ends @ share
        hessian[0, 1] = hessian[1, 0] = customers - w @ share
        hessian[1, 1] = -(ends @ (share * (1.0 - share)))
        cases = [self._gone(natural, block, shape, until)]
        cases += _phases(self.k, block, shape, until, alpha)
        return Slope(float(value), gradient, hessian) + _mixed(cases, w)

    def _gone(self, natural: Floats, block: Triples, shape: Floats, until: Floats) -> _Case:
        """Left after the last purchase."""
        _, alpha, a, b = natural
        n, last = block.x + self.is_modified, alpha + block.t_x
        stayed = np.where(n > 0, b + n - 1.0, 1.0)
        silent, now, then = np.log(until / last), alpha / until, alpha / last
        log = np.where(n > 0, np.log(a) - np.log(stayed) + shape * silent, -np.inf)
        same = np.ones(len(block))
        hessian = {
            (0, 1): now - then,
            (1, 1): shape * (now - then) * (1.0 - now - then),
            (2, 2): -same / a**2,
            (3, 3): 1 / stayed**2,
        }
        slopes = np.stack([silent, shape * (now - then), same / a, -1 / stayed])
        return _Case(log, slopes, hessian)


@dataclass(frozen=True)
class _Case:
    """Log weight against being alive without an event since, and its derivatives."""

    log: Floats
    gradient: Floats
    hessian: dict[tuple[int, int], Floats]


def _mixed(cases: list[_Case], weight: Floats) -> Slope:
    """Mean of the cases' gradients; mean of their Hessians plus the gradients' covariance."""
    top = np.maximum.reduce([np.zeros(len(weight)), *(case.log for case in cases)])
    shares = [np.exp(case.log - top) for case in cases]
    total = np.exp(-top) + sum(shares)
    gradient, hessian = np.zeros(4), np.zeros((4, 4))
    mean = np.zeros((4, len(weight)))
    for case, share in zip(cases, shares, strict=True):
        part = share / total
        mean += case.gradient * part
        part *= weight
        gradient += case.gradient @ part
        hessian += (case.gradient * part) @ case.gradient.T
        for (row, column), bend in case.hessian.items():
            hessian[row, column] += bend @ part
            if row != column:
                hessian[column, row] += bend @ part
    hessian -= (mean * weight) @ mean.T
    return Slope(float(weight @ (top + np.log(total))), gradient, hessian)


def _phases(k: int, block: Triples, shape: Floats, until: Floats, alpha: float) -> Iterator[_Case]:
    """j = 1 … k−1 events since the last purchase."""
    nothing, share = np.zeros(len(block)), alpha / until
    log, by_r, by_rr = nothing, nothing, nothing
    silent = np.log(np.maximum((block.T - block.t_x) / until, SMALLEST))
    for j in range(1, k):
        log = log + np.log((shape + j - 1) / j) + silent
        by_r = by_r + 1 / (shape + j - 1)
        by_rr = by_rr - 1 / (shape + j - 1) ** 2
        gradient = np.stack([by_r, -j * share, nothing, nothing])
        yield _Case(log, gradient, {(0, 0): by_rr, (1, 1): -j * share * (1.0 - share)})


def _blocks(histories: Triples) -> Iterator[Triples]:
    for at in range(0, len(histories), BLOCK):
        piece = slice(at, at + BLOCK)
        yield Triples(
            histories.x[piece],
            histories.t_x[piece],
            histories.T[piece],
            histories.weight[piece],
        )


def _psi(upper: Floats, lower: Floats) -> Floats:
    return np.asarray(special.psi(upper) - special.psi(lower))


def _psi1(upper: Floats, lower: Floats) -> Floats:
    """Trigamma is the Hurwitz zeta function of 2."""
    return np.asarray(special.zeta(2.0, upper) - special.zeta(2.0, lower))
