"""Gradient and Hessian of the Pareto/NBD with covariates over time.

The likelihood of a history is a mixture. So its log gradient is the mean of the components'
log gradients under their shares, and its Hessian the mean of their Hessians plus the
covariance of their gradients. A component with A = α + Λ and B = β + M contributes
−(r+x) log A and −b log B, with b = s for those alive and s + 1 for those who left.

Parameters are θ = (ln r, ln α, ln s, ln β, γ …, η …).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.estimating import Slope
from goodwill.analytics.value.likelihoods.timed_clocks import Clock, Places
from goodwill.analytics.value.likelihoods.timed_mixture import Batch, Mixture


def slope(mixed: Mixture) -> Slope:
    """Summed over the histories with their weights, without the term γ·Σz."""
    sides = _sides(mixed)
    sums = _Sums(mixed, sides)
    for batch in mixed.batches:
        sums.add(batch)
    value = float(mixed.block.weight @ mixed.log_likelihood)
    order = _order(len(mixed.rates.purchase), len(mixed.rates.dropout))
    gradient, hessian = sums.finished()
    return Slope(value, gradient[order], hessian[np.ix_(order, order)])


def _order(p: int, q: int) -> Integers:
    """From (r, α, γ …, s, β, η …) to (r, α, s, β, γ …, η …)."""
    purchase, dropout = np.arange(p + 2), np.arange(q + 2) + p + 2
    return np.concatenate([purchase[:2], dropout[:2], purchase[2:], dropout[2:]])


@dataclass(frozen=True)
class _Side:
    """One of the two processes: its clock, shape and scale, and the clock at the start."""

    ticking: Clock
    shape: float
    scale: float
    start: Places
    started: Floats
    exposed: Floats
    within: Floats

    @classmethod
    def of(cls, ticking: Clock, shape: float, scale: float, start: Places) -> _Side:
        by_begun, by_pace = ticking.slopes
        started = by_begun[start.slot] + by_pace[start.slot] * start.offset[:, None]
        nothing = np.zeros((2, len(ticking.pace)))
        return cls(ticking, shape, scale, start, started, *nothing)

    def gradients(self, batch: Batch, power: Floats, total: Floats) -> Floats:
        """Of −power · log(scale + passed) by (ln shape, ln scale, effects …).

        Shape (m, n, 2 + p); `power` has shape (m, 1) and rises with the shape one to one.
        """
        by_begun, by_pace = self.ticking.slopes
        begun = by_begun[batch.slot] - self.started[batch.history]
        found = np.empty((*total.shape, 2 + begun.shape[1]))
        relative = -power / total
        found[..., 0] = -self.shape * np.log(total / self.scale)
        found[..., 1] = relative * self.scale
        found[..., 2:] = by_pace[batch.slot][:, None] * batch.offset[..., None]
        found[..., 2:] += begun[:, None]
        found[..., 2:] *= relative[..., None]
        return found

    def expose(self, batch: Batch, amounts: Floats) -> None:
        """Adds amounts of shape (m, n), which hold for all the time from the start on."""
        if not self.ticking.covariates.shape[1]:
            return
        total = amounts @ np.ones(amounts.shape[1])
        self._expose(batch.slot, total, np.einsum("mn,mn->m", amounts, batch.offset))
        start = self.start.offset[batch.history]
        self._expose(self.start.slot[batch.history], -total, -total * start)

    def _expose(self, slot: Integers, amounts: Floats, days: Floats) -> None:
        size = len(self.exposed)
        self.exposed[:] += np.bincount(slot, amounts, size)
        self.within[:] += np.bincount(slot, days, size)

    def curvature(self) -> Floats:
        """Σ amounts × second derivative of the passed time by the effects, shape (p, p)."""
        by_track = self.exposed.reshape(-1, self.ticking.periods)
        later = by_track.sum(axis=1, keepdims=True) - np.cumsum(by_track, axis=1)
        days = self.within + later.ravel() * self.ticking.widths
        z = self.ticking.covariates
        return np.asarray(np.ascontiguousarray(z.T * (days * self.ticking.pace)) @ z)


def _sides(mixed: Mixture) -> tuple[_Side, _Side]:
    rates, start = mixed.rates, mixed.block.start
    return (
        _Side.of(mixed.purchase, rates.r, rates.alpha, start),
        _Side.of(mixed.dropout, rates.s, rates.beta, start),
    )


class _Sums:
    """What is summed over components; purchase side first, then the dropout side."""

    def __init__(self, mixed: Mixture, sides: tuple[_Side, _Side]) -> None:
        self.mixed, self.sides = mixed, sides
        self.split = 2 + len(mixed.rates.purchase)
        size = self.split + 2 + len(mixed.rates.dropout)
        self.means = np.zeros((len(mixed.block.repeats), size))
        self.hessian = np.zeros((size, size))

    def add(self, batch: Batch) -> None:
        """Components' gradients, their outer products, and their own second derivatives."""
        rates, block = self.mixed.rates, self.mixed.block
        a = (rates.r + block.repeats[batch.history])[:, None]
        b = np.full_like(a, rates.s if batch.is_alive else rates.s + 1)
        share = batch.share * block.weight[batch.history, None]
        both = []
        for side, power, total, rows in self._both(batch, a, b):
            own = side.gradients(batch, power, total)
            self._second(side, own, share, power, rows)
            side.expose(batch, share * power / total)
            both.append(own)
        gradients = np.concatenate(both, axis=2)
        if not batch.is_alive:
            gradients[..., self.split] += 1
            gradients[..., self.split + 2 :] += self.sides[1].ticking.covariates[batch.slot][
                :, None
            ]
        flat = gradients.reshape(-1, gradients.shape[2])
        self.hessian += (flat * share.reshape(-1, 1)).T @ flat
        self._average(batch, gradients)

    def _both(
        self, batch: Batch, a: Floats, b: Floats
    ) -> Iterator[tuple[_Side, Floats, Floats, slice]]:
        yield self.sides[0], a, batch.A, slice(0, self.split)
        yield self.sides[1], b, batch.B, slice(self.split, None)

    def _second(self, side: _Side, own: Floats, share: Floats, power: Floats, rows: slice) -> None:
        """Σ share × second derivatives of −power · log(scale + passed), but for `curvature`.

        Those by two of (ln scale, effects) are an outer product of their gradients over the
        power; each logarithm adds its own gradient once more.
        """
        flat, weights = own.reshape(-1, own.shape[2]), (share / power).reshape(-1, 1)
        part = (flat * weights).T @ flat
        part[0] = part[:, 0] = side.shape * (weights[:, 0] @ flat)
        part[0, 0] = 0
        part[:2, :2] += np.diag(share.ravel() @ flat[:, :2])
        self.hessian[rows, rows] += part

    def _average(self, batch: Batch, gradients: Floats) -> None:
        """Adds to each history's mean gradient; a batch's histories ascend."""
        by_piece = (batch.share[:, None, :] @ gradients)[:, 0]
        starts = np.flatnonzero(np.diff(batch.history, prepend=-1))
        self.means[batch.history[starts]] += np.add.reduceat(by_piece, starts, axis=0)

    def finished(self) -> tuple[Floats, Floats]:
        """With what is common to a history's components."""
        weight, rates = self.mixed.block.weight, self.mixed.rates
        gradient = weight @ self.means
        hessian = self.hessian - (self.means * weight[:, None]).T @ self.means
        for side, begin in zip(self.sides, (0, self.split), strict=True):
            effects = slice(begin + 2, begin + 2 + side.ticking.covariates.shape[1])
            hessian[effects, effects] -= side.curvature()
            mass = side.shape * weight.sum()
            gradient[begin + 1] += mass
            hessian[begin, begin + 1] += mass
            hessian[begin + 1, begin] += mass
        x, r = self.mixed.block.repeats, rates.r
        rises = r * (special.digamma(r + x) - special.digamma(r))
        bends = r**2 * (special.polygamma(1, r + x) - special.polygamma(1, r))
        gradient[0] += weight @ rises
        hessian[0, 0] += weight @ (rises + bends)
        return gradient, hessian
