"""Bars: lying ones for comparing, standing ones for a distribution, steps of a funnel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts.canvas import (
    ACCENT,
    FAINT,
    GROUND,
    INK,
    LOSS,
    Canvas,
    Chart,
    Item,
    Margins,
    Mark,
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
    words,
)
from goodwill.report.tables import Cell, Table, TableColumn

ROW, TALL_ROW, THICKNESS = 28, 44, 16


def bars(
    items: Sequence[Item],
    *,
    description: Sentence,
    label: Sentence,
    measure: Sentence,
    unit: Unit,
    currency: str | None = None,
    benchmark: Mark | None = None,
) -> Chart:
    """Lying bars from zero, in the order given, each with its number; losses to the left.

    `label` and `measure` head the columns of the table; `benchmark` is an upright line at
    `Mark.x` with its words.
    """
    columns = [TableColumn(label), TableColumn(measure, unit, currency)]
    rows: list[tuple[Cell, ...]] = [(i.label, i.value) for i in items]
    if any(item.low is not None for item in items):
        columns.append(TableColumn(Sentence("From"), unit, currency))
        columns.append(TableColumn(Sentence("To"), unit, currency))
        rows = [tuple(item) for item in items]

    def draw(canvas: Canvas) -> Spec:
        numbers = [canvas.number(item.value, unit, currency) for item in items]
        return _lying(canvas, items, numbers, benchmark)

    return Chart(description, Table(columns, rows), draw)


def funnel(
    steps: Sequence[Item],
    *,
    description: Sentence,
    label: Sentence,
    measure: Sentence,
    unit: Unit = Unit.CUSTOMERS,
) -> Chart:
    """Steps that lose some at each; beside each bar how many, and the share of the step before."""
    passed = [None, *(_part(b.value, a.value) for a, b in pairwise(steps))]
    columns = [
        TableColumn(label),
        TableColumn(measure, unit),
        TableColumn(Sentence("Of the step before"), Unit.SHARE),
    ]
    rows = [(step.label, step.value, part) for step, part in zip(steps, passed, strict=True)]

    def draw(canvas: Canvas) -> Spec:
        numbers = [_step_text(canvas, s, part, unit) for s, part in zip(steps, passed, strict=True)]
        return _lying(canvas, steps, numbers, None)

    return Chart(description, Table(columns, rows), draw)


def histogram(
    edges: Sequence[float],
    counts: Sequence[int],
    *,
    description: Sentence,
    x: Sentence,
    measure: Sentence,
    unit: Unit = Unit.NUMBER,
    currency: str | None = None,
    marks: Sequence[Mark] = (),
) -> Chart:
    """How many fall between the edges (lower included, upper not); one edge more than counts.

    `unit` and `currency` are those of the edges; `marks` are upright lines, such as the median.
    """
    if len(edges) != len(counts) + 1:
        raise ValueError(f"{len(edges)} edges for {len(counts)} counts")
    columns = [
        TableColumn(Sentence("{x}, from", x=x), unit, currency),
        TableColumn(Sentence("to under"), unit, currency),
        TableColumn(measure, Unit.NUMBER),
    ]
    rows = list(zip(edges, edges[1:], counts, strict=False))

    def draw(canvas: Canvas) -> Spec:
        return _standing(canvas, (edges, counts), Measure(x, unit, currency), measure, marks)

    return Chart(description, Table(columns, rows), draw)


def _lying(
    canvas: Canvas, items: Sequence[Item], numbers: Sequence[str], benchmark: Mark | None
) -> Spec:
    """On a phone the label stands above its bar, else at its left."""
    labels = [canvas.say(item.label) for item in items]
    step = TALL_ROW if canvas.is_narrow else ROW
    room = widest(labels)
    left = 0 if canvas.is_narrow else min(room + 12, canvas.width // 3)
    margins = Margins(left=left, right=0, top=28 if benchmark else 4, bottom=4)
    width = canvas.width - left
    values = [float(item.value or 0) for item in items]
    values += [float(v) for item in items for v in (item.low, item.high) if v is not None]
    x = _domain([*values, *([benchmark.x] if benchmark else [])], numbers, width)
    height = step * max(len(items), 1)
    place = {"y": quantity("y", (height, 0)), "x": quantity("x", x)}
    middle = step - THICKNESS / 2 - (4 if canvas.is_narrow else (ROW - THICKNESS) / 2)
    layers: list[Spec] = []
    if benchmark:
        layers += _upright(canvas, benchmark, place["x"], x, width)
    thick = THICKNESS + 4 if canvas.is_narrow else step
    for row, (item, number) in enumerate(zip(items, numbers, strict=True)):
        layers.append(_zero(row * step + middle, thick, place))
        layers += _bar(item, number, row * step + middle, place)
        label: Spec = {"text": fitted(labels[row], width if canvas.is_narrow else left - 12)}
        label["y"] = row * step + (10 if canvas.is_narrow else middle)
        at = {"align": "left", "x": 0} if canvas.is_narrow else {"align": "right", "x": -12}
        layers.append(words([label], {"y": place["y"]}, **at, **_HALO))
    return plotted(canvas, layers, height, margins)


def _bar(item: Item, number: str, y: float, place: dict[str, Spec]) -> list[Spec]:
    value = float(item.value or 0)
    colour = LOSS if value < 0 else ACCENT
    at = {"y": y, "x": value}
    drawn = [
        layer(
            [at],
            {"type": "bar", "size": THICKNESS, "color": colour, "orient": "horizontal"},
            **place,
            x2={"datum": 0},
        )
    ]
    end = value
    if item.low is not None and item.high is not None:
        low, high = float(item.low), float(item.high)
        end = min(low, value) if value < 0 else max(high, value)
        for colour, thickness in ((GROUND, 5), (INK, 1.5)):
            rule = {"type": "rule", "color": colour, "strokeWidth": thickness}
            drawn.append(layer([{"y": y, "x": low, "to": high}], rule, **place, x2={"field": "to"}))
    side = {"align": "right", "dx": -6} if value < 0 else {"align": "left", "dx": 6}
    drawn.append(words([{"y": y, "x": end, "text": number}], place, **side, **_HALO))
    return drawn


def _zero(middle: float, thick: float, place: dict[str, Spec]) -> Spec:
    span = {"x": 0, "y": middle - thick / 2, "to": middle + thick / 2}
    return layer([span], {"type": "rule", "color": FAINT}, **place, y2={"field": "to"})


def _domain(values: Sequence[float], numbers: Sequence[str], width: float) -> tuple[float, float]:
    """From the least to the most, zero included, with room for the numbers at the ends."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    room = widest(numbers) + 10
    left = room if low < 0 else 0
    per_pixel = ((high - low) or 1.0) / max(width - room - left, 40)
    return low - left * per_pixel, high + room * per_pixel


def _upright(
    canvas: Canvas, mark: Mark, x: Spec, domain: tuple[float, float], width: float
) -> list[Spec]:
    """A dashed line with its words above it, turned to the side that has the room."""
    text = canvas.say(mark.label)
    part = (mark.x - domain[0]) / ((domain[1] - domain[0]) or 1)
    right = part < 0.5
    label = {"x": mark.x, "text": fitted(text, (1 - part if right else part) * width)}
    dashed = {"type": "rule", "color": INK, "strokeDash": [3, 3]}
    side = {"align": "left" if right else "right", "dx": 4 if right else -4}
    halo = {"type": "rule", "color": GROUND, "strokeWidth": 3}
    return [
        layer([{"x": mark.x}], halo, x=x),
        layer([{"x": mark.x}], dashed, x=x),
        words([label], {"x": x}, y=-14, color=INK, **side),
    ]


def _standing(
    canvas: Canvas,
    bins: tuple[Sequence[float], Sequence[int]],
    across: Measure,
    upward: Sentence,
    marks: Sequence[Mark],
) -> Spec:
    edges, counts = bins
    y_ticks = ticks(0, max([1, *counts]), 4)
    labels = [canvas.number(tick, Unit.NUMBER) for tick in y_ticks]
    top = 36 + 18 * bool(marks)
    margins = Margins(left=widest(labels) + 12, right=20, top=top, bottom=44)
    domain = (float(edges[0]), float(edges[-1]))
    x_ticks = [
        t for t in ticks(*domain, 3 if canvas.is_narrow else 7) if domain[0] <= t <= domain[1]
    ]
    x_labels = [canvas.number(tick, *across[1:]) for tick in x_ticks]
    x_axis = axis(x_ticks, x_labels, grid=False, title=canvas.say(across.words))
    x = quantity("x", domain, x_axis)
    y = quantity("y", (0, y_ticks[-1]), axis(y_ticks, labels))
    boxes = [
        {"x": float(a), "to": float(b), "y": n}
        for a, b, n in zip(edges, edges[1:], counts, strict=False)
    ]
    bar = {"type": "rect", "color": ACCENT, "stroke": GROUND, "strokeWidth": 1}
    layers = [
        heading(canvas.say(upward), margins),
        layer(boxes, bar, x=x, x2={"field": "to"}, y=y, y2={"datum": 0}),
    ]
    for mark in marks:
        layers += _upright(canvas, mark, x, domain, canvas.width - margins.left - margins.right)
    return plotted(canvas, layers, 180 if canvas.is_narrow else 220, margins)


def _part(value: Number | None, of: Number | None) -> float | None:
    return None if value is None or not of else float(value) / float(of)


def _step_text(canvas: Canvas, step: Item, part: float | None, unit: Unit) -> str:
    number = canvas.number(step.value, unit)
    return number if part is None else f"{number} · {canvas.number(part, Unit.SHARE)}"


_HALO: Spec = {"stroke": GROUND, "strokeWidth": 4}
