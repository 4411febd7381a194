"""The curve of survival that each kind of renewal model has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from goodwill.analytics.errors import ContractBroken, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.covariates import Design
from goodwill.analytics.value.renewals.renewal_checks import Beside, Concordance, Effect, Steadiness
from goodwill.analytics.value.renewals.renewal_contracts import IMPOSSIBLE_DURATION
from goodwill.language import Sentence

STEEPEST = 500.0
"""A log hazard beyond this is as good as certain; it keeps e^… within floating point."""


class Kind(StrEnum):
    """The shape of the hazard: left open (Cox), a power of time, or rising and falling."""

    COX = "cox"
    WEIBULL = "weibull"
    LOGNORMAL = "lognormal"


@dataclass(frozen=True, eq=False)
class Renewal:
    """How long contracts last. Times are in periods of the contracts fitted.

    Parameters
    ----------
    duration
        The column that says how long each contract has lasted so far.
    design
        How covariates become columns.
    coefficients
        On the scaled columns, shape (columns,): log hazard (Cox), log time (the others).
    shape
        Intercept and log of Weibull's ρ or of the log-normal σ; empty for Cox.
    covariance
        Of coefficients and shape, shape (columns + shape, columns + shape).
    steps, hazard, ended_at
        Cox's baseline: times with an ending, cumulative hazard of the average contract just
        after, contracts ended then; each of shape (times,), empty for the others.
    contracts, ended, observed
        How many were fitted, how many of them ended, and the longest time any was watched.
    left_out
        Contracts of duration 0 that have not ended: they say nothing.
    effects, concordance, steadiness, beside
        What drives endings; how well it sorts contracts it has not seen (None with too few
        to tell); whether effects are the same early and late; model and Kaplan–Meier among
        contracts that the fit has not seen.
    """

    kind: Kind
    duration: str
    design: Design
    coefficients: Floats
    shape: Floats
    covariance: Floats
    steps: Floats
    hazard: Floats
    ended_at: Floats
    contracts: int
    ended: int
    observed: float
    left_out: int = 0
    effects: tuple[Effect, ...] = ()
    concordance: Concordance | None = None
    steadiness: tuple[Steadiness, ...] = ()
    beside: tuple[Beside, ...] = ()


def linear(model: Renewal, matrix: Floats) -> Floats:
    return np.clip(matrix @ model.coefficients, -STEEPEST, STEEPEST)


def kept(model: Renewal, matrix: Floats, lasted: Floats, ahead: Floats) -> Floats:
    risk = linear(model, matrix)
    if model.kind is Kind.COX:
        more = cumulative(model, lasted + ahead) - cumulative(model, lasted)
        return np.exp(-np.exp(risk) * more)
    later, now = (log_survival(model, risk, age) for age in (lasted + ahead, lasted))
    return np.exp(np.minimum(later - now, 0.0))


def log_survival(model: Renewal, risk: Floats, ages: Floats) -> Floats:
    if model.kind is Kind.COX:
        return np.asarray(-np.exp(risk) * cumulative(model, ages))
    intercept, log_shape = model.shape
    scale = np.exp(log_shape)
    started = ages > 0
    away = np.log(np.where(started, ages, 1.0)) - intercept - risk
    if model.kind is Kind.WEIBULL:
        logged = -np.exp(np.clip(scale * away, -STEEPEST, STEEPEST))
    else:
        logged = special.log_ndtr(-away / scale)
    return np.where(started, logged, 0.0)


def cumulative(model: Renewal, ages: Floats) -> Floats:
    steps = np.concatenate([[0.0], model.hazard])
    return np.asarray(steps[np.searchsorted(model.steps, ages, side="right")])


def refuse_unwatched(model: Renewal, ages: Floats) -> None:
    if not np.isfinite(ages).all() or (ages < 0).any():
        raise ContractBroken("contracts", (IMPOSSIBLE_DURATION,))
    beyond = int((ages > model.observed).sum())
    if model.kind is Kind.COX and beyond:
        raise Undefined(
            Sentence(
                "No contract was watched for more than {observed} periods, and {n} of the times "
                "asked about are later: the Cox model knows nothing of them. Ask about a shorter "
                "time, or fit a Weibull or log-normal model, which carry their shape on.",
                observed=model.observed,
                n=beyond,
            )
        )
