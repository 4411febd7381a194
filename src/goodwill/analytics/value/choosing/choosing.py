"""Which purchase model to believe: all are fitted to the past and judged by what came after.

The rule. Models are compared by their log score in the hold-out (see `foretelling`). The
best one is chosen, unless the default, the first family named, ties with it: it is behind
by no more than two standard errors of the difference over customers, so that it may be
chance, or by no more than one over all customers together, which as a log Bayes factor is
not worth more than a bare mention (Kass & Raftery 1995, doi:10.1080/01621459.1995.10476572).
Naive forecasts compete too. One that beats every model is told, and a model is still
chosen, because a rate says nothing about who has left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.errors import AnalyticsError, NotConverged
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.value import bgcnbd, bgnbd, mbgnbd, nbd, paretonbd
from goodwill.analytics.value.choosing import foretelling, naive
from goodwill.analytics.value.choosing.candidates import Candidate, Metrics, judged
from goodwill.analytics.value.choosing.foretelling import Foretold
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.analytics.value.family import Family
from goodwill.language import Lines, Sentence

FAMILIES: tuple[Family, ...] = (paretonbd, bgnbd, mbgnbd, bgcnbd, nbd)
"""The candidates; the first is the default."""

BARE_MENTION = 1.0
"""Log score over all customers that is no evidence, however surely it is not chance."""

FAR_OFF = 0.2
"""Share by which a forecast of the total may miss before a warning says so."""


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
    ranked = [judged(known, candidate, foretold, best) for candidate, foretold in told]
    ranked.sort(key=lambda each: -_metrics(each).log_score.value)
    chosen, why = _chosen(ranked, families[0], known)
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
    try:
        model = foretelling.fit(known, family)
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


def _chosen(
    ranked: Sequence[Candidate], default: Family, known: Split
) -> tuple[Candidate, Sentence]:
    """The rule; `ranked` has the best first."""
    models = [candidate for candidate in ranked if not candidate.is_naive]
    best = models[0]
    held = next((candidate for candidate in models if candidate.family is default), None)
    until = date_of(known.calibration_end_day)
    if len(models) == 1:
        return best, Sentence("{model} is the only model that could be fitted.", model=best.name)
    if held is None or _is_behind(_metrics(held), known.customers):
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


def _is_behind(metrics: Metrics, customers: float) -> bool:
    """Too far from the best to be a tie."""
    return metrics.behind.is_clear and metrics.behind.value * customers > BARE_MENTION


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
    if _holds_all_for_customers(known, chosen):
        warnings.append(
            Sentence(
                "{model} holds everybody who has bought once for a customer until their next "
                "purchase, so it cannot tell which of them have left.",
                model=chosen.name,
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


def _holds_all_for_customers(known: Split, chosen: Candidate) -> bool:
    assert chosen.family is not None
    silent = chosen.family.probability_alive(
        chosen.model, np.zeros(1), np.zeros(1), np.full(1, known.T.max())
    )
    return bool(silent[0] == 1)


def _metrics(candidate: Candidate) -> Metrics:
    assert candidate.metrics is not None
    return candidate.metrics
