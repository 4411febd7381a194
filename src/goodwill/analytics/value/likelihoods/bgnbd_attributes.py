"""Fitting BG/NBD on distinct (x, t_x, T, z), z being attributes of customers.

Each history has its own α, a and b; its log likelihood is differentiated by (ln r, ln α_i,
ln a_i, ln b_i), summed over those with the same attributes, and carried to θ by the design.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Slope
from goodwill.analytics.value.likelihoods.betageometric_fitting import (
    RE_WEIGHTED_UP_TO,
    SAMPLE,
    WARM_FROM,
)
from goodwill.analytics.value.likelihoods.paretonbd_attributes import Known

EFFECTS = ("purchase", "leaving", "staying")
SIGNS = (-1.0, 1.0, 1.0)
"""Of γ·z in the logarithms of α, a and b."""


def fitted(seen: Known) -> Estimate:
    """Of θ = (ln r, ln α, ln a, ln b, γ₁ …, γ₂ …, γ₃ …), for covariates as they were given.

    The search is on covariates of mean 0 and standard deviation 1; both steps are linear in θ,
    so the answer is carried back exactly.
    """
    with_group = np.bincount(seen.group, seen.weight, len(seen.z)) / seen.customers
    means = with_group @ seen.z
    deviations = np.sqrt(with_group @ (seen.z - means) ** 2)
    scaled = replace(seen, z=(seen.z - means) / deviations)
    box, likelihood = _box(scaled), Likelihood(scaled)
    value = likelihood.value if len(seen) <= RE_WEIGHTED_UP_TO else None
    found = estimating.estimate(
        likelihood.slope, box, customers=seen.customers, start=_start(scaled, box), value=value
    )
    return _as_given(found, means, deviations)


@dataclass(frozen=True)
class Likelihood:
    """Log likelihood of histories with attributes at θ."""

    seen: Known

    def slope(self, theta: Floats) -> Slope:
        value, gradient, hessian = _by_row(*self._individual(theta), self.seen)
        weight, groups = self.seen.weight, len(self.seen.z)
        sums = np.stack([np.bincount(self.seen.group, weight * g, groups) for g in gradient])
        designs = self._designs()
        blocks = [
            [
                left.T @ (right * np.bincount(self.seen.group, weight * bend, groups)[:, None])
                for right, bend in zip(designs, bends, strict=True)
            ]
            for left, bends in zip(designs, hessian, strict=True)
        ]
        slopes = [design.T @ total for design, total in zip(designs, sums, strict=True)]
        order = self._order()
        total = np.block(blocks)[np.ix_(order, order)]
        return Slope(float(weight @ value), np.concatenate(slopes)[order], total)

    def value(self, theta: Floats) -> float:
        return float(self.seen.weight @ _value(*self._individual(theta), self.seen)[0])

    def _designs(self) -> list[Floats]:
        """How θ, in the order (r; α, γ₁; a, γ₂; b, γ₃), enters the four logarithms."""
        one = np.ones((len(self.seen.z), 1))
        return [one, *(np.hstack([one, sign * self.seen.z]) for sign in SIGNS)]

    def _order(self) -> list[int]:
        k = self.seen.z.shape[1]
        heads = [0, 1, 2 + k, 3 + 2 * k]
        return heads + [head + 1 + at for head in heads[1:] for at in range(k)]

    def _individual(self, theta: Floats) -> tuple[float, Floats, Floats, Floats]:
        """r, and α, a and b of each history."""
        k = self.seen.z.shape[1]
        effects = theta[4:].reshape(3, k)
        moved = [sign * (self.seen.z @ each) for sign, each in zip(SIGNS, effects, strict=True)]
        logs = [base + move[self.seen.group] for base, move in zip(theta[1:4], moved, strict=True)]
        alpha, a, b = (np.exp(np.clip(log, -200.0, 200.0)) for log in logs)
        r = float(np.exp(np.clip(theta[0], -200.0, 200.0)))
        return r, alpha, a, b


def _value(r: float, alpha: Floats, a: Floats, b: Floats, seen: Known) -> tuple[Floats, Floats]:
    """Of each history, and the log odds of having left after the last purchase."""
    x, until = seen.x, alpha + seen.T
    stayed = np.where(x > 0, b + x - 1.0, 1.0)
    silent = np.log(until / (alpha + seen.t_x))
    gone = np.where(x > 0, np.log(a) - np.log(stayed) + (r + x) * silent, -np.inf)
    value = special.gammaln(r + x) - special.gammaln(r) + special.betaln(a, b + x)
    value = value - special.betaln(a, b) - r * np.log1p(seen.T / alpha) - x * np.log(until)
    return value + np.logaddexp(0.0, gone), gone


def _by_row(
    r: float, alpha: Floats, a: Floats, b: Floats, seen: Known
) -> tuple[Floats, Floats, list[list[Floats]]]:
    """Value, gradient and Hessian of each history in (ln r, ln α, ln a, ln b)."""
    x, s = seen.x, r + seen.x
    until, last = alpha + seen.T, alpha + seen.t_x
    now, then, silent = alpha / until, alpha / last, np.log(until / last)
    stayed = np.where(x > 0, b + x - 1.0, 1.0)
    value, gone = _value(r, alpha, a, b, seen)
    share = special.expit(gone)
    both = special.psi(a + b) - special.psi(a + b + x)
    bends = special.zeta(2.0, a + b) - special.zeta(2.0, a + b + x)
    by_case = np.stack([r * silent, s * (now - then), np.ones_like(x), -b / stayed])
    slopes = np.stack(
        [
            r * (special.psi(s) - special.psi(r) + np.log(now)),
            r - s * now,
            a * both,
            b * (special.psi(b + x) - special.psi(b) + both),
        ]
    )
    hessian = [[share * (1.0 - share) * left * right for right in by_case] for left in by_case]
    hessian[0][0] += r**2 * (special.zeta(2.0, s) - special.zeta(2.0, r))
    hessian[1][1] += share * s * (now - then) * (1.0 - now - then) - s * now * (1.0 - now)
    hessian[2][2] += a**2 * bends - share
    hessian[3][3] += b**2 * (bends + special.zeta(2.0, b + x) - special.zeta(2.0, b))
    hessian[3][3] += share * b**2 / stayed**2
    for left, right, bend in (
        (0, 1, r * (1.0 - now) + share * r * (now - then)),
        (2, 3, a * b * bends),
    ):
        hessian[left][right] = hessian[left][right] + bend
        hessian[right][left] = hessian[left][right]
    gradient = slopes + share * by_case
    for at in (0, 2, 3):
        hessian[at][at] = hessian[at][at] + gradient[at]
    return value, gradient, hessian


def _box(seen: Known) -> Box:
    """Wide in multiples of the mean time observed and of each covariate's deviation."""
    k = seen.z.shape[1]
    mean = float(seen.weight @ seen.T) / seen.customers
    effects = [f"{of}.{name}" for of in EFFECTS for name in seen.names]
    centre = np.array([0.0, np.log(mean) if mean > 0 else 0.0, *[0.0] * (2 + 3 * k)])
    reach = np.array([5.0, 6.0, *[5.0] * (2 + 3 * k)])
    logged = (True,) * 4 + (False,) * (3 * k)
    return Box(("r", "alpha", "a", "b", *effects), centre, reach, logged)


def _start(seen: Known, box: Box) -> Floats | None:
    if len(seen) <= WARM_FROM:
        return None
    sample = seen.every(len(seen) // SAMPLE)
    slope = Likelihood(sample).slope
    return estimating.mode(slope, box, customers=sample.customers, start=box.centre)


def _as_given(found: Estimate, means: Floats, deviations: Floats) -> Estimate:
    """In other units: θ as given = `back` @ θ as found."""
    k = len(means)
    back = np.eye(4 + 3 * k)
    for at, sign in enumerate(SIGNS):
        effects = slice(4 + at * k, 4 + (at + 1) * k)
        back[1 + at, effects] = -sign * means / deviations
        back[effects, effects] = np.diag(1.0 / deviations)
    box = found.box
    turned = replace(box, centre=back @ box.centre, reach=np.abs(back) @ box.reach)
    return found.turned(back, turned)
