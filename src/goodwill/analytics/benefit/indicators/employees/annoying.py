"""What annoys employees: causes by the time that they cost, the largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NO_ROWS
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Reading, Sum, told
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import ANNOYANCES
from goodwill.language import Sentence

MINUTES = Sum(ANNOYANCES, nw.col("minutes"), told("minutes") & told("cause"), "reported_day")
REPORTS = Sum(ANNOYANCES, None, told("cause"), "reported_day")
CAUSE = "cause"


def annoying(asked: Asked) -> Iterator[Cell]:
    """EM02: a cell per period, part and cause, in the order of the hours lost.

    Raises
    ------
    Undefined
        The reports do not tell a column cut by.
    """
    by = (*asked.by, CAUSE)
    found = counted((MINUTES, REPORTS), replace(asked, by=by))
    minutes, reports = found[MINUTES], found[REPORTS]
    if reports.by != by:
        raise Undefined(Sentence("The reports do not tell a column cut by."))
    whole: dict[tuple[int, Part], list[tuple[str, Reading, int]]] = {}
    for (place, part), read in reports.readings.items():
        if read.n:
            lost = minutes.readings.get((place, part), NOTHING)
            whole.setdefault((place, part[:-1]), []).append((part[-1], lost, read.n))
    for place, period in enumerate(asked.periods):
        keys = sorted(part for at, part in whole if at == place)
        if not keys and not asked.by:
            yield Cell("EM02", period, {}, None, reason=NO_ROWS)
        for part in keys:
            cut = dict(zip(asked.by, part, strict=True))
            yield from _pareto(Cell("EM02", period, cut, None), whole[place, part])


def _pareto(empty: Cell, causes: list[tuple[str, Reading, int]]) -> Iterator[Cell]:
    ordered = sorted(causes, key=lambda cause: (-(cause[1].value or 0), -cause[2], cause[0]))
    total = sum(int(lost.value or 0) for _, lost, _ in ordered)
    passed = 0
    for name, lost, reports in ordered:
        minutes = int(lost.value or 0)
        passed += minutes
        shares = {"share": minutes / total, "cumulative": passed / total} if total else {}
        yield replace(
            empty,
            cut={**empty.cut, CAUSE: name},
            value=minutes / 60,
            n=reports,
            beside={"reports": reports, **shares},
        )
