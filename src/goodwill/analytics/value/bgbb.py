"""BG/BB: customers who can buy at certain opportunities only, and may silently leave.

A yearly appeal, a monthly market, a season: at each opportunity a customer who is still
alive buys with his own probability p, and before each he leaves with his own probability θ;
p varies between customers like a Beta(α, β), θ like a Beta(γ, δ).

x of n opportunities were used, the last of them the t_x-th; the first purchase, by which
somebody becomes a customer, is not counted. The unit of time is one opportunity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate
from goodwill.analytics.numerics.survivors import (
    FURTHEST,
    discounted,
    log_rising,
    log_surviving,
    summed,
)
from goodwill.analytics.value import triples
from goodwill.analytics.value.likelihoods import bgbb_likelihood
from goodwill.language import Sentence

NAME = "BG/BB"
CITATION = (
    "Fader, Hardie & Shang (2010), Customer-Base Analysis in a Discrete-Time "
    "Noncontractual Setting, Marketing Science 29(6). doi:10.1287/mksc.1100.0580"
)

BOX = Box(("alpha", "beta", "gamma", "delta"), np.zeros(4), np.full(4, 5.0), (True,) * 4)
LARGE, FEW = 20_000, 3_000


@dataclass(frozen=True)
class Bgbb:
    """Buying p ~ Beta(alpha, beta), leaving θ ~ Beta(gamma, delta); no unit."""

    alpha: float
    beta: float
    gamma: float
    delta: float
    estimate: Estimate | None = None


def fit(x: Any, t_x: Any, n: Any, weight: Any = None) -> Bgbb:
    """The model that makes the observed histories most likely.

    Parameters
    ----------
    x
        Opportunities used, shape (customers,).
    t_x
        The last opportunity used, 0 where none was: 0 ≤ x ≤ t_x ≤ n.
    n
        Opportunities there were since the first purchase, whole numbers.
    weight
        Customers that each entry stands for.

    Raises
    ------
    ContractBroken
        A history that cannot be: see above.
    TooFew
        There is no history at all.
    NotConverged
        No best answer was found.
    """
    histories = triples.triples(x, t_x, n, weight)
    _refuse_impossible(histories.x, histories.t_x, histories.T)
    objective, start = bgbb_likelihood.objective(histories), BOX.centre
    if len(histories) > LARGE:
        sample = histories.every(len(histories) // (LARGE // 4))
        start = estimating.mode(
            bgbb_likelihood.objective(sample), BOX, customers=sample.customers, start=start
        )
    found = estimating.estimate(
        objective,
        BOX,
        customers=histories.customers,
        start=start,
        value=bgbb_likelihood.value(histories) if len(histories) <= FEW else None,
    )
    return Bgbb(**found.natural, estimate=found)


def log_likelihood(model: Bgbb, x: Floats, t_x: Floats, n: Floats) -> Floats:
    """Of each history: the log probability of that very sequence of purchases."""
    return _told(model, *_each(x, t_x, n))[0]


def probability_alive(model: Bgbb, x: Floats, t_x: Floats, n: Floats) -> Floats:
    """That each customer is alive at the next opportunity, n + 1, as the paper's table has it."""
    x, t_x, n = _each(x, t_x, n)
    staying = (model.delta + n) / (model.gamma + model.delta + n)
    return np.asarray(np.exp(_told(model, x, t_x, n)[1]) * staying)


def expected_purchases(
    model: Bgbb, within: Floats | int, x: Floats, t_x: Floats, n: Floats
) -> Floats:
    """At the next `within` opportunities."""
    x, t_x, n, ahead = _ahead(within, x, t_x, n)
    alive = np.exp(_told(model, x, t_x, n)[1])
    once, _ = summed(model.gamma, model.delta + n, ahead.astype(np.int64))
    return np.asarray(alive * _buying(model, x, n) * once)


def variance_of_purchases(
    model: Bgbb, within: Floats | int, x: Floats, t_x: Floats, n: Floats
) -> Floats:
    """Of the number of purchases at the next `within` opportunities, given the parameters."""
    x, t_x, n, ahead = _ahead(within, x, t_x, n)
    alive, buying = np.exp(_told(model, x, t_x, n)[1]), _buying(model, x, n)
    once, twice = summed(model.gamma, model.delta + n, ahead.astype(np.int64))
    again = buying * (model.alpha + x + 1) / (model.alpha + model.beta + n + 1)
    mean = alive * buying * once
    return np.asarray(np.maximum(mean + 2 * alive * again * twice - mean * mean, 0.0))


def probability_of_no_purchase(
    model: Bgbb, within: Floats | int, x: Floats, t_x: Floats, n: Floats
) -> Floats:
    """At any of the next `within` opportunities."""
    x, t_x, n, ahead = _ahead(within, x, t_x, n)
    alive = np.exp(_told(model, x, t_x, n)[1])
    rows = np.stack([x.ravel(), n.ravel(), ahead.ravel()])
    distinct, which = np.unique(rows, axis=1, return_inverse=True)
    silent = np.array([_silent(model, *row) for row in distinct.T], dtype=np.float64)
    return np.asarray(1 - alive * (1 - silent[which.ravel()].reshape(x.shape)))


def median_wait(model: Bgbb, x: Floats, t_x: Floats, n: Floats) -> Floats:
    """Opportunities to the next purchase that half of such customers, if they stay, exceed."""
    x, t_x, n = _each(x, t_x, n)
    buying, passing = model.alpha + x, model.beta + n - x
    low, high = np.zeros(x.shape), np.full(x.shape, 300 * np.log(10))
    for _ in range(80):
        middle = (low + high) / 2
        waits = log_surviving(buying, passing, np.expm1(middle)) > np.log(0.5)
        low, high = np.where(waits, middle, low), np.where(waits, high, middle)
    return np.asarray(np.maximum(np.ceil(np.expm1(high) * (1 - 1e-12)), 1.0))


def discounted_purchases(model: Bgbb, discount: float, x: Floats, t_x: Floats, n: Floats) -> Floats:
    """DERT: expected purchases to come, the one k opportunities ahead divided by (1 + d)^k.

    Parameters
    ----------
    discount
        d, per opportunity: 0.1 for 10 % a year where there is one opportunity a year.

    Raises
    ------
    Undefined
        No discount and γ ≤ 1: the sum is infinite.
    """
    x, t_x, n = _each(x, t_x, n)
    alive = np.exp(_told(model, x, t_x, n)[1])
    ahead = discounted(model.gamma, model.delta + n, discount)
    return np.asarray(alive * _buying(model, x, n) * ahead)


def expected_purchases_of_new(model: Bgbb, within: Floats | int) -> Floats:
    """E[X(n)]: purchases at the first `within` opportunities after the first purchase."""
    ahead = _whole(within)
    once, _ = summed(model.gamma, np.full(ahead.shape, model.delta), ahead.astype(np.int64))
    return np.asarray(model.alpha / (model.alpha + model.beta) * once)


def discounted_purchases_of_new(model: Bgbb, discount: float) -> float:
    """Purchases over a lifetime after the first, discounted to it; raises as the above."""
    buying = model.alpha / (model.alpha + model.beta)
    return buying * float(discounted(model.gamma, model.delta, discount))


def probability_of_purchases(model: Bgbb, purchases: Floats | int, within: Floats | int) -> Floats:
    """P(X(n) = x): that a customer uses x of the first `within` opportunities."""
    used, ahead = np.broadcast_arrays(_whole(purchases), _whole(within))
    pairs = zip(used.ravel(), ahead.ravel(), strict=True)
    found = [_probability(model, x, n) for x, n in pairs]
    return np.array(found, dtype=np.float64).reshape(used.shape)


def _probability(model: Bgbb, x: float, n: float) -> float:
    if x > n:
        return 0.0
    lived = np.arange(x, n + 1)
    choose = log_rising(x + 1, lived - x) - special.gammaln(lived - x + 1)
    bought = log_rising(model.alpha, x) + log_rising(model.beta, lived - x)
    logs = choose + bought - log_rising(model.alpha + model.beta, lived)
    logs += log_surviving(model.gamma, model.delta, lived)
    leaving = np.log(model.gamma) - np.log(model.gamma + model.delta + lived)
    logs += np.where(lived < n, leaving, 0.0)
    return float(np.exp(logs).sum())


def _silent(model: Bgbb, x: float, n: float, ahead: float) -> float:
    """P(no purchase at the next opportunities) of a customer alive at n."""
    lived = np.arange(ahead + 1)
    logs = log_surviving(model.alpha + x, model.beta + n - x, lived)
    logs = logs + log_surviving(model.gamma, model.delta + n, lived)
    leaving = np.log(model.gamma) - np.log(model.gamma + model.delta + n + lived)
    return float(np.exp(logs + np.where(lived < ahead, leaving, 0.0)).sum())


def _buying(model: Bgbb, x: Floats, n: Floats) -> Floats:
    """Posterior mean of p of a customer alive at n."""
    return np.asarray((model.alpha + x) / (model.alpha + model.beta + n))


def _told(model: Bgbb, x: Floats, t_x: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Log likelihood, and log P(alive at n), of each history; each distinct one once."""
    rows = np.stack([x.ravel(), t_x.ravel(), n.ravel()])
    distinct, which = np.unique(rows, axis=1, return_inverse=True)
    likelihood, alive = np.zeros(distinct.shape[1]), np.zeros(distinct.shape[1])
    if distinct.size:
        shapes = np.array([model.alpha, model.beta, model.gamma, model.delta])
        used, last, offered = distinct
        counted = triples.Triples(used, last, offered, np.ones(len(used)))
        parts = [
            bgbb_likelihood.log_likelihoods(shapes, these)
            for these in bgbb_likelihood.pieces(counted)
        ]
        likelihood, alive = (np.concatenate(each) for each in zip(*parts, strict=True))
    back = which.ravel()
    return likelihood[back].reshape(x.shape), alive[back].reshape(x.shape)


def _each(x: Any, t_x: Any, n: Any) -> tuple[Floats, Floats, Floats]:
    x, t_x, n = triples.each(x, t_x, n)
    _refuse_impossible(x, t_x, n)
    return x, t_x, n


def _ahead(within: Any, x: Any, t_x: Any, n: Any) -> tuple[Floats, Floats, Floats, Floats]:
    x, t_x, n = _each(x, t_x, n)
    x, t_x, n, ahead = np.broadcast_arrays(x, t_x, n, _whole(within))
    return x, t_x, n, ahead


NOT_WHOLE = Sentence("a number of opportunities is negative, too large, or not a whole number")
TOO_OFTEN = Sentence("there are more purchases than opportunities up to the last of them")
NO_LAST = Sentence("there are purchases, but the last of them was at no opportunity")


def _whole(number: Any) -> Floats:
    found = np.asarray(number, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        good = (found >= 0) & (found <= FURTHEST) & (found == np.floor(found))
    if not good.all():
        raise ContractBroken("opportunities", (NOT_WHOLE,))
    return found


def _refuse_impossible(x: Floats, t_x: Floats, n: Floats) -> None:
    _whole(t_x)
    _whole(n)
    if ((x > 0) & (t_x == 0)).any():
        raise ContractBroken("histories", (NO_LAST,))
    if (x > t_x).any():
        raise ContractBroken("histories", (TOO_OFTEN,))
