"""What the Pareto/NBD model expects of customers, for given rates.

A customer who is still one at T has λ ~ Gamma(r + x, α + T) and μ ~ Gamma(s, β + T),
independently. So everything about the time after T is the probability of being alive times
a mean over λ, times a mean over D, the time for which the customer goes on buying.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics import concave
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.deathtimes import legendre
from goodwill.analytics.value.likelihoods.paretonbd_likelihood import (
    Components,
    Rates,
    log_rising,
)
from goodwill.analytics.value.likelihoods.paretonbd_pairs import Pairs, distinct
from goodwill.language import Sentence

LONGEST = 600.0
"""Largest exponent of e that may be multiplied by any time and stay finite."""

NO_TIME = 1e-100
"""Of α and β: a time so short that nothing happens in it."""


@dataclass(frozen=True)
class Outlook:
    """Customers with the rates of their group; arrays of one shape."""

    rates: Rates
    x: Floats
    t_x: Floats
    T: Floats
    group: Integers | None = None

    @cached_property
    def alpha(self) -> Floats:
        """α + T of the posterior of λ."""
        return np.asarray(self._of_group(self.rates.alpha) + self.T)

    @cached_property
    def beta(self) -> Floats:
        """β + T of the posterior of μ."""
        return np.asarray(self._of_group(self.rates.beta) + self.T)

    @property
    def rate(self) -> Floats:
        """E[λ] of who is alive."""
        return (self.rates.r + self.x) / self.alpha

    def log_likelihood(self) -> Floats:
        x, pairs = self.x.ravel(), self._pairs
        repeats, at = distinct(x)
        rising = log_rising(self.rates.r, repeats)[at]
        buying = x * np.log(np.ravel(self._of_group(self.rates.alpha)))
        found = self._components.log_bracket(pairs) + rising - buying
        return np.asarray(found.reshape(self.x.shape))

    @cached_property
    def probability_alive(self) -> Floats:
        pairs, of = self._pairs, self._components
        found = np.exp(np.minimum(of.alive[pairs.until] - of.log_bracket(pairs), 0.0))
        return np.asarray(found.reshape(self.x.shape))

    def purchases(self, within: Floats) -> Floats:
        s = self.rates.s
        ahead = self._by_time(lambda beta: active_time(s, beta, within), within)
        return self.probability_alive * self.rate * ahead

    def variance(self, within: Floats) -> Floats:
        """By E[N] and E[N (N − 1)] = P(alive) E[λ²] E[D²]."""
        mean = self.purchases(within)
        s = self.rates.s
        squared = self._by_time(lambda beta: active_time_squared(s, beta, within), within)
        rate_squared = self.rate * (self.rate + 1.0 / self.alpha)
        pairs = self.probability_alive * rate_squared * squared
        return np.maximum(mean + pairs - mean**2, 0.0)

    def no_purchase(self, within: Floats) -> Floats:
        """How much less likely the history is with the time after T added to it."""
        columns = np.broadcast_arrays(self.x, self.t_x, self.T, within, self._groups)
        x, t_x, T, ahead = (column.ravel() for column in columns[:4])
        group = np.tile(columns[4].ravel(), 2)
        both = np.concatenate([T, T + ahead])
        pairs = Pairs.of(np.tile(x, 2), np.tile(t_x, 2), both, group)
        before, after = np.split(Components.of(self.rates, pairs).log_bracket(pairs), 2)
        return np.exp(np.minimum(after - before, 0.0)).reshape(columns[0].shape)

    def median_wait(self) -> Floats:
        doublings = np.minimum(np.log(2.0) / (self.rates.r + self.x), LONGEST)
        return np.asarray(self.alpha * np.expm1(doublings))

    def discounted(self, discount: float) -> Floats:
        s = self.rates.s
        ahead = self._by_time(lambda beta: discounted_time(s, beta, discount))
        return self.probability_alive * self.rate * ahead

    def _by_time(self, ahead: Callable[[Floats], Floats], within: Floats | float = 0.0) -> Floats:
        """A function of β + T, computed once for each."""
        if np.ndim(within):
            return ahead(self.beta)
        if len(self.rates.beta) == 1:
            values, at = distinct(self.T.ravel())
            values = values + self.rates.beta
        else:
            values, at = distinct(self.beta.ravel())
        return ahead(values)[at].reshape(self.beta.shape)

    @cached_property
    def _pairs(self) -> Pairs:
        group = None if self.group is None else self.group.ravel()
        return Pairs.of(self.x.ravel(), self.t_x.ravel(), self.T.ravel(), group)

    @cached_property
    def _components(self) -> Components:
        return Components.of(self.rates, self._pairs)

    @property
    def _groups(self) -> Integers:
        return np.zeros((), dtype=np.int64) if self.group is None else self.group

    def _of_group(self, values: Floats) -> Floats:
        return np.asarray(values[self._groups])


def active_time(s: float, beta: Floats, within: Floats) -> Floats:
    """E[D]: mean of the smaller of a Pareto(s, β) lifetime and `within`."""
    q = np.log1p(within / beta)
    return np.asarray(beta * q * special.exprel((1.0 - s) * q))


def active_time_squared(s: float, beta: Floats, within: Floats) -> Floats:
    """E[D²] = 2 ∫_0^within u P(D > u) du.

    The closed form is a difference that loses its digits where `within` is short beside β;
    there the integral is taken in log(1 + u/β) by Gauss–Legendre.
    """
    q = np.log1p(within / beta)
    closed = q * (special.exprel((2.0 - s) * q) - special.exprel((1.0 - s) * q))
    is_short = (q < 0.1) & (s * q < 10.0)
    short = _short_square(s, np.where(is_short, q, 0.0))
    return np.asarray(2.0 * beta**2 * np.where(is_short, short, closed))


def discounted_time(s: float, beta: Floats, discount: float) -> Floats:
    """∫_0^∞ e^(−discount × u) (β / (β + u))^s du, shape of β.

    In y = log(1 + u/β), split where discounting takes over from leaving: on either side the
    integrand changes on one scale only.

    Raises
    ------
    Undefined
        The discount is negative, or nothing and s ≤ 1, so that the integral is infinite.
    """
    _refuse_endless(s, discount)
    if discount == 0:
        return np.asarray(beta / (s - 1.0))
    c = np.maximum(discount * beta, 1e-290)
    takes_over, end = np.maximum(-np.log(c), 0.0), np.log1p(1000.0 / c)

    def height(y: Floats, part: slice) -> Floats:
        return np.asarray((1.0 - s) * y - c[part] * np.expm1(y))

    def slope(y: Floats, part: slice) -> Floats:
        return np.asarray((1.0 - s) - c[part] * np.exp(y))

    early = concave.log_integral(height, slope, np.zeros_like(c), takes_over)
    late = concave.log_integral(height, slope, takes_over, end)
    return np.asarray(beta * np.exp(np.logaddexp(early, late)))


def purchases_of_new(
    rates: Rates, n: Floats, within: Floats, group: Integers | None = None
) -> Floats:
    """P(X(t) = n): still a customer at t, or gone at a time before it; arrays of one shape."""
    is_long = (within > NO_TIME * rates.alpha.max()) & (within > NO_TIME * rates.beta.max())
    count, t = n.ravel(), np.where(is_long, within, 1.0).ravel()
    place = np.zeros(count.shape, dtype=np.int64) if group is None else group.ravel()
    alpha, beta = rates.alpha[place], rates.beta[place]
    buying = special.xlogy(count, t / (alpha + t)) - rates.r * np.log1p(t / alpha)
    alive = buying - rates.s * np.log1p(t / beta)
    ways = log_rising(rates.r, count) - special.gammaln(count + 1.0)
    found = np.exp(
        ways + np.logaddexp(alive, _log_gone(Rates(rates.r, alpha, rates.s, beta), count, t))
    )
    at_once = np.where(n == 0, 1.0, 0.0)
    return np.where(is_long, np.minimum(found.reshape(n.shape), 1.0), at_once)


def _log_gone(rates: Rates, n: Floats, t: Floats) -> Floats:
    """log ∫_0^t s/β (1 + τ/β)^−(s+1) (1 + τ/α)^−r (τ/(α+τ))^n dτ."""
    r, s = rates.r, rates.s
    scale = np.minimum(rates.alpha, rates.beta)
    to_alpha, to_beta = scale / rates.alpha, scale / rates.beta

    def height(y: Floats, part: slice) -> Floats:
        grown = np.expm1(y)
        buys, leaves = to_alpha[part] * grown, to_beta[part] * grown
        buying = n[part] * np.log(buys) - (r + n[part]) * np.log1p(buys)
        return np.asarray(y + buying - (s + 1.0) * np.log1p(leaves))

    def slope(y: Floats, part: slice) -> Floats:
        grown, rises = np.expm1(y), np.exp(y)
        to_a, to_b = to_alpha[part], to_beta[part]
        buying = n[part] / grown - (r + n[part]) * to_a / (1.0 + to_a * grown)
        return np.asarray(1.0 + rises * (buying - (s + 1.0) * to_b / (1.0 + to_b * grown)))

    log = concave.log_integral(height, slope, np.zeros_like(t), np.log1p(t / scale))
    return np.asarray(log + np.log(s) + np.log(to_beta))


def _short_square(s: float, q: Floats) -> Floats:
    """∫_0^q (e^y − 1) e^((1−s) y) dy by positive terms."""
    spots, weights = legendre(16)
    found = np.zeros_like(q)
    for spot, weight in zip(spots, weights, strict=True):
        y = q * (1.0 + spot) / 2.0
        found += weight * np.expm1(y) * np.exp((1.0 - s) * y)
    return found * q / 2.0


def _refuse_endless(s: float, discount: float) -> None:
    if not 0 <= discount < np.inf:
        raise Undefined(Sentence("A discount rate is a number that is not below zero."))
    if discount == 0 and s <= 1:
        raise Undefined(
            Sentence(
                "Without a discount rate, customers are worth infinitely much to this model "
                "(s = {s}, not above 1): give a discount above zero.",
                s=round(s, 3),
            )
        )
