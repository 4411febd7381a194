"""An indicator's next periods, by the method that was least wrong before, with an interval.

`forecast(cells, indicator, ahead) -> Forecast`; `figures(found, indicator, currency)`.

Notes
-----
Four plain methods are tried on the past: the same period a year earlier, the last value carried
on by its average change, the mean of the last year, and the level reached by exponential
smoothing. Each foretells what came after every origin from which enough was known, and the one
with the least mean absolute error is used. The interval rests on how wrong that method was,
each error divided by how much it must grow with the distance where deviations are independent.
Errors that overlap are not, so Student's distribution has as many degrees of freedom as spans
of `ahead` periods fit without overlap, and three at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial

import numpy as np
from scipy.stats import t as student

from goodwill.analytics.benefit.indicators.kernel.calculations import Middle, Ratio, Total
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length, following, length_of
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.errors import SettingRefused, TooFew, Undefined
from goodwill.analytics.figure import Figure, Number, Unit, minor_digits
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.foretelling import (
    Path,
    drift,
    level,
    mean_of_last,
    rolling_errors,
    seasonal,
    smoothing,
)
from goodwill.language import Language, Sentence

LEVEL = 0.95
LEARN: Mapping[Length, int] = {Length.MONTH: 12, Length.QUARTER: 6, Length.YEAR: 6}
"""From so many periods the first trial foretells."""
FEWEST: Mapping[Length, int] = {Length.MONTH: 24, Length.QUARTER: 10, Length.YEAR: 10}
FURTHEST: Mapping[Length, int] = {Length.MONTH: 12, Length.QUARTER: 4, Length.YEAR: 3}

PERIODS: Mapping[Length, Sentence] = {
    Length.MONTH: Sentence("months over, in a row, with a value"),
    Length.QUARTER: Sentence("quarters over, in a row, with a value"),
    Length.YEAR: Sentence("years over, in a row, with a value"),
}

NEVER_NEGATIVE = frozenset(
    {
        *(Unit.CUSTOMERS, Unit.ORDERS, Unit.ROWS, Unit.SCORE),
        *(Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.MONTHS),
    }
)


class Method(StrEnum):
    """How periods to come are foretold."""

    SEASONAL = "seasonal"
    DRIFT = "drift"
    MEAN = "mean"
    LEVEL = "level"

    @property
    def label(self) -> Sentence:
        return METHOD_LABELS[self]

    def said_in(self, language: Language) -> str:
        return language.say(self.label)


METHOD_LABELS = {
    Method.SEASONAL: Sentence("the same period a year earlier"),
    Method.DRIFT: Sentence("the last value and its average change"),
    Method.MEAN: Sentence("the mean of the last year"),
    Method.LEVEL: Sentence("the level that the last values have reached"),
}


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
    learned_from
        The cells that it rests on: the last ones in a row that have a value.
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
    """The next `ahead` periods of one series: the whole, or one part.

    Parameters
    ----------
    cells
        Of months, quarters or years; a period that is not over is left out.

    Raises
    ------
    TooFew
        Fewer than 24 months in a row, 10 quarters or 10 years have a value.
    SettingRefused
        More than a year ahead (of years three), or periods that are none of the calendar.
    Undefined
        There are no cells.
    """
    if not cells:
        raise Undefined(Sentence("There is nothing to foretell from."))
    length = _length(cells)
    _refuse_far(ahead, length)
    known = _in_a_row(cells)
    if len(known) < FEWEST[length]:
        raise TooFew(PERIODS[length], len(known), FEWEST[length])
    values = np.array([float(cell.value or 0) for cell in known])
    past = _Past(values, ahead, length)
    method, errors = past.best(len(values))
    middle, reach = past.foretold(len(values), method)
    low, high = _bounds(indicator, values)
    periods = tuple(
        Foretold(period, *(float(np.clip(x, low, high)) for x in (y, y - apart, y + apart)))
        for period, y, apart in zip(following(known[-1].period, ahead), middle, reach, strict=True)
    )
    tests = [past.held(end) for end in range(FEWEST[length], len(values))]
    tested, held = sum(len(each) for each in tests), sum(int(each.sum()) for each in tests)
    cut = known[-1].cut
    return Forecast(indicator.id, cut, periods, method, errors, tested, held, tuple(known))


def figures(found: Forecast, indicator: Indicator, currency: str) -> list[Figure]:
    """The periods to come as figures to show; n is the periods that they rest on."""
    is_money = indicator.unit is Unit.MONEY

    def number(value: float) -> Number:
        return Decimal(str(round(value, minor_digits(currency)))) if is_money else value

    return [
        Figure(
            indicator.definition,
            number(each.value),
            as_of=found.learned_from[-1].as_of,
            n=len(found.learned_from),
            currency=currency if is_money else None,
            low=number(each.low),
            high=number(each.high),
            level=LEVEL,
            method=Sentence(
                "Foretold by {method}: of four methods the least wrong on the past.",
                method=found.method,
            ),
            cut={"period": each.period.name, **found.cut},
        )
        for each in found.periods
    ]


class _Past:
    """What each method foretold from each origin, and how wrong that was."""

    def __init__(self, values: Floats, ahead: int, length: Length) -> None:
        self.values, self.ahead, self.length = values, ahead, length
        self.first, self.year = LEARN[length], length.in_a_year
        self.paths: Mapping[Method, Path] = {
            Method.SEASONAL: partial(seasonal, year=self.year),
            Method.DRIFT: drift,
            Method.MEAN: partial(mean_of_last, span=max(self.year, self.first)),
            Method.LEVEL: level,
        }
        self.errors = {
            method: rolling_errors(values, ahead, path, self.first)
            for method, path in self.paths.items()
        }

    def known(self, end: int, method: Method) -> Floats:
        """The errors that were known after `end` periods; NaN where it was still to come."""
        rows = self.errors[method][: end - self.first]
        came = self.first + np.arange(len(rows))[:, None] + np.arange(self.ahead) < end
        return np.where(came, rows, np.nan)

    def best(self, end: int) -> tuple[Method, dict[Method, float]]:
        wrong = {m: float(np.nanmean(np.abs(self.known(end, m)))) for m in Method}
        return min(Method, key=lambda method: wrong[method]), wrong

    def foretold(self, end: int, method: Method) -> tuple[Floats, Floats]:
        """The periods after `end`, and how far to either side of them the interval reaches."""
        squares = self.known(end, method) ** 2 / self._widening(end, method)
        freedom = max(3.0, (end - self.first) / self.ahead)
        reach = np.sqrt(np.nanmean(squares) * self._widening(end, method))
        middle = self.paths[method](self.values[:end], self.ahead)
        return middle, reach * float(student.ppf((1 + LEVEL) / 2, freedom))

    def held(self, end: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of the periods after `end` lay in the interval drawn there."""
        middle, reach = self.foretold(end, self.best(end)[0])
        came = self.values[end : end + self.ahead]
        return np.asarray(np.abs(came - middle[: len(came)]) <= reach[: len(came)])

    def _widening(self, end: int, method: Method) -> Floats:
        """Variance of the error so many periods ahead ÷ that of one period ahead."""
        steps = np.arange(1.0, self.ahead + 1)
        match method:
            case Method.SEASONAL:
                return np.ceil(steps / self.year)
            case Method.MEAN:
                return np.ones(self.ahead)
            case Method.DRIFT:
                return steps * (1 + steps / (end - 1)) / (1 + 1 / (end - 1))
            case Method.LEVEL:
                return 1 + (steps - 1) * smoothing(self.values[:end]) ** 2


def _length(cells: Sequence[Cell]) -> Length:
    lengths = {length_of(cell.period) for cell in cells}
    found = next(iter(lengths))
    if len(lengths) != 1 or found is None:
        raise SettingRefused(
            Sentence("Only months, quarters or years can be foretold, one kind at a time.")
        )
    return found


def _refuse_far(ahead: int, length: Length) -> None:
    if not 1 <= ahead <= FURTHEST[length]:
        raise SettingRefused(
            Sentence(
                "{ahead} periods cannot be foretold: ask for 1 to {furthest}.",
                ahead=ahead,
                furthest=FURTHEST[length],
            )
        )


def _in_a_row(cells: Sequence[Cell]) -> list[Cell]:
    """The last periods that are over, follow on each other and have a value, oldest first."""
    over = sorted(
        (cell for cell in cells if not cell.is_open), key=lambda cell: cell.period.start_day
    )
    found: list[Cell] = []
    for cell in reversed(over):
        if cell.value is None or (found and cell.period.end_day != found[-1].period.start_day):
            break
        found.append(cell)
    return found[::-1]


def _bounds(indicator: Indicator, values: Floats) -> tuple[float, float]:
    """What the indicator cannot fall below or rise above."""
    is_plain = isinstance(indicator.calculation, Ratio | Total | Middle)
    low, high = float(values.min()), float(values.max())
    if indicator.unit is Unit.SHARE and is_plain and low >= 0 and high <= 1:
        return 0.0, 1.0
    counts = indicator.unit in {Unit.NUMBER, Unit.RATIO} and is_plain
    if low >= 0 and (counts or indicator.unit in NEVER_NEGATIVE):
        return 0.0, 100.0 if indicator.unit is Unit.SCORE else np.inf
    return -np.inf, np.inf
