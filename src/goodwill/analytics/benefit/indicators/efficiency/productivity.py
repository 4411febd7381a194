"""Labour productivity against the time before: gross margin per hour worked, prices taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Counted, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import (
    NOTHING,
    Derived,
    Measure,
    Reading,
    Sum,
    told,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.statuses import is_cancelled, is_refunded
from goodwill.analytics.tables import ORDER_LINES, WORK_DAYS, Frame
from goodwill.language import Sentence


def _counting(asked: Asked) -> Frame:
    """Lines that count, guests' too, with `day`; sales called off are left out."""
    lines = asked.frame(ORDER_LINES)
    names = lines.collect_schema().names()
    if "set_aside" in names:
        lines = lines.filter(nw.col("set_aside").is_null())
    if "counted_day" in names:
        return lines.with_columns(order_id=nw.col("counted_order"), day=nw.col("counted_day"))
    in_vain = (nw.col("amount_minor") > 0) & (is_cancelled() | is_refunded())
    return lines.filter(~in_vain).with_columns(day=nw.col("ordered_day"))


USED_LINES = Derived("order lines that count", (ORDER_LINES,), _counting)
"""Order lines with `day`, the day that they count on, and all columns that lines have."""

MARGIN = Sum(
    USED_LINES, nw.col("amount_minor") - nw.col("cost_minor"), told("cost_minor"), "day", money=True
)
WORKED_MINUTES = Sum(WORK_DAYS, nw.col("worked_minutes"), told("worked_minutes"), "worked_day")

NO_BASELINE = Sentence("There is no baseline: set the period before the start.")
BASE_NOT_POSITIVE = Sentence("The baseline is zero or less: nothing can be compared with it.")
NOT_DEFLATED = Sentence("Changes of price are not taken out: there is no price index.")
NO_WORK_BY_PART = Sentence("Order lines or work days do not tell the part.")


def productivity(asked: Asked) -> Iterator[Cell]:
    """EF09 of each period and part.

    Raises
    ------
    Undefined
        There is no baseline, or margin and work cannot both be told by part.
    """
    baseline = asked.settings.baseline
    if baseline is None:
        raise Undefined(NO_BASELINE)
    with_base = replace(asked, periods=(*asked.periods, baseline))
    found = counted((MARGIN, WORKED_MINUTES), with_base)
    if any(read.refusal or read.by != asked.by for read in found.values()):
        raise Undefined(NO_WORK_BY_PART)
    base_place = len(asked.periods)
    parts = {part for place, part in found[WORKED_MINUTES].readings if place != base_place}
    for place in range(base_place):
        for part in sorted(parts) if asked.by else [()]:
            per_hour = _per_hour(found, place, part), _per_hour(found, base_place, part)
            cell = _cell(asked, place, part, per_hour)
            yield replace(cell, n=_reading(found[WORKED_MINUTES], place, part).n)


def _cell(
    asked: Asked, place: int, part: Part, per_hour: tuple[Decimal | None, Decimal | None]
) -> Cell:
    period, (now, base) = asked.periods[place], per_hour
    cut = dict(zip(asked.by, part, strict=True))
    price = asked.settings.price_index.get(period.name)
    if now is None or base is None:
        return Cell("EF09", period, cut, None, now, base, reason=NOTHING_BELOW)
    if base <= 0:
        return Cell("EF09", period, cut, None, now, base, reason=BASE_NOT_POSITIVE)
    deflated = now / Decimal(str(price)) if price else now
    return Cell(
        "EF09",
        period,
        cut,
        float(deflated * 100 / base),
        deflated,
        base,
        remark=None if price else NOT_DEFLATED,
    )


def _per_hour(found: Mapping[Measure, Counted], place: int, part: Part) -> Decimal | None:
    """Gross margin per hour worked, in major units."""
    margin, minutes = (_reading(found[each], place, part) for each in (MARGIN, WORKED_MINUTES))
    if margin.value is None or not minutes.value:
        return None
    return Decimal(margin.value) * 60 / Decimal(minutes.value)


def _reading(read: Counted, place: int, part: Part) -> Reading:
    return read.readings.get((place, part), NOTHING)
