"""What all charts share: the canvas they are drawn on, its axes, ticks and letters.

Sizes are pixels at the size of the text around. Colours are the variables of
`look/tokens.css`, so that a chart follows the page into the dark. Text is measured here
and not by the fonts of the machine, so that a chart is the same wherever it is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from babel.numbers import format_percent

from goodwill.analytics.figure import Number, Unit, shown
from goodwill.language import Language, Sentence
from goodwill.report.tables import Label, Table

Spec = dict[str, Any]

WIDE, NARROW = 720, 342
LETTER, TEXT_LINE = 12, 16

INK, QUIET, LINE = "var(--color-ink)", "var(--color-quiet)", "var(--color-line)"
ACCENT, LOSS, BAND = "var(--color-accent)", "var(--color-loss)", "var(--color-accent-band)"
LOSS_BAND, GROUND, FAINT = "var(--color-loss-band)", "var(--color-ground)", "var(--color-faint)"


@dataclass(frozen=True)
class Canvas:
    """Who reads, and how wide the drawing may be."""

    language: Language
    width: int

    @property
    def is_narrow(self) -> bool:
        return self.width < WIDE

    def say(self, words: Label) -> str:
        return self.language.show(words)

    def number(self, value: Number | None, unit: Unit, currency: str | None = None) -> str:
        """A number as a label: short, for the exact one is in the table."""
        if unit is Unit.SHARE and value is not None:
            return _share(float(value), self.language)
        short = _can_be_short(value, unit)
        return shown(value, unit, self.language, currency=currency, compact=short)


@dataclass(frozen=True)
class Chart:
    """A drawing and the table of the same data.

    `description` says what is drawn, for those who cannot see it; `draw` gives the
    Vega-Lite specification for a canvas.
    """

    description: Sentence
    table: Table
    draw: Callable[[Canvas], Spec]


class Item(NamedTuple):
    """One bar, step or row: what it is, its value, and the interval where it is estimated."""

    label: Label
    value: Number | None
    low: Number | None = None
    high: Number | None = None


class Mark(NamedTuple):
    """A place on a curve or axis that deserves words."""

    x: float
    label: Label


class Margins(NamedTuple):
    """Room for axes and labels around the data."""

    left: int = 8
    right: int = 8
    top: int = 8
    bottom: int = 8


class Measure(NamedTuple):
    """What an axis measures, and in which unit."""

    words: Sentence
    unit: Unit
    currency: str | None = None


def plotted(canvas: Canvas, layers: Sequence[Spec], height: int, margins: Margins) -> Spec:
    """The layers on a canvas: `height` is that of the data, margins come on top."""
    return {
        "width": canvas.width - margins.left - margins.right,
        "height": height,
        "padding": margins._asdict(),
        "autosize": {"type": "none"},
        "background": None,
        "data": {"values": []},
        "layer": list(layers),
        "config": _CONFIG,
    }


def layer(values: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def words(values: Sequence[Spec], encoding: dict[str, Spec], **mark: Any) -> Spec:
    """Text at data: each value has `text`."""
    return layer(values, {"type": "text", **mark}, text={"field": "text"}, **encoding)


def heading(text: str | Sequence[str], margins: Margins) -> Spec:
    """What the upright axis measures, lying flat above it."""
    mark = {"text": text, "align": "left", "color": QUIET, "baseline": "top"}
    return layer([{}], {"type": "text", "x": -margins.left, "y": 4 - margins.top, **mark})


def quantity(field: str, domain: Sequence[float], axis: Spec | None = None) -> Spec:
    scale = {"domain": list(domain), "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def axis(ticks: Sequence[float], labels: Sequence[str], **more: Any) -> Spec:
    """An axis with these ticks and the words for them."""
    expression = f"{_literal(labels)}[indexof({_literal(ticks)}, datum.value)]"
    return {"values": list(ticks), "labelExpr": expression, "title": None, **more}


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers that enclose low and high."""
    if high <= low:
        high = low + 1
    step = _round_step((high - low) / count)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [float(Decimal(str(step)) * number) for number in range(first, last + 1)]


def within(values: Sequence[float], most: float) -> tuple[list[float], tuple[float, float]]:
    """The ticks up to the highest value, and the domain that ends a little above it."""
    top = most + (most - values[0]) * 0.03
    return [tick for tick in values if tick <= top], (values[0], min(top, values[-1]))


def text_width(text: str, size: float = LETTER) -> int:
    """How much room text needs in a usual sans-serif face."""
    ems = sum(1.0 if east_asian_width(letter) in "WF" else 0.61 for letter in text)
    return ceil(ems * size)


def widest(texts: Iterable[str]) -> int:
    return max(map(text_width, texts), default=0)


def fitted(text: str, room: float, size: float = LETTER) -> str:
    """The text, shortened with “…” where it is wider than the room; the table has it whole."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float) -> list[str]:
    """The text in lines that fit: broken at spaces, Chinese between any two characters."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and text_width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _round_step(rough: float) -> float:
    power = 10.0 ** floor(log10(rough))
    factor = next(f for f in (1, 2, 2.5, 5, 10) if rough <= f * power * (1 + 1e-9))
    return float(Decimal(str(factor)).scaleb(floor(log10(rough))))


def _share(value: float, language: Language) -> str:
    is_whole = abs(value) >= 0.1 or value == 0
    return str(format_percent(value, "#,##0%" if is_whole else "#,##0.0%", locale=language.locale))


def _can_be_short(value: Number | None, unit: Unit) -> bool:
    if value is None:
        return False
    if unit is Unit.MONEY:
        return abs(float(value)) >= 100 or float(value) == int(value)
    return abs(float(value)) >= 10_000


def _literal(values: Sequence[object]) -> str:
    return json.dumps(list(values), ensure_ascii=True)


_PIECES = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+")

_CONFIG: Spec = {
    "aria": False,
    "font": "inherit",
    "view": {"stroke": None},
    "text": {"fontSize": LETTER, "color": INK, "baseline": "middle", "lineHeight": TEXT_LINE},
    "axis": {
        "labelFontSize": LETTER,
        "labelColor": QUIET,
        "labelPadding": 6,
        "labelOverlap": False,
        "labelLimit": 0,
        "ticks": False,
        "domain": False,
        "gridColor": LINE,
        "titleFontSize": LETTER,
        "titleFontWeight": "normal",
        "titleColor": QUIET,
        "titlePadding": 8,
    },
}
