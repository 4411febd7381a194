"""Before and after, with the market and the calendar taken out: the weakest evidence shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

INDEXED_EFFECT = Definition(
    "indexed_effect",
    1,
    Sentence("Change beyond market and calendar"),
    Sentence(
        "What came in beyond the time before, had that grown with the market and the calendar. "
        "Nobody was left without it, so other causes are not ruled out."
    ),
    Sentence("actual − baseline × market index × calendar index"),
    Unit.NUMBER,
)


@dataclass(frozen=True)
class Indexed:
    """Actual less expected, in the unit of both; grade D, and without an interval.

    Parameters
    ----------
    value
        actual − expected.
    expected
        baseline × market × calendar.
    """

    value: float
    actual: float
    expected: float
    baseline: float
    market: float
    calendar: float
    method: Sentence


def indexed(actual: float, baseline: float, *, market: float, calendar: float) -> Indexed:
    """What came in beyond an indexed baseline.

    Parameters
    ----------
    actual, baseline
        The outcome of the time with it and of the time before, in the same unit.
    market
        How the market (or the rest of the company) changed from the one to the other: 1.03.
    calendar
        How these two times of the year differ usually, such as by working days: 0.95.

    Raises
    ------
    Undefined
        A value is no number, or an index is not above nought.
    """
    if not all(map(math.isfinite, (actual, baseline, market, calendar))):
        raise Undefined(Sentence("Actual, baseline and both indices must be numbers."))
    if market <= 0 or calendar <= 0:
        raise Undefined(Sentence("An index must be above nought: 1 where nothing changed."))
    expected = baseline * market * calendar
    method = Sentence(
        "Before and after: {baseline} × {market} (market) × {calendar} (calendar) expected.",
        baseline=baseline,
        market=market,
        calendar=calendar,
    )
    return Indexed(actual - expected, actual, expected, baseline, market, calendar, method)
