"""How well a purchase model fits, by how often customers bought: two published figures.

`frequencies` sets the customers with 0, 1, 2 … repeat purchases in the calibration beside
what the model expects. `conditional_expectations` sets what those customers bought in the
hold-out beside what the model expected of them knowing their histories. Both are figures of
Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.choosing.foretelling import NORMAL_90
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.analytics.value.family import Family, at
from goodwill.analytics.value.triples import Triples
from goodwill.language import Sentence

MOST = 7
"""This many repeat purchases and more are one bin, as in the paper."""

BY_CHANCE = 0.05
CLOSE, ROUGH = 0.02, 0.05
"""Shares of customers in a wrong bin up to which a fit counts as close, as rough."""


@dataclass(frozen=True)
class Bin:
    """Customers with `repeats` repeat purchases; the last bin has all with more, too.

    `low` and `high` are the ends of the model's 90 % interval.
    """

    repeats: int
    is_last: bool
    actual: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Frequencies:
    """The calibration's bins.

    Parameters
    ----------
    chi_square, freedom, p_value
        Pearson's statistic; degrees of freedom are bins − 1 − parameters. None where that
        leaves none. With very many customers every model fails it: see `misplaced`.
    misplaced
        Share of the customers that would have to be in another bin.
    """

    bins: tuple[Bin, ...]
    chi_square: float | None
    freedom: int
    p_value: float | None
    misplaced: float
    verdict: Sentence


@dataclass(frozen=True)
class Conditional:
    """Purchases per customer in the hold-out, of those with `repeats` before it."""

    repeats: int
    is_last: bool
    customers: float
    actual: float
    expected: float
    low: float
    high: float


def frequencies(histories: Triples, family: Family, model: Any, *, most: int = MOST) -> Frequencies:
    """Customers by repeat purchases, actual and expected.

    Expected is Σ over T of P(X(T) = n); so it fits customers observed for unlike times.
    """
    times, at_time = np.unique(histories.T, return_inverse=True)
    customers = np.bincount(at_time, histories.weight)
    shares = _shares(family, model, times, most)
    expected = customers @ shares
    chance = customers @ (shares * (1 - shares))
    unsure = _variance(model, lambda each: customers @ _shares(family, each, times, most))
    half = NORMAL_90 * np.sqrt(chance + unsure)
    actual = np.bincount(_bin(histories.x, most), histories.weight, most + 1)
    low, high = np.maximum(expected - half, 0.0), expected + half
    columns = (column.tolist() for column in (actual, expected, low, high))
    bins = tuple(Bin(n, n == most, *row) for n, row in enumerate(zip(*columns, strict=True)))
    return _tested(bins, family.NAME, 0 if model.estimate is None else len(model.estimate.names))


def conditional_expectations(
    known: Split, family: Family, model: Any, *, most: int = MOST
) -> tuple[Conditional, ...]:
    """Purchases per customer in the hold-out by those before it; empty bins are left out."""
    seen = known.calibration.histories
    history, h = (seen.x, seen.t_x, seen.T), known.duration
    place = _bin(seen.x, most)

    def summed(amounts: Floats) -> Floats:
        return np.bincount(place, seen.weight * amounts, most + 1).astype(np.float64)

    def foretold(each: Any) -> Floats:
        return summed(family.expected_purchases(each, h, *history))

    customers = summed(np.ones(len(seen)))
    actual = np.bincount(_bin(known.x, most), known.weight * known.y, most + 1)
    expected = foretold(model)
    chance = summed(family.variance_of_purchases(model, h, *history))
    half = NORMAL_90 * np.sqrt(chance + _variance(model, foretold))
    low, high = np.maximum(expected - half, 0.0), expected + half
    return tuple(
        Conditional(n, n == most, float(customers[n]), *(float(x[n] / customers[n]) for x in sums))
        for sums in [(actual, expected, low, high)]
        for n in range(most + 1)
        if customers[n] > 0
    )


def _bin(x: Floats, most: int) -> Any:
    return np.minimum(x, most).astype(np.int64)


def _shares(family: Family, model: Any, times: Floats, most: int) -> Floats:
    """Of customers observed for each time, how many in each bin, shape (times, bins)."""
    each = [family.probability_of_purchases(model, n, times) for n in range(most)]
    below = np.clip(np.stack(each, axis=1), 0.0, 1.0)
    rest = np.maximum(1 - below.sum(axis=1, keepdims=True), 0.0)
    return np.concatenate([below, rest], axis=1)


def _variance(model: Any, quantity: Callable[[Any], Floats]) -> Floats | float:
    """Of a quantity over what the parameters may be."""
    if model.estimate is None:
        return 0.0
    values = [quantity(at(model, theta)) for theta in model.estimate.points]
    return np.asarray(np.var(values, axis=0), dtype=np.float64)


def _tested(bins: tuple[Bin, ...], name: str, parameters: int) -> Frequencies:
    actual = np.array([each.actual for each in bins])
    expected = np.array([each.expected for each in bins])
    misplaced = float(np.abs(actual - expected).sum() / 2 / actual.sum())
    freedom = len(bins) - 1 - parameters
    if freedom < 1 or (expected <= 0).any():
        return Frequencies(bins, None, max(freedom, 0), None, misplaced, _said(name, misplaced))
    chi_square = float(((actual - expected) ** 2 / expected).sum())
    p_value = float(stats.chi2.sf(chi_square, freedom))
    verdict = _said(name, misplaced, p_value)
    return Frequencies(bins, chi_square, freedom, p_value, misplaced, verdict)


def _said(name: str, misplaced: float, p_value: float | None = None) -> Sentence:
    percent = round(100 * misplaced, 1)
    if p_value is not None and p_value > BY_CHANCE:
        return Sentence(
            "{model} fits how often customers bought: the differences are what chance explains.",
            model=name,
        )
    if misplaced <= CLOSE:
        return Sentence(
            "{model} fits how often customers bought closely: {percent} % of the customers would "
            "have to be in another bar.",
            model=name,
            percent=percent,
        )
    if misplaced <= ROUGH:
        return Sentence(
            "{model} fits how often customers bought roughly: {percent} % of the customers would "
            "have to be in another bar.",
            model=name,
            percent=percent,
        )
    return Sentence(
        "{model} does not fit how often customers bought: {percent} % of the customers would "
        "have to be in another bar.",
        model=name,
        percent=percent,
    )
