"""Whether market share and complaints move more than they usually do (RI04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

from goodwill.analytics.benefit.indicators.frames.market_share import market_share
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import Ratio
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.benefit.indicators.satisfaction.satisfaction import (
    COMPLAINED_AGAINST,
    COMPLAINTS,
)
from goodwill.analytics.figure import Number
from goodwill.analytics.information.calendar import first_of_month, month_index
from goodwill.analytics.tables import CASES
from goodwill.language import Sentence

SIGMAS = 3

NO_CHANGE = Sentence("The market share of this period or of the one before is not known.")
NO_LIMITS = Sentence("There are too few periods before it to draw limits.")
OUTSIDE = Sentence("The market share moved beyond its limits of three standard deviations.")
COMPLAINTS_OUTSIDE = Sentence(
    "The complaint rate moved beyond its limits of three standard deviations."
)

Values = Mapping[tuple[Period, Part], float]


@dataclass(frozen=True)
class Moved:
    """A change since the period before, and the limits that earlier changes draw."""

    change: float
    low: float | None = None
    high: float | None = None

    @property
    def is_outside(self) -> bool:
        return (
            self.low is not None
            and self.high is not None
            and not (self.low <= self.change <= self.high)
        )


def market_watch(asked: Asked) -> Iterator[Cell]:
    """RI04: change of market share in points, with limits; that of complaints beside it.

    Limits are mean ± 3 standard deviations of the changes before, so that what is judged has
    no part in them. They do not depend on which other periods are asked.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    longer = _with_earlier(asked)
    cells = list(market_share(longer))
    shares, sizes = _values(cells, asked), {_place(cell, asked): cell.n for cell in cells}
    complaints: Values = {}
    if asked.has(CASES):
        earlier = tuple(each for each in longer.periods if each not in asked.periods)
        complaints = {**_complaints(asked), **_complaints(replace(asked, periods=earlier))}
    parts = sorted({part for _, part in (*shares, *complaints)})
    answers: dict[Key, Answer] = {}
    for place, period in enumerate(asked.periods):
        for part in parts:
            share, complained = (
                _moved(values, period, part, asked) for values in (shares, complaints)
            )
            answers[place, part] = _watched(share, complained, sizes.get((period, part), 0))
    return cells_of("RI04", asked, answers, Answer(None, reason=NO_CHANGE))


def before(period: Period, number: int) -> Period:
    """The period of the same kind so many periods earlier."""
    start, end = period.starts_on, period.last_on.toordinal() + 1
    first, last = month_index(start), month_index(type(start).fromordinal(end))
    whole_months = start.day == 1 and type(start).fromordinal(end).day == 1
    if not whole_months:
        shift = number * period.days
        return Period(f"{period.name}−{number}", period.start_day - shift, period.end_day - shift)
    shift = number * (last - first)
    ends = (day_of(first_of_month(index - shift)) for index in (first, last))
    return Period(f"{period.name}−{number}", *ends)


def _with_earlier(asked: Asked) -> Asked:
    """With the periods before each that its limits are drawn from, each once."""
    found = {(each.start_day, each.end_day): each for each in asked.periods}
    for period in asked.periods:
        for number in range(1, asked.settings.control_periods + 1):
            earlier = before(period, number)
            found.setdefault((earlier.start_day, earlier.end_day), earlier)
    return replace(asked, periods=tuple(found[span] for span in sorted(found)))


def _values(cells: Sequence[Cell], asked: Asked) -> Values:
    return {_place(cell, asked): float(cell.value) for cell in cells if cell.value is not None}


def _place(cell: Cell, asked: Asked) -> tuple[Period, Part]:
    return cell.period, tuple(cell.cut[name] for name in asked.by)


def _complaints(asked: Asked) -> Values:
    """SA04; nothing where a table does not tell a column cut by."""
    found = counted((COMPLAINTS, COMPLAINED_AGAINST), asked)
    if any(each.refusal is not None or each.by != asked.by for each in found.values()):
        return {}
    above, below = (found[each].readings for each in (COMPLAINTS, COMPLAINED_AGAINST))
    rate = Ratio(COMPLAINTS, COMPLAINED_AGAINST)
    values = {}
    for key, bought in below.items():
        answer = rate.answer({"above": above.get(key, NOTHING), "below": bought}, asked)
        if answer.value is not None:
            values[asked.periods[key[0]], key[1]] = float(answer.value)
    return values


def _moved(values: Values, period: Period, part: Part, asked: Asked) -> Moved | None:
    by_span = {(p.start_day, p.end_day): value for (p, of), value in values.items() if of == part}
    spans = [period, *(before(period, n + 1) for n in range(asked.settings.control_periods))]
    told = [by_span.get((each.start_day, each.end_day)) for each in spans]
    now, last = told[0], told[1]
    if now is None or last is None:
        return None
    changes = [a - b for a, b in pairwise(told[1:]) if a is not None and b is not None]
    known = sum(each is not None for each in told[1:])
    if known < asked.settings.control_fewest or len(changes) < 2:
        return Moved(now - last)
    return Moved(now - last, *_limits(changes))


def _limits(changes: Sequence[float]) -> tuple[float, float]:
    mean = sum(changes) / len(changes)
    sigma = sqrt(sum((each - mean) ** 2 for each in changes) / (len(changes) - 1))
    return mean - SIGMAS * sigma, mean + SIGMAS * sigma


def _watched(share: Moved | None, complaints: Moved | None, n: int) -> Answer:
    beside: dict[str, Number] = {}
    if complaints is not None:
        beside["complaints"] = complaints.change
        if complaints.low is not None and complaints.high is not None:
            beside |= {"complaints_low": complaints.low, "complaints_high": complaints.high}
    if share is None:
        return Answer(None, n=n, reason=NO_CHANGE, beside=beside)
    remark = None if share.low is not None else NO_LIMITS
    if share.is_outside:
        remark = OUTSIDE
    elif complaints is not None and complaints.is_outside:
        remark = COMPLAINTS_OUTSIDE
    return Answer(share.change, n=n, low=share.low, high=share.high, remark=remark, beside=beside)
