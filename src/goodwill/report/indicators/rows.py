"""One indicator over the periods: its newest value, what it was before, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction, Indicator, Timing
from goodwill.analytics.benefit.indicators.kernel.lengths import length_of
from goodwill.analytics.benefit.indicators.watching.alerts import Watched
from goodwill.analytics.benefit.indicators.watching.forecasting import Forecast
from goodwill.analytics.benefit.indicators.watching.targets import Standing, Status
from goodwill.analytics.figure import Number
from goodwill.language import Sentence

FEWEST_CHARTED = 12
"""A line of fewer periods tells no more than a small drawing does."""


@dataclass(frozen=True, eq=False)
class Row:
    """An indicator, for the whole company.

    Parameters
    ----------
    cells
        One for each period asked, in order.
    parts
        Cells that the indicator itself tells by part, such as causes or dimensions.
    watched
        Each told period against those before it; empty where it cannot be.
    """

    indicator: Indicator
    cells: tuple[Cell, ...]
    parts: tuple[Cell, ...]
    standing: Standing | None = None
    watched: tuple[Watched, ...] = ()
    forecast: Forecast | None = None

    @property
    def told(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.value is not None]

    @property
    def is_told(self) -> bool:
        return bool(self.told)

    @property
    def latest(self) -> Cell | None:
        """The newest value; of a survey held now and then it may be of an earlier period."""
        return self.told[-1] if self.told else None

    @property
    def is_current(self) -> bool:
        """Whether the newest period is told."""
        return bool(self.cells) and self.latest is self.cells[-1]

    @property
    def before(self) -> Cell | None:
        """The value told before the newest."""
        return self.told[-2] if len(self.told) > 1 else None

    @property
    def year_ago(self) -> Cell | None:
        """That of the same period of the year before."""
        latest = self.latest
        length = length_of(latest.period) if latest else None
        if latest is None or length is None:
            return None
        place = self.cells.index(latest) - length.in_a_year
        if place < 0 or self.cells[place].value is None:
            return None
        return self.cells[place]

    @property
    def reason(self) -> Sentence | None:
        """Why nothing can be told; that of the newest period."""
        if self.is_told or not self.cells:
            return None
        return self.cells[-1].reason

    @property
    def status(self) -> Status:
        return self.standing.status if self.standing else Status.NO_TARGET

    @property
    def alarm(self) -> Watched | None:
        """What is out of the ordinary in the newest value."""
        newest = self.newest_watched
        return newest if newest is not None and newest.alarm is not None else None

    @property
    def newest_watched(self) -> Watched | None:
        latest = self.latest
        return next(
            (
                each
                for each in reversed(self.watched)
                if latest is not None and each.cell.period == latest.period
            ),
            None,
        )

    @property
    def moved(self) -> float:
        """How unusual the newest value is: standard deviations from what was expected of it;
        else the change over the usual one. 0 where it cannot be judged."""
        latest = self.latest
        if latest is None or latest.is_few or latest.is_open:
            return 0.0
        newest = self.newest_watched
        if newest is not None and newest.z is not None:
            return abs(newest.z)
        return 0.0

    @property
    def is_charted(self) -> bool:
        """Whether it leads somewhere, and enough periods are told for a line."""
        indicator = self.indicator
        leads = indicator.timing is Timing.LEADING and indicator.direction is not Direction.WATCH
        return leads and self.is_current and len(self.told) >= FEWEST_CHARTED


def change(before: Cell | None, after: Cell | None) -> Number | None:
    """after − before, exact where both are."""
    if before is None or after is None or before.value is None or after.value is None:
        return None
    one, other = before.value, after.value
    if type(one) is type(other):
        return other - one  # type: ignore[operator]
    return float(Fraction(other) - Fraction(one))


def is_better(row: Row, before: Cell | None, after: Cell | None) -> bool | None:
    """Whether it went the right way; None where neither way is better, or it did not move."""
    moved = change(before, after)
    direction = row.indicator.direction
    if not moved or direction is Direction.WATCH:
        return None
    if direction is Direction.TARGET:
        return _nearer(row.indicator, before, after)
    return (moved > 0) is (direction is Direction.HIGHER)


def _nearer(indicator: Indicator, before: Cell | None, after: Cell | None) -> bool | None:
    if indicator.target is None or before is None or after is None:
        return None
    one, other = (_off(indicator.target, cell.value) for cell in (before, after))
    return None if one == other else other < one


def _off(band: tuple[float, float], value: Number | None) -> float:
    told = float(value or 0)
    return max(band[0] - told, told - band[1], 0.0)


def series(cells: Sequence[Cell]) -> tuple[float | None, ...]:
    """The values for a small drawing."""
    return tuple(None if cell.value is None else float(cell.value) for cell in cells)
