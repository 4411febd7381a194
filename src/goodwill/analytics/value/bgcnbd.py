"""(M)BG/CNBD-k: for customers who buy regularly, every k-th event being a purchase.

As BG/NBD or MBG/NBD, but with Erlang-k times between purchases: k = 1 is random timing, and
the larger k, the more regular. A regular customer who is late has probably left, so P(alive)
is told sooner and more surely. α is the scale of the rate of events, of which k make a
purchase: the mean time between purchases of somebody with rate λ is k / λ.

    from goodwill.analytics.value import bgcnbd
    model = bgcnbd.fit(x, t_x, T, log_gaps=log_gaps)    # chooses k among 1 … 6
    bgcnbd.probability_alive(model, x, t_x, T)

Log likelihoods are on the scale of the original timing, so that they may be compared for
different k and with BG/NBD and Pareto/NBD: either all with the logarithms of the gaps between
purchases, which say most about regularity, or all without; `betageometric` says how.

References
----------
Reutterer, Platzer & Schröder (2021), Leveraging Purchase Regularity for Predicting Customer
Behavior the Easy Way, International Journal of Research in Marketing 38(1), 194–215.
doi:10.1016/j.ijresmar.2020.09.002
Platzer & Reutterer (2016), Ticking Away the Moments: Timing Regularity Helps to Better Predict
Customer Activity, Marketing Science 35(5), 779–799. doi:10.1287/mksc.2015.0963
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Estimate
from goodwill.analytics.value.likelihoods import betageometric, betageometric_forecasting
from goodwill.analytics.value.likelihoods.betageometric_fitting import fitted
from goodwill.analytics.value.triples import Triples, triples
from goodwill.language import Sentence

NAME = "(M)BG/CNBD-k"
CITATION = "Reutterer, Platzer & Schröder (2021), IJRM 38(1). doi:10.1016/j.ijresmar.2020.09.002"

MOST_TRIED = 6
MOST_REGULAR = 20
"""Largest k that is chosen, and that may be given: gaps vary by 1 / √k of their mean."""


@dataclass(frozen=True)
class Bgcnbd:
    """Every k-th event a purchase; λ ~ Gamma(r, α), p ~ Beta(a, b).

    Parameters
    ----------
    k
        Regularity, a whole number from 1 (random) to 20.
    r, alpha
        Shape and scale of the rate of events; alpha in the unit of time of the histories.
    a, b
        The mean probability of leaving after a purchase is a / (a + b).
    is_modified
        Whether customers may leave after the first purchase (MBG), or only after repeats (BG).
    """

    k: int
    r: float
    alpha: float
    a: float
    b: float
    is_modified: bool = True
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        _refuse_impossible(self.k)


def fit(
    x: Any,
    t_x: Any = None,
    T: Any = None,
    weight: Any = None,
    *,
    k: int | None = None,
    log_gaps: Any = None,
    is_modified: bool = True,
) -> Bgcnbd:
    """The model of these histories; arguments and refusals as `triples.triples`.

    Parameters
    ----------
    k
        Regularity; where it is not given, the likeliest among 1 … 6.
    log_gaps
        Sum of the logarithms of the times between purchases: of each customer, shape
        (customers,), in the unit of t_x and 0 without a repeat; or the total of all. Only the
        total enters. It makes the choice of k much surer.

    Raises
    ------
    ContractBroken
        k is no whole number from 1 to 20, the gaps do not fit the purchases, or there are
        repeat purchases without time between them and k > 1 is given.
    NotConverged
        No mode was found.
    """
    histories = triples(x, t_x, T, weight)
    total = None if log_gaps is None else _total(log_gaps, weight)
    if k is None:
        k = _likeliest(histories, total, is_modified)
    _refuse_impossible(k)
    timing = _timing(k, histories, total)
    found = fitted(histories, k, is_modified)
    found = replace(found, log_likelihood=found.log_likelihood + timing)
    return Bgcnbd(k, **found.natural, is_modified=is_modified, estimate=found)


def _likeliest(histories: Triples, log_gaps: float | None, is_modified: bool) -> int:
    if np.any((histories.x > 0) & (histories.t_x == 0)):
        return 1
    likelihoods = [
        fitted(histories, k, is_modified, is_rough=True).log_likelihood
        + _timing(k, histories, log_gaps)
        for k in range(1, MOST_TRIED + 1)
    ]
    return 1 + int(np.argmax(likelihoods))


def _timing(k: int, histories: Triples, log_gaps: float | None) -> float:
    """What all customers' timing adds to the log likelihood, whatever the parameters."""
    x, t_x, weight = histories.x, histories.t_x, histories.weight
    if k == 1 or log_gaps is None:
        return float(weight @ betageometric.log_timing(k, x, t_x))
    betageometric.refuse_repeats_without_time(x, t_x)
    betageometric.refuse_gaps_that_do_not_fit(log_gaps, weight @ betageometric.most(x, t_x))
    return float((k - 1) * log_gaps - (weight @ x) * betageometric.log_gamma(k))


def _total(log_gaps: Any, weight: Any) -> float:
    each = np.asarray(log_gaps, dtype=np.float64)
    counts = 1.0 if weight is None or each.ndim == 0 else np.asarray(weight, dtype=np.float64)
    return float(np.sum(each * counts))


def _refuse_impossible(k: int) -> None:
    if k != int(k) or not 1 <= k <= MOST_REGULAR:
        raise ContractBroken(
            "histories",
            (
                Sentence(
                    "the regularity k is {k}, and not a whole number from 1 to {most}",
                    k=k,
                    most=MOST_REGULAR,
                ),
            ),
        )


def log_likelihood(
    model: Bgcnbd, x: Floats, t_x: Floats, T: Floats, log_gaps: Floats | None = None
) -> Floats:
    """log L(k, r, α, a, b | history) of each, shape of the broadcast.

    Without `log_gaps` (per customer, as in `fit`) it is the likelihood of (x, t_x), on the
    scale on which it equals the whole timing's for k = 1.
    """
    return betageometric.log_likelihood(model, x, t_x, T, log_gaps)


def probability_alive(model: Bgcnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """That each customer is still a customer at T."""
    return betageometric.probability_alive(model, x, t_x, T)


def expected_purchases(
    model: Bgcnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.expected_purchases(model, within, x, t_x, T)


def variance_of_purchases(
    model: Bgcnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Of the number of purchases in (T, T + within], given the history and the parameters."""
    return betageometric_forecasting.variance_of_purchases(model, within, x, t_x, T)


def probability_of_no_purchase(
    model: Bgcnbd, within: Floats | float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """In (T, T + within], given the history."""
    return betageometric_forecasting.probability_of_no_purchase(model, within, x, t_x, T)


def median_wait(model: Bgcnbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """The wait from T that half of those who stay exceed, by what has passed since t_x.

    Somebody with a rhythm who bought yesterday will not buy today: for k > 1 the events since
    the last purchase have probabilities given T − t_x, and the rest of the gap follows.
    """
    return betageometric_forecasting.median_wait(model, x, t_x, T)


def discounted_purchases(
    model: Bgcnbd, discount: float, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """DERT: expected purchases after T, each discounted by e^(−discount × time from T).

    Raises
    ------
    Undefined
        Without a discount and with a ≤ 1 the sum is infinite.
    """
    return betageometric_forecasting.discounted_purchases(model, discount, x, t_x, T)


def expected_purchases_of_new(model: Bgcnbd, within: Floats | float) -> Floats:
    """E[X(t)]: repeat purchases in the time `within` after the first purchase."""
    return expected_purchases(model, within, 0.0, 0.0, 0.0)  # type: ignore[arg-type]


def discounted_purchases_of_new(model: Bgcnbd, discount: float) -> float:
    """Repeat purchases over a lifetime, discounted to the first purchase; as above."""
    return float(discounted_purchases(model, discount, 0.0, 0.0, 0.0))  # type: ignore[arg-type]


def probability_of_purchases(model: Bgcnbd, n: Floats | int, within: Floats | float) -> Floats:
    """P(X(t) = n): n repeat purchases in the time `within` after the first."""
    return betageometric_forecasting.probability_of_purchases(model, n, within)
