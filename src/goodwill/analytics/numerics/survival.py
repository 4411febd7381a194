"""Time until something happens, when for some it has not happened yet.

The Kaplan–Meier estimate from grouped counts: the engine sends one row per (duration,
happened), however many customers there are.

References
----------
Kaplan & Meier (1958), JASA 53(282). doi:10.1080/01621459.1958.10501452
Greenwood (1926), The natural duration of cancer (variance).
Kalbfleisch & Prentice (1980), The Statistical Analysis of Failure Time Data (log-log limits).
Brookmeyer & Crowley (1982), Biometrics 38(1). doi:10.2307/2530286 (interval of the median)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Z95 = 1.959963984540054
ROUNDING = 1e-9  # a product of fractions that should be one half may miss it by this much


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval; a limit is None where it cannot be given."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Survival:
    """The share still without the event after each day at which it happened to someone.

    Parameters
    ----------
    times
        Days with at least one event, ascending, shape (times,).
    at_risk, events
        Customers still observed just before, and events on that day, shape (times,).
    share
        Kaplan–Meier estimate just after that day, shape (times,).
    low, high
        Its pointwise log-log 95 % limits, shape (times,); NaN where the share is 0 or 1.
    observed
        The longest time that anybody was watched; nothing is known beyond it.
    """

    times: Ints
    at_risk: Ints
    events: Ints
    share: Floats
    low: Floats
    high: Floats
    customers: int
    observed: int

    def happened_by(self, time: int) -> Estimate | None:
        """Share with the event within `time` days; None beyond what anybody was watched."""
        ended = self.share.size > 0 and self.share[-1] <= ROUNDING
        if self.customers == 0 or (time > self.observed and not ended):
            return None
        last = int(np.searchsorted(self.times, time, side="right")) - 1
        if last < 0:
            return Estimate(0.0, None, None)
        low, high = 1 - self.high[last], 1 - self.low[last]
        return Estimate(float(1 - self.share[last]), _known(low), _known(high))

    def median(self) -> Estimate | None:
        """Days until half have it; None if the curve never comes down to one half."""
        value = self._first(self.share)
        if value is None:
            return None
        return Estimate(value, self._first(self.low), self._first(self.high))

    def _first(self, curve: Floats) -> float | None:
        with np.errstate(invalid="ignore"):
            down = np.flatnonzero(curve <= 0.5 + ROUNDING)
        return float(self.times[down[0]]) if down.size else None


def kaplan_meier(groups: Iterable[tuple[int, bool, int]]) -> Survival:
    """The estimate from (duration in days, did it happen, customers); order is free."""
    duration, happened, customers = _arrays(groups)
    days, where = np.unique(duration, return_inverse=True)
    events = _summed(where, np.where(happened, customers, 0), days.size)
    leaving = _summed(where, customers, days.size)
    at_risk = leaving[::-1].cumsum()[::-1]
    kept = events > 0
    share, low, high = _curve(at_risk[kept], events[kept])
    return Survival(
        days[kept],
        at_risk[kept],
        events[kept],
        share,
        low,
        high,
        int(customers.sum()),
        int(days[-1]) if days.size else 0,
    )


def _arrays(groups: Iterable[tuple[int, bool, int]]) -> tuple[Ints, NDArray[np.bool_], Ints]:
    rows = list(groups)
    duration = np.array([row[0] for row in rows], dtype=np.int64)
    happened = np.array([row[1] for row in rows], dtype=np.bool_)
    return duration, happened, np.array([row[2] for row in rows], dtype=np.int64)


def _summed(where: NDArray[Any], amounts: Ints, size: int) -> Ints:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, where, amounts)
    return total


def _curve(at_risk: Ints, events: Ints) -> tuple[Floats, Floats, Floats]:
    share: Floats = np.cumprod(1 - events / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        spread = Z95 * np.sqrt(greenwood) / np.abs(np.log(share))
        low, high = share ** np.exp(spread), share ** np.exp(-spread)
    inside = (share > ROUNDING) & (share < 1)
    return share, np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def _known(limit: float) -> float | None:
    return None if np.isnan(limit) else float(limit)
