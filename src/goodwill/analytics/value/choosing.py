"""Which purchase model to believe: all are fitted to the past and judged by what came after.

The rule. Models are compared by their log score in the hold-out (see `foretelling`). The
best one is chosen, unless the default, the first family named, is behind by no more than
one standard error of the difference over customers: then the difference may be chance, and
the default stays. Naive forecasts compete too. One that beats every model is told, and a
model is still chosen, because a rate says nothing about who has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.errors import AnalyticsError, NotConverged
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value import foretelling, naive, nbd
from goodwill.analytics.value.family import Family
from goodwill.analytics.value.foretelling import Decile, Foretold, Mean
from goodwill.analytics.value.splitting import Split
from goodwill.language import Lines, Sentence

FAMILIES: tuple[Family, ...] = (nbd,)
"""The candidates; the first is the default."""

FAR_OFF = 0.2
"""Share by which a forecast of the total may miss before a warning says so."""


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


@dataclass(frozen=True)
class Choice:
    """The comparison and its outcome.

    Parameters
    ----------
    calibration_end_day, as_of_day
        Models saw what was until the one; they were judged by what came until the other.
    customers, actual
        Those acquired by the calibration end, and their purchases in the hold-out.
    candidates
        The best log score first; those that refused last.
    chosen
        The model to use, as fitted to the calibration; fit its family again to all there is.
    """

    calibration_end_day: int
    as_of_day: int
    customers: float
    actual: float
    candidates: tuple[Candidate, ...]
    chosen: Candidate
    why: Sentence
    warnings: tuple[Sentence, ...]


def choose(known: Split, families: Sequence[Family] = FAMILIES) -> Choice:
    """Fit every family to the calibration, score it in the hold-out, and choose.

    Parameters
    ----------
    known
        What `splitting.split` returns.
    families
        The candidates; the first one is the default, which wins ties.

    Raises
    ------
    NotConverged
        No family could be fitted.
    """
    attempts = [_attempt(known, family) for family in families]
    rates = [(name, foretelling.by_rate(known, rate(known))) for name, rate in naive.FORECASTS]
    told = [(candidate, foretold) for candidate, foretold in attempts if foretold is not None]
    refused = [candidate for candidate, foretold in attempts if foretold is None]
    if not told:
        raise _nothing_fits(refused)
    best = max((foretold for _, foretold in told), key=lambda each: known.weight @ each.score)
    told += [(Candidate(name), foretold) for name, foretold in rates]
    judged = [_judged(known, candidate, foretold, best) for candidate, foretold in told]
    ranked = sorted(judged, key=lambda each: -_metrics(each).log_score.value)
    chosen, why = _chosen(ranked, families[0], known.calibration_end_day)
    return Choice(
        calibration_end_day=known.calibration_end_day,
        as_of_day=known.as_of_day,
        customers=known.customers,
        actual=known.actual,
        candidates=(*ranked, *refused),
        chosen=chosen,
        why=why,
        warnings=tuple(_warnings(known, ranked, chosen)),
    )


def _attempt(known: Split, family: Family) -> tuple[Candidate, Foretold | None]:
    seen = known.calibration.histories
    try:
        model = family.fit(seen.x, seen.t_x, seen.T, seen.weight)
        told = foretelling.by_model(known, family, model)
    except AnalyticsError as error:
        return Candidate(family.NAME, family, refusal=error.sentence), None
    if not np.isfinite(told.score).all():
        refusal = Sentence("{model} gives something that happened no chance.", model=family.NAME)
        return Candidate(family.NAME, family, model, refusal=refusal), None
    return Candidate(family.NAME, family, model), told


def _nothing_fits(refused: Sequence[Candidate]) -> NotConverged:
    reasons = [
        Sentence("{model}: {reason}", model=candidate.name, reason=candidate.refusal)
        for candidate in refused
    ]
    return NotConverged(
        Sentence("No purchase model could be fitted: {reasons}", reasons=Lines(tuple(reasons)))
    )


def _judged(known: Split, candidate: Candidate, told: Foretold, best: Foretold) -> Candidate:
    weight = known.weight
    buying = foretelling.scores_of_buying(known, told)
    best_buying = foretelling.scores_of_buying(known, best)
    miss, best_miss = np.abs(told.expected - known.y), np.abs(best.expected - known.y)
    log_likelihood, bic = _in_sample(known, candidate)
    metrics = Metrics(
        log_likelihood=log_likelihood,
        bic=bic,
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


def _in_sample(known: Split, candidate: Candidate) -> tuple[float | None, float | None]:
    """Log likelihood and Schwarz's criterion on the calibration."""
    if candidate.family is None:
        return None, None
    seen = known.calibration.histories
    each = candidate.family.log_likelihood(candidate.model, seen.x, seen.t_x, seen.T)
    value = float(seen.weight @ each)
    parameters = len(candidate.model.estimate.names)
    return value, parameters * float(np.log(known.customers)) - 2 * value


def _chosen(
    ranked: Sequence[Candidate], default: Family, calibration_end_day: int
) -> tuple[Candidate, Sentence]:
    """The rule; `ranked` has the best first."""
    models = [candidate for candidate in ranked if not candidate.is_naive]
    best = models[0]
    held = next((candidate for candidate in models if candidate.family is default), None)
    until = date_of(calibration_end_day)
    if len(models) == 1:
        return best, Sentence("{model} is the only model that could be fitted.", model=best.name)
    if held is None or _metrics(held).behind.is_clear:
        return best, Sentence(
            "{model} foretold the purchases after {day} best of {count} models.",
            model=best.name,
            day=until,
            count=len(models),
        )
    if held is best:
        return best, Sentence(
            "{model} foretold the purchases after {day} best of {count} models, and is the "
            "default.",
            model=best.name,
            day=until,
            count=len(models),
        )
    return held, Sentence(
        "{model} is the default, and {best} foretold the purchases after {day} better by no "
        "more than chance explains.",
        model=held.name,
        best=best.name,
        day=until,
    )


def _warnings(known: Split, ranked: Sequence[Candidate], chosen: Candidate) -> list[Sentence]:
    warnings = []
    metrics = _metrics(chosen)
    if ranked[0].is_naive:
        warnings.append(
            Sentence(
                "The naive forecast “{naive}” foretold the purchases after {day} better than "
                "every model. {model} is used to tell who is still a customer; do not rely on "
                "its forecasts of purchases.",
                naive=ranked[0].name,
                day=date_of(known.calibration_end_day),
                model=chosen.name,
            )
        )
    if metrics.error is not None and abs(metrics.error) > FAR_OFF:
        warnings.append(
            Sentence(
                "{model} expected {expected} purchases after {day}, and {actual} came: something "
                "has changed that the past does not show.",
                model=chosen.name,
                expected=round(metrics.expected),
                day=date_of(known.calibration_end_day),
                actual=round(known.actual),
            )
        )
    weak = chosen.model.estimate.unidentified
    if weak:
        warnings.append(
            Sentence(
                "The purchases say next to nothing about {names} of {model}.",
                names=", ".join(weak),
                model=chosen.name,
            )
        )
    return warnings


def _metrics(candidate: Candidate) -> Metrics:
    assert candidate.metrics is not None
    return candidate.metrics
