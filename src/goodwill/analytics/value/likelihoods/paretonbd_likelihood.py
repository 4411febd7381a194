"""The Pareto/NBD likelihood with its slopes, as a mixture over the time of leaving.

    L(x, t_x, T) = Γ(r + x) / (Γ(r) α^x) · [A(x, T) + F(x, t_x) − F(x, T)]
    A(x, t) = (1 + t/α)^−(r+x) (1 + t/β)^−s                    still a customer at t
    F(x, t) = s/β ∫_t^end (1 + τ/α)^−(r+x) (1 + τ/β)^−(s+1) dτ     left after t

F(x, T) is never above A(x, T), so the difference loses no digits: nothing is subtracted that
is larger than what is kept. A and F are functions of pairs (x, t), of which there are far
fewer than triples, and they are tabulated on the distinct ones.

The gradient of the log likelihood is the posterior mean of the gradients of the components
(alive, or left at τ); the Hessian is the posterior mean of their Hessians plus the covariance
of their gradients. Both come from moments on the pairs.

References
----------
Schmittlein, Morrison & Colombo (1987), Management Science 33(1). doi:10.1287/mnsc.33.1.1
Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model, brucehardie.com/notes/009
Louis (1982), JRSS B 44(2), the information of a mixture. doi:10.1111/j.2517-6161.1982.tb01203.x
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from goodwill.analytics.numerics import deathtimes
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.deathtimes import PAIRS, PLACE, DeathTimes, Integrals
from goodwill.analytics.numerics.estimating import Slope
from goodwill.analytics.numerics.gammas import stirling
from goodwill.analytics.value.likelihoods.paretonbd_pairs import Pairs, distinct

ONE_LESS = 1.0 - 2.0**-53


@dataclass(frozen=True)
class Rates:
    """The parameters; α and β one per group of customers, shape (groups,)."""

    r: float
    alpha: Floats
    s: float
    beta: Floats


@dataclass(frozen=True)
class Components:
    """A, F and A − F of each pair on the log scale, shape (pairs,)."""

    alive: Floats
    left: Floats
    rest: Floats

    @classmethod
    def of(cls, rates: Rates, pairs: Pairs, left: Floats | None = None) -> Components:
        alive = _log_alive(rates, pairs)
        if left is None:
            left = deathtimes.log_integral(_integrals(rates, pairs))
        left = left + np.log(rates.s) - np.log(rates.beta[pairs.group])
        share = np.minimum(np.exp(left - alive), ONE_LESS)
        return cls(alive, left, alive + np.log1p(-share))

    def log_bracket(self, pairs: Pairs) -> Floats:
        """log [A + F(x, t_x) − F(x, T)] of each row."""
        return np.asarray(np.logaddexp(self.rest[pairs.until], self.left[pairs.since]))


def log_rising(r: float, x: Floats) -> Floats:
    """log Γ(r + x) − log Γ(r), which loses no digits where x is small beside r."""
    total = r + x
    main = (r - 0.5) * np.log1p(x / r) + x * (np.log(total) - 1.0)
    return np.asarray(main + stirling(total) - stirling(r))


class Likelihood:
    """The log likelihood of histories as a function of θ, shape (4 + 2 covariates,).

    θ = (log r, log α and coefficients, log s, log β and coefficients), where each row's
    log α and log β are `design` @ θ of theirs.

    Parameters
    ----------
    x, t_x, T, weight
        Histories, shape (rows,).
    group, design
        Which row of `design`, shape (groups, 1 + covariates), belongs to each history.
    """

    def __init__(
        self,
        x: Floats,
        t_x: Floats,
        T: Floats,
        weight: Floats,
        *,
        group: Integers | None = None,
        design: Floats | None = None,
    ) -> None:
        self.pairs = Pairs.of(x, t_x, T, group)
        self.weight = weight
        self.design = np.ones((1, 1)) if design is None else design
        self.columns = _columns(self.design)
        self.repeats, at = distinct(x)
        self.with_repeats = np.bincount(at, weight, len(self.repeats))
        self.group = np.zeros(len(x), dtype=np.int64) if group is None else group
        self.purchases = np.bincount(self.group, weight * x, len(self.design)) @ self.design

    def rates(self, theta: Floats) -> Rates:
        buying, leaving = np.split(theta, 2)
        alpha, beta = np.exp(self.design @ buying[1:]), np.exp(self.design @ leaving[1:])
        return Rates(float(np.exp(buying[0])), alpha, float(np.exp(leaving[0])), beta)

    def value(self, theta: Floats) -> float:
        """With eight digits, enough to weigh draws by; not finite at a θ out of all bounds."""
        with np.errstate(all="ignore"):
            return self._value(theta)

    def slope(self, theta: Floats) -> Slope:
        """With gradient and Hessian; not finite at a θ out of all bounds."""
        with np.errstate(all="ignore"):
            return self._slope(theta)

    def _value(self, theta: Floats) -> float:
        rates = self.rates(theta)
        left = deathtimes.log_integral(_integrals(rates, self.pairs), deathtimes.FEW_NODES)
        bracket = Components.of(rates, self.pairs, left).log_bracket(self.pairs)
        return float((self.weight * bracket).sum()) + self._common(theta, rates)

    def _slope(self, theta: Floats) -> Slope:
        rates, pairs, weight = self.rates(theta), self.pairs, self.weight
        deaths = deathtimes.tabulate(_integrals(rates, pairs))
        of = Components.of(rates, pairs, deaths.log_integral)
        bracket = of.log_bracket(pairs)
        gone = np.exp(of.left[pairs.since] - bracket)
        here = np.exp(of.alive[pairs.until] - bracket)
        share = np.minimum(np.exp(of.left - of.alive), ONE_LESS)
        with_here = np.bincount(pairs.until, weight * here, len(pairs.x))
        with_gone = np.bincount(pairs.since, weight * gone, len(pairs.x)) - with_here * share
        alive, left = _alive(rates, pairs), _left(rates, pairs, deaths)
        until = alive.gradient() - share * left.gradient()
        rows = gone * left.gradient()[:, pairs.since] + here * until[:, pairs.until]
        gradient = self._summed(rows, self.group, weight)
        bends = with_here * alive.curvature() + with_gone * left.curvature()
        hessian = self._folded(bends, pairs.group) - self._spread(rows)
        value = float((weight * bracket).sum()) + self._common(theta, rates)
        return self._with_common(rates, Slope(value, gradient, hessian))

    def _summed(self, rows: Floats, group: Integers, weight: Floats) -> Floats:
        """Σ over rows of gradients in the four rates, shape (4, rows), as one in θ."""
        return np.asarray((self._in_theta(rows, group) * weight).sum(axis=1))

    def _spread(self, rows: Floats) -> Floats:
        """Σ over rows of squares of gradients."""
        full = self._in_theta(rows, self.group)
        return _products(full * self.weight, full)

    def _in_theta(self, rows: Floats, group: Integers) -> Floats:
        if self.columns.shape == (4, 1):
            return rows
        return np.asarray(rows[_parts(self.design)] * self.columns[:, group])

    def _folded(self, bends: Floats, group: Integers) -> Floats:
        """Σ over pairs of second derivatives in the four rates, in the order of `PAIRS`."""
        parts, columns = _parts(self.design), self.columns[:, group]
        hessian = np.zeros((len(parts), len(parts)))
        for row, (i, j) in enumerate(PAIRS):
            block = _products(columns[parts == i] * bends[row], columns[parts == j])
            hessian[np.ix_(parts == i, parts == j)] = block
            hessian[np.ix_(parts == j, parts == i)] = block.T
        return hessian

    def _common(self, theta: Floats, rates: Rates) -> float:
        """Σ log Γ(r + x) / (Γ(r) α^x)."""
        alpha = np.split(theta, 2)[0][1:]
        rising = self.with_repeats @ log_rising(rates.r, self.repeats)
        return float(rising - self.purchases @ alpha)

    def _with_common(self, rates: Rates, slope: Slope) -> Slope:
        r, x = rates.r, self.repeats
        first = r * (self.with_repeats @ (special.digamma(r + x) - special.digamma(r)))
        second = special.polygamma(1, r + x) - special.polygamma(1, r)
        slope.gradient[0] += first
        slope.gradient[1 : 1 + len(self.purchases)] -= self.purchases
        slope.hessian[0, 0] += first + r**2 * (self.with_repeats @ second)
        return slope


@dataclass(frozen=True)
class _Component:
    """A component's slopes in (log r, log α, log s, log β) at each pair.

    They are linear in what `deathtimes` has moments of: `constant` + `times` × moment.
    """

    constant: tuple[float, float, float, float]
    times: tuple[Floats | float, ...]
    means: Floats
    products: Floats

    def gradient(self) -> Floats:
        """Mean over the time of leaving, shape (4, pairs)."""
        return np.stack(
            [self.constant[i] + self.times[i] * self.means[i] for i in range(len(self.means))]
        )

    def curvature(self) -> Floats:
        """Mean of Hessian plus squared gradient, in the order of `PAIRS`, shape (10, pairs)."""
        found = np.empty_like(self.products)
        c, by, mean = self.constant, self.times, self.means
        for row, (i, j) in enumerate(PAIRS):
            found[row] = by[i] * by[j] * self.products[row] + c[i] * c[j]
            if c[i]:
                found[row] += c[i] * by[j] * mean[j]
            if c[j]:
                found[row] += c[j] * by[i] * mean[i]
        for log, share in ((0, 1), (2, 3)):
            found[PLACE[log, log]] += by[log] * mean[log]
            found[PLACE[log, share]] -= by[log] * mean[share]
            within = mean[share] - self.products[PLACE[share, share]]
            found[PLACE[share, share]] -= by[share] * within
        return found


def _alive(rates: Rates, pairs: Pairs) -> _Component:
    alpha, beta, t = rates.alpha[pairs.group], rates.beta[pairs.group], pairs.t
    at = np.stack([np.log1p(t / alpha), t / (alpha + t), np.log1p(t / beta), t / (beta + t)])
    products = np.stack([at[i] * at[j] for i, j in PAIRS])
    times = (-rates.r, rates.r + pairs.x, -rates.s, rates.s)
    return _Component((0.0, 0.0, 0.0, 0.0), times, at, products)


def _left(rates: Rates, pairs: Pairs, deaths: DeathTimes) -> _Component:
    times = (-rates.r, rates.r + pairs.x, -rates.s, rates.s + 1.0)
    return _Component((0.0, 0.0, 1.0, -1.0), times, deaths.means, deaths.products)


def _log_alive(rates: Rates, pairs: Pairs) -> Floats:
    alpha, beta = rates.alpha[pairs.group], rates.beta[pairs.group]
    buying = (rates.r + pairs.x) * np.log1p(pairs.t / alpha)
    return np.asarray(-buying - rates.s * np.log1p(pairs.t / beta))


def _integrals(rates: Rates, pairs: Pairs) -> Integrals:
    size, alpha, beta = len(pairs.x), rates.alpha[pairs.group], rates.beta[pairs.group]
    end, leaving = np.full(size, pairs.t.max(initial=0.0)), np.full(size, rates.s + 1.0)
    return Integrals(rates.r + pairs.x, alpha, leaving, beta, pairs.t, end)


def _products(rows: Floats, others: Floats) -> Floats:
    """rows @ others.T, in one thread: a handful of long rows gains nothing from several."""
    return np.asarray(np.einsum("ip,jp->ij", rows, others))


def _parts(design: Floats) -> Integers:
    """Which of the four rates each parameter of θ is about."""
    return np.repeat(np.arange(4), np.array([1, design.shape[1], 1, design.shape[1]]))


def _columns(design: Floats) -> Floats:
    """∂ rate / ∂ parameter of θ, shape (parameters, groups)."""
    ones = np.ones((1, len(design)))
    return np.concatenate([ones, design.T, ones, design.T])
