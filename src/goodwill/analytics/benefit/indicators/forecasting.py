"""An indicator's next periods, by the method that was least wrong before, with an interval.

`forecast(cells, indicator, ahead) -> Forecast`; `figures(forecast, indicator, currency)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.indicator import Indicator
from goodwill.analytics.benefit.indicators.periods import Period
from goodwill.analytics.figure import Figure


class Method(StrEnum):
    """How periods to come are foretold."""

    SEASONAL = "seasonal"
    DRIFT = "drift"
    MEAN = "mean"
    LEVEL = "level"


@dataclass(frozen=True)
class Foretold:
    """What a period is expected to bring, and its 95 % interval."""

    period: Period
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """The periods to come.

    Parameters
    ----------
    errors
        Mean absolute error by method, in periods foretold from those before them.
    tested, held
        How often such an interval could be tried on the past, and how often it held.
    """

    indicator_id: str
    cut: Mapping[str, str]
    periods: tuple[Foretold, ...]
    method: Method
    errors: Mapping[Method, float]
    tested: int
    held: int
    learned_from: tuple[Cell, ...] = ()


def forecast(cells: Sequence[Cell], indicator: Indicator, ahead: int) -> Forecast:
    """The next `ahead` periods of one series (one part), told by months, quarters or years."""
    raise NotImplementedError


def figures(found: Forecast, indicator: Indicator, currency: str) -> list[Figure]:
    """The periods to come as figures to show."""
    raise NotImplementedError
