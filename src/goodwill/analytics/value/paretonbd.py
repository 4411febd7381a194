"""The Pareto/NBD model: customers buy at their own rate until they leave without a word.

While a customer, somebody buys in a Poisson process of rate λ, and stays for an exponential
time of rate μ. λ ~ Gamma(r, α) and μ ~ Gamma(s, β) differ between customers, independently.

Leaving can happen at any time, also before a second purchase: unlike in BG/NBD, who bought
only once is not certain to be still a customer.

References
----------
Schmittlein, Morrison & Colombo (1987), Counting your customers, Management Science 33(1).
doi:10.1287/mnsc.33.1.1
Fader & Hardie (2005), A note on deriving the Pareto/NBD model and related expressions,
brucehardie.com/notes/009
Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42(4) (DERT).
doi:10.1509/jmkr.2005.42.4.415
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.errors import NotConverged, Undefined
from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate
from goodwill.analytics.value.likelihoods.paretonbd_likelihood import Likelihood, Rates
from goodwill.analytics.value.likelihoods.paretonbd_outlook import (
    Outlook,
    active_time,
    discounted_time,
    purchases_of_new,
)
from goodwill.analytics.value.triples import Triples, each, triples
from goodwill.language import Sentence

NAME = "Pareto/NBD"
CITATION = (
    "Schmittlein, Morrison & Colombo (1987), Management Science 33(1). doi:10.1287/mnsc.33.1.1"
)
RE_WEIGHTED_UP_TO = 3000
"""Distinct histories up to which the posterior's draws are checked and re-weighted."""

BEYOND = 30.0
"""How far a logarithm may be from where the prior is flat."""

WARM_ABOVE = 20_000
WARM = 5_000
"""More distinct histories than the one are fitted from the mode of about so many of them."""


@dataclass(frozen=True)
class Paretonbd:
    """λ ~ Gamma(r, α) purchases and μ ~ Gamma(s, β) departures per unit of time.

    Parameters
    ----------
    r, s
        Shapes: the smaller, the more customers differ in buying, in staying.
    alpha, beta
        In the unit of time of the histories. Means are r / α and s / β.

    Raises
    ------
    Undefined
        A parameter is not a number above zero.
    """

    r: float
    alpha: float
    s: float
    beta: float
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        if not all(0 < each < np.inf for each in (self.r, self.alpha, self.s, self.beta)):
            raise Undefined(Sentence("The parameters of {model} are numbers above 0.", model=NAME))

    @property
    def rates(self) -> Rates:
        return Rates(self.r, np.array([self.alpha]), self.s, np.array([self.beta]))


def fit(x: Any, t_x: Any = None, T: Any = None, weight: Any = None) -> Paretonbd:
    """The model of these histories; arguments and refusals as `triples.triples`.

    Raises
    ------
    NotConverged
        No mode was found, or only far from any rate that can be meant: somebody bought again
        in next to no time.
    """
    seen = triples(x, t_x, T, weight)
    box, likelihood = _box(seen), _likelihood(seen)
    value = likelihood.value if len(seen) <= RE_WEIGHTED_UP_TO else None
    found = estimating.estimate(
        likelihood.slope, box, customers=seen.customers, start=_start(seen, box), value=value
    )
    refuse_boundless(found)
    return Paretonbd(**found.natural, estimate=found)


def log_likelihood(model: Paretonbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """log L(r, α, s, β | x, t_x, T) of each history, shape of the broadcast."""
    return Outlook(model.rates, *each(x, t_x, T)).log_likelihood()


def probability_alive(model: Paretonbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """That each customer is still one at T."""
    return Outlook(model.rates, *each(x, t_x, T)).probability_alive


def expected_purchases(
    model: Paretonbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within]."""
    return Outlook(model.rates, *each(x, t_x, T)).purchases(horizon(within))


def variance_of_purchases(
    model: Paretonbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Of the purchases in (T, T + within], given the parameters."""
    return Outlook(model.rates, *each(x, t_x, T)).variance(horizon(within))


def probability_of_no_purchase(
    model: Paretonbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within]: L(x, t_x, T + within) / L(x, t_x, T)."""
    return Outlook(model.rates, *each(x, t_x, T)).no_purchase(horizon(within))


def median_wait(model: Paretonbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """(α + T) (2^(1/(r+x)) − 1): half of such customers, if they stay, wait longer from T.

    Capped at e^600 times α + T, where next to nobody ever buys again.
    """
    return Outlook(model.rates, *each(x, t_x, T)).median_wait()


def discounted_purchases(
    model: Paretonbd, discount: float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """DERT: purchases after T, each discounted by e^(−discount × time from T).

    Raises
    ------
    Undefined
        The sum is infinite: no discount, and s ≤ 1.
    """
    return Outlook(model.rates, *each(x, t_x, T)).discounted(discount)


def expected_purchases_of_new(model: Paretonbd, within: Floats | float) -> Floats:
    """E[X(t)] = r/α ∫_0^t (β / (β + u))^s du."""
    times = active_time(model.s, np.asarray(model.beta), horizon(within))
    return np.asarray(model.r / model.alpha * times)


def discounted_purchases_of_new(model: Paretonbd, discount: float) -> float:
    """Repeat purchases over a lifetime, discounted to the first purchase; refuses as DERT."""
    times = discounted_time(model.s, np.array([model.beta]), discount)
    return model.r / model.alpha * float(times[0])


def probability_of_purchases(model: Paretonbd, n: Floats | int, within: Floats | float) -> Floats:
    """P(X(t) = n), shape of the broadcast.

    Raises
    ------
    Undefined
        n is not a whole number from 0.
    """
    counts, times = np.broadcast_arrays(whole(n), horizon(within))
    return purchases_of_new(model.rates, counts, times)


def horizon(within: Floats | float) -> Floats:
    """Times ahead, checked.

    Raises
    ------
    Undefined
        One is negative, infinite or missing.
    """
    times = np.asarray(within, dtype=np.float64)
    if not (np.isfinite(times) & (times >= 0)).all():
        raise Undefined(Sentence("A time ahead is neither negative nor infinite nor missing."))
    return times


def whole(n: Floats | int) -> Floats:
    """Counts, checked.

    Raises
    ------
    Undefined
        One is not a whole number from 0.
    """
    counts = np.asarray(n, dtype=np.float64)
    if not (np.isfinite(counts) & (counts >= 0) & (counts == np.floor(counts))).all():
        raise Undefined(Sentence("A count of purchases is a whole number from 0."))
    return counts


def refuse_boundless(found: Estimate) -> None:
    """Purchases in no time at all drive the rate of buying beyond all bounds."""
    beyond = np.abs(found.theta - found.box.centre) - found.box.reach
    if beyond.max() > BEYOND:
        raise NotConverged(
            Sentence(
                "Some customers bought again in next to no time, which no rate of buying "
                "explains. Count orders of one day as one purchase."
            )
        )


def _likelihood(histories: Triples) -> Likelihood:
    return Likelihood(histories.x, histories.t_x, histories.T, histories.weight)


def _box(histories: Triples) -> Box:
    """Wide in multiples of the mean time observed, whatever its unit."""
    mean = float(histories.weight @ histories.T) / histories.customers
    time = np.log(mean) if mean > 0 else 0.0
    centre, reach = np.array([0.0, time, 0.0, time]), np.array([5.0, 6.0, 5.0, 6.0])
    return Box(("r", "alpha", "s", "beta"), centre, reach, (True,) * 4)


def _start(histories: Triples, box: Box) -> Floats | None:
    """The mode of a sample, where the whole is large: two or three steps are left to go."""
    if len(histories) <= WARM_ABOVE:
        return None
    sample = histories.every(len(histories) // WARM)
    slope = _likelihood(sample).slope
    return estimating.mode(slope, box, customers=sample.customers, start=box.centre)
