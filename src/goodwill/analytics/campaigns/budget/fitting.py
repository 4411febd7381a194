"""Least squares of a concave curve through measured points, many draws of them at once.

A curve is a size times a form of size 1 with one free place: the spend that brings half, or
the exponent. For each place the best size has a closed form (never below nought, so that the
curve stays concave); the best place is looked for on a grid that closes in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from goodwill.analytics.campaigns.budget.curves import (
    Curve,
    Hill,
    Lines,
    Power,
    Saturating,
    lines_together,
    through,
)
from goodwill.analytics.numerics.arrays import Floats

TIMES_BEYOND = 100.0
"""The spend that brings half of the best is looked for up to this many times what was spent."""
STEPS = 33
FINER = 17
ROUNDS = 7


class Shape(StrEnum):
    """The kinds of curve that can be fitted to measured points."""

    HILL = "hill"
    SATURATING = "saturating"
    POWER = "power"
    POINTS = "points"


@dataclass(frozen=True)
class Measured:
    """Incremental margins measured at spends, shape (points,).

    `se` is None where nobody said how exact they are.
    """

    shape: Shape
    spend: Floats
    margin: Floats
    se: Floats | None


def fitted(points: Measured, margins: Floats) -> Curve:
    """The best curve of the kind for each row of margins, shape (draws, points)."""
    if points.shape is Shape.POINTS:
        rows = [through(list(zip(points.spend, row, strict=True)))[0] for row in margins]
        many = lines_together(rows)
        return Lines(many.at_nought[:, 0, :], many.rises[:, 0, :])
    kind = _KINDS[points.shape]
    largest = float(points.spend.max())
    low, high = _range(points, largest)
    places = np.linspace(low, high, STEPS)[None, :]
    weights = np.ones(len(points.spend)) if points.se is None else points.se**-2.0
    step = (high - low) / (STEPS - 1)
    for _ in range(ROUNDS):
        best = _best(kind, places, points.spend, margins, weights)
        places = np.clip(best[:, None] + step * np.linspace(-1, 1, FINER), low, high)
        step *= 2 / (FINER - 1)
    size = _sizes(kind(best[:, None, None], largest).margin, points.spend, margins, weights)[0]
    return kind(best, largest).scaled(size[:, 0])


_KINDS: dict[Shape, Callable[[Floats, float], Hill | Saturating | Power]] = {
    Shape.HILL: lambda place, _: Hill(np.ones_like(place), np.exp(place)),
    Shape.SATURATING: lambda place, _: Saturating(np.ones_like(place), np.exp(place)),
    Shape.POWER: lambda place, largest: Power(
        np.ones_like(place), np.full_like(place, largest), place
    ),
}


def _range(points: Measured, largest: float) -> tuple[float, float]:
    if points.shape is Shape.POWER:
        return 0.01, 1.0
    least = float(points.spend.min())
    return float(np.log(least / TIMES_BEYOND)), float(np.log(largest * TIMES_BEYOND))


def _best(
    kind: Callable[[Floats, float], Hill | Saturating | Power],
    places: Floats,
    spend: Floats,
    margins: Floats,
    weights: Floats,
) -> Floats:
    curve = kind(places[:, :, None], float(spend.max()))
    explained = _sizes(curve.margin, spend, margins, weights)[1]
    best = explained.argmax(axis=1)[:, None]
    return np.asarray(np.take_along_axis(np.broadcast_to(places, explained.shape), best, 1)[:, 0])


def _sizes(
    margin: Callable[[Floats], Floats], spend: Floats, margins: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """The best size of a curve of size 1, at least nought, and the squares it explains."""
    unit = margin(spend[None, None, :])
    along = np.maximum((weights * unit * margins[:, None, :]).sum(axis=-1), 0.0)
    across = (weights * unit**2).sum(axis=-1)
    return along / across, along**2 / across


def single(curve: Curve) -> Curve:
    """The first of the curves."""
    plain = {
        name: value[0] if isinstance(value, np.ndarray) else value
        for name, value in vars(curve).items()
    }
    if isinstance(curve, Lines):
        return Lines(**plain)
    return type(curve)(**{name: float(value) for name, value in plain.items()})
