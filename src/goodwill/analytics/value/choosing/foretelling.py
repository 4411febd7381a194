"""What a model, or a naive rate, said about a hold-out, and how well it came true.

The score is the log predictive density of all that a customer did in the hold-out, given
the calibration: how many purchases, and when. Every family of models has it exactly, since
a history is sufficient:

    log p(hold-out | calibration) = ℓ(x + y, t_last, T + h) − ℓ(x, t_x, T)

on the scale of the original timing, so that families are comparable (those of regular
buyers are given the times between purchases, too). It is a proper score:
no forecast can gain by saying other than it holds true (Gneiting & Raftery 2007,
doi:10.1198/016214506000001437). Where y = 0 it is log P(no purchase in h).
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.analytics.value.family import Family, at

DECILES = 10
NORMAL_90 = 1.6448536269514722
SURE = 1e-15
"""How near to 0 or 1 a probability may be scored: a double says no more."""


@dataclass(frozen=True)
class Mean:
    """A mean over customers and its standard error.

    The error is what bootstrapping customers converges to with ever more resamples.
    """

    value: float
    error: float

    @property
    def low(self) -> float:
        """Lower end of the 90 % interval."""
        return self.value - NORMAL_90 * self.error

    @property
    def high(self) -> float:
        return self.value + NORMAL_90 * self.error

    @property
    def is_clear(self) -> bool:
        """More than two standard errors above zero: the best of many is best by chance, too."""
        return self.value > 2 * self.error


@dataclass(frozen=True)
class Decile:
    """Customers alike in their foretold probability of no purchase, and how many made none."""

    customers: float
    expected: float
    actual: float


@dataclass(frozen=True)
class Foretold:
    """Of each cell of a split, shape (cells,), and of all customers together.

    Parameters
    ----------
    score
        Log predictive density of the hold-out's purchases and their times.
    expected
        Purchases expected in the hold-out.
    nothing
        Probability of no purchase in the hold-out.
    total, low, high
        Purchases of all, with the 90 % interval from parameters and chance.
    log_likelihood
        Of the calibration; None for a rate, which fits nothing.
    """

    score: Floats
    expected: Floats
    nothing: Floats
    total: float
    low: float
    high: float
    log_likelihood: float | None = None


def fit(known: Split, family: Family) -> Any:
    """The family's model of the calibration."""
    if takes_gaps(family):
        history = (known.x, known.t_x, known.T, known.weight)
        return family.fit(*history, log_gaps=known.log_gaps)  # type: ignore[call-arg]
    seen = known.calibration.histories
    return family.fit(seen.x, seen.t_x, seen.T, seen.weight)


def by_model(known: Split, family: Family, model: Any) -> Foretold:
    """What a fitted model says, computed once for each distinct history."""
    seen, h = known.calibration, known.duration
    histories = seen.histories
    history = (histories.x, histories.t_x, histories.T)
    had, gained = _log_likelihoods(known, family, model)
    with np.errstate(invalid="ignore"):  # what both hold for impossible is refused by its NaN
        score = gained - had
    expected = family.expected_purchases(model, h, *history)
    total = float(histories.weight @ expected)
    half = NORMAL_90 * np.sqrt(_variance_of_total(known, family, model))
    return Foretold(
        score=score,
        expected=expected[seen.at],
        nothing=family.probability_of_no_purchase(model, h, *history)[seen.at],
        total=total,
        low=max(total - half, 0.0),
        high=total + half,
        log_likelihood=float(known.weight @ had),
    )


def takes_gaps(family: Family) -> bool:
    """Whether the family looks at the times between purchases."""
    return "log_gaps" in signature(family.log_likelihood).parameters


def _log_likelihoods(known: Split, family: Family, model: Any) -> tuple[Floats, Floats]:
    """Of each cell, at the end of the calibration and at the end of the hold-out."""
    if takes_gaps(family):
        later = (known.x + known.y, known.t_last, known.T + known.duration)
        return (
            family.log_likelihood(  # type: ignore[call-arg]
                model, known.x, known.t_x, known.T, log_gaps=known.log_gaps
            ),
            family.log_likelihood(  # type: ignore[call-arg]
                model, *later, log_gaps=known.log_gaps_whole
            ),
        )
    had, gained = (
        family.log_likelihood(model, each.histories.x, each.histories.t_x, each.histories.T)[
            each.at
        ]
        for each in (known.calibration, known.whole)
    )
    return had, gained


def by_rate(known: Split, rate: Floats) -> Foretold:
    """What Poisson purchases at these rates a day come to."""
    expected = rate * known.duration
    total = float(known.weight @ expected)
    half = NORMAL_90 * np.sqrt(total)
    score = known.y * np.log(rate) - expected
    return Foretold(score, expected, np.exp(-expected), total, max(total - half, 0), total + half)


def mean(amounts: Floats, weight: Floats) -> Mean:
    """Weighted by customers, with its standard error over customers."""
    customers = weight.sum()
    value = (weight @ amounts) / customers
    variance = (weight @ (amounts - value) ** 2) / max(customers - 1, 1)
    return Mean(float(value), float(np.sqrt(variance / customers)))


def scores_of_buying(known: Split, told: Foretold) -> Floats:
    """Log probability of what came: a purchase at all, or none."""
    nothing = np.clip(told.nothing, SURE, 1 - SURE)
    return np.where(known.y > 0, np.log1p(-nothing), np.log(nothing))


def deciles(known: Split, told: Foretold) -> tuple[Decile, ...]:
    """Ten groups of customers by their foretold probability of no purchase, lowest first.

    Customers of one probability stay together, so there may be fewer than ten.
    """
    chances, at = np.unique(told.nothing, return_inverse=True)
    weight = np.bincount(at, known.weight)
    silent = np.bincount(at, known.weight * (known.y == 0))
    middle = (np.cumsum(weight) - weight / 2) / weight.sum()
    group = np.minimum((middle * DECILES).astype(np.int64), DECILES - 1)
    customers = np.bincount(group, weight, DECILES)
    expected = np.bincount(group, weight * chances, DECILES)
    actual = np.bincount(group, silent, DECILES)
    return tuple(
        Decile(float(n), float(e / n), float(a / n))
        for n, e, a in zip(customers, expected, actual, strict=True)
        if n > 0
    )


def _variance_of_total(known: Split, family: Family, model: Any) -> float:
    """Of the parameters, through points that carry their covariance, and of chance."""
    seen = known.calibration.histories
    history, h = (seen.x, seen.t_x, seen.T), known.duration
    chance = float(seen.weight @ family.variance_of_purchases(model, h, *history))
    if model.estimate is None:
        return chance
    totals = [
        seen.weight @ family.expected_purchases(at(model, theta), h, *history)
        for theta in model.estimate.points
    ]
    return chance + float(np.var(totals))
