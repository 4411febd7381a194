"""Alarms: periods whose value is outside of what those before let expect, season taken out.

`alarms(cells, indicator, rules) -> tuple[Watched, …]`, one for each period, the last one last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.indicator import Indicator
from goodwill.language import Sentence


class Alarm(StrEnum):
    """Why a period is out of the ordinary."""

    HIGH = "high"
    LOW = "low"
    SHIFTED_UP = "shifted-up"
    SHIFTED_DOWN = "shifted-down"


@dataclass(frozen=True)
class Rules:
    """When an alarm is raised.

    Parameters
    ----------
    sigmas
        How unlikely a value must be: as unlikely as one so many standard deviations off.
    fewest
        Periods before that must be known.
    run
        Whether so many periods in a row on one side (8) are an alarm too.
    """

    sigmas: float = 3.0
    fewest: int = 8
    run: bool = False


@dataclass(frozen=True)
class Watched:
    """A period against those before it.

    Parameters
    ----------
    expected, low, high
        What those before let expect, season put back in, and the control limits; None where
        it is not judged: `reason` says why.
    z
        How far off, in standard deviations of one period; None where they never varied.
    is_worse
        Whether the alarm is bad news; None without an alarm, and where neither way is better.
    """

    cell: Cell
    alarm: Alarm | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    z: float | None = None
    is_seasonal: bool = False
    is_worse: bool | None = None
    reason: Sentence | None = None


def alarms(
    cells: Sequence[Cell], indicator: Indicator, rules: Rules | None = None
) -> tuple[Watched, ...]:
    """Each period of one series (one part) against those before it, oldest first."""
    raise NotImplementedError
