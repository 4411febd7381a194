"""Whether an indicator is where it should be, and how far it has come.

`Target(indicator_id, low, high, tolerance, …)`; `Baseline(value, period)` or
`baseline_of(cells, indicator, window)`; `target_for(cell, indicator, targets)`;
`judged(cell, indicator, target) -> Standing`; `standings(cells, indicators, targets)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction, Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length, length_of
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.benefit.indicators.kernel.rolling import rolled_up
from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined
from goodwill.analytics.figure import Number
from goodwill.language import Language, Sentence


class Status(StrEnum):
    """How a value stands against its target."""

    ON = "on-target"
    NEAR = "near"
    BEHIND = "behind"
    NO_TARGET = "no-target"
    OPEN = "open"
    UNTOLD = "untold"
    WATCHED = "watched"

    @property
    def label(self) -> Sentence:
        return STATUS_LABELS[self]

    @property
    def is_judged(self) -> bool:
        return self in {Status.ON, Status.NEAR, Status.BEHIND}

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


STATUS_LABELS = {
    Status.ON: Sentence("on target"),
    Status.NEAR: Sentence("near its target"),
    Status.BEHIND: Sentence("behind its target"),
    Status.NO_TARGET: Sentence("no target"),
    Status.OPEN: Sentence("the period is not over"),
    Status.UNTOLD: Sentence("cannot be told"),
    Status.WATCHED: Sentence("watched, not judged"),
}


@dataclass(frozen=True)
class Baseline:
    """Where an indicator stood before: its value, frozen, and the period that it is of."""

    value: Number
    period: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where an indicator should be, in the unit of its value: a share is a fraction.

    Parameters
    ----------
    low, high
        At least and at most; either may be None, not both.
    tolerance
        As far beyond `low` or `high` it is near; 0: nothing is near.
    cut
        The part that it is for; empty for the whole.
    every_part
        Whether it is for each part as well: right for ratios, not for totals.
    per
        The length of period that it is for; None for any, which only ratios can have.
    baseline
        Where progress is measured from.
    due_on
        When it is to be reached.
    """

    indicator_id: str
    low: Number | None = None
    high: Number | None = None
    tolerance: Number = 0
    cut: Mapping[str, str] = field(default_factory=dict)
    every_part: bool = False
    per: Length | None = None
    baseline: Baseline | None = None
    due_on: date | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise SettingRefused(Sentence("A target is a number that is to be reached."))
        if self.low is not None and self.high is not None and exactly(self.low) > self.high:
            raise SettingRefused(Sentence("The low end of a target cannot be above its high end."))
        if self.tolerance < 0:
            raise SettingRefused(Sentence("A tolerance cannot be negative."))


@dataclass(frozen=True)
class Standing:
    """A cell against its target.

    Parameters
    ----------
    distance
        From the nearer end of the target, negative below it; 0 on target, None if not judged.
    progress
        Share of the way from baseline to target: 1 is there, below 0 is further off than at
        the start; None without a baseline, or where the baseline was on target already.
    expected
        Share of the time from the baseline to `due_on` that is over; None without the two.
    """

    cell: Cell
    status: Status
    target: Target | None = None
    distance: Number | None = None
    progress: float | None = None
    expected: float | None = None

    @property
    def is_late(self) -> bool:
        """Whether less of the way than of the time is behind it."""
        if self.progress is None or self.expected is None:
            return False
        return self.progress < self.expected


def standings(
    cells: Iterable[Cell], indicators: Mapping[str, Indicator], targets: Sequence[Target]
) -> list[Standing]:
    """Each cell against the target that is for it, in the order of the cells."""
    return [
        judged(cell, indicator, target_for(cell, indicator, targets))
        for cell in cells
        for indicator in [indicators[cell.indicator_id]]
    ]


def target_for(cell: Cell, indicator: Indicator, targets: Sequence[Target]) -> Target | None:
    """The company's own target for this very part, else that for every part, else the
    catalogue's band; None where there is none."""
    meant = [
        target
        for target in targets
        if target.indicator_id == cell.indicator_id
        and target.per in (None, length_of(cell.period))
        and (dict(target.cut) == dict(cell.cut) or _is_for(target, cell))
    ]
    if meant:
        return max(meant, key=lambda target: (len(target.cut), target.per is not None))
    if indicator.target is None:
        return None
    low, high = indicator.target
    return Target(indicator_id=indicator.id, low=low, high=high)


def judged(cell: Cell, indicator: Indicator, target: Target | None) -> Standing:
    """How a cell stands; what is only watched, or not over yet, is never judged."""
    if indicator.direction is Direction.WATCH:
        return Standing(cell, Status.WATCHED)
    if target is None:
        return Standing(cell, Status.NO_TARGET)
    if cell.value is None:
        return Standing(cell, Status.UNTOLD, target)
    progress, expected = _progress(cell.value, target), _expected(cell, target)
    if cell.is_open:
        return Standing(cell, Status.OPEN, target, None, progress, expected)
    distance = _distance(cell.value, target)
    return Standing(cell, _status(distance, target), target, distance, progress, expected)


def baseline_of(cells: Sequence[Cell], indicator: Indicator, window: Period) -> Baseline:
    """The value of the whole in a window, frozen: the window's own cell, or that of its periods.

    Raises
    ------
    Undefined
        The window, or a period of it, has no value.
    NotTogether
        Its periods leave a gap, or do not add up.
    """
    own = [cell for cell in cells if cell.period == window]
    inside = [
        cell
        for cell in cells
        if window.start_day <= cell.period.start_day and cell.period.end_day <= window.end_day
    ]
    if not own:
        _refuse_gaps(inside, window)
    found = own[0] if own else rolled_up(inside, indicator, window)
    if found.value is None:
        raise Undefined(
            found.reason or Sentence("There is no value in {period}.", period=window.name)
        )
    return Baseline(found.value, window)


def _is_for(target: Target, cell: Cell) -> bool:
    return target.every_part and target.cut.items() <= cell.cut.items()


def _distance(value: Number, target: Target) -> Number:
    """Exact where decimals are: a float is taken as the decimal that it is written as."""
    told = exactly(value)
    for end, is_short in ((target.low, told.__lt__), (target.high, told.__gt__)):
        if end is not None and is_short(exactly(end)):
            apart = told - exactly(end)
            return float(apart) if isinstance(value, float) else apart
    return 0


def _status(distance: Number, target: Target) -> Status:
    if not distance:
        return Status.ON
    is_near = abs(exactly(distance)) <= exactly(target.tolerance)
    return Status.NEAR if is_near else Status.BEHIND


def _progress(value: Number, target: Target) -> float | None:
    if target.baseline is None:
        return None
    start = exactly(target.baseline.value)
    way = -exactly(_distance(start, target))
    if not way:
        return None
    return float(Fraction(exactly(value) - start) / Fraction(way))


def _expected(cell: Cell, target: Target) -> float | None:
    if target.baseline is None or target.baseline.period is None or target.due_on is None:
        return None
    start, due = target.baseline.period.end_day, day_of(target.due_on) + 1
    if due <= start:
        return None
    return min(max((cell.period.end_day - start) / (due - start), 0.0), 1.0)


def _refuse_gaps(cells: Sequence[Cell], window: Period) -> None:
    covered = window.start_day
    for cell in sorted(cells, key=lambda cell: cell.period.start_day):
        if cell.period.start_day != covered:
            break
        covered = cell.period.end_day
    if covered != window.end_day:
        raise NotTogether(
            Sentence(
                "The periods at hand do not make up {window}: ask for it as a period of its own.",
                window=window.name,
            )
        )
