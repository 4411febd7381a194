"""Purchases still to come of somebody alive, when only every k-th event is a purchase.

N events come, negative binomial with shape s and mean sτ, and j have come since the last
purchase, so that ⌊(N+j)/k⌋ purchases would follow if nobody left. Where N is moderate, the
mean is the sum over N of its probability times the purchases expected given N, all positive.
Where N may be huge, with the k-th roots z of ρ = 1 − p,

    ρ^⌊m/k⌋ = Σ_z c_z z^m,   c_z = (1/k) Σ_{i<k} z^−i,   E[z^N] = (1 + τ(1−z))^−s,

gives the purchases expected given p, (1 − E[ρ^⌊(N+j)/k⌋]) / p, and quadrature their mean.
Ordered pairs of purchases, E[X(X−1)], are −2ρ times its derivative by p.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.numerics import betas
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.likelihoods.betageometric_purchases import LONGEST, Future, at_least

MODERATE = 6000
"""Events up to which they are summed one by one."""

TINY = 1e-30
"""For p = 0."""

LAST = 1.0 - 2.0**-53
"""For p = 1."""

NEAR = 0.25
TURNS = 10
"""Points on half a circle whose radius is `NEAR` of the way to where a function breaks."""

STEP = 0.25
ENDS = 36.0


def expected(future: Future) -> Floats:
    """E[X] within the horizon."""
    return _either(future, pairs=False)


def expected_pairs(future: Future) -> Floats:
    """E[X(X−1)] within the horizon."""
    return _either(future, pairs=True)


def discounted(future: Future) -> Floats:
    """E[Σ e^(−δ time)] = E[ψ^(k−j) / (1 − ψ^k (1−p))], ψ = λ / (λ+δ)."""
    return np.array([_discounted(future, row) for row in range(len(future.shape))])


def _either(future: Future, *, pairs: bool) -> Floats:
    s, tau = future.shape, future.tau
    events = 1.2 * s * tau + 9.0 * np.sqrt(s * tau * (1.0 + tau)) + 42.0 * (1.0 + tau)
    found = np.empty_like(s)
    many = events > MODERATE
    if many.any():
        found[many] = _pairs_by_roots(future.only(many)) if pairs else _by_roots(future.only(many))
    if not many.all():
        found[~many] = _by_sum(future.only(~many), events[~many], pairs=pairs)
    return found


def _by_sum(future: Future, events: Floats, *, pairs: bool) -> Floats:
    """Longest first, so that those that are done drop out at the end."""
    order = np.argsort(-events, kind="stable")
    s, tau, a, b = (column[order] for column in (future.shape, future.tau, future.a, future.b))
    total, given, stayed = np.zeros_like(s), np.zeros_like(s), np.ones_like(s)
    log_chance, share = -s * np.log1p(tau), tau / (1.0 + tau)
    rows, purchases = len(s), 0
    lasts = -events[order]
    for n in range(int(events.max()) + 1):
        rows = int(np.searchsorted(lasts, -n, side="right"))
        here = slice(0, rows)
        if (n + future.j) // future.k > purchases:
            given[here] += 2 * purchases * stayed[here] if pairs else stayed[here]
            stayed[here] *= (b[here] + purchases) / (a[here] + b[here] + purchases)
            purchases += 1
        total[here] += np.exp(log_chance[here]) * given[here]
        log_chance[here] += np.log(np.maximum((s[here] + n) / (n + 1) * share[here], TINY))
    found = np.empty_like(total)
    found[order] = total
    return found


def _by_roots(future: Future) -> Floats:
    s, tau, k, j = future.shape, future.tau, future.k, future.j

    def given(p: Floats, rows: slice) -> Floats:
        found = _given(np.minimum(p, LAST), k, j, s[rows, None], tau[rows, None])
        return np.asarray(found, dtype=np.float64)

    none = _given(np.full(1, TINY), k, j, s, tau)
    once = at_least(k - j, s, tau)
    falling = betas.Falling(given, none, once, s * tau)
    return np.asarray(np.maximum(betas.mean(falling, future.a, future.b), 0.0))


def _pairs_by_roots(future: Future) -> Floats:
    s, tau, k, j = future.shape, future.tau, future.k, future.j

    def given(p: Floats, rows: slice) -> Floats:
        p = np.minimum(p, LAST)
        return -2.0 * (1.0 - p) * _slope(p, k, j, s[rows, None], tau[rows, None])

    none = -2.0 * _slope(np.full(1, TINY), k, j, s, tau)
    falling = betas.Falling(given, none, np.zeros_like(s), s * tau, order=2)
    return np.asarray(np.maximum(betas.mean(falling, future.a, future.b), 0.0))


def _given(p: Any, k: int, j: int, s: Floats, tau: Floats) -> Any:
    """Expected purchases given p, which may be complex."""
    step = -np.log1p(-p) / k
    silent = s * np.log1p(tau * -np.expm1(-step))
    shares = sum(np.expm1((i - j) * step) for i in range(k)) / k
    found = (-np.expm1(-silent) - np.exp(-silent) * shares) / p
    rest = 1.0 - p
    for root in np.exp(2j * np.pi * np.arange(1, k) / k):
        z = np.exp(-step) * (root.real if k == 2 else root)
        found = found + z ** (j + 1) / (z - 1.0) / rest / k * (1.0 + tau * (1.0 - z)) ** -s
    return found if np.iscomplexobj(p) else np.real(found)


def _slope(p: Floats, k: int, j: int, s: Floats, tau: Floats) -> Floats:
    """Its derivative by p: Cauchy's integral on a circle as wide as it changes little.

    A difference would lose its digits for small p, where a small shape a puts its weight.
    """
    flat = 1.0 / (1.0 + tau * np.maximum(s, 1.0))
    radius = NEAR * np.minimum(np.maximum(p, flat), 1.0 - p)
    total: Any = 0.0
    for turn in np.exp(1j * np.pi * (np.arange(TURNS) + 0.5) / TURNS):
        total = total + np.real(_given(p + radius * turn, k, j, s, tau) / turn)
    return np.asarray(total / (TURNS * radius), dtype=np.float64)


def _discounted(future: Future, row: int) -> float:
    """The mean over λ by the trapezoidal rule in its logarithm, over p as `betas` does."""
    s, c = future.shape[row], max(future.horizon[row] * future.rate[row], 1.0 / LONGEST)
    flat = min(np.log(c), np.log(s)) - ENDS / (s + 1.0) - 2.0
    low = max(flat, np.log(s) - ENDS / s - 9.0 / np.sqrt(s))
    step = min(STEP, 0.55 / np.sqrt(s))
    w = np.arange(low, np.log(s + ENDS + 9.0 * np.sqrt(s)), step)
    weights = step * np.exp(s * w - np.exp(w) - special.gammaln(s))
    logs = np.minimum(np.log1p(c * np.exp(-w)), 600.0 / future.k)
    rest = np.expm1(future.k * logs)

    def given(p: Floats, rows: slice) -> Floats:
        return np.asarray(1.0 / (rest[rows, None] + p))

    falling = betas.Falling(given, 1.0 / rest, 1.0 / (1.0 + rest), 1.0 / rest)
    a, b = np.full_like(w, future.a[row]), np.full_like(w, future.b[row])
    return float(weights @ (np.exp(future.j * logs) * betas.mean(falling, a, b)))
