"""The BG/NBD model: buyers at their own rate, who may leave after any repeat purchase.

While a customer, somebody buys in a Poisson process of rate λ ~ Gamma(r, α), and after each
repeat purchase leaves with probability p ~ Beta(a, b). Somebody who has not bought again has
had no opportunity to leave, so P(alive) is 1 for x = 0: do not read churn off this model
where many have bought once (Pareto/NBD and MBG/NBD let them leave).

    from goodwill.analytics.value import bgnbd
    model = bgnbd.fit(customers)                    # or fit(x, t_x, T), in any unit of time
    bgnbd.expected_purchases(model, 365, x, t_x, T)

The formulas are those of `betageometric` with k = 1.

References
----------
Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way: An Alternative to the
Pareto/NBD Model, Marketing Science 24(2), 275–284. doi:10.1287/mksc.1040.0098
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods import betageometric, betageometric_forecasting
from goodwill.analytics.value.likelihoods.betageometric_fitting import fitted
from goodwill.analytics.value.triples import triples

NAME = "BG/NBD"
CITATION = "Fader, Hardie & Lee (2005), Marketing Science 24(2). doi:10.1287/mksc.1040.0098"


@dataclass(frozen=True)
class Bgnbd:
    """λ ~ Gamma(r, α), p ~ Beta(a, b).

    Parameters
    ----------
    r
        Shape of the rates: the smaller, the more customers differ.
    alpha
        In the unit of time of the histories; the mean rate is r / α.
    a, b
        The mean probability of leaving after a repeat purchase is a / (a + b).
    """

    k: ClassVar[int] = 1
    is_modified: ClassVar[bool] = False

    r: float
    alpha: float
    a: float
    b: float
    estimate: Estimate | None = None


def fit(x: Any, t_x: Any = None, T: Any = None, weight: Any = None) -> Bgnbd:
    """The model of these histories; arguments and refusals as `triples.triples`.

    Raises
    ------
    NotConverged
        No mode was found.
    """
    found = fitted(triples(x, t_x, T, weight), Bgnbd.k, Bgnbd.is_modified)
    return Bgnbd(**found.natural, estimate=found)


def log_likelihood(model: Bgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """log L(r, α, a, b | x, t_x, T) of each history, shape of the broadcast."""
    return betageometric.log_likelihood(model, x, t_x, T)


def probability_alive(model: Bgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """That each customer is still a customer at T; 1 for x = 0."""
    return betageometric.probability_alive(model, x, t_x, T)


def expected_purchases(
    model: Bgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.expected_purchases(model, within, x, t_x, T)


def variance_of_purchases(
    model: Bgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Of the number of purchases in (T, T + within], given the history and the parameters."""
    return betageometric_forecasting.variance_of_purchases(model, within, x, t_x, T)


def probability_of_no_purchase(
    model: Bgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.probability_of_no_purchase(model, within, x, t_x, T)


def median_wait(model: Bgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """(α + T) (2^(1/(r + x)) − 1): the wait from T that half of those who stay exceed."""
    return betageometric_forecasting.median_wait(model, x, t_x, T)


def discounted_purchases(
    model: Bgnbd, discount: float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """DERT: expected purchases after T, each discounted by e^(−discount × time from T).

    Raises
    ------
    Undefined
        Without a discount and with a ≤ 1 the sum is infinite.
    """
    return betageometric_forecasting.discounted_purchases(model, discount, x, t_x, T)


def expected_purchases_of_new(model: Bgnbd, within: Floats | float) -> Floats:
    """E[X(t)]: repeat purchases in the time `within` after the first purchase."""
    return expected_purchases(model, within, 0.0, 0.0, 0.0)  # type: ignore[arg-type]


def discounted_purchases_of_new(model: Bgnbd, discount: float) -> float:
    """Repeat purchases over a lifetime, discounted to the first purchase; as above."""
    return float(discounted_purchases(model, discount, 0.0, 0.0, 0.0))  # type: ignore[arg-type]


def probability_of_purchases(model: Bgnbd, n: Floats | int, within: Floats | float) -> Floats:
    """P(X(t) = n): n repeat purchases in the time `within` after the first."""
    return betageometric_forecasting.probability_of_purchases(model, n, within)
