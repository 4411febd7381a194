"""How long contracts last, by what is known of them: Cox, Weibull or log-normal.

A contract renews on a clock: every month, every year. Durations are in periods of that
clock, so that a model speaks of one clock; `by_clock` fits one model to each. The fit is
that of lifelines (the extra `survival`); a fitted model predicts without it.

References
----------
Cox (1972), JRSS B 34(2). doi:10.1111/j.2517-6161.1972.tb00899.x
Efron (1977), JASA 72(359). doi:10.1080/01621459.1977.10480613 (contracts ending together)
Breslow (1974), Biometrics 30(1). doi:10.2307/2529620 (baseline hazard)
Wei (1992), Statistics in Medicine 11. doi:10.1002/sim.4780111409 (accelerated failure time)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import (
    AnalyticsError,
    ContractBroken,
    SettingRefused,
)
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import covariates as known
from goodwill.analytics.value.renewals import renewal_checks as checks
from goodwill.analytics.value.renewals import renewal_contracts as reading
from goodwill.analytics.value.renewals import renewal_fits as fits
from goodwill.analytics.value.renewals.renewal_checks import Beside, Concordance, Effect
from goodwill.analytics.value.renewals.renewal_contracts import IMPOSSIBLE_DURATION, Contracts
from goodwill.analytics.value.renewals.renewal_curves import (
    Kind,
    Renewal,
    kept,
    linear,
    log_survival,
    refuse_unwatched,
)
from goodwill.language import Sentence

SEED = 20_010_801
DRAWS = 400


@dataclass(frozen=True)
class Total:
    """A sum over contracts with its 95 % interval: unknown parameters and chance together."""

    value: float
    low: float
    high: float


def fit(
    contracts: Any,
    *,
    duration: str = "duration",
    ended: str = "ended",
    covariates: Sequence[str],
    kind: str = "cox",
) -> Renewal:
    """A model of how long contracts last.

    Parameters
    ----------
    contracts
        A dataframe of any kind with one row per contract of one renewal clock. Beyond
        100,000 rows every nth is taken, in the order of their values.
    duration
        Column: periods the contract has lasted until now or until it ended.
    ended
        Column: whether it has ended (true/false, 1/0 or yes/no); else it runs on.
    covariates
        Columns with what is known of each contract from its beginning.
    kind
        `cox`, `weibull` or `lognormal`.

    Raises
    ------
    SettingRefused
        lifelines is not installed, or there is no such kind.
    ContractBroken
        Durations, endings or numbers that are missing or impossible.
    TooFew
        Fewer than 10 ended contracts per column of the regression, or than 20 in all.
    Undefined
        Covariates that cannot be told apart, or that decide alone whether contracts end.
    NotConverged
        No best answer was found.
    """
    chosen = _kind(kind)
    data = reading.contracts(_frame(contracts), duration, ended, covariates)
    model = _fitted(chosen, duration, data)
    concordance, beside = _held_out(model, data)
    return replace(
        model,
        left_out=data.left_out,
        effects=_effects(model),
        concordance=concordance,
        steadiness=() if model.kind is Kind.LOGNORMAL else fits.steadiness(data),
        beside=beside,
    )


@dataclass(frozen=True)
class Clocks:
    """A model for each renewal clock, and why there is none for the others."""

    models: Mapping[str, Renewal]
    refused: Mapping[str, AnalyticsError]


def by_clock(contracts: Any, clock: str, **told: Any) -> Clocks:
    """A model for each value of the column `clock` (monthly, yearly …); `told` as in `fit`.

    Raises
    ------
    AnalyticsError
        There is no such column.
    """
    frame = _frame(contracts)
    known.read(frame.head(0), [clock])
    found = frame.filter(~nw.col(clock).is_null()).select(clock).unique().collect("pyarrow")
    models: dict[str, Renewal] = {}
    refused: dict[str, AnalyticsError] = {}
    for value in sorted(found[clock].to_list(), key=str):
        try:
            models[str(value)] = fit(frame.filter(nw.col(clock) == value), **told)
        except AnalyticsError as reason:
            refused[str(value)] = reason
    return Clocks(models, refused)


def survival(model: Renewal, customers: Any, times: Any) -> Floats:
    """Share of such contracts that last longer than each time, shape (customers, times).

    Raises
    ------
    Undefined
        Cox knows nothing beyond the longest time that any contract was watched.
    """
    ages = np.atleast_1d(np.asarray(times, dtype=np.float64))
    refuse_unwatched(model, ages)
    risk = linear(model, _matrix(model, customers))
    return np.exp(log_survival(model, risk[:, None], ages[None, :]))


def probability_renewed(model: Renewal, customers: Any, within: Any) -> Floats:
    """That contracts which have lasted until now last `within` more periods, (customers,).

    `customers` needs the column `model.duration`: how long each has lasted.
    """
    matrix, lasted = _running(model, customers)
    ahead = np.broadcast_to(np.asarray(within, dtype=np.float64), lasted.shape)
    refuse_unwatched(model, lasted + ahead)
    return kept(model, matrix, lasted, ahead)


def expected_residual_periods(
    model: Renewal, customers: Any, horizon: int, discount: float = 0.0
) -> Floats:
    """Further periods that each contract runs within `horizon`, shape (customers,).

    Σ over k = 1 … horizon of P(lasts k more periods | has lasted) · e^(−discount · k), with
    `discount` a continuous rate per period: multiply by the margin of a period, earned at
    its end, for the value still to come.
    """
    matrix, lasted = _running(model, customers)
    refuse_unwatched(model, lasted + horizon)
    total = np.zeros(len(lasted))
    for period in range(1, horizon + 1):
        ahead = np.full(len(lasted), float(period))
        total += kept(model, matrix, lasted, ahead) * np.exp(-discount * period)
    return total


def expected_renewals(model: Renewal, customers: Any, within: float) -> Total:
    """How many of the running contracts last `within` more periods, with its interval."""
    matrix, lasted = _running(model, customers)
    ahead = np.full(len(lasted), float(within))
    refuse_unwatched(model, lasted + ahead)
    rng = np.random.default_rng(SEED)
    shares = (kept(each, matrix, lasted, ahead) for each in drawn(model))
    totals = [p.sum() + rng.normal() * np.sqrt((p * (1 - p)).sum()) for p in shares]
    low, high = np.clip(np.quantile(totals, (0.025, 0.975)), 0, len(lasted))
    return Total(float(kept(model, matrix, lasted, ahead).sum()), float(low), float(high))


def drawn(model: Renewal, draws: int = DRAWS) -> Iterator[Renewal]:
    """The model with parameters from their approximate posterior, `draws` times.

    Coefficients are Gaussian by their covariance. Cox's baseline has independent gamma
    increments, each as uncertain as the endings of its time are few.
    """
    rng = np.random.default_rng(SEED)
    centre = np.concatenate([model.coefficients, model.shape])
    steps = np.diff(model.hazard, prepend=0.0)
    for theta in rng.multivariate_normal(centre, model.covariance, draws, method="eigh"):
        hazard = np.cumsum(steps * rng.gamma(model.ended_at) / model.ended_at)
        cut = len(model.coefficients)
        yield replace(model, coefficients=theta[:cut], shape=theta[cut:], hazard=hazard)


def _kind(kind: str) -> Kind:
    if kind not in tuple(Kind):
        raise SettingRefused(
            Sentence(
                "There is no renewal model {kind}. There are: {possible}.",
                kind=kind,
                possible=", ".join(Kind),
            )
        )
    return Kind(kind)


def _frame(contracts: Any) -> Frame:
    frame: Frame = nw.from_native(contracts, pass_through=False).lazy()
    return frame


def _fitted(kind: Kind, duration: str, data: Contracts) -> Renewal:
    solved = fits.cox(data) if kind is Kind.COX else fits.accelerated(data, kind.value)
    return Renewal(
        kind,
        duration,
        data.design,
        solved.coefficients,
        solved.shape,
        solved.covariance,
        solved.steps,
        solved.hazard,
        solved.ended_at,
        contracts=len(data),
        ended=int(data.ended.sum()),
        observed=float(data.duration.max()),
    )


def _matrix(model: Renewal, customers: Any) -> Floats:
    return model.design.matrix(known.read(_frame(customers), model.design.names))


def _running(model: Renewal, customers: Any) -> tuple[Floats, Floats]:
    values = known.read(_frame(customers), [*model.design.names, model.duration])
    lasted = values[model.duration]
    if known.is_words(lasted) or not np.isfinite(lasted).all() or (lasted < 0).any():
        raise ContractBroken("contracts", (IMPOSSIBLE_DURATION,))
    return model.design.matrix(values), lasted


def _effects(model: Renewal) -> tuple[Effect, ...]:
    """Ratios per natural unit; Weibull's time ratios turned into hazard ratios."""
    rows = []
    for at, column in enumerate(model.design.columns):
        slope = np.zeros(len(model.covariance))
        slope[at], value = 1.0, float(model.coefficients[at])
        if model.kind is Kind.WEIBULL:
            power = float(np.exp(model.shape[1]))
            slope[at], slope[-1], value = -power, -power * value, -power * value
        error = float(np.sqrt(slope @ model.covariance @ slope))
        is_hazard = model.kind is not Kind.LOGNORMAL
        rows.append(Effect.of(column, value / column.scale, error / column.scale, is_hazard))
    return tuple(rows)


def _held_out(model: Renewal, data: Contracts) -> tuple[Concordance | None, tuple[Beside, ...]]:
    """Every fifth contract is kept out of a fit made for this alone, and judges it.

    With too few to judge, there is no concordance, and the fit is set beside its own data.
    """
    held = np.arange(len(data)) % 5 == 2
    if data.ended[held].sum() < checks.FEWEST_TO_JUDGE:
        return None, _beside(model, data)
    try:
        earlier = _fitted(model.kind, model.duration, data.take(~held))
    except AnalyticsError:
        return None, _beside(model, data)
    unseen = data.take(held)
    risk = linear(earlier, unseen.matrix) * (1.0 if model.kind is Kind.COX else -1.0)
    sorted_well = checks.concordance(unseen.duration, unseen.ended, risk)
    return sorted_well, _beside(earlier, unseen)


def _beside(model: Renewal, data: Contracts) -> tuple[Beside, ...]:
    risk = linear(model, data.matrix)

    def hazard(until: float) -> float:
        """Endings expected until a time, among those watched as long as they were."""
        return float(-log_survival(model, risk, np.minimum(data.duration, until)).sum())

    return checks.beside(data, hazard)
