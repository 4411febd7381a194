"""The MBG/NBD model: as BG/NBD, but buyers may leave right after the first purchase too.

While a customer, somebody buys in a Poisson process of rate λ ~ Gamma(r, α), and after each
purchase, the first included, leaves with probability p ~ Beta(a, b). So P(alive) of somebody
who bought once falls with time, as it does in Pareto/NBD, and the model may be used for churn.

    from goodwill.analytics.value import mbgnbd
    model = mbgnbd.fit(customers)                   # or fit(x, t_x, T), in any unit of time
    mbgnbd.probability_alive(model, x, t_x, T)

The formulas are those of `betageometric` with k = 1.

References
----------
Batislam, Denizel & Filiztekin (2007), Empirical Validation and Comparison of Models for
Customer Base Analysis, International Journal of Research in Marketing 24(3), 201–209.
doi:10.1016/j.ijresmar.2006.12.005
Hoppe & Wagner (2007), Customer Base Analysis: The Case for a Central Variant of the
Betageometric/NBD Model, Marketing – Journal of Research and Management 3(2), 75–90.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods import betageometric, betageometric_forecasting
from goodwill.analytics.value.likelihoods.betageometric_fitting import fitted
from goodwill.analytics.value.triples import triples

NAME = "MBG/NBD"
CITATION = "Batislam, Denizel & Filiztekin (2007), IJRM 24(3). doi:10.1016/j.ijresmar.2006.12.005"


@dataclass(frozen=True)
class Mbgnbd:
    """λ ~ Gamma(r, α), p ~ Beta(a, b).

    Parameters
    ----------
    r
        Shape of the rates: the smaller, the more customers differ.
    alpha
        In the unit of time of the histories; the mean rate is r / α.
    a, b
        The mean probability of leaving after a purchase is a / (a + b).
    """

    k: ClassVar[int] = 1
    is_modified: ClassVar[bool] = True

    r: float
    alpha: float
    a: float
    b: float
    estimate: Estimate | None = None


def fit(x: Any, t_x: Any = None, T: Any = None, weight: Any = None) -> Mbgnbd:
    """The model of these histories; arguments and refusals as `triples.triples`.

    Raises
    ------
    NotConverged
        No mode was found.
    """
    found = fitted(triples(x, t_x, T, weight), Mbgnbd.k, Mbgnbd.is_modified)
    return Mbgnbd(**found.natural, estimate=found)


def log_likelihood(model: Mbgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """log L(r, α, a, b | x, t_x, T) of each history, shape of the broadcast."""
    return betageometric.log_likelihood(model, x, t_x, T)


def probability_alive(model: Mbgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """That each customer is still a customer at T."""
    return betageometric.probability_alive(model, x, t_x, T)


def expected_purchases(
    model: Mbgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.expected_purchases(model, within, x, t_x, T)


def variance_of_purchases(
    model: Mbgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Of the number of purchases in (T, T + within], given the history and the parameters."""
    return betageometric_forecasting.variance_of_purchases(model, within, x, t_x, T)


def probability_of_no_purchase(
    model: Mbgnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.probability_of_no_purchase(model, within, x, t_x, T)


def median_wait(model: Mbgnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """(α + T) (2^(1/(r + x)) − 1): the wait from T that half of those who stay exceed."""
    return betageometric_forecasting.median_wait(model, x, t_x, T)


def discounted_purchases(
    model: Mbgnbd, discount: float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """DERT: expected purchases after T, each discounted by e^(−discount × time from T).

    Raises
    ------
    Undefined
        Without a discount and with a ≤ 1 the sum is infinite.
    """
    return betageometric_forecasting.discounted_purchases(model, discount, x, t_x, T)


def expected_purchases_of_new(model: Mbgnbd, within: Floats | float) -> Floats:
    """E[X(t)]: repeat purchases in the time `within` after the first purchase."""
    return expected_purchases(model, within, 0.0, 0.0, 0.0)  # type: ignore[arg-type]


def discounted_purchases_of_new(model: Mbgnbd, discount: float) -> float:
    """Repeat purchases over a lifetime, discounted to the first purchase; as above."""
    return float(discounted_purchases(model, discount, 0.0, 0.0, 0.0))  # type: ignore[arg-type]


def probability_of_purchases(model: Mbgnbd, n: Floats | int, within: Floats | float) -> Floats:
    """P(X(t) = n): n repeat purchases in the time `within` after the first."""
    return betageometric_forecasting.probability_of_purchases(model, n, within)
