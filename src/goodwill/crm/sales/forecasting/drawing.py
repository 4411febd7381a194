"""The forecast as a bar: won, open and new one after the other, the interval and the target."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.sales.forecasting.looking import Forecast

WIDTH = 640.0
ROOM = 1.08
"""So much wider than the largest number is the whole."""


@dataclass(frozen=True)
class Span:
    """A piece of the bar, in units of the picture."""

    word: str
    x: float
    width: float


@dataclass(frozen=True)
class Picture:
    """Where each piece stands, from 0 to `WIDTH`."""

    spans: tuple[Span, ...]
    low: float
    high: float
    expected: float
    target: float | None
    width: float = WIDTH


def picture(found: Forecast) -> Picture:
    """The bar of a forecast; nothing is drawn below zero."""
    figures = found.figures
    value = {word: max(float(one.value or 0), 0.0) for word, one in figures.items()}
    expected = figures["expected"]
    high = max(float(expected.high or 0), value["expected"], value.get("target", 0.0))
    scale = WIDTH / (high * ROOM) if high > 0 else 0.0
    spans, at = [], 0.0
    pieces = {word: value[word] for word in ("won", "open", "new") if word in value}
    if "open" not in pieces:
        pieces["open"] = max(value["expected"] - value["won"], 0.0)
    for word, size in pieces.items():
        spans.append(Span(word, round(at, 1), round(size * scale, 1)))
        at += size * scale
    target = round(value["target"] * scale, 1) if "target" in value else None
    return Picture(
        tuple(spans),
        round(max(float(expected.low or 0), 0.0) * scale, 1),
        round(max(float(expected.high or 0), 0.0) * scale, 1),
        round(value["expected"] * scale, 1),
        target,
    )
