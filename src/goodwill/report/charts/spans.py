"""Bars that float: from one total to another step by step, and what decides a result."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

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
    Spec,
    fitted,
    layer,
    plotted,
    quantity,
    widest,
    words,
)
from goodwill.report.tables import Label, Table, TableColumn

ROW, TALL_ROW, THICKNESS = 28, 44, 16


class Swing(NamedTuple):
    """One input: the result with it at its least and at its most favourable."""

    label: Label
    low: Number
    high: Number


class _Bar(NamedTuple):
    start: float
    end: float
    colour: str


class _Row(NamedTuple):
    """Bars of one row, and the words at their left and right ends."""

    label: str
    bars: tuple[_Bar, ...]
    left: str
    right: str


def waterfall(
    steps: Sequence[Item],
    *,
    total: Label,
    description: Sentence,
    label: Sentence,
    measure: Sentence,
    unit: Unit,
    currency: str | None = None,
) -> Chart:
    """What adds up to a total: each bar begins where the one before ended; the total is last."""
    values = [float(step.value or 0) for step in steps]
    ends = list(accumulate(values, initial=0.0))
    whole = sum((step.value for step in steps if step.value is not None), start=0)
    columns = [TableColumn(label), TableColumn(measure, unit, currency)]
    rows = [*((step.label, step.value) for step in steps), (total, whole)]

    def draw(canvas: Canvas) -> Spec:
        drawn = []
        for step, start, end in zip(steps, ends, ends[1:], strict=False):
            number = canvas.number(step.value, unit, currency)
            bar = _Bar(start, end, LOSS if end < start else ACCENT)
            drawn.append(_Row(canvas.say(step.label), (bar,), "", number))
        bar = _Bar(0.0, ends[-1], INK)
        drawn.append(_Row(canvas.say(total), (bar,), "", canvas.number(whole, unit, currency)))
        return _floating(canvas, drawn, None)

    return Chart(description, Table(columns, rows), draw)


def tornado(
    swings: Sequence[Swing],
    *,
    base: Mark,
    description: Sentence,
    label: Sentence,
    unit: Unit,
    currency: str | None = None,
) -> Chart:
    """What moves a result most, the widest first: from its worst to its best, around the base."""
    columns = [
        TableColumn(label),
        TableColumn(Sentence("At the least favourable"), unit, currency),
        TableColumn(Sentence("At the most favourable"), unit, currency),
    ]

    def draw(canvas: Canvas) -> Spec:
        drawn = []
        for swing in swings:
            low, high = (float(min(swing.low, swing.high)), float(max(swing.low, swing.high)))
            bars = (_Bar(low, min(base.x, high), LOSS), _Bar(max(base.x, low), high, ACCENT))
            left, right = (canvas.number(end, unit, currency) for end in sorted(swing[1:]))
            drawn.append(_Row(canvas.say(swing.label), bars, left, right))
        return _floating(canvas, drawn, base)

    return Chart(description, Table(columns, [tuple(swing) for swing in swings]), draw)


def _floating(canvas: Canvas, rows: Sequence[_Row], mark: Mark | None) -> Spec:
    """On a phone the label stands above its bar, else at its left."""
    step = TALL_ROW if canvas.is_narrow else ROW
    left = 0 if canvas.is_narrow else min(widest(r.label for r in rows) + 12, canvas.width // 3)
    margins = Margins(left=left, right=0, top=28 if mark else 4, bottom=4)
    width = canvas.width - left
    domain = _domain(rows, mark, width)
    height = step * max(len(rows), 1)
    place = {"y": quantity("y", (height, 0)), "x": quantity("x", domain)}
    layers: list[Spec] = [_rule(0.0, place["x"])] if domain[0] <= 0 <= domain[1] else []
    if mark:
        layers += _marked(canvas, mark, place["x"], domain, width)
    for at, row in enumerate(rows):
        y = at * step + (step - THICKNESS / 2 - 4 if canvas.is_narrow else step / 2)
        layers += _bars(row, y, place)
        label: Spec = {"text": fitted(row.label, width if canvas.is_narrow else left - 12)}
        label["y"] = at * step + 10 if canvas.is_narrow else y
        side = {"align": "left", "x": 0} if canvas.is_narrow else {"align": "right", "x": -12}
        layers.append(words([label], {"y": place["y"]}, **side, **_HALO))
    return plotted(canvas, layers, height, margins)


def _bars(row: _Row, y: float, place: dict[str, Spec]) -> list[Spec]:
    drawn = []
    for bar in row.bars:
        mark = {"type": "bar", "size": THICKNESS, "color": bar.colour, "orient": "horizontal"}
        span = {"y": y, "x": bar.start, "to": bar.end}
        drawn.append(layer([span], mark, **place, x2={"field": "to"}))
    ends = [end for bar in row.bars for end in (bar.start, bar.end)]
    for text, x, align, away in (
        (row.left, min(ends), "right", -6),
        (row.right, max(ends), "left", 6),
    ):
        if text:
            at: Spec = {"y": y, "x": x, "text": text}
            drawn.append(words([at], place, align=align, dx=away, **_HALO))
    return drawn


def _domain(rows: Sequence[_Row], mark: Mark | None, width: float) -> tuple[float, float]:
    """From the least to the most, with room for the numbers at the ends; zero where it is near."""
    ends = [end for row in rows for bar in row.bars for end in (bar.start, bar.end)]
    ends += [mark.x] if mark else []
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    if low > 0 and low < (high - low):
        low = 0.0
    before = widest(row.left for row in rows)
    before = before + 10 if before else 0
    after = widest(row.right for row in rows) + 10
    per_pixel = ((high - low) or 1.0) / max(width - before - after, 40)
    return low - before * per_pixel, high + after * per_pixel


def _rule(x: float, place: Spec, **more: object) -> Spec:
    return layer([{"x": x}], {"type": "rule", "color": FAINT, **more}, x=place)


def _marked(
    canvas: Canvas, mark: Mark, x: Spec, domain: tuple[float, float], width: float
) -> list[Spec]:
    part = (mark.x - domain[0]) / ((domain[1] - domain[0]) or 1)
    right = part < 0.5
    text = fitted(canvas.say(mark.label), (1 - part if right else part) * width)
    side = {"align": "left" if right else "right", "dx": 4 if right else -4}
    return [
        _rule(mark.x, x, color=INK, strokeDash=[3, 3]),
        words([{"x": mark.x, "text": text}], {"x": x}, y=-14, color=INK, **side),
    ]


_HALO: Spec = {"stroke": GROUND, "strokeWidth": 4}
