"""Gamma-Gamma: what a customer spends per purchase.

The value of a purchase varies around the customer's own mean like a Gamma with shape p, and
its rate ν varies between customers like a Gamma with shape q and rate γ. So the customers'
own means p / ν average p γ / (q − 1), and a customer's future purchases are expected
between that and what he has spent so far: the more purchases, the nearer to his own.

Value is gross and positive, in any unit of money; refunds and cost are the business of
`margin`. The model assumes that value and frequency have nothing to do with each other:
`independence` looks whether that holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from scipy import special

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Objective, Slope
from goodwill.analytics.numerics.gammas import digamma_less_log, log_beta_less, logistics_less
from goodwill.analytics.value.spending import Spending, each, from_frame, spending
from goodwill.language import Sentence

NAME = "Gamma-Gamma"
CITATION = (
    "Fader, Hardie & Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base "
    "Analysis, Journal of Marketing Research 42(4). doi:10.1509/jmkr.2005.42.4.415"
)

SHAPE_REACH, SCALE_REACH = 5.0, 6.0
LARGE = 20_000
FEW = 3_000
STEADIEST = log(1e4)
"""Purchases that vary by less than 1 % count as if they varied by 1 % (shape 10⁴)."""


@dataclass(frozen=True)
class Gammagamma:
    """Shape p of a purchase, shape q and rate γ of the customers; γ is an amount of money."""

    p: float
    q: float
    gamma: float
    estimate: Estimate | None = None


def fit(
    customers: Any = None, mean_value: Any = None, weight: Any = None, *, purchases: Any = None
) -> Gammagamma:
    """The model that makes the observed spend most likely.

    Called as `fit(purchases, mean_value, weight)` with arrays of shape (customers,), or as
    `fit(dataframe, purchases="x", mean_value="m")`, with the name of a `weight` column
    where a row stands for several customers.

    Parameters
    ----------
    purchases
        How many purchases each mean is over. The paper takes repeat purchases and their
        mean; all purchases and their mean are as good, if both are meant.
    mean_value
        Mean value of these purchases, > 0. The unit of money changes γ alone.
    weight
        Customers that each entry stands for.

    Raises
    ------
    ContractBroken, TooFew
        As `spending.spending` does. Customers without a purchase are left out.
    NotConverged
        No best answer was found.

    References
    ----------
    Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value, note 025.
    """
    if isinstance(purchases, str):
        return _fitted(from_frame(customers, purchases, mean_value, weight))
    counted = customers if purchases is None else purchases
    return _fitted(spending(counted, mean_value, weight))


def log_likelihood(model: Gammagamma, purchases: Floats, mean_value: Floats) -> Floats:
    """Log density of each customer's mean value, given how many purchases it is over.

    0 for customers without a purchase.
    """
    counted, value = each(purchases, mean_value, zero_allowed=False)
    bought = counted > 0
    n, m = np.where(bought, counted, 1.0), np.where(bought, value, 1.0)
    odds = np.log(n) + np.log(m) - log(model.gamma)
    density = _density(model.p * n, model.q, odds) - np.log(m)
    return np.where(bought, density, 0.0)


def expected_spend(model: Gammagamma, purchases: Floats, mean_value: Floats) -> Floats:
    """Expected value of each customer's next purchase, in the unit of `mean_value`.

    A customer without a purchase is expected to spend the population's mean.

    Raises
    ------
    Undefined
        p × purchases + q ≤ 1 for somebody: the mean is infinite. `quantile_of_mean` is not.
    """
    shape, rate = _own(model, purchases, mean_value)
    _refuse_infinite(shape.min(initial=np.inf) > 1, INFINITE_MEAN, model)
    return np.asarray(model.p * rate / (shape - 1))


def expected_spend_of_new(model: Gammagamma) -> float:
    """Expected value of a purchase of a customer of whom nothing is known: p γ / (q − 1).

    Raises
    ------
    Undefined
        q ≤ 1: the mean is infinite.
    """
    return float(expected_spend(model, np.zeros(()), np.zeros(())))


def variance_of_value(model: Gammagamma, purchases: Floats, mean_value: Floats) -> Floats:
    """Variance of the value of one future purchase of each customer, given the parameters.

    It is the sum of what varies from purchase to purchase and of `variance_of_mean`.

    Raises
    ------
    Undefined
        p × purchases + q ≤ 2 for somebody: the variance is infinite. `quantile_of_value`
        is not.
    """
    shape, rate = _own(model, purchases, mean_value)
    _refuse_infinite(shape.min(initial=np.inf) > 2, INFINITE_VARIANCE, model)
    mean = model.p * rate / (shape - 1)
    return np.asarray(mean * (rate / (shape - 1)) * (model.p + shape - 1) / (shape - 2))


def variance_of_mean(model: Gammagamma, purchases: Floats, mean_value: Floats) -> Floats:
    """Variance of each customer's own mean spend p / ν: how unsure we are of it.

    The variance of k future purchases together is k (`variance_of_value` −
    `variance_of_mean`) + k² `variance_of_mean`.

    Raises
    ------
    Undefined
        As `variance_of_value` does.
    """
    shape, rate = _own(model, purchases, mean_value)
    _refuse_infinite(shape.min(initial=np.inf) > 2, INFINITE_VARIANCE, model)
    return np.asarray((model.p * rate / (shape - 1)) ** 2 / (shape - 2))


def quantile_of_mean(
    model: Gammagamma, level: Floats | float, purchases: Floats, mean_value: Floats
) -> Floats:
    """Quantile of each customer's own mean spend: finite for every q, as its mean is not."""
    shape, rate = _own(model, purchases, mean_value)
    return np.asarray(model.p * rate / special.gammainccinv(shape, np.asarray(level)))


def quantile_of_value(
    model: Gammagamma, level: Floats | float, purchases: Floats, mean_value: Floats
) -> Floats:
    """Quantile of the value of one future purchase of each customer; finite for every q."""
    shape, rate = _own(model, purchases, mean_value)
    below = special.betaincinv(model.p, shape, np.asarray(level))
    above = special.betaincinv(shape, model.p, 1 - np.asarray(level))
    return np.asarray(rate * below / above)


INFINITE_MEAN = Sentence(
    "Spend differs so much between customers (q = {q}) that the mean of those with too few "
    "purchases to go by is infinite; the median is not."
)
INFINITE_VARIANCE = Sentence(
    "Spend differs so much between customers (q = {q}) that its variance is infinite for those "
    "with too few purchases to go by; quantiles are not."
)


def _refuse_infinite(is_finite: bool, said: Sentence, model: Gammagamma) -> None:
    if not is_finite:
        raise Undefined(Sentence(said.text, q=round(model.q, 3)))


def _own(model: Gammagamma, purchases: Floats, mean_value: Floats) -> tuple[Floats, Floats]:
    """Shape and rate of the Gamma of ν, given what the customer has spent."""
    counted, value = each(purchases, mean_value)
    return model.q + model.p * counted, model.gamma + counted * value


def _fitted(observed: Spending) -> Gammagamma:
    box = _box(observed)
    start = box.centre
    if len(observed) > LARGE:
        sample = observed.every(len(observed) // (LARGE // 4))
        start = estimating.mode(
            _objective(sample), box, customers=sample.customers, start=box.centre
        )
    found = estimating.estimate(
        _objective(observed),
        box,
        customers=observed.customers,
        start=start,
        value=_value(observed) if len(observed) <= FEW else None,
    )
    return Gammagamma(**found.natural, estimate=found)


def _box(observed: Spending) -> Box:
    """γ is an amount of money: its box is centred on the typical value of the data."""
    typical = float(observed.weight @ np.log(observed.mean_value)) / observed.customers
    return Box(
        ("p", "q", "gamma"),
        np.array([0.0, 0.0, typical]),
        np.array([SHAPE_REACH, SHAPE_REACH, SCALE_REACH]),
        (True, True, True),
    )


def _density(A: Any, q: Any, odds: Any) -> Any:
    """Log density of log m at log(n m / γ) = `odds`; A = p n.

    The beta function is Stirling's, whose main part is taken off the logistic functions
    before either is large: for steady purchases both are.
    """
    near, far = logistics_less(np.asarray(odds, dtype=np.float64), np.asarray(A / q))
    return A * near + q * far - log_beta_less(A, q)


def _value(observed: Spending) -> Callable[[Floats], float]:
    n, logs = observed.purchases, np.log(observed.mean_value)
    totals, constant = np.log(n) + logs, float(observed.weight @ logs)

    def value(theta: Floats) -> float:
        p, q = np.exp(theta[:2])
        density = _density(p * n, q, totals - theta[2])
        return float(observed.weight @ density) - constant + _steadied(observed, theta).value

    return value


def _objective(observed: Spending) -> Objective:
    """The log likelihood with its derivatives in (log p, log q, log γ).

    Everything that depends on the number of purchases alone is computed once for each
    number; the rest is a few logistic functions per pair.
    """
    n, starts, which = np.unique(observed.purchases, return_index=True, return_inverse=True)
    logs, weight = np.log(observed.mean_value), observed.weight
    totals = np.log(observed.purchases) + logs
    counts = np.add.reduceat(weight, starts)
    constant = float(weight @ logs)

    def by_count(per_pair: Floats) -> Floats:
        return np.asarray(np.add.reduceat(weight * per_pair, starts))

    def objective(theta: Floats) -> Slope:
        p, q = np.exp(theta[:2])
        A, odds = p * n, totals - theta[2]
        spent_log, left_log = (by_count(x) for x in logistics_less(odds, (A / q)[which]))
        share = special.expit(odds)
        spent, left = by_count(share), by_count(special.expit(-odds))
        both = by_count(share * (1 - share))
        density = A * spent_log + q * left_log - counts * log_beta_less(A, q)
        value = float(density.sum()) - constant
        in_A = A * (counts * (digamma_less_log(A + q) - digamma_less_log(A)) + spent_log)
        in_q = q * (counts * (digamma_less_log(A + q) - digamma_less_log(q)) + left_log)
        shared = special.polygamma(1, A + q)
        in_AA = A * A * counts * (shared - special.polygamma(1, A)) + in_A
        in_qq = q * q * counts * (shared - special.polygamma(1, q)) + in_q
        in_Aq = float((A * q * counts * shared).sum())
        in_Ag, in_qg = -float((A * left).sum()), q * float(spent.sum())
        hessian = np.array(
            [
                [in_AA.sum(), in_Aq, in_Ag],
                [in_Aq, in_qq.sum(), in_qg],
                [in_Ag, in_qg, -float(((A + q) * both).sum())],
            ]
        )
        gradient = np.array([in_A.sum(), in_q.sum(), in_qg + in_Ag])
        return Slope(value, gradient, hessian) + _steadied(observed, theta)

    return objective


def _steadied(observed: Spending, theta: Floats) -> Slope:
    """Holds both shapes below 10⁴, where equal prices would send them to infinity."""
    beyond = np.maximum(np.array([theta[0], theta[1], 0.0]) - STEADIEST, 0.0)
    weight = observed.customers
    return Slope(
        -0.5 * weight * float(beyond @ beyond),
        -weight * beyond,
        -weight * np.diag((beyond > 0).astype(np.float64)),
    )
