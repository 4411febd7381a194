"""What spending brings: margin as a concave function of spend, for one option or many.

Concave means that every further unit of money brings no more than the one before. Only then
can a division be proved best. Parameters may be numbers, or arrays of shape (curves, 1)
for many curves at once; spend then has the shape (curves, points). Spend and margin are
in one unit of money; margin is what the option brings beyond no spend, before the spend
itself is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from goodwill.analytics.numerics.arrays import Floats

Numbers = npt.ArrayLike

TINY = 1e-200
"""Stands for no spend at all where a slope would be infinite."""


@dataclass(frozen=True)
class Hill:
    """best · sⁿ ÷ (sⁿ + halfⁿ), with an exponent n of at most 1.

    Parameters
    ----------
    best
        The margin that no spend exceeds.
    half
        The spend that brings half of it.
    """

    best: Numbers
    half: Numbers
    exponent: Numbers = 1.0

    def margin(self, spend: Floats) -> Floats:
        grown = (spend / np.asarray(self.half)) ** np.asarray(self.exponent)
        return np.asarray(self.best * grown / (1 + grown))

    def slope(self, spend: Floats) -> Floats:
        spend = np.maximum(spend, TINY)
        grown = (spend / np.asarray(self.half)) ** np.asarray(self.exponent)
        return np.asarray(
            self.best * np.asarray(self.exponent) * (grown / spend) / (1 + grown) ** 2
        )

    def scaled(self, factor: Numbers) -> Hill:
        return replace(self, best=self.best * np.asarray(factor))


@dataclass(frozen=True)
class Saturating:
    """best · (1 − 2^(−s ÷ half)): every further `half` of spend brings half of what is left."""

    best: Numbers
    half: Numbers

    def margin(self, spend: Floats) -> Floats:
        return np.asarray(self.best * -np.expm1(-np.log(2) * spend / np.asarray(self.half)))

    def slope(self, spend: Floats) -> Floats:
        rate = np.log(2) / np.asarray(self.half)
        return np.asarray(self.best * rate * np.exp(-rate * spend))

    def scaled(self, factor: Numbers) -> Saturating:
        return replace(self, best=self.best * np.asarray(factor))


@dataclass(frozen=True)
class Power:
    """brings · (s ÷ spend)^exponent, with an exponent of at most 1; ½ is the square root.

    Parameters
    ----------
    brings, spend
        One point of the curve: the margin at that spend.
    """

    brings: Numbers
    spend: Numbers
    exponent: Numbers = 0.5

    def margin(self, spend: Floats) -> Floats:
        grown = (spend / np.asarray(self.spend)) ** np.asarray(self.exponent)
        return np.asarray(self.brings * grown)

    def slope(self, spend: Floats) -> Floats:
        spend = np.maximum(spend, TINY)
        return np.asarray(self.margin(spend) / spend * np.asarray(self.exponent))

    def scaled(self, factor: Numbers) -> Power:
        return replace(self, brings=self.brings * np.asarray(factor))


@dataclass(frozen=True)
class Lines:
    """The lowest of several straight lines, shape (…, lines): piecewise linear and concave."""

    at_nought: Floats
    rises: Floats

    def margin(self, spend: Floats) -> Floats:
        return np.asarray(self._all(spend).min(axis=-1))

    def slope(self, spend: Floats) -> Floats:
        """Where two lines meet, that of the steeper: what the last unit brought."""
        lowest = self._all(spend).argmin(axis=-1)
        rises = np.broadcast_to(self.rises, (*lowest.shape, self.rises.shape[-1]))
        return np.asarray(np.take_along_axis(rises, lowest[..., None], axis=-1)[..., 0])

    def scaled(self, factor: Numbers) -> Lines:
        by = np.asarray(factor)[..., None]
        return Lines(self.at_nought * by, self.rises * by)

    def _all(self, spend: Floats) -> Floats:
        return np.asarray(self.at_nought + self.rises * np.asarray(spend)[..., None])


Curve = Hill | Saturating | Power | Lines


def through(points: Sequence[tuple[float, float]]) -> tuple[Lines, bool]:
    """The curve through nought and points (spend, margin), and whether it passes them all.

    Where points are not concave it is their concave envelope, which lies above some: it
    promises what mixing two of the spends would bring. After the last point it stays level.
    """
    corners = envelope([(0.0, 0.0), *points])
    rises = [(m1 - m0) / (s1 - s0) for (s0, m0), (s1, m1) in pairwise(corners)]
    at_nought = [m - rise * s for (s, m), rise in zip(corners, rises, strict=False)]
    if rises[-1] > 0:
        rises.append(0.0)
        at_nought.append(corners[-1][1])
    passes = len(corners) == len({(0.0, 0.0), *points})
    return Lines(np.array(at_nought), np.array(rises)), passes


def envelope(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of the least concave curve above the points, by growing spend."""
    corners: list[tuple[float, float]] = []
    for spend, margin in sorted(points):
        while len(corners) > 1 and _lies_below(corners[-2], corners[-1], (spend, margin)):
            corners.pop()
        corners.append((spend, margin))
    return corners


def _lies_below(
    left: tuple[float, float], middle: tuple[float, float], right: tuple[float, float]
) -> bool:
    rise, run = right[1] - left[1], right[0] - left[0]
    return (middle[1] - left[1]) * run < rise * (middle[0] - left[0])


def knots(curve: Curve) -> list[float]:
    """The spends at which the curve has a corner."""
    if not isinstance(curve, Lines):
        return []
    pairs = list(pairwise(zip(curve.at_nought, curve.rises, strict=True)))
    return [float((b1 - b0) / (r0 - r1)) for (b0, r0), (b1, r1) in pairs if r0 > r1]


class Stack:
    """Many curves, evaluated together by kind."""

    def __init__(self, curves: Sequence[Curve]) -> None:
        self.size = len(curves)
        kinds = {type(curve): None for curve in curves}
        places = {kind: [i for i, c in enumerate(curves) if type(c) is kind] for kind in kinds}
        self.parts = [(at, _together([curves[i] for i in at])) for at in places.values()]

    def margin(self, spend: Floats) -> Floats:
        """Margins at spends, both of shape (curves, points)."""
        found = np.empty(spend.shape)
        for at, curve in self.parts:
            found[at] = curve.margin(spend[at])
        return found

    def slope(self, spend: Floats) -> Floats:
        """What the last unit of money brought, both of shape (curves, points)."""
        found = np.empty(spend.shape)
        for at, curve in self.parts:
            found[at] = curve.slope(spend[at])
        return found


def _together(curves: Sequence[Curve]) -> Curve:
    first = curves[0]
    if isinstance(first, Lines):
        return lines_together([curve for curve in curves if isinstance(curve, Lines)])
    names = list(vars(first))
    columns = {name: np.array([[getattr(curve, name)] for curve in curves]) for name in names}
    return type(first)(**columns)


def lines_together(curves: Sequence[Lines]) -> Lines:
    """Curves of different numbers of lines as one of shape (curves, 1, lines)."""
    longest = max(len(curve.rises) for curve in curves)

    def padded(lines: Floats) -> Floats:
        return np.concatenate([lines, np.repeat(lines[-1:], longest - len(lines))])

    return Lines(
        np.array([[padded(curve.at_nought)] for curve in curves]),
        np.array([[padded(curve.rises)] for curve in curves]),
    )
