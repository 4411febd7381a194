"""A candidate and its marks: how well a model, or a naive forecast, foretold a hold-out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.choosing import foretelling
from goodwill.analytics.value.choosing.foretelling import Decile, Foretold, Mean
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.analytics.value.family import Family
from goodwill.language import Sentence


@dataclass(frozen=True)
class Metrics:
    """How well a candidate foretold the hold-out; scores are natural logarithms.

    Parameters
    ----------
    log_likelihood, bic
        Of the calibration, None for a naive forecast, which fits nothing. The smaller the
        BIC, the better.
    log_score
        Log predictive density of the hold-out, per customer. The higher, the better.
    behind
        The best model's log score less this one's, customer by customer; negative for a
        naive forecast that beats every model.
    score_of_buying, buying_behind
        The same of whether anything is bought at all.
    absolute_error, error_behind
        |expected − actual| purchases per customer, and how much more than the best model's.
        It favours forecasts that are too low where most buy nothing: the score decides.
    root_mean_square
        Of expected − actual purchases per customer.
    expected, low, high
        Purchases of all customers in the hold-out, with a 90 % interval.
    error
        expected ÷ actual − 1; None when there was none.
    deciles
        Foretold and actual share without a purchase.
    """

    log_likelihood: float | None
    bic: float | None
    log_score: Mean
    behind: Mean
    score_of_buying: Mean
    buying_behind: Mean
    absolute_error: Mean
    error_behind: Mean
    root_mean_square: float
    expected: float
    low: float
    high: float
    error: float | None
    deciles: tuple[Decile, ...]


@dataclass(frozen=True)
class Candidate:
    """A model or a naive forecast (no family, no model), or why there is none (refusal)."""

    name: str | Sentence
    family: Family | None = None
    model: Any = None
    metrics: Metrics | None = None
    refusal: Sentence | None = None

    @property
    def is_naive(self) -> bool:
        return self.family is None


def judged(known: Split, candidate: Candidate, told: Foretold, best: Foretold) -> Candidate:
    """The candidate with its metrics; `best` is what the best model foretold."""
    weight = known.weight
    buying = foretelling.scores_of_buying(known, told)
    best_buying = foretelling.scores_of_buying(known, best)
    miss, best_miss = np.abs(told.expected - known.y), np.abs(best.expected - known.y)
    metrics = Metrics(
        log_likelihood=told.log_likelihood,
        bic=_schwarz(known, candidate, told.log_likelihood),
        log_score=foretelling.mean(told.score, weight),
        behind=foretelling.mean(best.score - told.score, weight),
        score_of_buying=foretelling.mean(buying, weight),
        buying_behind=foretelling.mean(best_buying - buying, weight),
        absolute_error=foretelling.mean(miss, weight),
        error_behind=foretelling.mean(miss - best_miss, weight),
        root_mean_square=_root_mean_square(miss, weight),
        expected=told.total,
        low=told.low,
        high=told.high,
        error=told.total / known.actual - 1 if known.actual else None,
        deciles=foretelling.deciles(known, told),
    )
    return Candidate(candidate.name, candidate.family, candidate.model, metrics)


def _root_mean_square(miss: Floats, weight: Floats) -> float:
    return float(np.sqrt(weight @ miss**2 / weight.sum()))


def _schwarz(known: Split, candidate: Candidate, log_likelihood: float | None) -> float | None:
    """Schwarz's criterion (BIC) on the calibration; regularity counts as a parameter."""
    if candidate.family is None or log_likelihood is None:
        return None
    parameters = len(candidate.model.estimate.names) + foretelling.takes_gaps(candidate.family)
    return parameters * float(np.log(known.customers)) - 2 * log_likelihood
