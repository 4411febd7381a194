"""The picture of a table: lines over time, bars for comparing, else colours."""

from __future__ import annotations

from datetime import date

from goodwill.analytics.figure import Number, Unit
from goodwill.analytics.information.pivoting import TIMES, Measure
from goodwill.analytics.information.pivoting.answering import Key
from goodwill.crm.ui import speaking
from goodwill.crm.value.pivot.sheet import Line, Sheet, title
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Point, Series, bars, heat_map, line_with_band
from goodwill.report.drawing import drawings

MOST_BARS, MOST_LINES, MOST_HEAT = 12, 5, 20


def drawn(sheet: Sheet) -> dict[str, str] | None:
    """The drawing for a wide and a narrow page; None where there is nothing to draw."""
    chart = _chart(sheet)
    return None if chart is None else drawings(chart, speaking.current(), "pivot-chart")


def _chart(sheet: Sheet) -> Chart | None:
    asked = sheet.computed.asked
    if sheet.is_empty or not (asked.rows or asked.columns):
        return None
    lines = [line for line in sheet.lines if len(line.key) == 1]
    if asked.columns and asked.columns[0] in TIMES and asked.columns[0] != "weekday":
        return _over_time(sheet, [*lines[:MOST_LINES]] or [sheet.lines[-1]])
    if asked.rows and asked.rows[0] in TIMES and asked.rows[0] != "weekday":
        return _down_time(sheet, lines)
    if asked.columns and lines:
        return _coloured(sheet, lines[:MOST_HEAT])
    return _bars(sheet, lines[:MOST_BARS])


def _over_time(sheet: Sheet, lines: list[Line]) -> Chart | None:
    """A line for each of the first rows, along the columns."""
    columns = [one.key for one in sheet.columns if len(one.key) == 1]
    series = [
        Series(line.label, [Point(_day(key[0]), _value(sheet, line.key, key)) for key in columns])
        for line in lines
    ]
    return _lines(sheet, series) if columns else None


def _down_time(sheet: Sheet, lines: list[Line]) -> Chart | None:
    points = [Point(_day(line.key[0]), _value(sheet, line.key, ())) for line in lines]
    return _lines(sheet, [Series(_label(sheet.measures[0]), points)]) if points else None


def _lines(sheet: Sheet, series: list[Series]) -> Chart:
    measure = sheet.measures[0]
    return line_with_band(
        series,
        description=title(sheet),
        x=Sentence("Time"),
        measure=_label(measure),
        unit=measure.definition.unit,
        currency=_currency(sheet, measure),
    )


def _bars(sheet: Sheet, lines: list[Line]) -> Chart | None:
    measure = sheet.measures[0]
    items = [Item(line.label, _value(sheet, line.key, ())) for line in lines]
    if not items:
        columns = [one for one in sheet.columns if len(one.key) == 1][:MOST_BARS]
        items = [Item(one.label, _value(sheet, (), one.key)) for one in columns]
    return bars(
        items,
        description=title(sheet),
        label=Sentence("Part"),
        measure=_label(measure),
        unit=measure.definition.unit,
        currency=_currency(sheet, measure),
    )


def _coloured(sheet: Sheet, lines: list[Line]) -> Chart:
    measure = sheet.measures[0]
    columns = [one for one in sheet.columns if len(one.key) == 1]
    return heat_map(
        [line.label for line in lines],
        [one.label for one in columns],
        [[_value(sheet, line.key, one.key) for one in columns] for line in lines],
        description=title(sheet),
        row=Sentence("Part"),
        column=_label(measure),
        unit=measure.definition.unit,
        currency=_currency(sheet, measure),
    )


def _value(sheet: Sheet, row: Key, column: Key) -> Number | None:
    measure = sheet.measures[0]
    return sheet.computed.figure(measure, row, column).value


def _label(measure: Measure) -> Sentence:
    label = measure.definition.label
    return label if isinstance(label, Sentence) else Sentence("{name}", name=label)


def _currency(sheet: Sheet, measure: Measure) -> str | None:
    is_money = measure.definition.unit is Unit.MONEY
    return sheet.computed.present.noted.currency if is_money else None


def _day(value: str) -> date:
    """The first day of a period."""
    if "-Q" in value:
        year, quarter = value.split("-Q")
        return date(int(year), int(quarter) * 3 - 2, 1)
    if "-W" in value:
        year, week = value.split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    return date(int(value[:4]), int(value[5:7] or 1), 1)
