"""sBG, the shifted beta-geometric: how long customers under contract stay.

At the end of each period a customer renews or leaves for good. The probability of leaving
is his own and stays the same; between customers it varies like a Beta(α, β). So the share
that renews rises with the age of a cohort, though nobody becomes more loyal: those who
leave easily have left.

The unit of time is one renewal period, of one length for all: monthly and yearly contracts
are fitted apart. `renewals` counts the renewals so far: 0 in the first period.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.errors import ContractBroken, TooFew
from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Objective, Slope
from goodwill.analytics.numerics.survivors import discounted, log_surviving
from goodwill.language import Sentence

NAME = "sBG"
CITATION = (
    "Fader & Hardie (2007), How to project customer retention, Journal of Interactive "
    "Marketing 21(1). doi:10.1002/dir.20074"
)

BOX = Box(("alpha", "beta"), np.zeros(2), np.array([5.0, 5.0]), (True, True))
FEW = 3_000
LONGEST = 1_000_000


@dataclass(frozen=True)
class Sbg:
    """Leaving probabilities between customers: Beta(alpha, beta); no unit but the period."""

    alpha: float
    beta: float
    estimate: Estimate | None = None


def fit(renewals: Any, is_lost: Any, weight: Any = None) -> Sbg:
    """The model that makes the observed renewals and losses most likely.

    Parameters
    ----------
    renewals
        How often each customer has renewed, whole numbers ≥ 0, shape (customers,).
    is_lost
        Whether he then left. Who has not is still there, and his next renewal is to come.
    weight
        Customers that each entry stands for.

    Raises
    ------
    ContractBroken
        A count that is negative, no whole number or missing; a loss that is neither yes nor no.
    TooFew
        There is no customer.
    NotConverged
        No best answer was found.
    """
    counts = 1.0 if weight is None else weight
    columns = [np.asarray(x, dtype=np.float64) for x in (renewals, is_lost, counts)]
    renewed, lost, weights = (np.ravel(x) for x in np.broadcast_arrays(*columns))
    _refuse_impossible(renewed, lost, weights)
    if not weights.sum() > 0:
        raise TooFew(Sentence("customers under contract"), 0, 1)
    known = renewed[weights > 0].astype(np.int64)
    lost, weights = lost[weights > 0], weights[weights > 0]
    longest = int(known.max()) + 1
    left, stayed = (
        np.bincount(known, weights=weights * each, minlength=longest).astype(np.float64)
        for each in (lost, 1 - lost)
    )
    return _fitted(left, stayed)


def fit_survival(survivors: Any) -> Sbg:
    """The model of one cohort, from how many were there at the start and after each period.

    Parameters
    ----------
    survivors
        Customers at the start, after one period, after two … in descending order, shape
        (periods + 1,). Shares are possible: `customers × share`; the uncertainty is that of
        the number of customers they add up to.

    Raises
    ------
    ContractBroken
        A number that is negative, missing, or larger than the one before.
    TooFew
        Nobody at the start, or no period observed.
    """
    alive = np.atleast_1d(np.asarray(survivors, dtype=np.float64))
    if not np.isfinite(alive).all() or (alive < 0).any() or (np.diff(alive) > 0).any():
        raise ContractBroken("survival", (RISING,))
    if len(alive) < 2 or not alive[0] > 0:
        raise TooFew(Sentence("periods of a cohort of customers"), max(len(alive) - 1, 0), 1)
    stayed = np.zeros(len(alive))
    stayed[-1] = alive[-1]
    return _fitted(np.append(-np.diff(alive), 0.0), stayed)


def log_likelihood(model: Sbg, renewals: Floats, is_lost: Floats) -> Floats:
    """Log probability of each customer's renewals and of his loss, where there is one."""
    columns = [np.asarray(x, dtype=np.float64) for x in (renewals, is_lost)]
    renewed, lost = np.broadcast_arrays(*columns)
    _refuse_impossible(renewed.ravel(), lost.ravel(), np.ones(1))
    leaving = np.log(model.alpha) - np.log(model.alpha + model.beta + renewed)
    return np.asarray(log_surviving(model.alpha, model.beta, renewed) + lost * leaving)


def survival(model: Sbg, periods: Floats) -> Floats:
    """Share of a cohort that is still there after so many periods: S(t)."""
    return np.asarray(np.exp(log_surviving(model.alpha, model.beta, _whole(periods))))


def retention_rate(model: Sbg, period: Floats) -> Floats:
    """Share of those in a period that renew at its end, first period 1: r_t = S(t) / S(t − 1)."""
    before = _whole(np.asarray(period, dtype=np.float64) - 1)
    return np.asarray((model.beta + before) / (model.alpha + model.beta + before))


def churn_rate(model: Sbg, period: Floats) -> Floats:
    """Share of those in a period that leave at its end, first period 1."""
    before = _whole(np.asarray(period, dtype=np.float64) - 1)
    return np.asarray(model.alpha / (model.alpha + model.beta + before))


def expected_renewals(model: Sbg, within: int, renewals: Floats) -> Floats:
    """Expected renewals of a present customer at the next `within` renewal dates."""
    renewed = _whole(renewals)
    ahead = np.arange(1, int(_whole(np.float64(within))) + 1)
    shares = log_surviving(model.alpha, model.beta + renewed[..., None], ahead)
    return np.asarray(np.exp(shares).sum(axis=-1))


def discounted_expected_lifetime(model: Sbg, discount: float) -> float:
    """DEL: periods of a new customer, the first of them now and undiscounted.

    Parameters
    ----------
    discount
        Per period: 0.1 a year is 0.1 with yearly contracts, 1.1^(1/12) − 1 with monthly ones.

    Raises
    ------
    Undefined
        No discount and α ≤ 1: the sum is infinite.

    References
    ----------
    Fader & Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing
    Science 29(1). doi:10.1287/mksc.1080.0482
    """
    return 1 + float(discounted(model.alpha, np.float64(model.beta), discount))


def discounted_expected_residual_lifetime(
    model: Sbg, discount: float, renewals: Floats, *, at_renewal: bool = True
) -> Floats:
    """DERL: periods still to come of a present customer, by how often he has renewed.

    Parameters
    ----------
    renewals
        Renewals so far; the n-th period of a contract has n − 1 behind it.
    at_renewal
        Whether the next renewal is now, as in the paper: its period is not discounted.
        Otherwise it is one period away.

    Raises
    ------
    Undefined
        No discount and α ≤ 1: the sum is infinite.

    References
    ----------
    Fader & Hardie (2010), doi:10.1287/mksc.1080.0482
    """
    ahead = discounted(model.alpha, model.beta + _whole(renewals), discount)
    return np.asarray(ahead * (1 + discount) if at_renewal else ahead)


def retention_elasticity(model: Sbg, discount: float, renewals: Floats, rise: float) -> Floats:
    """By what share DERL grows if every leaving probability falls so that retention rises.

    Parameters
    ----------
    rise
        Growth of the present retention rate of new customers, 0.05 for 5 %: the mean
        leaving probability falls to match, and how much customers differ (α + β) stays.

    Raises
    ------
    Undefined
        As `discounted_expected_residual_lifetime` does, before or after.
    ContractBroken
        Retention would be 100 % or more, or 0 % or less.
    """
    total = model.alpha + model.beta
    better = model.beta / total * (1 + rise)
    if not 0 < better < 1:
        raise ContractBroken("retention", (IMPOSSIBLE_RETENTION,))
    other = Sbg(alpha=total * (1 - better), beta=total * better)
    before = discounted_expected_residual_lifetime(model, discount, renewals)
    after = discounted_expected_residual_lifetime(other, discount, renewals)
    return np.asarray(after / before - 1)


RISING = Sentence("survivors are missing, negative, or more than in the period before")
IMPOSSIBLE_RETENTION = Sentence("a retention rate has to stay between 0 and 100 %")
NO_COUNT = Sentence("a count of renewals is missing, negative, too large, or not a whole number")
NO_ANSWER = Sentence("a loss is neither yes nor no")
NO_WEIGHT = Sentence("a weight is negative or infinite")


def _whole(periods: Any) -> Floats:
    """Checked to be whole numbers of periods."""
    found = np.asarray(periods, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        good = (found >= 0) & (found <= LONGEST) & (found == np.floor(found))
    if not good.all():
        raise ContractBroken("contracts", (NO_COUNT,))
    return found


def _refuse_impossible(renewals: Floats, lost: Floats, weight: Floats) -> None:
    _whole(renewals)
    if not np.isin(lost, (0.0, 1.0)).all():
        raise ContractBroken("contracts", (NO_ANSWER,))
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ContractBroken("contracts", (NO_WEIGHT,))


def _fitted(left: Floats, stayed: Floats) -> Sbg:
    """From how many left, and how many are still there, after each number of renewals."""
    objective = _objective(left, stayed)
    value: Callable[[Floats], float] | None = None
    if len(left) <= FEW:
        value = lambda theta: objective(theta).value  # noqa: E731
    customers = float(left.sum() + stayed.sum())
    found = estimating.estimate(objective, BOX, customers=customers, value=value)
    return Sbg(**found.natural, estimate=found)


def _objective(left: Floats, stayed: Floats) -> Objective:
    """The log likelihood in (log α, log β), as one Bernoulli draw per renewal date.

    At the date after k renewals `left[k]` of those at risk leave, with the mean probability
    α / (α + β + k) of those who came so far.
    """
    dates = np.arange(len(left), dtype=np.float64)
    at_risk = np.cumsum((left + stayed)[::-1])[::-1]
    renewed = at_risk - left - stayed

    def objective(theta: Floats) -> Slope:
        a, b = np.exp(theta)
        total, kept = a + b + dates, b + dates
        stay = renewed / total
        value = left.sum() * theta[0] - left @ np.log(total) + renewed @ np.log1p(-a / total)
        # As sums of one sign each, because of a million loyal customers little is left over.
        in_a = left @ (kept / total) - a * stay.sum()
        in_b = b * (a * (stay @ (1 / kept)) - left @ (1 / total))
        twice = (left + renewed) @ (1 / total**2)
        fewer = left @ (1 / total**2) - a * (stay @ ((kept + total) / (kept**2 * total)))
        once = (left + renewed) @ (1 / total)
        hessian = np.array(
            [
                [a * a * twice - a * once, a * b * twice],
                [a * b * twice, b * b * fewer + in_b],
            ]
        )
        return Slope(float(value), np.array([in_a, in_b]), hessian)

    return objective
