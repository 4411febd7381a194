"""lifelines (the extra `survival`), and what it says in words where it finds no answer."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.analytics.errors import NotConverged, SettingRefused
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.renewals.renewal_checks import Steadiness
from goodwill.analytics.value.renewals.renewal_contracts import Contracts, decides_alone
from goodwill.language import Sentence

WILD = 15.0
"""A log ratio beyond this for one standard deviation is no effect but a separation."""


@dataclass(frozen=True, eq=False)
class Solved:
    """What lifelines found, as arrays; fields as `renewal.Renewal` has them."""

    coefficients: Floats
    covariance: Floats
    shape: Floats
    steps: Floats
    hazard: Floats
    ended_at: Floats


def cox(data: Contracts) -> Solved:
    """Partial likelihood with Efron's ties; Breslow's baseline of the average contract."""
    model, _ = _cox_of_lifelines(data)
    baseline = model.baseline_cumulative_hazard_
    times, hazard = baseline.index.to_numpy(np.float64), baseline.iloc[:, 0].to_numpy(np.float64)
    when, count = np.unique(data.duration[data.ended > 0], return_counts=True)
    hazard = hazard[np.searchsorted(times, when)]
    return Solved(
        model.params_.to_numpy(np.float64),
        model.variance_matrix_.to_numpy(np.float64),
        np.zeros(0),
        when,
        hazard,
        count.astype(np.float64),
    )


def accelerated(data: Contracts, kind: str) -> Solved:
    """Maximum likelihood of log time = intercept + columns · coefficients + noise."""
    fitters = _lifelines()
    is_weibull = kind == "weibull"
    fitter = (fitters.WeibullAFTFitter if is_weibull else fitters.LogNormalAFTFitter)()
    place, spread = ("lambda_", "rho_") if is_weibull else ("mu_", "sigma_")
    unit = float(data.duration.mean())
    scaled = Contracts(data.design, data.matrix, data.duration / unit, data.ended)
    _quietly(lambda: fitter.fit(_pandas(scaled), "duration", event_col="ended"))
    names = [(place, name) for name in _names(data)]
    both = [*names, (place, "Intercept"), (spread, "Intercept")]
    theta = fitter.params_.loc[both].to_numpy(np.float64)
    covariance = fitter.variance_matrix_.loc[both, both].to_numpy(np.float64)
    columns, none = len(names), np.zeros(0)
    shape = theta[columns:] + np.array([np.log(unit), 0.0])
    _refuse_wild(data, theta[:columns], covariance)
    return Solved(theta[:columns], covariance, shape, none, none, none)


def steadiness(data: Contracts) -> tuple[Steadiness, ...]:
    """The test of proportional hazards, column by column."""
    statistics = _lifelines("lifelines.statistics")
    model, frame = _cox_of_lifelines(data)
    found: dict[str, Any] = {}

    def test() -> None:
        found["residuals"] = model.compute_residuals(frame, "scaled_schoenfeld")
        found["test"] = statistics.proportional_hazard_test(
            model, frame, time_transform="rank", precomputed_residuals=found["residuals"]
        )

    _quietly(test)
    residuals = found["residuals"].to_numpy(np.float64)
    when = frame["duration"].to_numpy()[found["residuals"].index.to_numpy()]
    is_late = when > np.median(when)
    p = found["test"].summary.loc[_names(data), "p"].to_numpy(np.float64)
    local = residuals + model.params_.to_numpy(np.float64)
    rows = []
    for at, column in enumerate(data.design.columns):
        early, late = (_ratio(local[part, at], column.scale) for part in (~is_late, is_late))
        rows.append(Steadiness(column.label, float(min(1.0, p[at] * len(p))), early, late))
    return tuple(rows)


def _ratio(local: Floats, scale: float) -> float:
    return float(np.exp(np.clip(local.mean() / scale, -700, 700))) if local.size else 1.0


def _cox_of_lifelines(data: Contracts) -> tuple[Any, Any]:
    fitter = _lifelines().CoxPHFitter()
    frame = _pandas(data)
    _quietly(lambda: fitter.fit(frame, "duration", event_col="ended"))
    covariance = fitter.variance_matrix_.to_numpy(np.float64)
    _refuse_wild(data, fitter.params_.to_numpy(np.float64), covariance)
    return fitter, frame


def _lifelines(module: str = "lifelines") -> Any:
    try:
        return import_module(module)
    except ImportError as missing:
        raise SettingRefused(
            Sentence(
                "Renewal models need the package lifelines, which is not installed: "
                "pip install 'goodwill[survival]'"
            )
        ) from missing


def _pandas(data: Contracts) -> Any:
    columns = dict(zip(_names(data), data.matrix.T, strict=True))
    return pa.table(columns | {"duration": data.duration, "ended": data.ended}).to_pandas()


def _names(data: Contracts) -> list[str]:
    """Neutral names: lifelines has words of its own, and people name columns as they like."""
    return [f"x{at}" for at in range(len(data.design.columns))]


def _quietly(act: Callable[[], Any]) -> None:
    """Warnings about convergence become refusals; the library's others concern its makers."""
    trouble = _lifelines("lifelines.exceptions")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            act()
        except (trouble.ConvergenceError, np.linalg.LinAlgError) as reason:
            raise _no_answer() from reason
    if any(issubclass(warning.category, trouble.ConvergenceWarning) for warning in said):
        raise _no_answer()


def _no_answer() -> NotConverged:
    return NotConverged(
        Sentence(
            "The renewal model found no best answer. A covariate may decide alone which contracts "
            "end, or repeat what others say: leave some out, or join rare levels to others."
        )
    )


def _refuse_wild(data: Contracts, coefficients: Floats, covariance: Floats) -> None:
    if not (np.isfinite(coefficients).all() and np.isfinite(covariance).all()):
        raise _no_answer()
    wild = np.abs(coefficients) > WILD
    if wild.any():
        raise decides_alone(data.design.columns[int(np.flatnonzero(wild)[0])].label)
