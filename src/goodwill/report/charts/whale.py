"""The whale curve: cumulative profit by customer rank."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts.canvas import (
    ACCENT,
    BAND,
    FAINT,
    INK,
    LOSS,
    LOSS_BAND,
    TEXT_LINE,
    Canvas,
    Chart,
    Margins,
    Mark,
    Measure,
    Spec,
    axis,
    heading,
    layer,
    plotted,
    quantity,
    text_width,
    ticks,
    widest,
    within,
    words,
    wrapped,
)
from goodwill.report.tables import Table, TableColumn


def whale_curve(
    points: Sequence[tuple[float, Number]],
    *,
    description: Sentence,
    marks: Sequence[Mark] = (),
    unit: Unit = Unit.SHARE,
    currency: str | None = None,
    measure: Sentence | None = None,
) -> Chart:
    """Cumulative profit by customer rank, best first; what lies behind the peak is loss.

    Parameters
    ----------
    points
        (share of customers from 0 to 1, cumulative profit as a share of the total or as an
        amount), rising in the first; a few hundred are enough.
    marks
        Places to name, by share of customers: `Mark(0.2, Sentence("Top 20 %: 137 %"))`.
    measure
        What is cumulated, above the upright axis; cumulative profit if not given.
    """
    title = measure or Sentence("Cumulative profit")
    columns = [
        TableColumn(Sentence("Customers, most profitable first"), Unit.SHARE),
        TableColumn(title, unit, currency),
    ]
    rows = [(x, y) for x, y in _thinned(points, [mark.x for mark in marks])]

    def draw(canvas: Canvas) -> Spec:
        return _whale(canvas, points, marks, Measure(title, unit, currency))

    return Chart(description, Table(columns, rows), draw)


def _whale(
    canvas: Canvas,
    points: Sequence[tuple[float, Number]],
    marks: Sequence[Mark],
    measure: Measure,
) -> Spec:
    values = [{"x": float(x), "y": float(y)} for x, y in points]
    peak = max(range(len(values)), key=lambda place: values[place]["y"])
    heights = [value["y"] for value in values]
    y_ticks, upright = within(ticks(min(0.0, *heights), max(heights), 4), max(heights))
    labels = [canvas.number(tick, *measure[1:]) for tick in y_ticks]
    margins = Margins(left=widest(labels) + 12, right=16, top=36, bottom=44)
    across = _percent_axis(canvas)
    place = {
        "x": quantity("x", (0, 1), across),
        "y": quantity("y", upright, axis(y_ticks, labels)),
    }
    end = values[-1]["y"]
    layers = [
        heading(canvas.say(measure.words), margins),
        layer(values[: peak + 1], {"type": "area", "color": BAND}, **place),
        layer(values[peak:], {"type": "area", "color": LOSS_BAND}, **place, y2={"datum": end}),
        layer([{"y": end}], {"type": "rule", "color": FAINT, "strokeDash": [2, 3]}, y=place["y"]),
        layer(values[: peak + 1], {"type": "line", "color": ACCENT, "strokeWidth": 2}, **place),
        layer(values[peak:], {"type": "line", "color": LOSS, "strokeWidth": 2}, **place),
        *_named(canvas, values, marks, place, margins),
    ]
    return plotted(canvas, layers, 240 if canvas.is_narrow else 300, margins)


def _named(
    canvas: Canvas,
    values: Sequence[Spec],
    marks: Sequence[Mark],
    place: dict[str, Spec],
    margins: Margins,
) -> list[Spec]:
    """A line from each place on the curve down to its words, each above the words at its left."""
    width = canvas.width - margins.left - margins.right
    layers: list[Spec] = []
    rise = 8
    for mark in sorted(marks, key=attrgetter("x")):
        lines, side = _beside(canvas.say(mark.label), mark.x, width)
        rise += TEXT_LINE * len(lines)
        at = {"x": mark.x, "y": _height(values, mark.x), "text": lines}
        foot = {"type": "rule", "color": INK, "strokeDash": [1, 2], "y2Offset": -rise}
        layers.append(layer([at], foot, **place, y2={"datum": place["y"]["scale"]["domain"][0]}))
        dot = {"type": "point", "filled": True, "size": 44, "color": INK, "opacity": 1}
        layers.append(layer([at], dot, **place))
        at_foot = {**at, "y": place["y"]["scale"]["domain"][0]}
        layers.append(words([at_foot], place, yOffset=-rise, baseline="top", **side))
        rise += 6
    return layers


def _beside(text: str, x: float, width: int) -> tuple[list[str], Spec]:
    """Words right of a line, or left of it where only there is room, in as many lines as needed."""
    is_left = x > 0.5 and text_width(text) + 8 > (1 - x) * width
    lines = wrapped(text, (x if is_left else 1 - x) * width - 8)
    return lines, {"align": "right", "dx": -6} if is_left else {"align": "left", "dx": 6}


def _percent_axis(canvas: Canvas) -> Spec:
    shares = [0, 0.25, 0.5, 0.75, 1] if canvas.is_narrow else [tenth / 10 for tenth in range(11)]
    labels = [canvas.number(share, Unit.SHARE) for share in shares]
    title = canvas.say(Sentence("Customers, most profitable first"))
    return axis(shares, labels, grid=False, title=title)


def _height(values: Sequence[Spec], x: float) -> float:
    """The curve at x, between the points on both sides."""
    for one, other in pairwise(values):
        if one["x"] <= x <= other["x"]:
            width = other["x"] - one["x"]
            part = (x - one["x"]) / width if width else 0.0
            return float(one["y"] + part * (other["y"] - one["y"]))
    return float(values[-1]["y"])


def _thinned(
    points: Sequence[tuple[float, Number]], keep: Sequence[float]
) -> list[tuple[float, Number]]:
    """At most a point per twentieth of the customers, the peak, and the named places."""
    wanted = [twentieth / 20 for twentieth in range(21)] + list(keep)
    nearest = {min(range(len(points)), key=lambda i: abs(points[i][0] - x)) for x in wanted}
    nearest.add(max(range(len(points)), key=lambda i: points[i][1]))
    return [points[i] for i in sorted(nearest)]
