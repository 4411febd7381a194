"""What more retention would do to value, asked of a model: everybody leaves more slowly.

The closed form of `elasticity` takes all customers for alike. A model of buying and leaving
knows that those who leave easily are soon gone, so the same five points are worth something
else. Leaving is slowed down by one factor for all, such that the points come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import optimize

from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.value.outlook.elasticity import LEVEL, POINTS, SENSITIVITY
from goodwill.language import Sentence

SLOWEST = 1e-6
"""The least factor by which leaving is slowed down: practically nobody leaves."""


@dataclass(frozen=True)
class Scenario:
    """A fitted model asked what would be if customers left at another pace.

    Both functions take the factor on the rate of leaving, 1 for things as they are, and give
    the share of today's customers still there in a year, and Σ residual value in minor units.
    """

    retention: Callable[[float], float]
    value_minor: Callable[[float], float]


@dataclass(frozen=True)
class ModelSensitivity:
    """What more retention would do, through the model; the interval from its draws."""

    points: float
    retention: float
    raised: float
    factor: float
    before_minor: int
    after_minor: int
    change: float
    low: float | None
    high: float | None
    level: float = LEVEL


def through_model(
    scenario: Scenario,
    draws: Iterable[Scenario] = (),
    *,
    points: float = POINTS,
    level: float = LEVEL,
) -> ModelSensitivity:
    """The same through a model: everybody leaves so much more slowly that retention rises.

    Parameters
    ----------
    draws
        The scenario at parameters drawn from the posterior; they give the interval.

    Raises
    ------
    Undefined
        The customers of today are worth nothing, or less, as things stand.
    """
    before = scenario.value_minor(1.0)
    if not before > 0:
        raise Undefined(Sentence("Customer equity is not positive, so it has no relative change."))
    retention, raised, factor = _slowed(scenario, points)
    after = scenario.value_minor(factor)
    changes = [_change_of(each, points) for each in draws if each.value_minor(1.0) > 0]
    change, ends = after / before - 1, (0.5 - level / 2, 0.5 + level / 2)
    low, high = np.quantile(changes, ends) if changes else (None, None)
    return ModelSensitivity(
        *(points, retention, raised, factor, round(before), round(after), change),
        None if low is None else min(change, float(low)),
        None if high is None else max(change, float(high)),
        level,
    )


MODEL_SENSITIVITY = Definition(
    "VA10_model",
    1,
    Sentence("Retention sensitivity by the model"),
    Sentence("The same, where every customer leaves more slowly by one factor."),
    Sentence("Σ residual value at slower leaving ÷ Σ residual value as things are − 1"),
    Unit.SHARE,
    benchmark=SENSITIVITY.benchmark,
)
MODEL_VALUE = Definition(
    "VA10_model_value",
    1,
    Sentence("Value of five points of retention by the model"),
    Sentence("What five more points of retention would add to the value of today's customers."),
    Sentence("Σ residual value at slower leaving − Σ residual value as things are"),
    Unit.MONEY,
)
DEFINITIONS = (MODEL_SENSITIVITY, MODEL_VALUE)


def figures(
    found: ModelSensitivity | AnalyticsError, *, customers: int, currency: str, as_of: date
) -> tuple[Figure, Figure]:
    """VA10 through the model, and the money; a refusal of `through_model` is the reason."""
    told: dict[str, Any] = {"as_of": as_of, "n": customers}
    if isinstance(found, AnalyticsError):
        told["reason"] = found.sentence
        return Figure(MODEL_SENSITIVITY, None, **told), Figure(MODEL_VALUE, None, **told)
    told["method"] = Sentence(
        "Of today's customers {before} % would still be there in a year as things are, {after} % "
        "if all left {times} times as fast.",
        before=round(found.retention * 100, 1),
        after=round(found.raised * 100, 1),
        times=round(found.factor, 2),
    )
    gain = found.after_minor - found.before_minor
    ends: dict[str, Any] = {}
    if found.low is not None:
        ends = {"low": found.low, "high": found.high, "level": found.level}
    return (
        Figure(MODEL_SENSITIVITY, found.change, **ends, **told),
        money(MODEL_VALUE, gain, currency, **told),
    )


def _slowed(scenario: Scenario, points: float) -> tuple[float, float, float]:
    """Retention as it is and raised, and the factor on leaving that raises it."""
    retention = scenario.retention(1.0)
    aim = retention + points
    if points <= 0:
        return retention, retention, 1.0
    if scenario.retention(SLOWEST) <= aim:
        return retention, scenario.retention(SLOWEST), SLOWEST
    found = optimize.brentq(
        lambda log_factor: scenario.retention(float(np.exp(log_factor))) - aim,
        float(np.log(SLOWEST)),
        0.0,
        xtol=1e-10,
    )
    return retention, aim, float(np.exp(found))


def _change_of(scenario: Scenario, points: float) -> float:
    return scenario.value_minor(_slowed(scenario, points)[2]) / scenario.value_minor(1.0) - 1
