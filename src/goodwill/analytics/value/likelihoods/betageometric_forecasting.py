"""What the models of `betageometric` expect: purchases after T, discounted or not.

Somebody who is alive at T, with dropout probability p and rate λ, makes an n-th further
purchase within t with probability (1−p)^(n−1) P(N ≥ nk − j), where N ~ Poisson(λt) and j
events have passed since the last purchase. Given the history, λ ~ Gamma(s + j, α + T) and
p ~ Beta(a, b + n) independently. Summed over n and integrated over λ, that is elementary
(`betageometric_purchases`); the mean over p is taken by quadrature, which unlike ₂F₁ neither
overflows for many purchases nor loses digits near a = 1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.distinct import distinct
from goodwill.analytics.value.likelihoods import betageometric_purchases as single
from goodwill.analytics.value.likelihoods import betageometric_regular as regular
from goodwill.analytics.value.likelihoods.betageometric import (
    Model,
    log_phases,
    opportunities,
    probability_alive,
)
from goodwill.analytics.value.likelihoods.betageometric_purchases import Future, at_least, fewer
from goodwill.analytics.value.likelihoods.betageometric_tables import tabulated
from goodwill.analytics.value.triples import each
from goodwill.language import Sentence

LONGEST = 600.0
"""Largest exponent of e that may be multiplied by any time and stay finite."""

HALVINGS = 70


def expected_purchases(model: Model, within: Any, x: Any, t_x: Any, T: Any) -> Floats:
    """E[purchases in (T, T + within]], shape of the broadcast."""
    within, x, t_x, T = _horizon(within, x, t_x, T)
    alive = probability_alive(model, x, t_x, T)
    return alive * _over_phases(_of(model).expected, model, within, (x, t_x, T))


def variance_of_purchases(model: Model, within: Any, x: Any, t_x: Any, T: Any) -> Floats:
    """Of the purchases in (T, T + within]: E[X(X−1)] + E[X] − E[X]²."""
    within, x, t_x, T = _horizon(within, x, t_x, T)
    alive = probability_alive(model, x, t_x, T)
    mean = alive * _over_phases(_of(model).expected, model, within, (x, t_x, T))
    pairs = alive * _over_phases(_of(model).expected_pairs, model, within, (x, t_x, T))
    return np.maximum(pairs + mean - mean**2, 0.0)


def probability_of_no_purchase(model: Model, within: Any, x: Any, t_x: Any, T: Any) -> Floats:
    """Gone, or alive and no purchase in (T, T + within]."""
    within, x, t_x, T = _horizon(within, x, t_x, T)
    alive = probability_alive(model, x, t_x, T)
    return 1.0 - alive + alive * _silent(model, within, x, t_x, T)


def median_wait(model: Model, x: Any, t_x: Any, T: Any) -> Floats:
    """Time from T by which half of such customers, if they are alive at T, have bought again.

    For k = 1 the wait given the history is (α+T) (2^(1/s) − 1). For k > 1 the events since
    the last purchase are taken into account, and the time is found by bisection.
    """
    x, t_x, T = each(x, t_x, T)
    doublings = np.minimum(np.log(2.0) / (model.r + model.k * x), LONGEST)
    single = (model.alpha + T) * np.expm1(doublings)
    if model.k == 1:
        return np.asarray(single, dtype=np.float64)
    low = np.log(single) - 40.0
    high = np.full(np.shape(x), LONGEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_late = _silent(model, np.exp(middle), x, t_x, T) > 0.5
        low, high = np.where(is_late, middle, low), np.where(is_late, high, middle)
    return np.asarray(np.exp(high))


def discounted_purchases(model: Model, discount: float, x: Any, t_x: Any, T: Any) -> Floats:
    """DERT: E[Σ e^(−discount × time from T)] over the purchases after T.

    Raises
    ------
    Undefined
        The discount is negative, or it is 0 and a ≤ 1, so that the sum is infinite.
    """
    x, t_x, T = each(x, t_x, T)
    alive = probability_alive(model, x, t_x, T)
    if discount > 0:
        later = np.full(np.shape(x), float(discount))
        return alive * _over_phases(_of(model).discounted, model, later, (x, t_x, T))
    _refuse_what_is_infinite(model, discount)
    stayed = model.b + opportunities(model, x)
    return np.asarray(alive * (model.a + stayed - 1.0) / (model.a - 1.0))


def probability_of_purchases(model: Model, n: Any, within: Any) -> Floats:
    """P(X(t) = n): left right after the n-th purchase in time, or stayed and made no more."""
    n, within = np.broadcast_arrays(np.asarray(n, np.float64), np.asarray(within, np.float64))
    _refuse(~(np.isfinite(within) & (within >= 0)), Sentence("a horizon is negative or infinite"))
    _refuse((n < 0) | (n != np.floor(n)), Sentence("a count of purchases is not a whole number"))
    chances = opportunities(model, n)
    stayed = special.betaln(model.a, model.b + chances) - special.betaln(model.a, model.b)
    left = stayed + np.log(model.a) - np.log(np.maximum(model.b + chances - 1.0, 1e-300))
    tau = within / model.alpha
    reached = at_least(model.k * n, model.r, tau)
    no_more = fewer(model.k, model.r, tau, begin=model.k * n)
    gone = np.where(chances > 0, np.exp(np.minimum(left, 0.0)), 0.0)
    return np.asarray(gone * reached + np.exp(stayed) * no_more)


def _silent(model: Model, within: Floats, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """No purchase in (T, T + within] by somebody alive at T."""
    shape, tau = model.r + model.k * x, within / (model.alpha + T)
    if model.k == 1:
        return np.asarray(np.exp(-shape * np.log1p(tau)))
    shares = special.softmax(log_phases(model, x, t_x, T), axis=0)
    parts = [share * fewer(model.k - j, shape + j, tau) for j, share in enumerate(shares)]
    return np.asarray(np.minimum(sum(parts), 1.0))


def _of(model: Model) -> Any:
    """The module that knows what is to come: every event is a purchase, or every k-th."""
    return single if model.k == 1 else regular


def _over_phases(
    quantity: Callable[[Future], Floats],
    model: Model,
    within: Floats,
    history: tuple[Floats, Floats, Floats],
) -> Floats:
    """Mean over the events since the last purchase, of what needs no t_x: once per (x, T)."""
    x, t_x, T = history
    columns = [within, x, T, *map(np.asarray, (model.alpha, model.a, model.b))]
    flat = [np.broadcast_to(column, np.shape(x)).ravel() for column in columns]
    varied = [column for column in flat if column.size and column.min() < column.max()]
    first, inverse = distinct(*(varied or flat[:1]))
    horizon, bought, seen, alpha, a, b = (column[first] for column in flat)
    shape, stayed = model.r + model.k * bought, b + opportunities(model, bought)
    tables = [
        tabulated(quantity, Future(model.k, j, shape + j, alpha + seen, a, stayed, horizon))[
            inverse
        ]
        for j in range(model.k)
    ]
    if model.k == 1:
        return tables[0].reshape(np.shape(x))
    shares = special.softmax(log_phases(model, x, t_x, T), axis=0)
    found = sum(
        share * table.reshape(np.shape(x)) for share, table in zip(shares, tables, strict=True)
    )
    return np.asarray(found)


def _horizon(within: Any, x: Any, t_x: Any, T: Any) -> tuple[Floats, Floats, Floats, Floats]:
    x, t_x, T = each(x, t_x, T)
    within = np.asarray(within, dtype=np.float64)
    _refuse(~(np.isfinite(within) & (within >= 0)), Sentence("a horizon is negative or infinite"))
    within, x, t_x, T = np.broadcast_arrays(within, x, t_x, T)
    return within, x, t_x, T


def _refuse(is_wrong: Any, what: Sentence) -> None:
    if np.any(is_wrong):
        raise ContractBroken("histories", (what,))


def _refuse_what_is_infinite(model: Model, discount: float) -> None:
    if not discount == 0:
        raise Undefined(Sentence("A discount rate below zero makes the future worth infinite."))
    if np.any(np.asarray(model.a) <= 1):
        raise Undefined(
            Sentence(
                "Without a discount rate, the purchases still to come are infinitely many "
                "because some customers hardly ever leave: give a discount above zero."
            )
        )
