"""Cells and indicators written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from goodwill.analytics.benefit.indicators.kernel.calculations import (
    Calculation,
    Custom,
    Middle,
    Ratio,
    Total,
)
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import Spread, Sum
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import CASES
from goodwill.language import Sentence

ROWS = Sum(CASES, day="created_day")
RATIO = Ratio(ROWS, ROWS)
TOTAL = Total(ROWS)
MIDDLE = Middle(Spread(CASES, ROWS.value, day="created_day"))  # type: ignore[arg-type]
CUSTOM = Custom(lambda asked: [])
AS_OF = date(2030, 12, 31)


def indicator(calculation: Calculation = RATIO, **told: Any) -> Indicator:
    words = Sentence("an indicator")
    plain: dict[str, Any] = {
        "id": "XX01",
        "label": Sentence("Share solved"),
        "meaning": words,
        "formula": words,
        "group": Group.SERVICE,
        "unit": Unit.SHARE,
        "unit_words": Sentence("%"),
        "direction": Direction.HIGHER,
        "timing": Timing.LEADING,
        "cuts": ("channel",),
        "edge": words,
    }
    return Indicator(**{**plain, **told}, calculation=calculation)


def month(place: int) -> Period:
    """The month of that place, from January 2020 on."""
    day = date(2020 + place // 12, place % 12 + 1, 1)
    return months(day, day)[0]


def cell(value: Any, place: int = 0, cut: Mapping[str, str] | None = None, **told: Any) -> Cell:
    plain: dict[str, Any] = {"n": 1000, "as_of": AS_OF}
    code = told.pop("indicator_id", "XX01")
    return Cell(code, told.pop("period", month(place)), cut or {}, value, **{**plain, **told})


def quotient(
    above: Any, below: Any, place: int = 0, cut: Mapping[str, str] | None = None, scale: int = 1
) -> Cell:
    value = float(above) / float(below) * scale if below else None
    return cell(value, place, cut, numerator=above, denominator=below)


def line(values: Sequence[Any], **told: Any) -> list[Cell]:
    """One value a month, from January 2020 on."""
    return [cell(value, place, **told) for place, value in enumerate(values)]
