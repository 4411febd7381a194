"""Lines over time or a number, with their intervals as bands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts.canvas import (
    FAINT,
    QUIET,
    TEXT_LINE,
    Canvas,
    Chart,
    Margins,
    Measure,
    Spec,
    axis,
    fitted,
    heading,
    layer,
    plotted,
    quantity,
    ticks,
    widest,
    within,
    words,
    wrapped,
)
from goodwill.report.tables import Label, Month, Table, TableColumn

MOST_SERIES = 5


class Point(NamedTuple):
    """A value at a date or number, with its interval where it is estimated."""

    x: date | float
    value: Number | None
    low: Number | None = None
    high: Number | None = None


class Moment(NamedTuple):
    """A date or number along the lines that deserves words."""

    x: date | float
    label: Label


class Series(NamedTuple):
    """A line with its name, which stands at its end."""

    label: Label
    points: Sequence[Point]


def line_with_band(
    series: Sequence[Series],
    *,
    description: Sentence,
    x: Sentence,
    measure: Sentence,
    unit: Unit,
    currency: str | None = None,
    zero: bool = True,
    mark: Moment | None = None,
    named: bool = True,
) -> Chart:
    """Up to five lines over time or a number, intervals as bands, names at the line ends.

    `zero=False` lets the upright axis begin elsewhere, for indexes and rates that stay high.
    `mark` is a place along the lines from which something is different. `named=False` leaves
    the names to the table, where the mark tells lines apart.
    """
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(series)} series: a chart is readable with one to five")

    def draw(canvas: Canvas) -> Spec:
        meant = Measure(measure, unit, currency)
        return _lines(canvas, series, meant, zero=zero, mark=mark, named=named and len(series) > 1)

    return Chart(description, _lines_table(series, x, measure, unit, currency), draw)


def _lines(
    canvas: Canvas,
    series: Sequence[Series],
    measure: Measure,
    *,
    zero: bool,
    mark: Moment | None,
    named: bool,
) -> Spec:
    rows = [_drawn(point) for one in series for point in one.points]
    heights = [row[key] for row in rows for key in ("y", "low", "high") if row[key] is not None]
    heights += [0.0] * (zero or not heights)
    y_ticks, upright = within(ticks(min(heights), max(heights), 4), max(heights))
    labels = [canvas.number(tick, *measure[1:]) for tick in y_ticks]
    names = [canvas.say(one.label) for one in series]
    room = min(widest(names) + 12, canvas.width // 3) if named else 16
    margins = Margins(left=widest(labels) + 12, right=room, top=36, bottom=28)
    xs = sorted({row["x"] for row in rows}) or [0.0]
    width = canvas.width - margins.left - margins.right
    place = {
        "x": quantity(
            "x", (xs[0], xs[-1] if xs[-1] > xs[0] else xs[0] + 1), _along(canvas, series, width)
        ),
        "y": quantity("y", upright, axis(y_ticks, labels)),
    }
    layers = [heading(canvas.say(measure.words), margins)]
    if mark is not None:
        layers += _marked(canvas, mark, place["x"], (xs[0], xs[-1]), width)
    height = 200 if canvas.is_narrow else 260
    shifts = _apart(series, [wrapped(name, room - 10) for name in names], upright, height)
    for number, one in enumerate(series, start=1):
        layers += _line(one, f"var(--series-{number})", place)
        if named:
            layers += _name(one, names[number - 1], number, place, (room, shifts[number - 1]))
    return plotted(canvas, layers, height, margins)


def _marked(
    canvas: Canvas, mark: Moment, x: Spec, ends: tuple[float, float], width: int
) -> list[Spec]:
    """An upright rule, with its words on the side that has more room."""
    at = _number(mark.x)
    part = (at - ends[0]) / ((ends[1] - ends[0]) or 1.0)
    side, shift = ("left", 6) if part < 0.5 else ("right", -6)
    text = fitted(canvas.say(mark.label), width * max(part, 1 - part) - 6)
    dashed = {"type": "rule", "color": FAINT, "strokeWidth": 1.5, "strokeDash": [4, 3]}
    return [
        layer([{"x": at}], dashed, x=x),
        words([{"x": at, "text": text}], {"x": x}, y=8, dx=shift, align=side, color=QUIET),
    ]


def _apart(
    series: Sequence[Series], names: Sequence[list[str]], upright: tuple[float, float], height: int
) -> list[float]:
    """By how many pixels each name moves down so that none lies on another."""
    low, high = upright
    ends = [
        next((p.value for p in reversed(one.points) if p.value is not None), 0) for one in series
    ]
    wanted = [height * (high - float(end)) / ((high - low) or 1.0) for end in ends]
    shifts, free = [0.0] * len(series), float("-inf")
    for place in sorted(range(len(series)), key=lambda place: (wanted[place], place)):
        half = TEXT_LINE * len(names[place]) / 2
        middle = max(wanted[place], free + half)
        shifts[place], free = middle - wanted[place], middle + half
    return shifts


def _line(one: Series, colour: str, place: dict[str, Spec]) -> list[Spec]:
    rows = [_drawn(point) for point in one.points]
    band = [row for row in rows if row["low"] is not None and row["high"] is not None]
    between = {"x": place["x"], "y": {**place["y"], "field": "low"}, "y2": {"field": "high"}}
    known = [row for row in rows if row["y"] is not None]
    dot = {"type": "point", "filled": True, "size": 36, "color": colour, "opacity": 1}
    return [
        layer(band, {"type": "area", "color": colour, "opacity": 0.16}, **between),
        layer(rows, {"type": "line", "color": colour, "strokeWidth": 2}, **place),
        layer(known[-1:], dot, **place),
    ]


def _name(
    one: Series, name: str, number: int, place: dict[str, Spec], at: tuple[int, float]
) -> list[Spec]:
    room, shift = at
    known = [row for row in map(_drawn, one.points) if row["y"] is not None]
    last = [{**row, "text": wrapped(name, room - 10)} for row in known[-1:]]
    return [words(last, place, align="left", dx=8, dy=shift, color=f"var(--series-{number})")]


def _along(canvas: Canvas, series: Sequence[Series], room: int) -> Spec:
    """The lying axis: a few of the dates or numbers that are there."""
    months = _are_months(series)
    if any(not isinstance(point.x, date) for one in series for point in one.points):
        return _numbers_along(canvas, series)
    xs = sorted({point.x for one in series for point in one.points}, key=_number)
    labels = [canvas.language.show(_spoken(x, months=months)) for x in xs]
    flush = 1.5  # the first label begins at its place, the second has its middle there
    step = max(1, ceil(len(xs) * (widest(labels) * flush + 8) / room))
    chosen = [_number(x) for x in xs[::step]]
    return axis(chosen, labels[::step], grid=False)


def _numbers_along(canvas: Canvas, series: Sequence[Series]) -> Spec:
    """Round numbers."""
    xs = [_number(point.x) for one in series for point in one.points]
    chosen = [
        x for x in ticks(min(xs), max(xs), 4 if canvas.is_narrow else 8) if min(xs) <= x <= max(xs)
    ]
    return axis(chosen, [canvas.number(x, Unit.NUMBER) for x in chosen], grid=False)


def _lines_table(
    series: Sequence[Series], x: Sentence, measure: Sentence, unit: Unit, currency: str | None
) -> Table:
    banded = any(p.low is not None for one in series for p in one.points)
    columns = [TableColumn(x)]
    if len(series) > 1:
        columns.append(TableColumn(Sentence("Line")))
    columns.append(TableColumn(measure, unit, currency))
    if banded:
        columns.append(TableColumn(Sentence("From"), unit, currency))
        columns.append(TableColumn(Sentence("To"), unit, currency))
    months = _are_months(series)
    rows = []
    for one in series:
        for p in one.points:
            name = (one.label,) if len(series) > 1 else ()
            rows.append(
                (_spoken(p.x, months=months), *name, p.value, *((p.low, p.high) if banded else ()))
            )
    return Table(columns, rows)


def _are_months(series: Sequence[Series]) -> bool:
    xs = [point.x for one in series for point in one.points]
    return all(isinstance(x, date) and x.day == 1 for x in xs)


def _spoken(x: date | float, *, months: bool) -> date | float | Month:
    return Month(x) if months and isinstance(x, date) else x


def _drawn(point: Point) -> Spec:
    y, low, high = (None if v is None else float(v) for v in point[1:])
    return {"x": _number(point.x), "y": y, "low": low, "high": high}


def _number(x: date | float) -> float:
    return float(x.toordinal()) if isinstance(x, date) else float(x)
