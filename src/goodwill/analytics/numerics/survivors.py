"""Survivors of a beta-geometric lifetime, summed and discounted.

A dropout probability drawn from Beta(a, b) leaves the share (b)_k / (a + b)_k after k
opportunities, with (b)_k the rising factorial.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.analytics.errors import ContractBroken, NotConverged, Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.gammas import stirling
from goodwill.language import Sentence

LEAST_DISCOUNT = 1e-6
FURTHEST = 1_000_000
MOST_STEPS = 200_000
DIGITS = 4e-15


def log_rising(z: Any, k: Any) -> Floats:
    """log (z)_k = log Γ(z + k) − log Γ(z), for z > 0 and k ≥ 0, without losing digits."""
    z, k = np.asarray(z, dtype=np.float64), np.asarray(k, dtype=np.float64)
    main = (z + k - 0.5) * np.log1p(k / z) + k * (np.log(z) - 1)
    return np.asarray(main + stirling(z + k) - stirling(z))


def log_surviving(a: Any, b: Any, k: Any) -> Floats:
    """log of the share left after k opportunities: log (b)_k − log (a + b)_k."""
    a, b, k = (np.asarray(x, dtype=np.float64) for x in (a, b, k))
    # Both rising factorials are large; their parts are subtracted before they are.
    main = (b + k - 0.5) * (np.log1p(-a / (a + b + k))) - (b - 0.5) * np.log1p(-a / (a + b))
    main = main - a * np.log1p(k / (a + b))
    rest = stirling(b + k) - stirling(b) - stirling(a + b + k) + stirling(a + b)
    return np.asarray(main + rest)


def summed(a: float, b: Floats, k: Integers) -> tuple[Floats, Floats]:
    """Σ_{i=1}^{k} s_i and Σ (i − 1) s_i, s_i the share left after i; shape of b and k.

    `b` and `k` have one shape. Every distinct b is summed once.

    Raises
    ------
    ContractBroken
        More than a million opportunities are asked for.
    """
    if k.size and k.max() > FURTHEST:
        raise ContractBroken("opportunities", (TOO_FAR,))
    once, twice = np.zeros(b.shape), np.zeros(b.shape)
    for each in np.unique(b):
        at = b == each
        steps = np.arange(int(k[at].max()))
        share = np.cumprod((each + steps) / (a + each + steps))
        once[at] = np.append(0.0, np.cumsum(share))[k[at]]
        twice[at] = np.append(0.0, np.cumsum(share * steps))[k[at]]
    return once, twice


TOO_FAR = Sentence("more than a million opportunities ahead cannot be foretold")
ENDLESS = Sentence(
    "Customers who hardly ever leave are worth infinitely much without a discount; give one."
)
TOO_SMALL = Sentence(
    "The discount per opportunity is negative, or as good as none: give 0, or 0.000001 or more."
)


def discounted(a: Any, b: Any, discount: float) -> Floats:
    """Σ_{k≥1} s_k / (1 + d)^k, s_k the share left after k opportunities; shape of a and b.

    In the papers b / (a + b) × v ₂F₁(1, b + 1; a + b + 1; v) with v = 1 / (1 + d). By Pfaff's
    transformation it is b / (a + b) / d × ₂F₁(1, a; a + b + 1; −1/d), whose continued fraction
    (Gauss) has positive terms alone: no digit is lost however small d is.

    Raises
    ------
    Undefined
        d = 0 and a ≤ 1: the sum is infinite. d is negative or between 0 and 10⁻⁶.
    """
    a, b = (np.asarray(x, dtype=np.float64) for x in np.broadcast_arrays(a, b))
    if discount == 0:
        if not (a > 1).all():
            raise Undefined(ENDLESS)
        return np.asarray(b / (a - 1))
    if not (np.isfinite(discount) and discount >= LEAST_DISCOUNT):
        raise Undefined(TOO_SMALL)
    pairs, which = np.unique(np.stack([a.ravel(), b.ravel()]), axis=1, return_inverse=True)
    found = pairs[1] / pairs.sum(axis=0) / discount * _gauss(pairs[0], pairs[1], 1 / discount)
    return np.asarray(found[which.ravel()].reshape(b.shape))


def _gauss(a: Floats, b: Floats, z: float) -> Floats:
    """₂F₁(1, a; a + b + 1; −z): convergents below and above in turn, until they meet."""
    c = a + b + 1
    upper, upper_before = np.ones_like(b), np.zeros_like(b)
    lower, lower_before = np.ones_like(b), np.ones_like(b)
    value = upper / lower
    for step in range(MOST_STEPS):
        half = (step + 1) // 2
        above = half * (b + half) if step % 2 else (a + half) * (c - 1 + half)
        factor = z * above / ((c + step - 1) * (c + step))
        upper, upper_before = upper + factor * upper_before, upper
        lower, lower_before = lower + factor * lower_before, lower
        upper, upper_before, lower_before = (
            upper / lower,
            upper_before / lower,
            lower_before / lower,
        )
        lower = np.ones_like(b)
        if (np.abs(upper - value) <= DIGITS * value).all():
            return upper
        value = upper
    raise NotConverged(TOO_SMALL)
