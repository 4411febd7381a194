"""How much a customer's own rate is to be believed beside everybody's.

Own rates differ for two reasons: customers differ (variance `between`), and few purchases
say little (variance `within` / n). How the spread of own rates falls with n tells one from
the other. A customer with n purchases then has the weight n / (n + κ), κ = within / between:
the best linear estimate of his rate, whatever the shapes of the distributions.

References
----------
Bühlmann & Straub (1970), Glaubwürdigkeit für Schadensätze, Mitteilungen der Vereinigung
schweizerischer Versicherungsmathematiker 70. Purchases are the exposure, not money: one
dear purchase is returned or not, and says no more about its buyer than a cheap one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics import estimating
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.estimating import Box, Estimate, Slope

MEAN_REACH, SPREAD_REACH = 5.0, 8.0
NO_SPREAD = 1e-14
"""Variance, beside the square of the mean, that is nothing but rounding."""


@dataclass(frozen=True)
class Groups:
    """Customers of the same number of purchases: how many, and their rates' mean and spread.

    Parameters
    ----------
    n
        Purchases, > 0, shape (groups,).
    customers, mean
        Of each group, shape (groups,).
    spread
        Σ (rate − mean of the group)², shape (groups,).
    """

    n: Floats
    customers: Floats
    mean: Floats
    spread: Floats

    @classmethod
    def of_sums(cls, n: Floats, customers: Floats, total: Floats, squares: Floats) -> Groups:
        """From the sums of rates and of their squares; groups of nobody are left out."""
        some = customers > 0
        n, customers, total, squares = (x[some] for x in (n, customers, total, squares))
        mean = total / customers
        return cls(n, customers, mean, np.maximum(squares - total * mean, 0.0))


@dataclass(frozen=True)
class Credibility:
    """Mean of the customers' rates, and the two variances; `estimate` None where all are equal.

    The estimate is in units of the rates' own spread, around their average.
    `estimate.unidentified` names what the data do not tell: with one purchase each, nothing
    tells `between` from `within`.
    """

    mean: float
    between: float
    within: float
    estimate: Estimate | None = None

    @property
    def kappa(self) -> float:
        """The number of purchases at which own and common rate weigh the same."""
        return self.within / self.between if self.between > 0 else np.inf

    def weight(self, n: Floats) -> Floats:
        """Of the own rate after n purchases, between 0 and 1."""
        n = np.asarray(n, dtype=np.float64)
        return n * self.between / np.maximum(n * self.between + self.within, np.finfo(float).tiny)

    def variance(self, n: Floats) -> Floats:
        """Of the true rate around the estimate, given n purchases."""
        return np.asarray(self.between * (1 - self.weight(n)))


def fit(groups: Groups) -> Credibility:
    """Mean and variances that explain the spread at every n best.

    The likelihood is normal in the rates; its variances are right for rates of any shape.
    """
    mean = float(np.average(groups.mean, weights=groups.customers))
    away = groups.mean - mean
    total = float((groups.spread + groups.customers * away * away).sum())
    variance = total / float(groups.customers.sum())
    if variance <= NO_SPREAD * max(float(np.max(groups.mean**2)), NO_SPREAD):
        return Credibility(mean, 0.0, 0.0)
    found = estimating.estimate(
        _objective(
            Groups(groups.n, groups.customers, away / variance**0.5, groups.spread / variance)
        ),
        BOX,
        customers=float(groups.customers.sum()),
    )
    in_spreads = found.natural
    return Credibility(
        mean + in_spreads["mean"] * variance**0.5,
        in_spreads["between"] * variance,
        in_spreads["within"] * variance,
        found,
    )


BOX = Box(
    ("mean", "between", "within"),
    np.zeros(3),
    np.array([MEAN_REACH, SPREAD_REACH, SPREAD_REACH]),
    (False, True, True),
)


def _objective(groups: Groups) -> Callable[[Floats], Slope]:
    customers, n = groups.customers, groups.n

    def objective(theta: Floats) -> Slope:
        between, within = np.exp(theta[1]), np.exp(theta[2]) / n
        variance = between + within
        away = groups.mean - theta[0]
        squares = groups.spread + customers * away * away
        value = -0.5 * float((customers * np.log(variance) + squares / variance).sum())
        once = -0.5 * (customers / variance - squares / variance**2)
        twice = 0.5 * customers / variance**2 - squares / variance**3
        pull = -customers * away / variance**2
        gradient = np.array(
            [
                (customers * away / variance).sum(),
                (once * between).sum(),
                (once * within).sum(),
            ]
        )
        by_between, by_within = (pull * between).sum(), (pull * within).sum()
        mixed = (twice * between * within).sum()
        hessian = np.array(
            [
                [-(customers / variance).sum(), by_between, by_within],
                [by_between, (twice * between**2 + once * between).sum(), mixed],
                [by_within, mixed, (twice * within**2 + once * within).sum()],
            ]
        )
        return Slope(value, gradient, hessian)

    return objective
