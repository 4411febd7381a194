"""Alarms: periods whose value is outside of what those before let expect, season taken out.

`alarms(cells, indicator, rules) -> tuple[Watched, …]`, one for each period, the last one last.

Notes
-----
Each period is judged by the three years before it, as it would have been at the time. With
two years of them each is compared with the same period of the years before; from one year on
it must also be out of the ordinary against the same period a year earlier. Values that were odd
themselves are not learned from. The limits are those of one further value: with few periods
before they are wider than three standard deviations, so that false alarms stay rare (1 in 160
to 260 by simulation, where the normal curve has 1 in 370). Amounts and counts, of which a season
takes a share, are judged in logarithms. After as many alarms in a row on one side as periods are
needed to judge, a new level is taken to be the usual one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp, log

import numpy as np

from goodwill.analytics.benefit.costing.watching.outliers import FEWEST_PERIODS, THRESHOLD, usual
from goodwill.analytics.benefit.costing.watching.seasonal import Flags, season_of
from goodwill.analytics.benefit.indicators.kernel.cells import FEW, Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction, Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import length_of, season_place
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Unit
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.controlling import NEXT_TO_NOTHING, Expectation, expectation
from goodwill.language import Language, Sentence

YEARS = 3
"""Years before that a period is judged by."""

SEASON_YEARS = 2
"""Years before from which on a season is known."""

RUN = 8
"""So many in a row on one side are no chance (Western Electric, rule 4)."""

BOUNDED = frozenset({Unit.SHARE, Unit.POINTS, Unit.SCORE})

NOT_OVER = Sentence("The period is not over.")
TOO_FEW_BEHIND = Sentence("Fewer than 30 stand behind it: too few for an alarm.")
NOT_SEEN = Sentence("The same period of the years before is not known, or was out of the ordinary.")


class Alarm(StrEnum):
    """Why a period is out of the ordinary."""

    HIGH = "high"
    LOW = "low"
    SHIFTED_UP = "shifted-up"
    SHIFTED_DOWN = "shifted-down"

    @property
    def label(self) -> Sentence:
        return ALARM_LABELS[self]

    @property
    def is_up(self) -> bool:
        return self in {Alarm.HIGH, Alarm.SHIFTED_UP}

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


ALARM_LABELS = {
    Alarm.HIGH: Sentence("higher than expected"),
    Alarm.LOW: Sentence("lower than expected"),
    Alarm.SHIFTED_UP: Sentence("higher for eight periods in a row"),
    Alarm.SHIFTED_DOWN: Sentence("lower for eight periods in a row"),
}


@dataclass(frozen=True)
class Rules:
    """When an alarm is raised.

    Parameters
    ----------
    sigmas
        How unlikely a value must be: as unlikely as one so many standard deviations off.
    fewest
        Periods before that must be known, 3 at least.
    run
        Whether eight periods in a row on one side are an alarm too. It finds small
        lasting shifts, at the price of a false alarm in about 1 of 70 periods.
    """

    sigmas: float = 3.0
    fewest: int = 8
    run: bool = False

    def __post_init__(self) -> None:
        if self.sigmas <= 0 or self.fewest < 3:
            raise SettingRefused(
                Sentence("An alarm takes limits above 0 and at least 3 periods before.")
            )


DEFAULTS = Rules()


@dataclass(frozen=True)
class Watched:
    """A period against those before it.

    Parameters
    ----------
    expected, low, high
        What those before let expect, and the control limits, in the unit of the value; None
        where it is not judged: `reason` says why.
    z
        How far off, in standard deviations of a period; None where they never varied.
    is_seasonal
        Whether it was compared with the same period of the years before.
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
    cells: Sequence[Cell], indicator: Indicator, rules: Rules = DEFAULTS
) -> tuple[Watched, ...]:
    """Each period of one series (the whole, or one part) against those before, oldest first."""
    series = _Series(indicator, rules)
    return tuple(series.judged(cell) for cell in sorted(cells, key=lambda c: c.period.start_day))


class _Series:
    """The periods so far of which may be learned."""

    def __init__(self, indicator: Indicator, rules: Rules) -> None:
        self.indicator, self.rules = indicator, rules
        self.known: list[Watched] = []
        self.start = 0

    def judged(self, cell: Cell) -> Watched:
        """The period against those before; it is learned from by those that follow."""
        reason = _unjudged(cell)
        if reason is not None:
            return Watched(cell, reason=reason)
        before = _Before(self.known[self.start :], cell, self.indicator)
        found = before.judged(self.rules)
        if found.alarm is None and self.rules.run:
            found = self._with_run(found)
        self.known.append(replace(found, is_worse=_is_worse(found.alarm, self.indicator)))
        self._start_anew()
        return self.known[-1]

    def _with_run(self, found: Watched) -> Watched:
        """With an alarm where it is the eighth in a row on one side of what was before them."""
        last = [*self.known[self.start :], found][-RUN:]
        before = self.known[self.start : len(self.known) + 1 - RUN]
        if len(last) < RUN or len(before) < self.rules.fewest:
            return found
        sides = {_Before(before, each.cell, self.indicator).side() for each in last}
        if sides not in ({1}, {-1}):
            return found
        return replace(found, alarm=Alarm.SHIFTED_UP if sides == {1} else Alarm.SHIFTED_DOWN)

    def _start_anew(self) -> None:
        """After a lasting shift, what went before it is no longer the usual."""
        if self.known[-1].alarm in {Alarm.SHIFTED_UP, Alarm.SHIFTED_DOWN}:
            self.start = len(self.known) - RUN
            return
        run = {each.alarm for each in self.known[self.start :][-self.rules.fewest :]}
        is_long = len(self.known) - self.start >= self.rules.fewest
        if is_long and run in ({Alarm.HIGH}, {Alarm.LOW}):
            self.start = len(self.known) - self.rules.fewest


class _Before:
    """A period, and those before it by which it is judged."""

    def __init__(self, known: Sequence[Watched], cell: Cell, indicator: Indicator) -> None:
        length = length_of(cell.period)
        self.cell = cell
        self.year = 0 if length is None else length.in_a_year
        self.known = [each.cell for each in known][-(YEARS * self.year or YEARS * 12) :]
        self.seasons = np.array(
            [0 if length is None else season_place(each.period, length) for each in self.known],
            dtype=np.int64,
        )
        self.season = 0 if length is None else season_place(cell.period, length)
        self.values = np.array([float(each.value or 0) for each in self.known])
        self.value = float(cell.value or 0)
        is_positive = self.value > 0 and bool((self.values > 0).all())
        self.is_log = indicator.unit not in BOUNDED and is_positive

    @property
    def is_seasonal(self) -> bool:
        return self.year > 1 and len(self.known) >= SEASON_YEARS * self.year

    def judged(self, rules: Rules) -> Watched:
        kept = self._kept()
        if kept.sum() < rules.fewest:
            return Watched(self.cell, reason=_lacking(int(kept.sum()), rules.fewest))
        found = self._expectation(kept)
        if found is None:
            return Watched(self.cell, reason=NOT_SEEN)
        reach = found.reach(rules.sigmas)
        apart = self._scaled(self.value) - found.middle
        slack = max(reach, NEXT_TO_NOTHING * max(1.0, abs(found.middle)))
        is_out = abs(apart) > slack and not self._is_chance(found) and not self._was_so(slack)
        return Watched(
            self.cell,
            alarm=(Alarm.HIGH if apart > 0 else Alarm.LOW) if is_out else None,
            expected=self._unscaled(found.middle),
            low=self._unscaled(found.middle - reach),
            high=self._unscaled(found.middle + reach),
            z=apart / found.spread if found.spread else None,
            is_seasonal=self.is_seasonal,
        )

    def side(self) -> int:
        """Above (1) or below (−1) what is expected; 0 where it cannot be told."""
        found = self._expectation(self._kept())
        return 0 if found is None else int(np.sign(self._scaled(self.value) - found.middle))

    def _expectation(self, kept: Flags) -> Expectation | None:
        values = np.array([self._scaled(value) for value in self.values[kept]])
        if not self.is_seasonal:
            return expectation(values, np.zeros(len(values), dtype=np.int64), 0)
        return expectation(values, self.seasons[kept], self.season)

    def _kept(self) -> Flags:
        """Which of the periods before were not odd themselves."""
        if len(self.values) < FEWEST_PERIODS:
            return np.ones(len(self.values), dtype=np.bool_)
        return _usual_ones(self.values, self.seasons, self.is_seasonal)

    def _is_chance(self, found: Expectation) -> bool:
        """Whether the value's own interval holds what was expected."""
        if self.cell.low is None or self.cell.high is None:
            return False
        return float(self.cell.low) <= self._unscaled(found.middle) <= float(self.cell.high)

    def _was_so(self, slack: float) -> bool:
        """Before a season is known: whether the same period a year earlier was alike."""
        if self.is_seasonal:
            return False
        earlier = self.values[self.seasons == self.season] if self.year > 1 else self.values[:0]
        return any(abs(self._scaled(x) - self._scaled(self.value)) <= slack for x in earlier)

    def _scaled(self, value: float) -> float:
        return log(value) if self.is_log else float(value)

    def _unscaled(self, value: float) -> float:
        return exp(value) if self.is_log else value


def _usual_ones(values: Floats, seasons: Integers, is_seasonal: bool) -> Flags:
    season = season_of(values, seasons) if is_seasonal else None
    if is_seasonal and season is None:
        return np.ones(len(values), dtype=np.bool_)
    adjusted = values if season is None else values / season.index
    normal = usual(adjusted, None if season is None else season.informs)
    return np.asarray(np.abs(normal.z(adjusted)) <= THRESHOLD)


def _unjudged(cell: Cell) -> Sentence | None:
    """Why a period is neither judged nor learned from."""
    if cell.value is None:
        return cell.reason or Sentence("It has no value.")
    if cell.is_open:
        return NOT_OVER
    return TOO_FEW_BEHIND if cell.n < FEW else None


def _lacking(have: int, needed: int) -> Sentence:
    return Sentence(
        "An alarm takes {needed} usual periods before this one; there are {have}.",
        have=have,
        needed=needed,
    )


def _is_worse(alarm: Alarm | None, indicator: Indicator) -> bool | None:
    if alarm is None or indicator.direction not in {Direction.HIGHER, Direction.LOWER}:
        return None
    return alarm.is_up is (indicator.direction is Direction.LOWER)
