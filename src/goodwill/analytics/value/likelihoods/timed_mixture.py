"""Pareto/NBD with covariates over time, as a mixture over the time of leaving.

A customer buys at the rate λ e^(γ·z(t)) and leaves with the hazard μ e^(η·w(t)); z and w are
the covariates of the period. On the clocks Λ(t) = ∫ e^(γ·z) and M(t) = ∫ e^(η·w), counted
from the first purchase, both rates are constant. With λ ~ Gamma(r, α) and μ ~ Gamma(s, β),
and up to the factor Γ(r+x)/Γ(r) · α^r · e^(γ·Σz),

    alive  (α + Λ(T))^−(r+x) · (β / (β + M(T)))^s
    left   ∫ s β^s m(τ) (β + M(τ))^−(s+1) · (α + Λ(τ))^−(r+x) dτ   over (t_x, T)

add up to the likelihood; m = e^(η·w). Within a period both clocks run evenly, so the integral
is taken period by period by Gauss–Legendre, in the logarithm of the clock that turns the more
there: with it the integrand has no singularity nearer than π. All sums are on a log scale.

References
----------
Bachmann, Meierer & Näf (2021), Marketing Science 40(4). doi:10.1287/mksc.2020.1254
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.likelihoods.timed_clocks import Block, Clock, Places, clock

RULES = {n: np.polynomial.legendre.leggauss(n) for n in (3, 4, 6, 8, 12, 16, 32, 64)}
REACH = {
    3: (0.1, 0.015),
    4: (0.2, 0.1),
    6: (0.7, 1.0),
    8: (1.0, 4.5),
    12: (2.0, 13.0),
    16: (3.0, 23.0),
    32: (7.0, 99.0),
    64: (np.inf, np.inf),
}
"""Up to what width, and what change of the integrand, on a log scale, so many nodes do.

Found by comparing with 200 nodes over a grid: each is right to 3e-13 of its integral.
"""

NEGLIGIBLE = 50.0
"""A piece is cut off where the integrand has fallen by e^−50."""


@dataclass(frozen=True)
class Rates:
    """The parameters as numbers; effects in the order of the columns, shape (p,) and (q,)."""

    r: float
    alpha: float
    s: float
    beta: float
    purchase: Floats
    dropout: Floats

    @classmethod
    def at(cls, theta: Floats, p: int) -> Rates:
        """From θ = (ln r, ln α, ln s, ln β, γ …, η …) with p γs."""
        r, alpha, s, beta = np.exp(theta[:4])
        return cls(r, alpha, s, beta, theta[4 : 4 + p], theta[4 + p :])


@dataclass(frozen=True)
class Batch:
    """Components of the mixture: m pieces of n nodes each, or everybody's being alive.

    `A` and `B` are α + Λ and β + M at each node, `offset` the days into the slot, and `share`
    how probable each is given the history; all of shape (m, n).
    """

    history: Integers
    slot: Integers
    offset: Floats
    A: Floats
    B: Floats
    share: Floats
    is_alive: bool


@dataclass(frozen=True)
class Mixture:
    """Histories at given parameters: log likelihood without e^(γ·Σz), and the components."""

    block: Block
    rates: Rates
    purchase: Clock
    dropout: Clock
    log_likelihood: Floats
    batches: tuple[Batch, ...]

    @property
    def alive(self) -> Floats:
        """Probability that each is still a customer at the end of observation."""
        return self.batches[0].share[:, 0]

    @property
    def scale_of_rate(self) -> Floats:
        """α + Λ(T)."""
        return self.batches[0].A[:, 0]

    @property
    def scale_of_leaving(self) -> Floats:
        """β + M(T)."""
        return self.batches[0].B[:, 0]


def mixture(block: Block, rates: Rates) -> Mixture:
    """The components of each history's likelihood, with their shares."""
    buying = clock(block.purchase, block.widths, rates.purchase)
    leaving = clock(block.dropout, block.widths, rates.dropout)
    alive = _alive(block, rates, buying, leaving)
    dead = list(_dead(block, rates, buying, leaving))
    peak = alive.share[:, 0].copy()
    for batch in dead:
        np.maximum.at(peak, batch.history, batch.share[:, 0])
    weighed = [_weighed(batch, peak) for batch in (alive, *dead)]
    total = np.zeros_like(peak)
    for batch in weighed:
        by_piece = batch.share @ np.ones(batch.share.shape[1])
        total += np.bincount(batch.history, by_piece, len(peak))
    for batch in weighed:
        batch.share[:] /= total[batch.history, None]
    x, r = block.repeats, rates.r
    constant = special.gammaln(r + x) - special.gammaln(r) - x * np.log(rates.alpha)
    return Mixture(block, rates, buying, leaving, constant + peak + np.log(total), tuple(weighed))


def _weighed(batch: Batch, peak: Floats) -> Batch:
    """Log weights become weights, in place: arrays of nodes are the bulk of a fit."""
    np.subtract(batch.share, peak[batch.history, None], out=batch.share)
    np.exp(batch.share, out=batch.share)
    return batch


def _alive(block: Block, rates: Rates, buying: Clock, leaving: Clock) -> Batch:
    A = _turned(rates.alpha, buying, block.start, block.end)
    B = _turned(rates.beta, leaving, block.start, block.end)
    logs = -(rates.r + block.repeats) * np.log(A / rates.alpha) - rates.s * np.log(B / rates.beta)
    everybody = np.arange(len(A))
    nodes = (block.end.offset[:, None], A[:, None], B[:, None], logs[:, None])
    return Batch(everybody, block.end.slot, *nodes, is_alive=True)


def _turned(scale: float, ticking: Clock, start: Places, end: Places) -> Floats:
    passed = ticking.at(end.slot, end.offset) - ticking.at(start.slot, start.offset)
    return np.asarray(scale + passed)


def _dead(block: Block, rates: Rates, buying: Clock, leaving: Clock) -> Iterator[Batch]:
    """Log weights relative to α^r and to each other, in batches of equally many nodes."""
    cut = block.pieces
    at = Places(cut.slot, cut.offset)
    start = Places(block.start.slot[cut.history], block.start.offset[cut.history])
    A = _turned(rates.alpha, buying, start, at)
    B = _turned(rates.beta, leaving, start, at)
    a, b = rates.r + block.repeats[cut.history], rates.s + 1
    by_A, by_B = buying.pace[cut.slot] / A, leaving.pace[cut.slot] / B
    length = _not_negligible(cut.length, a - 1, by_A)
    length = _not_negligible(length, np.full_like(a, rates.s), by_B)
    logs = np.log(rates.s / rates.beta * leaving.pace[cut.slot])
    logs -= a * np.log(A / rates.alpha) + b * np.log(B / rates.beta)
    nodes = _nodes(a, b, np.log1p(by_A * length), np.log1p(by_B * length))
    for A_leads in (True, False):
        for n in RULES:
            rows = np.flatnonzero((nodes == n) & ((by_A >= by_B) == A_leads))
            if len(rows):
                lead, follow = (by_A, by_B) if A_leads else (by_B, by_A)
                turns = Turns.of(n, lead[rows], follow[rows], length[rows])
                u_A, u_B = (turns.led, turns.followed)[:: 1 if A_leads else -1]
                weights = logs[rows, None] + turns.logs - a[rows, None] * u_A - b * u_B
                yield Batch(
                    cut.history[rows],
                    cut.slot[rows],
                    cut.offset[rows, None] + turns.days,
                    A[rows, None] * (1 + by_A[rows, None] * turns.days),
                    B[rows, None] * (1 + by_B[rows, None] * turns.days),
                    weights,
                    is_alive=False,
                )


@dataclass(frozen=True)
class Turns:
    """Nodes of pieces in y = log of the leading clock; shape (m, n).

    Log increments of both clocks, days since the piece began, log of weight × dτ/dy.
    """

    led: Floats
    followed: Floats
    days: Floats
    logs: Floats

    @classmethod
    def of(cls, n: int, lead: Floats, follow: Floats, length: Floats) -> Turns:
        nodes, weights = RULES[n]
        width = np.log1p(lead * length)
        y = width[:, None] * ((nodes + 1) / 2)
        days = np.expm1(y) / lead[:, None]
        logs = y + np.log(width / lead)[:, None] + np.log(weights / 2)
        return cls(y, np.log1p(follow[:, None] * days), days, logs)


def _not_negligible(length: Floats, power: Floats, relative_pace: Floats) -> Floats:
    """Until (1 + pace × days)^−power is e^−50."""
    width = np.minimum(NEGLIGIBLE / np.maximum(power, NEGLIGIBLE / 600), 600.0)
    return np.minimum(length, np.expm1(width) / relative_pace)


def _nodes(a: Floats, b: float, of_A: Floats, of_B: Floats) -> Integers:
    """How many nodes each piece needs."""
    width = np.maximum(of_A, of_B)
    change = np.where(of_A >= of_B, np.abs(a - 1) * of_A + b * of_B, (b - 1) * of_B + a * of_A)
    needed = np.full(len(a), 64)
    for n in sorted(REACH, reverse=True):
        wide, steep = REACH[n]
        needed[(width <= wide) & (change <= steep)] = n
    return needed
