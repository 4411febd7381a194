"""Service consistency: how even satisfaction is over months, channels and employees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Part, counted
from goodwill.analytics.benefit.indicators.kernel.periods import Period, date_of, months
from goodwill.analytics.benefit.indicators.satisfaction.scores import (
    FULL,
    evenness,
    overall,
    scores,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number
from goodwill.analytics.tables import SURVEY_ANSWERS
from goodwill.language import Sentence

OVERALL = scores(SURVEY_ANSWERS, overall)
ACROSS = {"across_channels": "channel", "across_staff": "employee_id"}


@dataclass(frozen=True)
class Scored:
    """Answers of a month and part: their scaled sum and how many."""

    scaled: float
    answers: int


Months = Mapping[str, Mapping[Part, Scored]]
"""Month → part → answers."""


def consistency(asked: Asked) -> Iterator[Cell]:
    """SA08 of each period: of the months up to its end.

    Raises
    ------
    Undefined
        The answers do not tell a column cut by.
    """
    found = _by_month(asked, asked.by)
    across = {
        code: _by_month(asked, (*asked.by, column))
        for code, column in ACROSS.items()
        if column not in asked.by
    }
    if found is None:
        raise Undefined(Sentence("The survey answers do not tell a column cut by."))
    for period in asked.periods:
        window = [month.name for month in _window(period, asked)]
        parts = sorted({part for name in window for part in found.get(name, {})})
        for part in parts if asked.by else [()]:
            cut = dict(zip(asked.by, part, strict=True))
            cell = _cell(Cell("SA08", period, cut, None), found, window, part, asked)
            yield replace(cell, beside={**cell.beside, **_across(across, window, part)})


def _by_month(asked: Asked, by: tuple[str, ...]) -> Months | None:
    windows = {month for period in asked.periods for month in _window(period, asked)}
    every = tuple(sorted(windows, key=lambda month: month.start_day))
    if not every:
        return {}
    found = counted((OVERALL.scaled, OVERALL.answers), replace(asked, periods=every, by=by))
    scaled, answers = found[OVERALL.scaled], found[OVERALL.answers]
    if scaled.by != by:
        return None
    by_month: dict[str, dict[Part, Scored]] = defaultdict(dict)
    for (place, part), read in answers.readings.items():
        total = scaled.readings[place, part].value
        if read.n and total is not None:
            by_month[every[place].name][part] = Scored(float(total), read.n)
    return by_month


def _window(period: Period, asked: Asked) -> list[Period]:
    """The whole months up to the end of the period, as many as the settings say."""
    last = date_of(period.end_day - 1)
    first = date_of(period.end_day - 32 * asked.settings.consistency_months)
    whole = [month for month in months(first, last) if month.end_day <= period.end_day]
    return whole[-asked.settings.consistency_months :]


def _cell(empty: Cell, found: Months, window: list[str], part: Part, asked: Asked) -> Cell:
    there = [found[name][part] for name in window if part in found.get(name, {})]
    n = sum(scored.answers for scored in there)
    told = replace(empty, n=n, beside={"months": len(there)})
    fewest = asked.settings.consistency_months_fewest
    if len(there) < fewest:
        reason = Sentence(
            "There are answers in {months} months; it takes {fewest}.",
            months=len(there),
            fewest=fewest,
        )
        return replace(told, reason=reason)
    value = evenness([FULL * scored.scaled / scored.answers for scored in there])
    if value is None:
        return replace(told, reason=Sentence("The mean score is zero: nothing to compare with."))
    return replace(told, value=value)


def _across(
    across: Mapping[str, Months | None], window: list[str], part: Part
) -> dict[str, Number]:
    """How even the scores are across channels and employees, over the same months."""
    beside: dict[str, Number] = {}
    for code, found in across.items():
        sums: dict[str, list[Scored]] = defaultdict(list)
        for name in window:
            for (*own, other), scored in (found or {}).get(name, {}).items():
                if tuple(own) == part and other != UNKNOWN:
                    sums[other].append(scored)
        value = evenness([_mean(each) for _, each in sorted(sums.items())])
        if value is not None:
            beside[code] = value
    return beside


def _mean(scored: list[Scored]) -> float:
    return FULL * sum(each.scaled for each in scored) / sum(each.answers for each in scored)
