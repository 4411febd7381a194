"""Estimates with their intervals, one under the other: the forest plot."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.charts.canvas import (
    ACCENT,
    FAINT,
    QUIET,
    Canvas,
    Chart,
    Item,
    Margins,
    Mark,
    Measure,
    Spec,
    axis,
    fitted,
    layer,
    plotted,
    quantity,
    text_width,
    ticks,
    widest,
    words,
)
from goodwill.report.tables import Table, TableColumn

ROW, TALL_ROW = 32, 44


def interval_plot(
    items: Sequence[Item],
    *,
    description: Sentence,
    label: Sentence,
    measure: Sentence,
    unit: Unit,
    currency: str | None = None,
    reference: Mark | None = None,
) -> Chart:
    """A point and its interval per row; `reference` is what they are held against, such as 0."""
    columns = [TableColumn(label)]
    columns += [TableColumn(name, unit, currency) for name in (measure, *_ENDS)]
    rows = [tuple(item) for item in items]

    def draw(canvas: Canvas) -> Spec:
        return _forest(canvas, items, Measure(measure, unit, currency), reference)

    return Chart(description, Table(columns, rows), draw)


def _forest(
    canvas: Canvas,
    items: Sequence[Item],
    measure: Measure,
    reference: Mark | None,
) -> Spec:
    labels = [canvas.say(item.label) for item in items]
    numbers = [_spoken(canvas, item, measure) for item in items]
    left, right = _sides(canvas, labels, numbers)
    margins = Margins(left=left, right=right, top=28 if reference else 8, bottom=44)
    width = canvas.width - left - right
    step = TALL_ROW if canvas.is_narrow else ROW
    x_ticks, texts = _ticks(canvas, items, (measure, reference), width)
    across = axis(x_ticks, texts, title=canvas.say(measure.words), labelFlush=True)
    height = step * len(items)
    place = {"x": quantity("x", (x_ticks[0], x_ticks[-1]), across), "y": quantity("y", (height, 0))}
    layers: list[Spec] = []
    if reference:
        layers += _reference(canvas, reference, place["x"], x_ticks, width)
    for row, item in enumerate(items):
        y = row * step + (30 if canvas.is_narrow else step / 2)
        layers += _estimate(item, y, place)
        row_words = _narrow_words if canvas.is_narrow else _wide_words
        top = row * step + 10 if canvas.is_narrow else y
        layers += row_words((labels[row], numbers[row]), top, place["y"], (left, width))
    return plotted(canvas, layers, height, margins)


def _estimate(item: Item, y: float, place: dict[str, Spec]) -> list[Spec]:
    drawn = []
    if item.low is not None and item.high is not None:
        span = {"x": float(item.low), "to": float(item.high), "y": y}
        rule = {"type": "rule", "color": ACCENT, "strokeWidth": 2}
        drawn.append(layer([span], rule, **place, x2={"field": "to"}))
    if item.value is not None:
        dot = {"type": "point", "filled": True, "size": 64, "color": ACCENT, "opacity": 1}
        drawn.append(layer([{"x": float(item.value), "y": y}], dot, **place))
    return drawn


def _narrow_words(
    spoken: tuple[str, str], y: float, row: Spec, room: tuple[int, int]
) -> list[Spec]:
    """Name and numbers in one line above the interval."""
    (label, number), width = spoken, room[1]
    name = {"y": y, "text": fitted(label, width - text_width(number) - 8)}
    return [
        words([name], {"y": row}, x=0, align="left"),
        words([{"y": y, "text": number}], {"y": row}, x=width, align="right", color=QUIET),
    ]


def _wide_words(spoken: tuple[str, str], y: float, row: Spec, room: tuple[int, int]) -> list[Spec]:
    """Name and numbers on both sides of the interval."""
    (label, number), (left, width) = spoken, room
    name = {"y": y, "text": fitted(label, left - 16)}
    return [
        words([name], {"y": row}, x=-16, align="right"),
        words([{"y": y, "text": number}], {"y": row}, x=width + 16, align="left"),
    ]


def _reference(
    canvas: Canvas, mark: Mark, x: Spec, x_ticks: Sequence[float], width: float
) -> list[Spec]:
    part = (mark.x - x_ticks[0]) / (x_ticks[-1] - x_ticks[0])
    side = "left" if part < 0.5 else "right"
    text = {"x": mark.x, "text": fitted(canvas.say(mark.label), width * max(part, 1 - part))}
    return [
        layer([{"x": mark.x}], {"type": "rule", "color": FAINT, "strokeWidth": 1.5}, x=x),
        words([text], {"x": x}, y=-14, align=side, color=QUIET),
    ]


def _sides(canvas: Canvas, labels: Sequence[str], numbers: Sequence[str]) -> tuple[int, int]:
    if canvas.is_narrow:
        return 4, 4
    name = min(widest(labels) + 16, canvas.width // 3)
    return name, widest(numbers) + 16


def _ticks(
    canvas: Canvas, items: Sequence[Item], asked: tuple[Measure, Mark | None], width: float
) -> tuple[list[float], list[str]]:
    """As many round numbers as have room beside each other, and how they read."""
    measure, reference = asked
    ends = [float(v) for item in items for v in item[1:] if v is not None]
    ends += [reference.x] if reference else []
    for count in range(3 if canvas.is_narrow else 5, 0, -1):
        found = ticks(min(ends, default=0.0), max(ends, default=1.0), count)
        texts = [canvas.number(tick, *measure[1:]) for tick in found]
        if sum(text_width(text) + 12 for text in texts) <= width:
            break
    return found, texts


def _spoken(canvas: Canvas, item: Item, measure: Measure) -> str:
    number = canvas.number(item.value, *measure[1:])
    if item.low is None or item.high is None:
        return number
    low, high = (canvas.number(end, *measure[1:]) for end in (item.low, item.high))
    if item.value is None:
        return f"{low} – {high}"
    return f"{number} ({low} – {high})"


_ENDS = (Sentence("From"), Sentence("To"))
