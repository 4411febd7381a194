"""Heat maps: cohorts by age, recency by frequency. What is not yet known stays empty."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.figure import Number, Unit
from goodwill.language import Sentence
from goodwill.report.charts.canvas import (
    QUIET,
    TEXT_LINE,
    Canvas,
    Chart,
    Margins,
    Measure,
    Spec,
    fitted,
    heading,
    layer,
    plotted,
    quantity,
    widest,
    words,
    wrapped,
)
from goodwill.report.tables import Label, Table, TableColumn

STEPS = 7
CELL_HEIGHT = 28
GAP = 1


def heat_map(
    rows: Sequence[Label],
    columns: Sequence[Label],
    values: Sequence[Sequence[Number | None]],
    *,
    description: Sentence,
    row: Sentence,
    column: Sentence,
    unit: Unit,
    currency: str | None = None,
) -> Chart:
    """A value for each row and column, darker for more; None stays empty.

    `row` and `column` say what the rows and columns are. Colours run in seven steps from
    the least value to the most; below zero they are those of a loss.
    """
    table = Table(
        [TableColumn(row), *(TableColumn(name, unit, currency) for name in columns)],
        [(name, *line) for name, line in zip(rows, values, strict=True)],
    )

    def draw(canvas: Canvas) -> Spec:
        names = [canvas.say(name) for name in rows], [canvas.say(name) for name in columns]
        return _map(canvas, names, values, Measure(column, unit, currency))

    return Chart(description, table, draw)


def _map(
    canvas: Canvas,
    names: tuple[Sequence[str], Sequence[str]],
    values: Sequence[Sequence[Number | None]],
    measure: Measure,
) -> Spec:
    rows, columns = names
    left = min(widest(rows) + 10, canvas.width // 3)
    width = (canvas.width - left) / max(len(columns), 1)
    height = CELL_HEIGHT * len(rows)
    place = {
        "x": quantity("x", (0, width * len(columns))),
        "y": quantity("y", (height, 0)),
    }
    cells = _cells(values, width)
    texts = _texts(canvas, cells, width, measure)
    title = wrapped(canvas.say(measure.words), canvas.width)
    margins = Margins(left=left, right=0, top=28 + TEXT_LINE * len(title), bottom=0)
    layers = [heading(title, margins)]
    for step in sorted({str(cell["step"]) for cell in cells}):
        mine = [cell for cell in cells if cell["step"] == step]
        box = {"type": "rect", "color": f"var(--ramp-{step})"}
        layers.append(layer(mine, box, **place, x2={"field": "to"}, y2={"field": "bottom"}))
        spoken = [text for text in texts if text["step"] == step]
        layers.append(words(spoken, place, color=f"var(--on-ramp-{step})"))
    layers.append(words(_row_names(rows, left), {"y": place["y"]}, x=-10, align="right"))
    across = _column_names(columns, width)
    layers.append(words(across, {"x": place["x"]}, y=-12, color=QUIET))
    return plotted(canvas, layers, height, margins)


def _cells(values: Sequence[Sequence[Number | None]], width: float) -> list[Spec]:
    known = [float(value) for line in values for value in line if value is not None]
    least, most = min(known, default=0.0), max(known, default=0.0)
    return [
        {
            "x": number * width,
            "to": (number + 1) * width - GAP,
            "y": line_number * CELL_HEIGHT,
            "bottom": (line_number + 1) * CELL_HEIGHT - GAP,
            "value": value,
            "step": _step(float(value), least, most),
        }
        for line_number, line in enumerate(values)
        for number, value in enumerate(line)
        if value is not None
    ]


def _step(value: float, least: float, most: float) -> str:
    """1 to 7; `loss` below zero."""
    if value < 0:
        return "loss"
    least = max(least, 0.0)
    part = (value - least) / (most - least) if most > least else 1.0
    return str(min(STEPS, 1 + int(part * STEPS)))


def _texts(canvas: Canvas, cells: Sequence[Spec], width: float, measure: Measure) -> list[Spec]:
    """The numbers in the cells: all of them, or none where the widest has no room."""
    texts = [_short(canvas, cell.pop("value"), *measure[1:]) for cell in cells]
    if widest(texts) > width - 4:
        return []
    return [
        {
            "x": (cell["x"] + cell["to"]) / 2,
            "y": (cell["y"] + cell["bottom"]) / 2,
            "text": text,
            "step": cell["step"],
        }
        for cell, text in zip(cells, texts, strict=True)
    ]


def _short(canvas: Canvas, value: Number, unit: Unit, currency: str | None) -> str:
    if unit is Unit.SHARE:
        return canvas.language.show(round(float(value) * 100))
    return canvas.number(value, unit, currency)


def _row_names(rows: Sequence[str], left: float) -> list[Spec]:
    return [
        {"y": number * CELL_HEIGHT + CELL_HEIGHT / 2, "text": fitted(name, left - 10)}
        for number, name in enumerate(rows)
    ]


def _column_names(columns: Sequence[str], width: float) -> list[Spec]:
    """Every name, or every second, third … where they have no room."""
    every = 1
    while widest(columns) + 6 > width * every and every < len(columns):
        every += 1
    return [
        {"x": (number + 0.5) * width, "text": fitted(name, width * every)}
        for number, name in enumerate(columns)
        if number % every == 0
    ]
